"""The cases of docs/use/ledger.md, in the order in which it tells them."""

from collections.abc import Sequence
from datetime import timedelta

from liushui.config.pictures.cases import (
    AT,
    CHARGED,
    CHEN,
    FROZEN,
    GENERAL_FUND,
    HOUSE,
    LENT,
    LIN,
    OTHER,
    PARTNER,
    POOL,
    PROJECT,
    REFUNDED,
    REPAID,
    SHORT,
    SPONSOR,
    USED,
    WISH,
    Case,
    Label,
    Little,
    Told,
)
from liushui.kernel.money import Money
from liushui.ledger import services as ledger
from liushui.ledger.queries import fund
from liushui.ledger.queries.books import shortfall_of
from liushui.ledger.queries.debts import open_advances
from liushui.ledger.services.designations import (
    Asked,
    KindOf,
    Leftover,
    choose_funds,
    designated_fund,
    move_surplus,
    use_by_choice,
)
from liushui.ledger.services.pools import Terms, open_pool, set_terms
from liushui.ledger.states import GENERAL, FundKind, Kind, SinkUse
from liushui.ledger.wishes import Wish, WishKind
from liushui.parties.actors import Actor

_US = Actor.system("pictures")


def _use() -> Told:
    it = Little()
    it.give(it.project, LIN, 100)
    it.give(it.project, CHEN, 50)
    used = it.use(it.project, 120)
    return it.show((it.project, PROJECT), (used, USED))


def _refund() -> Told:
    it = Little()
    lin = it.give(it.project, LIN, 100)
    it.give(it.project, CHEN, 50)
    used = it.use(it.project, 60)
    ledger.refund_gift(lin, Money(40_00), **it.key())
    back = it.sink(it.project, SinkUse.REFUNDED)
    return it.show((back, REFUNDED), (it.project, PROJECT), (used, USED))


def _freeze() -> Told:
    it = Little()
    lin = it.give(it.project, LIN, 100)
    it.give(it.project, CHEN, 50)
    ledger.freeze_gift(lin, **it.key())
    used = it.use(it.project, 30)
    aside = it.below(it.project, FundKind.FROZEN)
    return it.show((aside, FROZEN), (it.project, PROJECT), (used, USED))


def _recall() -> Told:
    it = Little()
    lin = it.give(it.project, LIN, 100)
    it.give(it.project, CHEN, 50)
    theirs = it.theirs()
    it.move(it.project, theirs, Kind.GRANT, 120)
    used = it.use(theirs, 30)
    ledger.recall_gift(lin, Money(70_00), **it.key())
    return it.show((it.project, PROJECT), (theirs, PARTNER), (used, USED))


def _charge_back() -> Told:
    it = Little()
    it.give(it.general, HOUSE, 120)
    lin = it.give(it.project, LIN, 100)
    used = it.use(it.project, 70)
    ledger.charge_back(lin, Money(100_00), **it.key())
    lost = it.sink(it.project, SinkUse.CHARGED_BACK)
    return it.show((used, USED), (it.project, PROJECT), (lost, CHARGED), (it.general, GENERAL_FUND))


def _shortfall() -> Told:
    it = Little()
    lin = it.give(it.project, LIN, 100)
    used = it.use(it.project, 100)
    ledger.charge_back(lin, Money(100_00), **it.key())
    [debt] = open_advances(it.charity.pk)
    it.told.givers[debt.advance_id] = LENT
    it.give(it.general, HOUSE, 130)
    ledger.repay_advances(it.charity, Money(100_00), **it.key())
    short = fund(shortfall_of(it.charity.pk) or 0)
    lost = it.sink(it.project, SinkUse.CHARGED_BACK)
    repaid = ledger.sink(it.charity, SinkUse.ADVANCE_REPAID, purpose=GENERAL)
    return it.show(
        (it.project, PROJECT), (used, USED), (lost, CHARGED), (short, SHORT), (repaid, REPAID),
        (it.general, GENERAL_FUND),
    )  # fmt: skip


def _wrong_target() -> Told:
    it = Little()
    lin = it.give(it.project, LIN, 100)
    it.give(it.project, CHEN, 50)
    used = it.use(it.project, 30)
    right = it.beside()
    ledger.correct_target(lin, Money(100_00), wrong=it.project, right=right, **it.key())
    return it.show((used, USED), (it.project, PROJECT), (right, OTHER))


def _match() -> Told:
    it = Little()
    pool = open_pool(_US, it.charity, title="配捐", title_en="Match", at=it.at())
    terms = Terms((1, 2), AT, AT + timedelta(days=9), frozenset({it.project.pk}))
    set_terms(_US, pool, terms, at=it.at())
    it.give(pool.fund, SPONSOR, 100)
    lin = it.give(it.project, LIN, 80)
    it.give(it.project, CHEN, 40)
    ledger.refund_gift(lin, Money(80_00), **it.key())
    back = it.sink(it.project, SinkUse.REFUNDED)
    return it.show((pool.fund, POOL), (it.project, PROJECT), (back, REFUNDED))


def _wish() -> Told:
    it = Little()
    disease = Wish(WishKind.DISEASE, "C91")
    wish = designated_fund(it.project, [disease])
    it.give(wish, LIN, 100)
    it.give(it.project, CHEN, 50)
    used = it.sink(it.project, SinkUse.USED)
    asked = Asked(it.project.pk, Money(70_00), frozenset({disease}))
    choice = choose_funds(asked, key="pictures-choice", by="person:1", at=it.at())
    use_by_choice(choice, target=used, kinds=KindOf(), ref="", happened_at=it.at())
    left = Leftover(wish, it.project, Money(30_00), "已无待救治者", "person:1")
    move_surplus("person:2", left, key="pictures-surplus", at=it.at())
    return it.show((used, USED), (wish, WISH), (it.project, PROJECT))


CASES: Sequence[Case] = (
    Case(
        "use",
        Label("一笔捐赠怎样被用掉", "How a gift is used"),
        Label(
            "先到的先用：120 元里，林的 100 元全部用掉，陈的用掉 20 元。",
            "What came first is used first: of 120 yuan all 100 of Lin's and 20 of Chen's.",
        ),
        _use,
    ),
    Case(
        "refund",
        Label("退还还没用掉的部分", "Giving back what was not used"),
        Label(
            "林的 100 元用掉 60 元，余下 40 元退还；陈的不动。",
            "Of Lin's 100 yuan 60 are used and the other 40 go back; Chen's stay.",
        ),
        _refund,
    ),
    Case(
        "freeze",
        Label("冻结一笔捐赠", "Freezing a gift"),
        Label(
            "林的 100 元移到一边，谁也不能用；用款从陈的开始。",
            "Lin's 100 yuan lie aside and nobody can use them; a use takes Chen's.",
        ),
        _freeze,
    ),
    Case(
        "recall",
        Label("从合作机构追回", "Calling back from a partner"),
        Label(
            "林的 100 元给了合作机构，用掉 30 元；余下 70 元原路退回，排在队尾。",
            "Lin's 100 yuan went to a partner, who used 30; the other 70 come back as they went.",
        ),
        _recall,
    ),
    Case(
        "charge-back",
        Label("银行收回已用掉的捐赠", "A charge-back of a gift that was spent"),
        Label(
            "林的 30 元还在，先退；用掉的 70 元由非限定资金补上，受助的一方不受影响。",
            "Lin's last 30 yuan go back; unrestricted money stands for the 70 that were used.",
        ),
        _charge_back,
    ),
    Case(
        "shortfall",
        Label("没有钱补时先垫付", "An advance where no money is there"),
        Label(
            "没有非限定资金，垫付 100 元；后来有了，归还垫付。",
            "No unrestricted money was there: 100 yuan were advanced, and repaid when some came.",
        ),
        _shortfall,
    ),
    Case(
        "wrong-target",
        Label("记错资金的捐赠", "A gift in the wrong fund"),
        Label(
            "林剩下的 70 元移到正确的资金；已用的 30 元，从错记的资金里移同样多的钱。",
            "What is left of Lin's moves; for the 30 yuan used as much of the wrong fund moves.",
        ),
        _wrong_target,
    ),
    Case(
        "match",
        Label("配捐与退还", "A match, and its return"),
        Label(
            "每捐 2 元配 1 元，紧跟在捐赠后面；林退还 80 元，配的 40 元回到池尾。",
            "One yuan is added to two, right behind each gift; Lin's 80 go back, and their 40.",
        ),
        _match,
    ),
    Case(
        "wish",
        Label("指定用途与结余", "A wish, and what is left of it"),
        Label(
            "林的 100 元只用于她指定的病；用掉 70 元后，结余 30 元由两人决定转用。",
            "Lin's 100 yuan are for one disease alone; 30 that are left move by two people's word.",
        ),
        _wish,
    ),
)
