"""The console's tables of money that goes out: payments, agreements, uses."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.disbursing import queries
from liushui.disbursing.states import AgreementState, DisbursementState, ReportState, UseState
from liushui.ledger.queries import balances
from liushui.parties.access import Right, holders_of

_MONEY = holders_of(
    Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY, Right.USE_REPORT, Right.AUDIT_READ
)


def _short(body: Any) -> str:
    return in_reader_language(body.short_name, body.short_name_en)


def _name(body: Any) -> str:
    return in_reader_language(body.name, body.name_en)


def _payee(one: Any) -> Cell:
    return Cell(
        _name(one.agreement.to_org),
        href=reverse("disbursing:disbursement", args=[one.reference]),
        sub=in_reader_language(one.purpose, one.purpose_en),
    )


def _parties(pair: Any) -> Cell:
    agreement = pair[0]
    return Cell(
        f"{_short(agreement.from_org)} → {_short(agreement.to_org)}",
        href=reverse("disbursing:agreement", args=[agreement.number]),
        sub=f"{agreement.number} · {in_reader_language(agreement.purpose, agreement.purpose_en)}",
    )


def _with_arrived(agreements: Sequence[Any]) -> Sequence[Any]:
    """Each agreement with what has arrived under it: one look at the ledger for all."""
    arrived = balances([agreement.fund_id for agreement in agreements])
    return [(agreement, arrived[agreement.fund_id].tip) for agreement in agreements]


def _used(use: Any) -> Cell:
    return Cell(
        in_reader_language(use.label, use.label_en),
        href=reverse("disbursing:use", args=[use.reference]),
        sub=f"{_short(use.organisation)} → {use.payee_label} · {use.reference}",
    )


def _voucher(use: Any) -> Cell:
    address = reverse("disbursing:file", args=[use.voucher.sha256])
    return Cell(str(gettext_lazy("Voucher")), href=address)


def _report(one: Any) -> Cell:
    return Cell(
        f"{_short(one.agreement.from_org)} → {_short(one.reporter)}",
        href=reverse("disbursing:report", args=[one.disbursement.reference]),
        sub=in_reader_language(one.disbursement.purpose, one.disbursement.purpose_en),
    )


PAYMENTS_OUT = Table(
    name="money-out",
    title=gettext_lazy("All payments"),
    address="disbursing:desk",
    access=_MONEY,
    rows=queries.disbursements_in_console,
    order="-drafted",
    key_of=lambda one: one.reference,
    key_field="reference",
    columns=(
        Column("payee", gettext_lazy("Paid to"), _payee, sort=("agreement__to_org__name",)),
        Column("payer", gettext_lazy("Paid by"), lambda d: Cell(_name(d.agreement.from_org)),
               on_page=False),
        Column("purpose", gettext_lazy("Purpose"),
               lambda d: Cell(in_reader_language(d.purpose, d.purpose_en)), on_page=False),
        Column("reference", gettext_lazy("Reference"), lambda d: Cell(d.reference), on_page=False),
        Column("agreement", gettext_lazy("Agreement"), lambda d: Cell(d.agreement.number),
               on_page=False),
        Column("state", gettext_lazy("State"), lambda d: Cell(str(d.get_state_display())),
               sort=("state",)),
        Column("drafted", gettext_lazy("Drafted"), lambda d: Cell(at=d.drafted_at),
               sort=("drafted_at",), kind="wide"),
        Column("paid", gettext_lazy("Paid on"), lambda d: Cell(at=d.paid_at), sort=("paid_at",),
               on_page=False),
        Column("amount", gettext_lazy("Amount (yuan)"), lambda d: Cell(minor=d.amount_minor),
               sort=("amount_minor",), total="amount_minor", kind="num"),
    ),
    filters=(
        Search(("reference", "purpose", "purpose_en", "agreement__number",
                "agreement__to_org__name"), gettext_lazy("Payee, purpose or reference")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in DisbursementState]),
        Days("drafted", gettext_lazy("Drafted"), "drafted_at"),
    ),
    empty=gettext_lazy("No payment was drafted yet."),
)  # fmt: skip

AGREEMENTS = Table(
    name="agreements",
    title=gettext_lazy("Agreements"),
    address="disbursing:agreements",
    access=_MONEY,
    rows=queries.agreements_in_console,
    order="-signed",
    key_of=lambda pair: pair[0].number,
    key_field="number",
    load=_with_arrived,
    columns=(
        Column("parties", gettext_lazy("Agreement"), _parties, sort=("to_org__name",)),
        Column("number", gettext_lazy("Number"), lambda p: Cell(p[0].number), on_page=False),
        Column("purpose", gettext_lazy("Purpose"),
               lambda p: Cell(in_reader_language(p[0].purpose, p[0].purpose_en)), on_page=False),
        Column("project", gettext_lazy("Project"), lambda p: Cell(p[0].project.number),
               on_page=False),
        Column("signed", gettext_lazy("Signed on"), lambda p: Cell(at=p[0].signed_on),
               sort=("signed_on",), kind="wide"),
        Column("state", gettext_lazy("State"), lambda p: Cell(str(p[0].get_state_display())),
               sort=("state",), kind="wide"),
        Column("ceiling", gettext_lazy("At most (yuan)"), lambda p: Cell(minor=p[0].ceiling_minor),
               sort=("ceiling_minor",), total="ceiling_minor", kind="num wide"),
        Column("arrived", gettext_lazy("Arrived (yuan)"), lambda p: Cell(minor=p[1]), kind="num"),
    ),
    filters=(
        Search(("number", "purpose", "purpose_en", "to_org__name", "from_org__name",
                "project__number"), gettext_lazy("Organisation, purpose or number")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in AgreementState]),
        Days("signed", gettext_lazy("Signed on"), "signed_on", is_instant=False),
    ),
    empty=gettext_lazy("No agreement yet."),
)  # fmt: skip

USES = Table(
    name="uses",
    title=gettext_lazy("Uses"),
    address="disbursing:uses",
    access=_MONEY,
    rows=queries.uses_in_console,
    order="-day",
    key_of=lambda use: use.reference,
    key_field="reference",
    columns=(
        Column("label", gettext_lazy("Used for"), _used, sort=("label",)),
        Column("organisation", gettext_lazy("Organisation"),
               lambda u: Cell(_name(u.organisation)), on_page=False),
        Column("payee", gettext_lazy("Paid to"), lambda u: Cell(u.payee_label), on_page=False),
        Column("reference", gettext_lazy("Reference"), lambda u: Cell(u.reference), on_page=False),
        Column("project", gettext_lazy("Project"), lambda u: Cell(u.project.number),
               on_page=False),
        Column("day", gettext_lazy("Day"), lambda u: Cell(at=u.happened_on),
               sort=("happened_on",), kind="wide"),
        Column("state", gettext_lazy("State"), lambda u: Cell(str(u.get_state_display())),
               sort=("state",)),
        Column("word", gettext_lazy("On whose word"), lambda u: Cell(str(u.get_word_display())),
               on_page=False),
        Column("bank", gettext_lazy("Bank's slip"), lambda u: Cell(u.bank_ref), on_page=False),
        Column("voucher", gettext_lazy("Papers"), _voucher),
        Column("amount", gettext_lazy("Amount (yuan)"), lambda u: Cell(minor=u.amount_minor),
               sort=("amount_minor",), total="amount_minor", kind="num"),
    ),
    filters=(
        Search(("label", "label_en", "payee_label", "reference", "project__number"),
               gettext_lazy("What for, payee or reference")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in UseState]),
        Days("day", gettext_lazy("Day"), "happened_on", is_instant=False),
    ),
    empty=gettext_lazy("No use was reported yet."),
)  # fmt: skip
REPORTS = Table(
    name="partner-reports",
    title=gettext_lazy("Reports on payments"),
    address="disbursing:reports",
    access=_MONEY,
    rows=queries.reports_in_console,
    order="due",
    key_of=lambda one: one.disbursement.reference,
    key_field="disbursement__reference",
    columns=(
        Column("parties", gettext_lazy("Report"), _report, sort=("reporter__name",)),
        Column("reference", gettext_lazy("Reference"),
               lambda r: Cell(r.disbursement.reference), on_page=False),
        Column("agreement", gettext_lazy("Agreement"), lambda r: Cell(r.agreement.number),
               on_page=False),
        Column("state", gettext_lazy("State"), lambda r: Cell(str(r.get_state_display())),
               sort=("state",)),
        Column("due", pgettext_lazy("a report", "Due"), lambda r: Cell(at=r.due_on),
               sort=("due_on",), kind="wide"),
        Column("submitted", gettext_lazy("Reported"), lambda r: Cell(at=r.submitted_at),
               sort=("submitted_at",), on_page=False),
        Column("amount", gettext_lazy("Paid (yuan)"),
               lambda r: Cell(minor=r.disbursement.amount_minor),
               sort=("disbursement__amount_minor",), total="disbursement__amount_minor",
               kind="num"),
    ),
    filters=(
        Search(("disbursement__reference", "disbursement__purpose", "agreement__number",
                "reporter__name"), gettext_lazy("Organisation, purpose or number")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in ReportState]),
        Days("due", pgettext_lazy("a report", "Due"), "due_on", is_instant=False),
    ),
    empty=gettext_lazy("No payment was made yet, so no report is owed."),
)  # fmt: skip
TABLES = (PAYMENTS_OUT, AGREEMENTS, USES, REPORTS)
