"""Agreements to charge at Alipay, against the simulator in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from liushui.config.simulators.alipay import Provider
from liushui.config.simulators.alipay.agreements import SCENE, Agreements, notice_of
from liushui.config.simulators.alipay.keys import APP_ID, SELLER_ID
from liushui.kernel.clock import day_of
from liushui.payments.alipay.client import Alipay
from liushui.payments.alipay.mandates import AlipayMandates
from liushui.payments.alipay.signing import AlipayMerchant, PlatformKeys, load_app_key
from liushui.payments.mandates import AgreementWord, NewAgreement, NewCharge, Standing
from liushui.payments.provider import ProviderRefused, Untrusted

CODE, REFERENCE = "MKTR29XYQA1", "LS-20260718-M4NDATE1-2"


@pytest.fixture(scope="module")
def alipay_provider(tmp_path_factory: pytest.TempPathFactory) -> Provider:
    return Provider(Path(tmp_path_factory.mktemp("alipay_mandates")))


@pytest.fixture(scope="module")
def address(alipay_provider: Provider) -> Iterator[str]:
    command = [sys.executable, "-m", "liushui.config.simulators.alipay", "--port", "0"]
    with subprocess.Popen(
        [*command, "--state", str(alipay_provider.keys.folder), "--retries", ""],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def mandates(alipay_provider: Provider, address: str) -> Iterator[AlipayMandates]:
    said = alipay_provider.environment(f"{address}/gateway.do")
    key = load_app_key(Path(said["LIUSHUI_ALIPAY_APP_KEY_FILE"]).read_text())
    keys = PlatformKeys.from_text(Path(said["LIUSHUI_ALIPAY_PLATFORM_KEY_FILE"]).read_text())
    alipay = Alipay(AlipayMerchant(SELLER_ID, APP_ID, key), keys, f"{address}/gateway.do")
    yield AlipayMandates(alipay, SCENE)
    alipay.end()


def at() -> datetime:
    return datetime.fromtimestamp(int(time.time()), UTC)


def wanted(code: str, first_on: date | None = None) -> NewAgreement:
    return NewAgreement(
        code=code,
        shown="山路校车",
        limit_minor=88_00,
        first_on=first_on or day_of(at()),
        is_yearly=False,
        notify_url="",
        back_url="http://127.0.0.1:9/back",
    )


def charge_of(word: AgreementWord, reference: str, minor: int = 88_00) -> NewCharge:
    return NewCharge(reference, "山路校车", minor, word.contract_id, "http://127.0.0.1:9/")


def sim(address: str, code: str, **said: str) -> None:
    answer = httpx.post(f"{address}/_sim/agreements/{code}", json=said, trust_env=False)
    assert answer.status_code == 200, answer.text


def signed(mandates: AlipayMandates, address: str, code: str) -> AgreementWord:
    page = httpx.get(mandates.sign(wanted(code), at=at()), trust_env=False)
    assert "待签约" in page.text
    sim(address, code, do="sign")
    return mandates.agreement_of(code, at=at())


def test_an_agreement_is_signed_charged_once_and_ended(
    mandates: AlipayMandates, address: str, alipay_provider: Provider
) -> None:
    assert mandates.agreement_of(CODE, at=at()).standing == Standing.UNSIGNED
    word = signed(mandates, address, CODE)
    assert word.standing == Standing.SIGNED
    mandates.forewarn(word.contract_id, 88_00, day_of(at()), at=at())
    for _twice in range(2):
        mandates.charge(charge_of(word, REFERENCE), at=at())
    paid = [one for one in alipay_provider.trades() if one.status == "TRADE_SUCCESS"]
    assert [one.reference for one in paid] == [REFERENCE]
    for _twice in range(2):
        mandates.end(word, at=at())
    assert mandates.agreement_of(CODE, at=at()).standing == Standing.ENDED
    with pytest.raises(ProviderRefused):
        mandates.charge(charge_of(word, "LS-20260718-M4NDATE2-2"), at=at())


@pytest.mark.parametrize(
    ("minor", "mood", "reason"),
    [
        (88_01, "pays", "ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED"),
        (88_00, "lacks", "ACQ.BUYER_BALANCE_NOT_ENOUGH"),
    ],
)
def test_what_cannot_be_charged_is_declined_with_its_reason(
    mandates: AlipayMandates, address: str, minor: int, mood: str, reason: str
) -> None:
    code = f"MDECLINED{minor}{mood[0].upper()}"
    word = signed(mandates, address, code)
    sim(address, code, mood=mood)
    mandates.forewarn(word.contract_id, minor, day_of(at()).replace(day=1), at=at())
    with pytest.raises(ProviderRefused) as refused:
        mandates.charge(charge_of(word, f"LS-20260718-{code[-8:]}-2", minor), at=at())
    assert refused.value.facts == {"reason": reason}


def test_nothing_is_charged_before_the_day_that_was_planned(
    mandates: AlipayMandates, address: str
) -> None:
    word = signed(mandates, address, "MTOOEARLYA1")
    mandates.forewarn(word.contract_id, 88_00, day_of(at()) + timedelta(days=40), at=at())
    with pytest.raises(ProviderRefused):
        mandates.charge(charge_of(word, "LS-20260718-T00EARLY-2"), at=at())


def test_a_plan_for_the_31st_is_made_for_the_28th(
    mandates: AlipayMandates, alipay_provider: Provider
) -> None:
    last = wanted("MLASTDAYA1", date(2027, 1, 31))
    httpx.get(mandates.sign(last, at=at()), trust_env=False)
    assert Agreements(alipay_provider).known("MLASTDAYA1").planned == "2027-01-28"


def test_only_a_proven_call_back_names_an_agreement(
    mandates: AlipayMandates, address: str, alipay_provider: Provider
) -> None:
    signed(mandates, address, "MCALLBACKA1")
    known = Agreements(alipay_provider).known("MCALLBACKA1")
    body = notice_of(alipay_provider, known, at=time.time())
    assert mandates.named_in({}, body, at=at()) == "MCALLBACKA1"
    other = urlencode({"external_agreement_no": "MOTHERA1"}).encode()
    for forged in (body.replace(b"MCALLBACKA1", b"MOTHERA1"), other, b"", b"\xff"):
        with pytest.raises(Untrusted):
            mandates.named_in({}, forged, at=at())
