"""What giving keeps about a person, and why a charity reads its donors' names."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.base.forms import in_reader_language
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.giving.policies import readable_organisations
from liushui.giving.queries import donor_of, gifts_by, words_with
from liushui.giving.queries.claims import claims_of, name_of_claim, words_of_claim
from liushui.giving.queries.consents import answers_of
from liushui.giving.queries.refunds import refunds_by
from liushui.giving.services import erase_giver, give_as, show_anew
from liushui.giving.services.bringing import forget_lists_of
from liushui.giving.services.claiming import claims_as, forget_claims
from liushui.giving.services.consenting import answered_as
from liushui.giving.states import GiftState
from liushui.kernel.clock import day_of
from liushui.kernel.money import format_yuan
from liushui.parties.actors import Actor
from liushui.parties.agreements import SHOWN_NAME
from liushui.parties.contacts import Role
from liushui.parties.queries import person_by_id

_OWN = Actor.system("privacy")


def grounds_of_gifts(actor: Actor, person_id: int) -> frozenset[int]:
    """The organisations that received a gift of the person and whose gifts the actor reads."""
    reading = readable_organisations(actor)
    if not reading:
        return frozenset()
    return reading & frozenset(order.project.organisation_id for order in gifts_by(person_id))


def roles_of_donor(actor: Actor, person_id: int, organisation_id: int) -> Sequence[Role]:
    """A donor of the organisation, for those who read its gifts: how often, how much, when."""
    if organisation_id not in readable_organisations(actor):
        return []
    paid = [
        order
        for order in gifts_by(person_id)
        if order.project.organisation_id == organisation_id and order.state == GiftState.PAID
    ]
    if not paid:
        return []
    count = ngettext("%(count)s gift", "%(count)s gifts", len(paid)) % {"count": len(paid)}
    total = format_yuan(sum(order.amount_minor for order in paid))
    days = f"{day_of(paid[-1].created_at).isoformat()} – {day_of(paid[0].created_at).isoformat()}"
    return [Role(_("Donor"), f"{count} · {total} · {days}")]


class GivingHolder(PersonalDataHolder):
    """A donor's gifts. An erasure leaves amount, day and project, shown as "a donor"."""

    name = "giving"

    def sections(self, person_id: int) -> Sequence[Section]:
        return [
            *self._gifts(person_id), *self._refunds(person_id), *self._claims(person_id),
            *self._answers(person_id),
        ]  # fmt: skip

    def _answers(self, person_id: int) -> Sequence[Section]:
        asked = answers_of(person_id)
        if not asked:
            return []
        facts = [
            Fact(
                f"consent-{one.pk}",
                f"{day_of(one.asked_at).isoformat()} · {one.plan.project.number}",
                one.get_answer_display() if one.answer else _("not answered"),
            )
            for one in asked
        ]
        return [
            Section(
                key="changes",
                title=_("Changes of purpose that you were asked about"),
                purpose=_("To change what gifts are for only with their givers' consent."),
                facts=facts,
                stays=_("That you were asked, and what you answered, stays without your name."),
                organisation_ids=frozenset(one.plan.project.organisation_id for one in asked),
            )
        ]

    def _refunds(self, person_id: int) -> Sequence[Section]:
        asked = refunds_by(person_id)
        if not asked:
            return []
        facts = [
            Fact(
                one.reference,
                f"{day_of(one.asked_at).isoformat()} · {one.get_kind_display()}",
                f"{format_yuan(one.amount_minor)} · {one.get_state_display()}",
                f"{one.reference} · {one.order.reference}",
            )
            for one in asked
        ]
        return [
            Section(
                key="refunds",
                title=_("Gifts of yours that go back"),
                purpose=_("To return a gift, and to prove that two people agreed to it."),
                facts=facts,
                stays=_("Records of money are kept by law; they name the gift and not you."),
                organisation_ids=frozenset(one.order.project.organisation_id for one in asked),
            )
        ]

    def _claims(self, person_id: int) -> Sequence[Section]:
        claims = claims_of(person_id)
        if not claims:
            return []
        facts = [
            Fact(
                str(one.key),
                f"{one.given_on.isoformat()} · {format_yuan(one.amount_minor)}",
                f"{name_of_claim(one)} · {one.get_state_display()}",
                words_of_claim(one),
            )
            for one in claims
        ]
        return [
            Section(
                key="claims",
                title=_("Gifts of other channels that you asked for"),
                purpose=_("To find out whether a gift in a list is yours."),
                facts=facts,
                stays=_("What you typed is erased; that there was a claim and its end stays."),
                organisation_ids=frozenset(one.organisation_id for one in claims),
            )
        ]

    def _gifts(self, person_id: int) -> Sequence[Section]:
        orders = gifts_by(person_id)
        if not orders:
            return []
        facts = []
        for order in orders:
            title = in_reader_language(order.project.title, order.project.title_en)
            shown = order.donor_display or _("a donor")
            said = words_with(order)
            note = _("shown as %(shown)s") % {"shown": shown}
            facts.append(
                Fact(
                    order.reference,
                    f"{day_of(order.created_at).isoformat()} · {title}",
                    f"{format_yuan(order.amount_minor)} · {order.get_state_display()}",
                    f"{order.reference} · {note}" + (f" · {said}" if said else ""),
                )
            )
        return [
            Section(
                key="gifts",
                title=_("What you gave"),
                purpose=_("To book your gift, to show where it went, and to give you papers."),
                facts=facts,
                stays=_(
                    "Records of gifts are kept by law: amount, day and project stay and are"
                    " shown as from a donor. Your words to the charity are erased."
                ),
                organisation_ids=frozenset(order.project.organisation_id for order in orders),
            )
        ]

    def person_behind(self, number: str, organisation_id: int) -> int | None:
        return donor_of(number, organisation_id)

    def known_in(self, person_id: int) -> frozenset[int]:
        gave_to = frozenset(order.project.organisation_id for order in gifts_by(person_id))
        return gave_to | {claim.organisation_id for claim in claims_of(person_id)}

    def joined(self, person_id: int, into_id: int, *, at: datetime) -> None:
        give_as(_OWN, person_id, into_id, at=at)
        claims_as(person_id, person_by_id(into_id))
        answered_as(person_id, into_id)

    def corrected(self, person_id: int, *, at: datetime) -> None:
        show_anew(_OWN, person_id, at=at)

    def withdrawn(self, person_id: int, purpose: str, *, at: datetime) -> None:
        if purpose == SHOWN_NAME:
            show_anew(_OWN, person_id, as_donor=True, at=at)

    def erase(self, person_id: int, *, at: datetime) -> None:
        erase_giver(_OWN, person_id, at=at)
        forget_claims(person_id, at=at)
        forget_lists_of(person_id, at=at)
