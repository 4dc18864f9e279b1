"""Money out of an imported list traces back to the right rows of it."""

from pathlib import Path

import pytest
import xlsxwriter

from liushui.config import cli
from liushui.disbursing.services import AgreementText, make_agreement
from liushui.giving.models import ImportedRow
from liushui.giving.sheets.cells import read_rows
from liushui.giving.sheets.reading import understand
from liushui.insight.queries.whereabouts import whereabouts
from liushui.kernel.money import format_yuan
from liushui.ledger.queries import balance, trace_backward
from liushui.ledger.services import sequence_all
from tests.disbursing import builders as disbursing
from tests.projects.builders import AT, TODAY

pytestmark = pytest.mark.django_db

FEN = [5_000_000, 10_000, 10_000, 100_050, 1, 99_999, 250_000_00]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("list")
        page.write_row(0, 0, ["汀石市慈善总会接收社会捐赠明细（测试账户）"])
        page.write_row(1, 0, ["捐赠人", "金额"])
        for number, fen in enumerate(FEN):
            page.write_row(2 + number, 0, [f"林晓雨{number}　", format_yuan(fen)])
        page.write_row(
            2 + len(FEN), 0, [f"共计{len(FEN) + 1}人次", f"总金额{format_yuan(sum(FEN))}"]
        )
    return path


def in_order(rows: list[tuple[int, int]], amounts: list[int]) -> list[list[tuple[int, int]]]:
    """Who pays each amount when what came first goes out first: lists of (row, fen)."""
    left, shares = list(rows), []
    for amount in amounts:
        share: list[tuple[int, int]] = []
        while amount:
            row, fen = left.pop(0)
            part = min(fen, amount)
            share.append((row, part))
            amount -= part  # noqa: PLW2901 - what is still to be paid
            if part < fen:
                left.insert(0, (row, fen - part))
        shares.append(share)
    return shares


def test_money_out_to_two_organisations_traces_back_to_the_right_givers(sheet: Path) -> None:
    story = disbursing.a_story()
    assert cli.main(["import", "gifts", str(sheet), "--project", story.project.number]) == 0
    sequence_all()
    rows = [
        (gift.row, gift.amount_minor)
        for gift in understand(next(iter(read_rows(sheet).values()))).gifts
    ]
    total = sum(fen for _, fen in rows)
    assert balance(story.project.fund_id).free == total

    amounts = [total // 5 + 1, total // 3]
    payments = []
    for body, amount in zip((story.partner, story.hospital), amounts, strict=True):
        agreement = make_agreement(
            story.decider,
            source=story.own_purse(),
            to_org_id=body.pk,
            text=AgreementText("救治", "Treatment"),
            ceiling_minor=total,
            signed_on=TODAY,
            at=AT,
        )
        payments.append(disbursing.paid(story, agreement, amount))

    row_of = dict(ImportedRow.objects.values_list("order__reference", "row"))
    for payment, expected in zip(payments, in_order(rows, amounts), strict=True):
        found = sorted((row_of[one.gift], one.amount) for one in trace_backward(payment.reference))
        assert found == sorted(expected)
    first = next(ref for ref, row in row_of.items() if row == rows[0][0])
    assert whereabouts(first).given == rows[0][1]
