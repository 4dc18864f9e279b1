"""What accounts keeps about a person: browsers, second factors, other houses and sites."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liushui.accounts.issuer.words import purpose_of
from liushui.accounts.queries.factors import factors_of
from liushui.accounts.queries.houses import houses_of
from liushui.accounts.queries.sessions import sessions_of
from liushui.accounts.queries.sites import sites_visited
from liushui.accounts.services.erasing import erase_ways_in
from liushui.accounts.services.sites import shut_out
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor

_OWN = Actor.system("privacy")
SITE = purpose_of("")


class AccountsHolder(PersonalDataHolder):
    """Every way in. All of it goes when the person is erased."""

    name = "accounts"

    def sections(self, person_id: int) -> Sequence[Section]:
        actor = Actor(f"person:{person_id}", person_id)
        facts = [
            Fact(
                "session",
                pgettext("a browser", "Signed in"),
                f"{one.device} · {one.network}",
                _day(one.since),
            )
            for one in sessions_of(actor, None)
        ]
        held = factors_of(actor)
        facts += [
            Fact("passkey", _("Passkey"), key.name or "—", _day(key.added_at))
            for key in held.passkeys
        ]
        if held.app_since is not None:
            facts.append(Fact("code_app", _("Code app"), _day(held.app_since)))
        facts += [
            Fact("house", _("Comes in by"), str(house.name), _day(house.since))
            for house in houses_of(actor)
            if house.since is not None
        ]
        facts += [
            Fact("site", _("Signs in at"), site.name, _day(site.since))
            for site in sites_visited(actor)
        ]
        return [
            Section(
                key="accounts",
                title=_("How you come in"),
                purpose=_("To let you in and nobody else, and to tell you who tried."),
                facts=facts,
            )
        ]

    def withdrawn(self, person_id: int, purpose: str, *, at: datetime) -> None:
        if purpose.startswith(SITE):
            shut_out(_OWN, person_id, purpose.removeprefix(SITE), at=at)

    def erase(self, person_id: int, *, at: datetime) -> None:
        erase_ways_in(_OWN, person_id, at=at)


def _day(at: datetime) -> str:
    return day_of(at).isoformat()
