"""What the interface keeps about a person: the tokens that act for them."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.api.queries import tokens_of
from liushui.api.services import forget_tokens
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor

_OWN = Actor.system("privacy")


class ApiHolder(PersonalDataHolder):
    """A person's tokens. An erasure ends them and takes their names away."""

    name = "api"

    def sections(self, person_id: int) -> Sequence[Section]:
        tokens = tokens_of(person_id)
        if not tokens:
            return []
        facts = [
            Fact(
                f"token-{token.pk}",
                token.name or _("Signed in by a program"),
                f"{day_of(token.made_at).isoformat()} – {day_of(token.expires_at).isoformat()}",
            )
            for token in tokens
        ]
        return [
            Section(
                key="tokens",
                title=_("Programs that act for you"),
                purpose=_("To let a program of yours do what your post allows, and nothing more."),
                facts=facts,
                stays=_("That there was a token stays beside what it did; its name goes."),
                organisation_ids=frozenset(
                    token.post.organisation_id for token in tokens if token.post is not None
                ),
            )
        ]

    def erase(self, person_id: int, *, at: datetime) -> None:
        forget_tokens(_OWN, person_id, at=at)
