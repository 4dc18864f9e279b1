"""The link to "who can see or do this?", for those who may ask."""

from typing import Any

from django import template

from liushui.parties.queries.who_can import may_ask

register = template.Library()


@register.inclusion_tag("parties/who_can.html", takes_context=True)
def who_can(context: dict[str, Any], kind: str, key: str, organisation_id: int) -> dict[str, Any]:
    """``{% who_can "case" case.number case.organisation_id %}``: the link, or nothing."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    shown = actor is not None and may_ask(actor, [organisation_id])
    return {"is_shown": shown, "kind": kind, "key": key}
