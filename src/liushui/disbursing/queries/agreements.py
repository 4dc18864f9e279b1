"""Agreements, and the purses that money can be paid out of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from liushui.base.forms import in_reader_language
from liushui.disbursing import policies
from liushui.disbursing.models import Agreement, Disbursement, PaymentReturn
from liushui.disbursing.states import AgreementState, DisbursementState
from liushui.kernel.errors import NotFound
from liushui.ledger.queries import balances
from liushui.ledger.queries.designations import designations_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.projects.queries import budget_of, projects_held_by

PAGE_SIZE = 50
MOST_SOURCES = 200
MOST_LEVELS = 20


@dataclass(frozen=True, slots=True)
class Source:
    """A purse: a project's own fund, or what an agreement brought to its receiver."""

    fund_id: int
    organisation_id: int
    project_id: int
    agreement_id: int | None = None
    label: str = ""
    label_en: str = ""
    free_minor: int = 0


def agreement_for(actor: Actor, number: str) -> Agreement:
    """The agreement with this number, or ``NotFound`` if the actor may not know of it."""
    visible = _loaded(policies.agreements_visible_to(actor))
    agreement = visible.filter(number=number).first()
    if agreement is None:
        raise NotFound
    return agreement


def agreement_for_update(actor: Actor, number: str) -> Agreement:
    """As ``agreement_for``, locked until the transaction ends."""
    visible = _loaded(policies.agreements_visible_to(actor)).filter(number=number)
    agreement = visible.select_for_update(of=("self",), no_key=True).first()
    if agreement is None:
        raise NotFound
    return agreement


def agreements_in_console(actor: Actor) -> QuerySet[Agreement]:
    """The agreements that the actor may see: the console's table bounds them."""
    return _loaded(policies.agreements_visible_to(actor))


def agreements_to_draft(actor: Actor) -> Sequence[Agreement]:
    """The agreements in force under which the actor may draft payments, newest first."""
    payers = actor.organisations_with(Right.MONEY_DRAFT)
    active = Agreement.objects.filter(from_org_id__in=payers, state=AgreementState.ACTIVE)
    return list(_loaded(active).order_by("-pk")[:MOST_SOURCES])


def lines_to_draft(agreements: Sequence[Agreement]) -> Sequence[tuple[int, str]]:
    """The budget lines that payments under these agreements can be for: number and words."""
    projects = {one.project_id: one.project for one in agreements}
    return [
        (line.pk, f"{project.number} {in_reader_language(line.label, line.label_en)}")
        for _, project in sorted(projects.items())
        for line in budget_of(project)
    ]


def agreement_of_fund(fund_id: int) -> Agreement | None:
    """The agreement that fills this fund, if one does."""
    return _loaded(Agreement.objects.filter(fund_id=fund_id)).first()


def agreements_of_funds(fund_ids: Iterable[int]) -> Mapping[int, Agreement]:
    """The agreements that fill these funds, by fund id, organisations loaded: one query."""
    found = _loaded(Agreement.objects.filter(fund_id__in=set(fund_ids)))
    return {agreement.fund_id: agreement for agreement in found}


fund_labels = agreements_of_funds


def agreements_of_project(project_id: int) -> Sequence[Agreement]:
    """All agreements over a project's money, in the order in which they were made."""
    return list(_loaded(Agreement.objects.filter(project_id=project_id)).order_by("pk"))


def funds_of_projects(project_ids: Iterable[int]) -> Mapping[int, Sequence[int]]:
    """The funds that agreements opened for each of these projects: one query."""
    funds: dict[int, list[int]] = {}
    pairs = Agreement.objects.filter(project_id__in=set(project_ids)).order_by("pk")
    for project_id, fund_id in pairs.values_list("project_id", "fund_id"):
        funds.setdefault(project_id, []).append(fund_id)
    return funds


def promised_minor(agreement: Agreement) -> int:
    """What was drafted under the agreement, not cancelled and not sent back by the bank."""
    live = agreement.disbursements.exclude(state=DisbursementState.CANCELLED)
    back = PaymentReturn.objects.filter(disbursement__agreement=agreement)
    return _sum(live) - _sum(back)


def sources_of(actor: Actor, right: Right) -> Sequence[Source]:
    """The purses out of which the actor may, by this right, pay or report; with what is free."""
    own = actor.organisations_with(right)
    projects = projects_held_by(own)
    received = Agreement.objects.filter(to_org_id__in=own).select_related("project", "from_org")
    agreements = list(received.order_by("-pk")[:MOST_SOURCES])
    funds = [*(p.fund_id for p in projects), *(a.fund_id for a in agreements)]
    free = {fund_id: balance.free for fund_id, balance in balances(funds).items()}
    for below in designations_of(funds):
        free[below.base_id] += below.free
    return [
        *(
            Source(
                fund_id=p.fund_id,
                organisation_id=p.organisation_id,
                project_id=p.pk,
                label=f"{p.number} {p.title}",
                label_en=f"{p.number} {p.title_en or p.title}",
                free_minor=free[p.fund_id],
            )
            for p in projects
        ),
        *(
            Source(
                fund_id=a.fund_id,
                organisation_id=a.to_org_id,
                project_id=a.project_id,
                agreement_id=a.pk,
                label=f"{a.number} {a.from_org.short_name} · {a.purpose}",
                label_en=f"{a.number} {_english(a)}",
                free_minor=free[a.fund_id],
            )
            for a in agreements
        ),
    ]


def source_for(actor: Actor, right: Right, fund_id: int) -> Source:
    """One purse of ``sources_of``, or ``NotFound`` if it is not the actor's to use."""
    for source in sources_of(actor, right):
        if source.fund_id == fund_id:
            return source
    raise NotFound


def source_of_agreement(agreement: Agreement) -> Source:
    """What the agreement brought, as a purse of its receiver."""
    return Source(agreement.fund_id, agreement.to_org_id, agreement.project_id, agreement.pk)


def organisations_above(source: Source) -> frozenset[int]:
    """The organisations that this purse's money has passed through, its holder included."""
    passed = {source.organisation_id}
    fund_id = source.fund_id
    for _level in range(MOST_LEVELS):
        agreement = Agreement.objects.filter(fund_id=fund_id).first()
        if agreement is None:
            break
        passed.add(agreement.from_org_id)
        fund_id = agreement.source_fund_id
    return frozenset(passed)


def _sum(rows: "QuerySet[Disbursement] | QuerySet[PaymentReturn]") -> int:
    return int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


def _loaded(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return agreements.select_related("from_org", "to_org", "project", "source_fund", "fund")


def _english(agreement: Agreement) -> str:
    giver = agreement.from_org.short_name_en or agreement.from_org.short_name
    return f"{giver} · {agreement.purpose_en or agreement.purpose}"
