"""What is asked about regular gifts. Lists are bounded and load what their pages read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from liushui.giving.queries import readable_organisations
from liushui.installation.queries import whole_of
from liushui.kernel.clock import month_after
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.recurring import policies
from liushui.recurring.models import Agreement, Charge, Mandate
from liushui.recurring.states import AgreementState, ChargeState, MandateState

NOTICE_DAYS, FAILURES = "recurring.notice_days", "recurring.failures"
_SHOWN_CHARGES = 36
_OPEN = (ChargeState.ANNOUNCED, ChargeState.ASKED)


def notice_days() -> int:
    """How many days before a charge its donor is told."""
    return whole_of(NOTICE_DAYS)


def failures_allowed() -> int:
    """After how many charges in a row that were not paid a mandate rests."""
    return whole_of(FAILURES)


def mandate_for(actor: Actor, code: str) -> Mandate:
    """The mandate with its project and organisation; ``NotFound`` if the actor may not know."""
    found = _whole(policies.mandates_visible_to(actor)).filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def mandate_by_code(code: str) -> Mandate:
    """The mandate, whoever asks; raises ``NotFound``."""
    found = _whole(Mandate.objects.all()).filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def mandate_for_update(pk: int) -> Mandate:
    """The mandate, locked until the transaction ends."""
    return _whole(Mandate.objects.select_for_update(of=("self",))).get(pk=pk)


def is_running(mandate: Mandate) -> bool:
    """Whether it runs now, whatever it did when it was loaded."""
    return Mandate.objects.filter(pk=mandate.pk, state=MandateState.ACTIVE).exists()


def mandates_of(actor: Actor) -> Sequence[Mandate]:
    """The actor's own, newest first; what was never allowed is left out."""
    if actor.person_id is None:
        return []
    own = _whole(Mandate.objects.filter(donor_id=actor.person_id)).order_by("-id")
    return [one for one in own[:100] if one.due_from is not None or one.state != MandateState.ENDED]


def mandates_by(person_id: int) -> Sequence[Mandate]:
    """Every mandate of one donor, whoever asks."""
    return list(_whole(Mandate.objects.filter(donor_id=person_id)).order_by("-id"))


def charges_of(mandate: Mandate) -> Sequence[Charge]:
    """Its charges, newest first, with their orders: three years of months."""
    charges = mandate.charges.select_related("order", "mandate").order_by("-due_on")
    return list(charges[:_SHOWN_CHARGES])


def open_charge_of(mandate: Mandate) -> Charge | None:
    """What has been announced or asked for and is not decided yet."""
    return mandate.charges.filter(state__in=_OPEN).order_by("due_on").first()


def agreement_waiting(mandate: Mandate) -> Agreement | None:
    """The newest agreement that is not signed yet."""
    waiting = mandate.agreements.filter(state=AgreementState.ASKED)
    return waiting.order_by("-id").first()


def agreement_running(mandate: Mandate) -> Agreement | None:
    """The agreement under which it is charged."""
    return mandate.agreements.filter(state=AgreementState.SIGNED).first()


def mandates_in_console(actor: Actor) -> "QuerySet[Mandate]":
    """The regular gifts to the organisations whose gifts the actor may read."""
    mandates = Mandate.objects.select_related("project", "donor")
    if actor.is_system:
        return mandates
    return mandates.filter(project__organisation_id__in=readable_organisations(actor))


@dataclass(frozen=True, slots=True)
class Expected:
    """What a project's regular gifts bring in one month: charges and sums in fen, by their state.

    ``to_come_minor`` is still to be announced; it changes when donors change their minds.
    """

    title: str
    title_en: str
    to_come: int = 0
    to_come_minor: int = 0
    open: int = 0
    open_minor: int = 0
    paid: int = 0
    paid_minor: int = 0
    left_out: int = 0
    left_out_minor: int = 0

    @property
    def whole_minor(self) -> int:
        """What the month was to bring in all."""
        return self.to_come_minor + self.open_minor + self.paid_minor + self.left_out_minor


def expected_in(actor: Actor, month: date) -> Sequence[Expected]:
    """Each project's month, the largest first: three queries."""
    after = month_after(month)
    mandates = mandates_in_console(actor)
    rows: dict[int, dict[str, int]] = {}
    names: dict[int, tuple[str, str]] = {}
    charges = Charge.objects.filter(mandate__in=mandates, due_on__gte=month, due_on__lt=after)
    grouped = charges.values(
        "mandate__project_id", "mandate__project__title", "mandate__project__title_en", "state"
    ).annotate(count=Count("id"), minor=Sum("amount_minor"))
    for row in grouped:
        project = row["mandate__project_id"]
        names[project] = (row["mandate__project__title"], row["mandate__project__title_en"])
        kind = _KINDS[row["state"]]
        _add(rows.setdefault(project, {}), kind, row["count"], row["minor"])
    running = mandates.filter(state=MandateState.ACTIVE, due_from__lt=after, due_from__gte=month)
    to_come = running.values("project_id", "project__title", "project__title_en").annotate(
        count=Count("id"), minor=Sum("amount_minor")
    )
    for one in to_come:
        project = one["project_id"]
        names[project] = (one["project__title"], one["project__title_en"])
        _add(rows.setdefault(project, {}), "to_come", one["count"], one["minor"])
    found = [_expected(names[project], sums) for project, sums in rows.items()]
    return sorted(found, key=lambda one: (-one.whole_minor, one.title))


def sum_of(rows: Sequence[Expected]) -> Expected:
    """All rows in one."""
    names = [name for name in Expected.__dataclass_fields__ if not name.startswith("title")]
    return _expected(("", ""), {name: sum(getattr(one, name) for one in rows) for name in names})


def _expected(titles: tuple[str, str], sums: Mapping[str, Any]) -> Expected:
    return Expected(*titles, **sums)


_KINDS: Mapping[str, str] = {
    ChargeState.ANNOUNCED: "open",
    ChargeState.ASKED: "open",
    ChargeState.PAID: "paid",
    ChargeState.FAILED: "left_out",
    ChargeState.SKIPPED: "left_out",
}


def _add(sums: dict[str, int], kind: str, count: int, minor: int) -> None:
    sums[kind] = sums.get(kind, 0) + count
    sums[f"{kind}_minor"] = sums.get(f"{kind}_minor", 0) + int(minor)


def _whole(mandates: "QuerySet[Mandate]") -> "QuerySet[Mandate]":
    return mandates.select_related("project__organisation", "donor")
