"""What a giver wishes a gift to be for: checked when it is placed, opened when it is booked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liushui.cases.queries import named_for_wish
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import format_yuan
from liushui.ledger.queries import fund
from liushui.ledger.queries.designations import held_for_case, used_for_cases
from liushui.ledger.services.designations import designated_fund
from liushui.ledger.wishes import Wish, WishKind, read_all
from liushui.projects.queries import is_offered

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.projects.models import Project


class WishNotOffered(DomainError):
    """The project does not offer this wish, or does so no longer."""

    code = "wish_not_offered"
    status = 409
    message = gettext_noop("The project does not offer this wish any more.")
    remedy = gettext_noop("Choose another one, or leave the use to the project.")


class CaseNotForGifts(DomainError):
    """No approved case of this project has this number."""

    code = "case_not_for_gifts"
    status = 409
    message = gettext_noop("No case of this project that takes gifts has this number.")
    remedy = gettext_noop("Copy the number from the page of the case, such as C2026001.")


class CaseNeedsLess(DomainError):
    """More would come together for the case than it needs."""

    code = "case_needs_less"
    status = 409
    message = gettext_noop("This case still lacks %(lacks)s yuan.")
    remedy = gettext_noop("Give at most that for it, or leave the use to the project.")


@dataclass(frozen=True, slots=True)
class Wished:
    """What the giver chose of what the project offers; "" is no wish of that kind."""

    case_number: str = ""
    disease: str = ""
    region: str = ""
    item: str = ""


NO_WISH = Wished()


def checked_wishes(project: "Project", wished: Wished, *, amount_minor: int) -> tuple[Wish, ...]:
    """The wishes as codes. Refuses what the project does not offer and what is met already."""
    plain = {
        WishKind.DISEASE: wished.disease,
        WishKind.REGION: wished.region,
        WishKind.ITEM: wished.item,
    }
    try:
        wishes = [Wish(kind, code) for kind, code in plain.items() if code]
    except ValueError as unread:
        raise WishNotOffered from unread
    if wished.case_number.strip():
        wishes.append(_case_wish(project, wished.case_number, amount_minor))
    if wishes and not is_offered(project, wishes):
        raise WishNotOffered
    return tuple(wishes)


def fund_of_order(order: "GiftOrder") -> int:
    """The fund that the gift joins: the project's own, or the one for its wishes."""
    own: int = order.project.fund_id
    return designated_fund(fund(own), read_all(order.wishes)).pk if order.wishes else own


def _case_wish(project: "Project", number: str, amount_minor: int) -> Wish:
    case = named_for_wish(project.pk, number)
    if case is None:
        raise CaseNotForGifts
    there = used_for_cases([case.pk]).get(case.pk, 0) + held_for_case(case.pk)
    lacks = max(0, case.need_minor - there)
    if amount_minor > lacks:
        raise CaseNeedsLess(lacks=format_yuan(lacks))
    return Wish(WishKind.CASE, str(case.pk))
