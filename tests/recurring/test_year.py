"""A year of days: month ends, a leap year, failures, changes, rests: exactly what it should be."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from django.db.models import Sum

from liushui.giving.models import GiftOrder, Payment
from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.ledger.services import sequence_all
from liushui.parties.actors import Actor
from liushui.recurring import services
from liushui.recurring.links import token_of
from liushui.recurring.models import Mandate
from liushui.recurring.states import MandateState, Why
from tests.giving import builders as giving
from tests.recurring import builders as b
from tests.recurring.builders import Change, Mood, Wechat
from tests.recurring.oracle import Promise

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SEEDS = (3, 4)
FIRST, LAST = date(2027, 9, 20), date(2028, 9, 20)
ENDED = {"resting", "leaving"}
PAYING = frozenset({Mood.PAYS, Mood.TWICE, Mood.NEVER, Mood.MUTE})


@dataclass
class Kept:
    """A promise here, the same on paper, and what its payer's account does."""

    mandate: Mandate
    actor: Actor
    paper: Promise
    mood: Mood = Mood.PAYS


@dataclass
class Year:
    wechat: Wechat
    kept: dict[str, Kept]
    wanderers: dict[str, Random]

    def mood(self, name: str, mood: Mood) -> None:
        self.kept[name].mood = mood
        self.wechat.contract(self.kept[name].mandate, mood=mood)

    def change(self, name: str, today: date, minor: int, on: int) -> None:
        """More than was signed for is signed for, at once."""
        one = self.kept[name]
        asked = services.change_mandate(
            one.actor, one.mandate.code, Change(Money(minor), on), at=b.morning(today)
        )
        if asked is not None:
            self._sign(one, today)
        one.paper.minor = minor
        if one.paper.on != on:
            one.paper.move(today, on)

    def new_card(self, name: str, today: date) -> None:
        """The donor pays from another account from now on: signed for anew, the old one ends."""
        one = self.kept[name]
        services.sign_anew(one.actor, one.mandate.code, at=b.morning(today))
        self._sign(one, today)

    def _sign(self, one: Kept, today: date) -> None:
        b.signed(self.wechat, one.mandate, one.actor, at=b.morning(today))
        self.wechat.contract(one.mandate, mood=one.mood)
        one.paper.sign(today)

    def pause(self, name: str, today: date) -> None:
        one = self.kept[name]
        services.pause_mandate(one.actor, one.mandate.code, at=b.morning(today))
        one.paper.stop()

    def resume(self, name: str, today: date) -> None:
        one = self.kept[name]
        services.resume_mandate(one.actor, one.mandate.code, at=b.morning(today))
        one.paper.start(today)

    def end_by_link(self, name: str, today: date) -> None:
        one = self.kept[name]
        services.end_by_link(token_of(one.mandate), at=b.morning(today))
        one.paper.stop()

    def end_at_provider(self, name: str, _today: date) -> None:
        """The payer ends it in WeChat; nobody calls us back: the next warning finds out."""
        one = self.kept[name]
        self.wechat.contract(one.mandate, "end")
        one.paper.stop()


Script = dict[date, Callable[[Year, date], None]]
SCRIPT: Script = {
    date(2027, 10, 8): lambda y, _d: y.mood("lacking", Mood.LACKS),
    date(2027, 11, 12): lambda y, _d: y.mood("lacking", Mood.REFUSES),
    date(2027, 12, 12): lambda y, _d: y.mood("lacking", Mood.PAYS),
    date(2028, 1, 2): lambda y, d: y.pause("resting", d),
    date(2028, 1, 11): lambda y, _d: y.mood("lacking", Mood.LACKS),
    date(2028, 1, 20): lambda y, d: y.change("changing", d, 60_00, 15),
    date(2028, 2, 13): lambda y, d: y.change("changing", d, 60_00, 28),
    date(2028, 3, 3): lambda y, d: y.resume("resting", d),
    date(2028, 3, 15): lambda y, d: y.new_card("month-end", d),
    date(2028, 4, 2): lambda y, d: y.change("changing", d, 250_00, 28),
    date(2028, 4, 20): lambda y, d: y.resume("lacking", d),
    date(2028, 4, 21): lambda y, _d: y.mood("lacking", Mood.PAYS),
    date(2028, 5, 29): lambda y, d: y.end_by_link("resting", d),
    date(2028, 6, 8): lambda y, d: y.end_at_provider("leaving", d),
}


def begun(wechat: Wechat) -> Year:
    """Promises of as many donors to one project, signed on the first day."""
    project = giving.project()
    wanted: dict[str, tuple[Promise, Mood]] = {
        "month-end": (Promise(31, 31_00), Mood.PAYS),
        "told-twice": (Promise(5, 5_00), Mood.TWICE),
        "never-told": (Promise(30, 30_00), Mood.NEVER),
        "unanswered": (Promise(20, 20_00), Mood.MUTE),
        "changing": (Promise(15, 100_00), Mood.PAYS),
        "lacking": (Promise(10, 10_00), Mood.PAYS),
        "resting": (Promise(1, 1_00), Mood.PAYS),
        "leaving": (Promise(12, 12_00), Mood.PAYS),
        "leap-day": (Promise(29, 29_00, month=2), Mood.PAYS),
    }
    wanderers = {f"wanderer-{seed}": Random(seed) for seed in SEEDS}  # noqa: S311
    wanted |= {name: (Promise(5 + i, 7_00), Mood.PAYS) for i, name in enumerate(wanderers)}
    kept = {}
    for number, (name, (paper, mood)) in enumerate(wanted.items()):
        mandate, actor = b.running(
            wechat, project, at=b.morning(FIRST), actor=b.donor(number), minor=paper.minor,
            day=paper.on, month=paper.month,
        )  # fmt: skip
        paper.start(FIRST)
        kept[name] = Kept(mandate, actor, paper, mood)
    year = Year(wechat, kept, wanderers)
    for name, one in kept.items():
        year.mood(name, one.mood)
    return year


def wander(year: Year, name: str, today: date, chance: Random) -> None:
    """Every three weeks or so a donor does something, whatever it is."""
    one = year.kept[name]
    if chance.randrange(21):
        return
    act = chance.choice(("pause", "mood", "amount", "day", "card"))
    if act == "pause":
        (year.pause if one.paper.runs else year.resume)(name, today)
    elif act == "mood":
        year.mood(name, chance.choice((Mood.PAYS, Mood.LACKS, Mood.REFUSES, Mood.TWICE)))
    elif act == "card":
        year.new_card(name, today)
    else:
        on = chance.randint(1, 31) if act == "day" else one.paper.on
        minor = chance.randint(1, 300) * 100 if act == "amount" else one.paper.minor
        year.change(name, today, minor, on)


def live(year: Year, today: date) -> None:
    """One day here and on paper."""
    at = b.morning(today)
    year.wechat.set_clock(at)
    SCRIPT.get(today, lambda _y, _d: None)(year, today)
    for name, chance in year.wanderers.items():
        wander(year, name, today, chance)
    services.announce_due(at=at)
    services.forewarn_announced(at=at)
    services.charge_due(at=at)
    services.charge_due(at=at + timedelta(minutes=2))  # where one heard nothing, others waited
    by_mandate = {one.mandate.pk: one.mood for one in year.kept.values()}
    moods = {
        reference: by_mandate[pk]
        for pk, reference in GiftOrder.objects.filter(
            mandate_charge__mandate__in=by_mandate, created_at=at
        ).values_list("mandate_charge__mandate_id", "reference")
    }
    if moods:
        year.wechat.call_back(at, moods)
    b.ask(year.wechat, at + timedelta(hours=2))
    for one in year.kept.values():
        one.paper.live(today, pays=one.mood in PAYING)


def test_a_year_of_days_charges_exactly_what_it_should(wechat: Wechat) -> None:
    year = begun(wechat)
    today = FIRST
    while today <= LAST:
        live(year, today)
        today += timedelta(days=1)

    taken: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for payment in Payment.objects.select_related("order__mandate_charge").order_by("paid_at"):
        charge = payment.order.mandate_charge
        taken[charge.mandate_id].append((day_of(payment.paid_at), payment.amount_minor))
    for name, one in year.kept.items():
        assert taken[one.mandate.pk] == one.paper.taken, name

    # The provider took from its payers what stands here, and the ledger holds the same.
    ours = set(GiftOrder.objects.values_list("reference", flat=True))
    known = [order for order in wechat.provider.orders() if order.reference in ours]
    there = sum(order.amount_minor for order in known if order.state == "SUCCESS")
    assert there == Payment.objects.aggregate(all=Sum("amount_minor"))["all"]
    assert sequence_all() == Payment.objects.count()
    states = {name: b.fresh(one.mandate).state for name, one in year.kept.items()}
    paused = {name for name, state in states.items() if state == MandateState.PAUSED}
    assert paused == {name for name, one in year.kept.items() if not one.paper.runs} - ENDED
    assert {name for name, state in states.items() if state == MandateState.ENDED} == ENDED
    assert b.fresh(year.kept["leaving"].mandate).why == Why.PROVIDER
    months = [day for day, _minor in year.kept["month-end"].paper.taken]
    assert {(day.month, day.day) for day in months} >= {(2, 29), (4, 30), (12, 31)}
    assert year.kept["leap-day"].paper.taken == [(date(2028, 2, 29), 29_00)]
