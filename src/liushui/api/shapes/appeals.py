"""Personal appeals: as all read them, as who asks writes them, as a charity looks after them."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from liushui.api.shapes.appeals_paid import OnwardTold, PayoutTold, told_onward, told_payout
from liushui.api.shapes.values import Told, ToldMoment
from liushui.appeals.queries import appeals as queries
from liushui.appeals.queries.faults import most_of, steps_of
from liushui.appeals.queries.homecomings import onwards_of
from liushui.appeals.queries.paying import (
    paid_of,
    payouts_of,
    rest_waiting,
    rests_moved,
)
from liushui.appeals.queries.people import confirmed_witnesses, witnesses_of
from liushui.appeals.queries.reasons import ended_why, stops_of
from liushui.appeals.queries.sums import sums_of

if TYPE_CHECKING:
    from liushui.appeals.models import Appeal, Version


class AppealLine(Told):
    number: str
    organisation: str
    state: str
    title: str
    summary: str
    name: str
    need: str
    cap: int
    taken: int
    ends_on: date | None


class AppealsPage(Told):
    appeals: list[AppealLine]
    next: int | None


class AppealCharity(Told):
    organisation: str
    name: str


class AppealCharities(Told):
    organisations: list[AppealCharity]


class AppealSums(Told):
    given: int
    gifts: int
    used: int
    free: int
    promised: int
    elsewhere: int
    own: int


class LookedAt(Told):
    step: str
    outcome: str | None
    words: str
    looked_on: date | None


class MeansTold(Told):
    kind: str
    amount: int
    words: str


class PaidTold(Told):
    amount: int
    label: str
    paid_at: ToldMoment | None
    returned: int
    is_late: bool


class CameHome(Told):
    came_from: str
    to: str
    amount: int


class WentOn(Told):
    to: str
    amount: int
    why: str


class VersionTold(Told):
    version: int
    title: str
    summary: str
    story: str
    cap: int
    ends_on: date
    why: str
    published_at: ToldMoment | None


class AppealTold(AppealLine):
    story: str
    provider: str
    provider_kind: str
    cost: int
    rest_way: str
    is_untrue: bool
    stopped: list[str]
    ended_why: str
    sums: AppealSums
    verified: list[LookedAt]
    vouched: int
    means: list[MeansTold]
    paid: list[PaidTold]
    went_on: list[WentOn]
    came_home: list[CameHome]
    versions: list[VersionTold]


class OwnAppealLine(AppealLine):
    appeal: UUID


class OwnAppealsTold(Told):
    appeals: list[OwnAppealLine]


class AppealStepTold(Told):
    step: str
    faults: list[str]


class WitnessTold(Told):
    id: int
    name: str
    relation: str
    has_vouched: bool


class OwnAppealTold(OwnAppealLine):
    asker: str
    is_minor: bool
    story: str
    provider: str
    account_tail: str
    cost: int
    most: int
    days: int
    rest_way: str
    why: str
    steps: list[AppealStepTold]
    witnesses: list[WitnessTold]


class LookWhole(LookedAt):
    paper: str | None
    at: ToldMoment


class RestTold(Told):
    rest: int
    to: str
    amount: int
    why: str
    is_own: bool


class VersionWaiting(VersionTold):
    is_own: bool


class AppealWhole(AppealTold):
    estimate: str | None
    looks: list[LookWhole]
    witnesses: list[WitnessTold]
    payouts: list[PayoutTold]
    version_waiting: VersionWaiting | None
    rest_waiting: RestTold | None
    onwards: list[OnwardTold]


def told_appeal_line(one: "Appeal") -> AppealLine:
    return AppealLine(**_line(one))


def told_appeal(one: "Appeal") -> AppealTold:
    return AppealTold(**_whole(one))


def told_own_line(one: "Appeal") -> OwnAppealLine:
    return OwnAppealLine(**_line(one), appeal=one.key)


def told_own_appeal(one: "Appeal") -> OwnAppealTold:
    """As its author reads it: never the identity, the telephone or the account as a whole."""
    return OwnAppealTold(
        **_line(one),
        appeal=one.key,
        asker=one.asker,
        is_minor=one.is_minor,
        story=one.story,
        provider=one.provider,
        account_tail=one.account_tail,
        cost=one.cost_minor,
        most=most_of(one),
        days=one.term_days,
        rest_way=one.rest_way,
        why=ended_why(one),
        steps=[AppealStepTold(step=step.step, faults=list(step.faults)) for step in steps_of(one)],
        witnesses=_witnesses(one),
    )


def told_whole_appeal(one: "Appeal", name: str) -> AppealWhole:
    """As those who look after it read it; ``name`` is who asks. What is sealed stays sealed."""
    rest, version = rest_waiting(one), queries.version_waiting(one)
    return AppealWhole(
        **_whole(one),
        estimate=one.estimate.sha256 if one.estimate else None,
        looks=[_look(look) for look in queries.looks_of(one)],
        witnesses=_witnesses(one),
        payouts=[told_payout(payout, name) for payout in payouts_of(one)],
        version_waiting=VersionWaiting(
            **_version(version), is_own=version.proposed_by == name
        ) if version else None,
        rest_waiting=RestTold(
            rest=rest.pk, to=rest.to.number, amount=rest.amount_minor, why=rest.why,
            is_own=rest.proposed_by == name,
        ) if rest else None,
        onwards=[told_onward(onward, name) for onward in onwards_of(one)],
    )  # fmt: skip


def _line(one: "Appeal") -> dict[str, Any]:
    return {
        "number": one.number,
        "organisation": one.organisation.credit_code,
        "state": one.state,
        "title": one.title,
        "summary": one.summary,
        "name": one.name_shown,
        "need": one.need_kind,
        "cap": one.cap_minor,
        "taken": one.taken_minor,
        "ends_on": one.ends_on,
    }


def _whole(one: "Appeal") -> Mapping[str, Any]:
    sums = sums_of(one)
    return _line(one) | {
        "story": one.story,
        "provider": one.provider,
        "provider_kind": one.provider_kind,
        "cost": one.cost_minor,
        "rest_way": one.rest_way,
        "is_untrue": one.is_untrue,
        "stopped": [stop.why for stop in stops_of(one)],
        "ended_why": ended_why(one),
        "sums": AppealSums(
            given=sums.given, gifts=sums.count, used=sums.used, free=sums.free,
            promised=sums.promised, elsewhere=sums.elsewhere, own=sums.own,
        ),
        "verified": [_verified(step) for step in queries.steps_checked(one)],
        "vouched": confirmed_witnesses(one),
        "means": [
            MeansTold(kind=means.kind, amount=means.amount_minor, words=means.words)
            for means in queries.means_of(one)
        ],
        "paid": [
            PaidTold(amount=payout.amount_minor, label=payout.label, paid_at=payout.paid_at,
                     returned=payout.returned_minor, is_late=payout.is_late)
            for payout in paid_of(one)
        ],
        "went_on": [
            WentOn(to=rest.to.number, amount=rest.amount_minor, why=rest.why)
            for rest in rests_moved(one)
        ],
        "came_home": [
            CameHome(came_from=onward.rest.to.number, to=onward.rest.appeal.number,
                     amount=onward.home_minor)
            for onward in onwards_of(one) if onward.home_minor
        ],
        "versions": [VersionTold(**_version(version)) for version in queries.versions_of(one)],
    }  # fmt: skip


def _verified(step: "queries.StepChecked") -> LookedAt:
    look = step.check
    return LookedAt(
        step=step.step,
        outcome=look.outcome if look else None,
        words=look.words if look else "",
        looked_on=look.looked_on if look else None,
    )


def _look(one: Any) -> LookWhole:
    return LookWhole(
        step=one.step,
        outcome=one.outcome,
        words=one.words,
        looked_on=one.looked_on,
        paper=one.evidence.sha256 if one.evidence else None,
        at=one.at,
    )


def _version(one: "Version") -> dict[str, Any]:
    return {
        "version": one.place,
        "title": one.title,
        "summary": one.summary,
        "story": one.story,
        "cap": one.cap_minor,
        "ends_on": one.ends_on,
        "why": one.why,
        "published_at": one.published_at,
    }


def _witnesses(one: "Appeal") -> list[WitnessTold]:
    return [
        WitnessTold(
            id=witness.pk, name=witness.name_shown, relation=witness.relation,
            has_vouched=witness.confirmed_at is not None,
        )
        for witness in witnesses_of(one)
    ]  # fmt: skip
