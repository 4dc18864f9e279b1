"""Which gifts came by teams and firms, as files of an export: nobody's name or words."""

from liushui.onboarding.own import bring_portion, facts
from liushui.parties.access import Right
from liushui.teams.models import FirmGift, FirmPool, TeamGift, TeamReturn

_READING = (Right.PROJECT_EDIT, Right.GIFT_READ, Right.AUDIT_READ)


def bring_own() -> None:
    """At start-up."""
    gifts, back = TeamGift.objects.filter, TeamReturn.objects.filter
    of_firms, pools = FirmGift.objects.filter, FirmPool.objects.filter
    bring_portion(facts(
        "team_gifts", _READING, lambda body: gifts(team__project__organisation_id=body),
        ("order__reference", "team__code", "amount_minor", "booked_at"),
    ))  # fmt: skip
    bring_portion(facts(
        "team_returns", _READING, lambda body: back(gift__team__project__organisation_id=body),
        ("gift__order__reference", "gift__team__code", "amount_minor", "returned_at"),
    ))  # fmt: skip
    bring_portion(facts(
        "firm_gifts", _READING, lambda body: of_firms(order__project__organisation_id=body),
        ("order__reference", "firm__organisation__name", "amount_minor", "booked_at"),
    ))  # fmt: skip
    bring_portion(facts(
        "firm_pools", _READING, lambda body: pools(firm__organisation_id=body),
        ("pool_id", "named_by", "named_at"),
    ))  # fmt: skip
