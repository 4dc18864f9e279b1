"""A gift that was booked stands in the public log: what strangers read of it and what not."""

from pathlib import Path

import pytest

from liushui.ledger.models import Movement
from liushui.ledger.services import sequence_all
from liushui.transparency import queries, services
from liushui.transparency.folder import Folder
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.models import Entry, Owed
from liushui_verify.cli import main
from tests.giving import builders as b
from tests.ledger.builders import a_fund, give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
ORIGIN = "log.example.org/2026"


def test_a_settled_gift_is_in_the_log_and_its_giver_can_prove_it(
    provider: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Folder(tmp_path / "log")
    project = b.project()
    code = project.organisation.credit_code
    services.open_the_log(origin=ORIGIN, organisation_code=code, at=b.now())
    placed = b.order(project, minor=123_45)
    b.settled(provider, placed)
    sequence_all()
    services.sequence_all()
    assert services.publish(folder) == 4  # beside it the beginning, and two certificates
    leaf = parsed_leaf(bytes(Entry.objects.get(index=3).leaf))
    assert {name: one for name, one in leaf.items() if name not in {"d", "sd", "v"}} == {
        "k": "donation", "org": code, "no": 4, "prj": project.number, "cur": "CNY",
        "amt": 123_45, "ch": placed.channel, "restr": "none",
    }  # fmt: skip
    published = b"".join(p.read_bytes() for p in folder.path.rglob("*") if p.is_file())
    assert placed.reference.encode() not in published
    (tmp_path / "r").write_text(
        services.receipt_of(placed.reference, discloses=True, folder=folder)
    )
    assert main(["receipt", str(tmp_path / "r"), "--policy", str(folder.path / "policy.txt")]) == 0
    said = capsys.readouterr().out
    assert placed.reference in said
    assert "wechat" in said


def test_a_gift_is_owed_in_the_transaction_that_books_it() -> None:
    code = b.charity().credit_code
    services.open_the_log(origin=ORIGIN, organisation_code=code, at=b.now())
    give(a_fund(), 10, 20, 30)
    gifts = set(Movement.objects.filter(kind="gift").values_list("pk", flat=True))
    owed = set(Owed.objects.filter(kind="donation").values_list("subject", flat=True))
    assert gifts == owed
    assert len(gifts) == 3


def test_gifts_from_before_the_log_are_owed_when_it_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIUSHUI_HOME", str(tmp_path / "home"))  # where nothing is published
    give(a_fund(), 10, 20)
    assert not Owed.objects.exists()
    code = b.charity().credit_code
    services.open_the_log(origin=ORIGIN, organisation_code=code, at=b.now())
    assert Owed.objects.filter(kind="donation").count() == 2
    assert services.owe_what_is_missing() == 0
    assert queries.faults() == []


def test_a_hidden_sum_is_not_in_clear(provider: object) -> None:
    project = b.project()
    code = project.organisation.credit_code
    services.open_the_log(origin=ORIGIN, organisation_code=code, at=b.now())
    placed = b.order(project, minor=123_45)
    type(placed).objects.filter(pk=placed.pk).update(hides_amount=True)
    b.settled(provider, placed)
    sequence_all()
    services.sequence_all()
    leaf = parsed_leaf(bytes(Entry.objects.latest("index").leaf))
    assert leaf["amt_hidden"] is True
    assert "amt" not in leaf
