"""What can happen to a gift, each case played in a little ledger by the services that do it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from liushui.kernel.money import Money
from liushui.ledger import services as ledger
from liushui.ledger.queries import funds_of, movement_by_ref
from liushui.ledger.states import GENERAL, FundKind, Kind, Purpose, SinkUse
from liushui.parties.actors import Actor
from liushui.parties.services import register_person

if TYPE_CHECKING:
    from liushui.ledger.models import Fund, Holder, Movement

AT = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Label:
    """A word in both languages; ``hue`` is the token of a giver's colour."""

    zh: str
    en: str
    hue: str = ""

    def said(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


LIN, CHEN = Label("林", "Lin", "gift"), Label("陈", "Chen", "used")
HOUSE, SPONSOR, LENT = (
    Label("非限定", "Unrestricted", "wait_ink"),
    Label("配捐", "Sponsor", "match"),
    Label("垫付", "Advance", "back"),
)
PROJECT, PARTNER = Label("项目资金", "The project's fund"), Label("合作机构", "A partner's fund")
USED, REFUNDED = Label("已使用", "Used"), Label("已退还", "Given back")
CHARGED, FROZEN = Label("已拒付", "Charged back"), Label("冻结", "Frozen")
GENERAL_FUND, POOL = (
    Label("非限定资金", "Unrestricted money"),
    Label("配捐池", "The sponsor's pool"),
)
SHORT, REPAID = Label("垫付资金", "Shortfall"), Label("垫付已还", "Advances repaid")
OTHER, WISH = Label("另一个项目", "Another project"), Label("指定用途", "Fund of the wish")


@dataclass
class Told:
    """The funds of the picture from above to below, and who stands behind what came in."""

    funds: dict[int, Label] = field(default_factory=dict)
    givers: dict[int, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One picture. ``play`` makes the rows and says which funds it is about."""

    name: str
    title: Label
    sentence: Label
    play: Callable[[], Told]


class Booked(TypedDict):
    """Under which key and when something is booked."""

    key: str
    happened_at: datetime


class Little:
    """A ledger of one charity and one partner, and a clock that goes on by a minute."""

    def __init__(self) -> None:
        self._serial = 900_000
        self.charity = self._holder()
        self.partner = self._holder()
        self.told = Told()
        self.project = ledger.open_fund(self.charity, purpose=self._purpose())
        self.general = ledger.open_fund(self.charity, purpose=GENERAL)

    def at(self) -> datetime:
        self._serial += 1
        return AT + timedelta(minutes=self._serial - 900_000)

    def give(self, fund: "Fund", label: Label, yuan: int) -> str:
        """A gift into the fund: its reference."""
        moment = self.at()
        ref = f"P{self._serial}"
        ledger.accept_gift(
            fund_id=fund.pk, amount_minor=yuan * 100, key=ref, ref=ref, happened_at=moment,
            giver=self._serial,
        )  # fmt: skip
        ledger.sequence_all()
        gift = movement_by_ref(ref)
        assert gift is not None
        self.told.givers[gift.pk] = label
        return ref

    def move(self, source: "Fund", target: "Fund", kind: Kind, yuan: int) -> "Movement":
        moment = self.at()
        return ledger.move(
            Money(yuan * 100), source=source, target=target, kind=kind, key=f"P{self._serial}",
            happened_at=moment,
        )  # fmt: skip

    def use(self, fund: "Fund", yuan: int) -> "Fund":
        """What is used out of a fund: the sink in which it lies."""
        target = self.sink(fund, SinkUse.USED)
        self.move(fund, target, Kind.USE, yuan)
        return target

    def sink(self, fund: "Fund", use: SinkUse) -> "Fund":
        purpose = Purpose(fund.purpose_kind, fund.purpose_id)
        return ledger.sink(fund.holder, use, purpose=purpose)

    def beside(self) -> "Fund":
        """One more fund of the charity."""
        return ledger.open_fund(self.charity, purpose=self._purpose())

    def theirs(self) -> "Fund":
        """The partner's fund."""
        return ledger.open_fund(self.partner, purpose=self._purpose())

    def below(self, fund: "Fund", kind: FundKind) -> "Fund":
        return next(
            one for one in funds_of(fund.holder_id) if (one.parent_id, one.kind) == (fund.pk, kind)
        )

    def key(self) -> Booked:
        moment = self.at()
        return Booked(key=f"P{self._serial}", happened_at=moment)

    def show(self, *funds: "tuple[Fund, Label]") -> Told:
        """These funds, from above to below."""
        self.told.funds = {fund.pk: label for fund, label in funds}
        return self.told

    def _purpose(self) -> Purpose:
        self._serial += 1
        return Purpose("project", self._serial)

    def _holder(self) -> "Holder":
        self._serial += 1
        someone = register_person(Actor.system("pictures"), name="", phone="", at=AT)
        return ledger.holder_of_person(someone.pk)
