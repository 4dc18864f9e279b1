"""What funds hold, and the day-book of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, Sum

from liushui.kernel.errors import NotFound
from liushui.ledger.models import Flow, Fund, Movement
from liushui.ledger.states import GENERAL, FundKind, Kind, SinkUse


@dataclass(frozen=True, slots=True)
class Balance:
    """A fund in numbers: ``tip`` ever arrived, ``taken`` moved on, ``reserved`` is promised."""

    tip: int
    taken: int
    reserved: int

    @property
    def held(self) -> int:
        return self.tip - self.taken

    @property
    def free(self) -> int:
        return self.tip - self.taken - self.reserved


@dataclass(frozen=True, slots=True)
class Given:
    """Gross gifts: what came from givers straight into a fund, and how many gifts."""

    amount: int
    count: int


def fund(fund_id: int) -> Fund:
    """The fund by its id. Raises ``NotFound``."""
    found = Fund.objects.select_related("holder").filter(pk=fund_id).first()
    if found is None:
        raise NotFound
    return found


def balance(fund_id: int) -> Balance:
    """What one fund holds now. Raises ``NotFound``."""
    found = balances([fund_id])
    if not found:
        raise NotFound
    return found[fund_id]


def balances(fund_ids: Iterable[int]) -> dict[int, Balance]:
    """What each of the funds holds now; unknown ids are left out."""
    rows = Fund.objects.filter(pk__in=list(fund_ids)).values_list("pk", "tip", "taken", "reserved")
    return {pk: Balance(tip, taken, reserved) for pk, tip, taken, reserved in rows}


def given_to(fund_id: int) -> Given:
    """Gross gifts into the fund; refunds and reversals show as movements of their own."""
    sums = Flow.objects.filter(target=fund_id, kind=Kind.GIFT).aggregate(
        units=Sum("amount"), number=Sum("count")
    )
    return Given(int(sums["units"] or 0), int(sums["number"] or 0))


def free_of_person(person_id: int, resource: str) -> int:
    """What a person's own account has free of a resource; 0 where it never had any."""
    own = Fund.objects.filter(
        holder__person=person_id,
        resource=resource,
        kind=FundKind.ORDINARY,
        purpose_kind=GENERAL.kind,
        parent=None,
    )
    return sum(fund.free for fund in own)


def funds_of(holder_id: int) -> list[Fund]:
    """The holder's funds and sinks, in the order in which they were opened."""
    return list(Fund.objects.filter(holder_id=holder_id).order_by("pk"))


def used_of(purpose_kind: str, purpose_id: int) -> dict[int, int]:
    """What was used for one purpose and not returned: the amount by each sink fund."""
    sinks = Fund.objects.filter(
        purpose_kind=purpose_kind, purpose_id=purpose_id, sink_use=SinkUse.USED
    )
    return {fund.pk: fund.tip - fund.taken for fund in sinks.order_by("pk")}


def movements_of(fund_id: int, after: int | None = None, limit: int = 50) -> list[Movement]:
    """A page of the fund's day-book, newest first; ``after`` is the last id of the page before."""
    return list(
        Movement.objects.raw(
            """select m.* from (
                 (select id from ledger_movement
                  where target_id = %(fund)s and id < %(after)s order by lo desc limit %(limit)s)
                 union all
                 (select id from ledger_movement
                  where source_id = %(fund)s and id < %(after)s order by id desc limit %(limit)s)
               ) page join ledger_movement m using (id) order by id desc limit %(limit)s""",
            {"fund": fund_id, "after": after or 2**62, "limit": limit},
        )
    )


def movement_by_ref(ref: str) -> Movement | None:
    """The first movement under a public reference, or none yet."""
    return Movement.objects.filter(ref=ref).exclude(ref="").order_by("pk").first()


def movements_by_ref(ref: str) -> list[Movement]:
    """All movements under a public reference: one each for its gift, match, refund, parts."""
    return list(Movement.objects.filter(ref=ref).exclude(ref="").order_by("pk"))


def booked_by_ref(refs: Iterable[str]) -> Mapping[str, int]:
    """What gifts were booked under each public reference, whatever moved on since: one query."""
    gifts = Movement.objects.filter(ref__in=set(refs) - {""}, kind=Kind.GIFT, reverses=None)
    sums = gifts.values_list("ref").annotate(whole=Sum("amount"))
    return dict(sums.order_by())


def amounts_by_ref(refs: Iterable[str]) -> Mapping[str, int]:
    """What moved under each public reference, less what was reversed under it: one query."""
    moved = Movement.objects.filter(ref__in=set(refs) - {""})
    sums = moved.values_list("ref").annotate(
        forth=Sum("amount", filter=Q(reverses=None), default=0),
        back=Sum("amount", filter=Q(reverses__isnull=False), default=0),
    )
    return {ref: forth - back for ref, forth, back in sums.order_by()}
