"""What is asked about cases. Nothing here opens a sealed field but the mask."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from liushui.cases import policies
from liushui.cases.models import Case
from liushui.cases.review_queries import WatchedReview, reviews_to_watch
from liushui.cases.states import CaseState
from liushui.kernel.errors import NotFound
from liushui.ledger.choosing import Need
from liushui.ledger.queries.designations import used_for_cases
from liushui.ledger.wishes import Wish, WishKind
from liushui.parties.actors import Actor
from liushui.parties.queries import masked_name
from liushui.places.queries import path_text
from liushui.projects.queries import is_offered, wish_labels

__all__ = ["WatchedReview", "reviews_to_watch"]
COUNTY_DIGITS = 6
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the public may know of a case: no more leaves this module for a public page."""

    case: Case
    masked_name: str
    place: str


def cases_in_console(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor works on; no sealed field is loaded. The table bounds them."""
    return policies.cases_editable_by(actor).select_related("organisation", "project")


def cases_to_approve(actor: Actor) -> Sequence[Case]:
    """Cases under review that wait for this person, oldest first. At most ``PAGE_SIZE``."""
    return list(policies.cases_approvable_by(actor).order_by("pk")[:PAGE_SIZE])


def case_for(actor: Actor, number: str) -> Case:
    """The case with this public number, or ``NotFound`` if the actor may not know of it."""
    case = _loaded(policies.cases_visible_to(actor)).filter(number=number).first()
    if case is None:
        raise NotFound
    return case


def case_for_update(actor: Actor, number: str) -> Case:
    """As ``case_for``, locked until the transaction ends."""
    visible = policies.cases_visible_to(actor).filter(number=number)
    case = _loaded(visible).select_for_update(of=("self",)).first()
    if case is None:
        raise NotFound
    return case


def public_facts(case: Case) -> CaseFacts:
    """The mask of a case: surname and stars, and a place no nearer than the county."""
    return CaseFacts(case, masked_name(case.beneficiary), county_path(case))


def county_path(case: Case) -> str:
    """Province, city and county of the case, never the street or village that may be recorded."""
    names: list[str] = []
    place = case.place
    while place is not None:
        if len(place.code) <= COUNTY_DIGITS:
            names.append(place.name)
        place = place.parent
    return "".join(reversed(names))


def county_code(case: Case) -> str | None:
    """The code of the county in which the case lies; of a larger place its own; none for none."""
    return case.place_id[:COUNTY_DIGITS] if case.place_id else None


def full_place(case: Case) -> str:
    """The recorded place down to its last step, for those who work on the case."""
    return "" if case.place is None else path_text(case.place)


def cases_payable(project_id: int) -> Sequence[Case]:
    """Approved cases of a project, for the form that reports a use. At most ``PAGE_SIZE``."""
    approved = Case.objects.filter(project_id=project_id, state=CaseState.APPROVED)
    return list(_loaded(approved).order_by("-pk")[:PAGE_SIZE])


def cases_about(person_id: int) -> Sequence[Case]:
    """Every case of one beneficiary, newest first, whoever asks: one query."""
    return list(_loaded(Case.objects.filter(beneficiary_id=person_id)).order_by("-pk"))


def beneficiary_of(number: str, organisation_id: int) -> int | None:
    """Whom the organisation's case with this number is about, whoever asks."""
    own = Case.objects.filter(number=number, organisation_id=organisation_id)
    return own.values_list("beneficiary_id", flat=True).first()


def cases_by_id(ids: Iterable[int]) -> Mapping[int, Case]:
    """Many cases at once, by id: one query."""
    return {case.pk: case for case in _loaded(Case.objects.filter(pk__in=set(ids)))}


def traits_of(case: Case) -> frozenset[Wish]:
    """By what a use for the case meets a giver's wish: the case, its disease, its county."""
    traits = {Wish(WishKind.CASE, str(case.pk))}
    if case.disease_code:
        traits.add(Wish(WishKind.DISEASE, case.disease_code))
    if county := county_code(case):
        traits.add(Wish(WishKind.REGION, county))
    return frozenset(traits)


def open_needs(project_id: int) -> Sequence[Need]:
    """What approved cases of a project still lack, each with its traits: two queries."""
    approved = list(Case.objects.filter(project_id=project_id, state=CaseState.APPROVED))
    used = used_for_cases(case.pk for case in approved)
    lacks = [(case.need_minor - used.get(case.pk, 0), case) for case in approved]
    return [Need(lack, traits_of(case)) for lack, case in lacks if lack > 0]


def named_for_wish(project_id: int, number: str) -> Case | None:
    """The approved case of a project with this number, for a giver who names it."""
    approved = Case.objects.filter(project_id=project_id, state=CaseState.APPROVED)
    return approved.filter(number=number.strip().upper()).first()


def takes_gifts(case: Case) -> bool:
    """Whether givers may name this case: it is approved, and its project offers that. One query."""
    wish = Wish(WishKind.CASE, str(case.pk))
    return case.state == CaseState.APPROVED and is_offered(case.project, [wish])


def wish_texts(wished: Iterable[tuple[int, Sequence[Wish]]]) -> Sequence[tuple[str, str]]:
    """Sets of wishes of projects in words, 中文 and English, nobody named: two queries for all."""
    asked = list(wished)
    labels = wish_labels(project_id for project_id, _ in asked)
    cases = cases_by_id(
        int(wish.code) for _, wishes in asked for wish in wishes if wish.kind == WishKind.CASE
    )

    def text(project_id: int, wish: Wish) -> tuple[str, str]:
        if wish.kind == WishKind.CASE:
            number = cases[int(wish.code)].number
            return f"个案 {number}", f"Case {number}"
        return labels.get((project_id, str(wish)), (wish.code, wish.code))

    said = [[text(project_id, wish) for wish in wishes] for project_id, wishes in asked]
    return [(" · ".join(zh for zh, _ in one), " · ".join(en for _, en in one)) for one in said]


def _loaded(cases: QuerySet[Case]) -> QuerySet[Case]:
    # A village is four steps below its province.
    return cases.select_related(
        "organisation", "project", "beneficiary", "place__parent__parent__parent__parent"
    )
