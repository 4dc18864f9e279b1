"""What parties keeps about a person: who they are, what they agreed to, the posts they hold."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import now
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.kernel.clock import CHINA
from liushui.parties.actors import Actor
from liushui.parties.agreements import purpose_name
from liushui.parties.queries import consents_of, holdings_of, kept_person
from liushui.parties.services import (
    erase_person,
    lift_restriction,
    require_no_post,
    restrict_person,
)

_OWN = Actor.system("privacy")


class PartiesHolder(PersonalDataHolder):
    """Name, phone, consents and posts. Erased last: the key goes with it."""

    name = "parties"

    def sections(self, person_id: int) -> Sequence[Section]:
        return [_who(person_id), _agreed(person_id), _posts(person_id)]

    def known_in(self, person_id: int) -> frozenset[int]:
        return frozenset(one.post.organisation_id for one in holdings_of(person_id))

    def require_erasable(self, person_id: int) -> None:
        require_no_post(person_id, at=now())

    def restrict(self, person_id: int, *, at: datetime) -> None:
        restrict_person(_OWN, person_id, at=at)

    def lift(self, person_id: int, *, at: datetime) -> None:
        lift_restriction(_OWN, person_id, at=at)

    def erase(self, person_id: int, *, at: datetime) -> None:
        erase_person(_OWN, person_id, at=at)


def _who(person_id: int) -> Section:
    kept = kept_person(person_id)
    facts = [
        Fact("name", _("Name"), kept.name or "—"),
        Fact("phone", _("Mobile number"), kept.phone or "—"),
        Fact("known_since", _("Known since"), _minute(kept.person.created_at)),
    ]
    facts += [
        Fact("earlier_name", _("Earlier name"), name, _minute(at))
        for name, at in kept.earlier_names
    ]
    if kept.person.restricted_at is not None:
        facts.append(Fact("restricted", _("Use stopped since"), _minute(kept.person.restricted_at)))
    return Section(
        key="person",
        title=_("Who you are"),
        purpose=_("To know that it is you who signs in, and to show your gifts as you chose."),
        facts=facts,
    )


def _agreed(person_id: int) -> Section:
    return Section(
        key="consents",
        title=_("What you agreed to"),
        purpose=_("To prove what you agreed to and when (PIPL 14)."),
        facts=[
            Fact(
                one.purpose,
                purpose_name(one.purpose),
                _("agreed") if one.is_given else _("taken back"),
                f"{one.version} · {one.language} · {_minute(one.at)}",
            )
            for one in consents_of(person_id)
        ],
        stays=_("The times stay, without your name."),
    )


def _posts(person_id: int) -> Section:
    held = holdings_of(person_id)
    return Section(
        key="posts",
        title=_("Posts that you hold or held"),
        purpose=_("To know who may do what, and who did it."),
        facts=[
            Fact(
                f"post-{one.post_id}",
                in_reader_language(one.post.organisation.name, one.post.organisation.name_en),
                in_reader_language(one.post.title, one.post.title_en),
                f"{one.since.isoformat()} – {one.until.isoformat() if one.until else ''}",
            )
            for one in held
        ],
        stays=_("The law asks who approved money: the days stay, without your name."),
        organisation_ids=frozenset(one.post.organisation_id for one in held),
    )


def _minute(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
