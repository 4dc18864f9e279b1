"""Promises that were signed, and days that pass; all through services and the provider's pages."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.contracts import Contracts, Mood
from liushui.giving.services import accept_notice
from liushui.kernel.money import Money
from liushui.parties.actors import Actor
from liushui.payments.provider import WECHAT
from liushui.recurring import queries, services
from liushui.recurring.models import Agreement, Mandate
from liushui.recurring.services import Change, Wanted
from liushui.recurring.states import Every
from tests.giving import builders as giving
from tests.parties import builders as parties

if TYPE_CHECKING:
    from liushui.projects.models import Project

NOTICE_DAYS = 5


def morning(day: date) -> datetime:
    """Nine o'clock in China."""
    return datetime.combine(day, time(1, 0), UTC)


@dataclass
class Wechat:
    """The simulated provider, seen by a test: its clock, its payers and what it calls back."""

    provider: Provider
    address: str
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False))

    def post(self, path: str, **said: Any) -> Any:
        answer = self.http.post(f"{self.address}/_sim/{path}", json=said)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def set_clock(self, at: datetime) -> None:
        self.post("clock", now=int(at.timestamp()))

    def contract(self, mandate: Mandate, do: str = "", mood: str = "") -> None:
        """Its payer signs or ends the newest agreement, or its charges go otherwise from now on."""
        newest = mandate.agreements.order_by("-id").first()
        assert newest is not None
        self.post(f"contracts/{newest.code}", do=do, mood=mood)

    def state_of(self, agreement: Agreement) -> str:
        """Where the agreement stands in the provider's own memory."""
        return Contracts(self.provider).known(agreement.code).state

    def call_back(self, at: datetime, moods: dict[str, str]) -> None:
        """Tell of every payment once or twice, as the mandate's mood says, or never."""
        times = {Mood.TWICE: 2, Mood.NEVER: 0, Mood.MUTE: 0}
        for order in self.provider.orders():
            if order.state == "SUCCESS" and order.reference in moods:
                for _each in range(times.get(Mood(moods[order.reference]), 1)):
                    notice = self.provider.sign_notice(order, at=at.timestamp())
                    assert accept_notice(notice.headers, notice.body, at=at).status == 200


def donor(number: int = 1) -> Actor:
    return parties.as_donor(parties.person("林晓雨", f"1380000{number:04d}"))


def asked(
    actor: Actor, project: "Project", *, at: datetime, minor: int = 100_00, **more: Any
) -> Mandate:
    """A promise that is not signed yet."""
    month = more.get("month")
    wanted = Wanted(
        project=project.number,
        amount=Money(minor),
        provider=WECHAT,
        every=Every.YEAR if month else Every.MONTH,
        day=more.get("day", 5),
        month=month,
        showing=more.get("showing", giving.A_DONOR),
    )
    return services.begin_mandate(actor, wanted, at=at)


def signed(wechat: Wechat, mandate: Mandate, actor: Actor, *, at: datetime) -> Mandate:
    """Its donor signs at the provider and comes back."""
    wechat.set_clock(at)
    services.begin_signing(actor, mandate.code, at=at)
    wechat.contract(mandate, "sign")
    return services.ask_about_agreement(mandate, at=at)


def running(
    wechat: Wechat, project: "Project | None" = None, *, at: datetime, **more: Any
) -> tuple[Mandate, Actor]:
    actor = more.pop("actor", None) or donor()
    begun = asked(actor, project or giving.project(), at=at, **more)
    return signed(wechat, begun, actor, at=at), actor


def clock(wechat: Wechat, at: datetime) -> None:
    """What the tasks do every few minutes, once."""
    wechat.set_clock(at)
    services.announce_due(at=at)
    services.forewarn_announced(at=at)
    services.charge_due(at=at)


def ask(wechat: Wechat, at: datetime) -> None:
    """What the tasks do every minute, once."""
    wechat.set_clock(at)
    services.ask_about_charges(at=at)
    services.ask_about_agreements(at=at)


def pass_days(wechat: Wechat, first: date, last: date) -> None:
    """Each day's clock, with the provider's word fetched in the evening."""
    day = first
    while day <= last:
        clock(wechat, morning(day))
        ask(wechat, morning(day) + timedelta(hours=6))
        day += timedelta(days=1)


def charges(mandate: Mandate) -> list[tuple[str, str, int]]:
    """Period, state and sum of each charge, by day."""
    rows = mandate.charges.order_by("due_on")
    return [(one.period, one.state, one.amount_minor) for one in rows]


def fresh(mandate: Mandate) -> Mandate:
    return queries.mandate_by_code(mandate.code)


__all__ = ["Change", "Mood"]
