"""What the token itself is: where a program begins."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from liushui.api.queries import self_of
from liushui.api.rooms import Room
from liushui.api.shapes.values import Told, ToldMoment
from liushui.parties.access import Right, holders_of

room = Room("self", _("The token itself"))


class SelfTold(Told):
    post: str
    organisation: str
    rights: list[str]
    region: str
    works_until: ToldMoment


@room.reads(
    "self", "self", access=holders_of(*Right), answers=SelfTold,
    summary=_("The post that the token carries, and its rights today"),
    about=_("The rights are those of the post today, and of the token at most."),
)  # fmt: skip
def own_self(request: HttpRequest) -> SelfTold:
    found = self_of(request.token, request.actor)  # type: ignore[attr-defined]
    return SelfTold(
        post=found.post.title,
        organisation=found.post.organisation.credit_code,
        rights=sorted(found.held.rights),
        region=found.held.region_code,
        works_until=found.token.expires_at,
    )
