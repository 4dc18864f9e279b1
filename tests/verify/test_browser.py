"""The page that checks a receipt in a browser, in a real one: the verdicts of liushui-verify."""

import base64
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from liushui_verify.judging import judged_receipt
from liushui_verify.outcomes import Exit, Invalid, Report, Said
from liushui_verify.policies import Policy
from liushui_verify.words import WORDS, told
from tests.architecture.tree import ROOT
from tests.verify.logs import ALL, AT, LATE, LOG, THE_LOG, UNIVERSITY, Log, a_log, policy
from tests.verify.test_mutations import altered

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
PAGE = ROOT / "verify" / "browser" / "verify.html"
ASK = """async ([files, policy, options]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const found = [];
  for (const file of files) {
    const { exit, said } = await liushuiVerify.judge(bytes(file), bytes(policy), options);
    found.push([exit, liushuiVerify.told(said, 0), liushuiVerify.told(said, 1)]);
  }
  return found;
}"""

Judged = tuple[int, list[str], list[str]]


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    """The page as a file of one's own, in a browser that reaches nobody."""
    found = os.environ.get("LIUSHUI_CHROMIUM") or shutil.which("chromium")
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser: Browser = playwright.chromium.launch(executable_path=found, args=args)
    context = browser.new_context(offline=True)
    asked: list[str] = []
    one = context.new_page()
    one.on("request", lambda request: asked.append(request.url))
    one.goto(PAGE.as_uri())
    yield one
    assert {Path(url).name for url in asked} == {"verify.html", "verify.js"}
    browser.close()


def judged(
    page: Page, *files: bytes, trusting: bytes | None = None, **options: Any
) -> list[Judged]:
    sent = [base64.b64encode(file).decode() for file in files]
    trusted = base64.b64encode(policy() if trusting is None else trusting).decode()
    said = page.evaluate(ASK, [sent, trusted, {"now": AT, **options}])
    return [(exit_code, zh, en) for exit_code, zh, en in said]


def as_by_command(
    content: bytes, trusting: bytes | None = None, since: int | None = None
) -> Judged:
    """What liushui-verify says."""
    try:
        trusted = Policy.read(policy() if trusting is None else trusting)
        report = judged_receipt(content, trusted, since=since, now=AT)
    except Invalid as error:
        report = Report(Exit.INVALID, (Said("invalid"), Said(error.code, error.facts)))
    return int(report.exit), told(report, (0,)), told(report, (1,))


@pytest.fixture(scope="module")
def log() -> Log:
    return a_log(300)


def test_what_holds_is_told_in_the_same_words(page: Page, log: Log) -> None:
    hidden = Log()
    hidden.add(("name", "\x1b[2J\u202e林 a"), ("amt", 7), amt=None, amt_hidden=True)
    cases = [
        (log.receipt(7), None), (log.receipt(255, show=False), None), (log.receipt(299), None),
        (log.receipt(0, by=THE_LOG), policy("none")), (log.receipt(0, by=(LOG, UNIVERSITY)), None),
        (log.receipt(0, by=(LATE, *ALL[2:])), None), (a_log(1).receipt(0), None),
        (log.receipt(7, by=(LATE,)), policy("none")), (hidden.receipt(0), None),
    ]  # fmt: skip
    for receipt, trusting in cases:
        assert judged(page, receipt, trusting=trusting) == [as_by_command(receipt, trusting)]
    codes = [as_by_command(receipt, trusting)[0] for receipt, trusting in cases]
    assert codes == [Exit.OK] * 4 + [Exit.NO_QUORUM] + [Exit.OK] * 4


def test_what_is_old_is_stale_for_whom_it_matters(page: Page, log: Log) -> None:
    receipt = log.receipt(7)
    for later, code in (
        (0, Exit.OK),
        (86_000, Exit.OK),
        (86_401, Exit.STALE),
        (-3_600, Exit.STALE),
    ):
        [(found, _, _)] = judged(page, receipt, now=AT + later, within=24)
        assert found == code, later
    alone = log.receipt(7, by=(LOG, LATE))
    [(found, _, _)] = judged(page, alone, trusting=policy("none"), now=AT + 90_000, within=24)
    assert found == Exit.STALE


@pytest.mark.parametrize(("by", "quorum"), [(THE_LOG, "none"), ((ALL[0], *ALL[2:]), "both")])
def test_each_altered_receipt_gets_the_verdict_of_the_command(
    page: Page, log: Log, by: tuple[Any, ...], quorum: str
) -> None:
    receipt, trusted = log.receipt(17, by=by), policy(quorum)
    faults = list(altered(receipt, 3))
    drawn = random.Random(5).sample(faults, 400)  # noqa: S311 - the same each time
    wanted = [as_by_command(one.content, trusted) for one in drawn]
    found = judged(page, *(one.content for one in drawn), trusting=trusted)
    differ = [
        (one.how, theirs[2], mine[2])
        for one, theirs, mine in zip(drawn, found, wanted, strict=True)
        if theirs[0] != mine[0]
    ]
    assert differ == []
    assert sum(mine[0] == Exit.INVALID for mine in wanted) > 330
    same_words = sum(theirs == mine for theirs, mine in zip(found, wanted, strict=True))
    assert same_words > 390


def test_no_altered_late_line_holds(page: Page, log: Log) -> None:
    """ML-DSA-44 is written out in the page: a bit anywhere in its line is found."""
    receipt = log.receipt(3, by=(LATE,)).decode()
    line = receipt.split("\n")[-2]
    said = line.rsplit(" ", 1)[1]
    raw = base64.b64decode(said)
    drawn = random.Random(2)  # noqa: S311 - the same each time
    faults = []
    for at in [4, 11, 12, 43, 44, 45, 2300, 2347, 2348, *drawn.sample(range(12, len(raw)), 12)]:
        bent = bytearray(raw)
        bent[at] ^= 1 << drawn.randrange(8)
        faults.append(receipt.replace(said, base64.b64encode(bent).decode()).encode())
    assert len(set(faults)) > 15
    trusted = policy("none")
    wanted = [as_by_command(one, trusted) for one in faults]
    assert judged(page, *faults, trusting=trusted) == wanted
    assert {code for code, _, _ in wanted} == {Exit.INVALID}


@pytest.mark.parametrize(
    "trusting",
    [b"", b"quorum none\n", policy().replace(b"log ", b"# log ", 2), policy() + b"nonsense\n",
     policy().replace(b"\n", b"\r\n"), policy("nobody"), policy().replace(b"all U A", b"3 U A"),
     policy().replace(b"all U A", b"+1 U A"), policy().replace(b"all U A", b"any U U")],
)  # fmt: skip
def test_a_policy_that_is_none_is_refused_alike(page: Page, log: Log, trusting: bytes) -> None:
    receipt = log.receipt(7)
    assert judged(page, receipt, trusting=trusting) == [as_by_command(receipt, trusting)]


def test_its_words_are_those_of_the_command(page: Page) -> None:
    words = page.evaluate("liushuiVerify.words")
    own = {"no_ed25519", "no_webcrypto", "no_policy"}
    assert {code: tuple(both) for code, both in words.items() if code not in own} == {
        code: WORDS[code] for code in words if code not in own
    }


def test_without_ed25519_it_says_that_it_cannot_tell(page: Page, log: Log) -> None:
    fresh = page.context.new_page()
    fresh.goto(PAGE.as_uri())
    fresh.evaluate(
        """() => { const before = crypto.subtle.importKey.bind(crypto.subtle);
        crypto.subtle.importKey = (kind, key, how, ...rest) => how.name === "Ed25519"
          ? Promise.reject(new DOMException("none", "NotSupportedError"))
          : before(kind, key, how, ...rest); }"""
    )
    [(code, zh, en)] = judged(fresh, log.receipt(7))
    assert code == Exit.USAGE
    assert "Ed25519" in en[0]
    assert "无法核验" in zh[0]
    fresh.close()


def test_a_file_that_is_dropped_is_judged_step_by_step(
    page: Page, log: Log, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.tlog-proof", tmp_path / "bad.tlog-proof"
    good.write_bytes(log.receipt(7))
    bad.write_bytes(log.receipt(7).replace(b"index 7", b"index 8"))
    page.set_input_files("#file", good)
    page.locator("[data-exit='2']").wait_for()  # nobody said yet whom to trust
    page.fill("#policy", policy().decode())
    page.dispatch_event("#policy", "change")
    page.locator("[data-exit='0']").wait_for()
    steps = page.locator("[data-step]").evaluate_all(
        "all => all.map(one => [one.dataset.step, one.dataset.state])"
    )
    assert dict(steps) == dict.fromkeys(
        ("form", "signature", "inclusion", "fields", "witnesses"), "held"
    )
    shown = page.inner_text("#result")
    assert "属实" in shown
    assert "It holds" in shown
    assert "name = 林小满" in shown
    page.set_input_files("#file", bad)
    page.locator("[data-exit='1']").wait_for()
    assert page.get_attribute("[data-step='inclusion']", "data-state") == "failed"


def test_the_site_publishes_this_very_page() -> None:
    published = ROOT / "src" / "liushui" / "transparency" / "verifier"
    for name, kept in (("verify.html", "verify.xhtml"), ("verify.js", "verify.js")):
        assert (published / kept).read_bytes() == (PAGE.parent / name).read_bytes()
