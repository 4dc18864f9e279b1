"""The story's ways to a gift beside the plain one: a gallery, a walk, a stream, and flowers."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now

from liushui.config.demo.gifts import story_reference
from liushui.config.demo.papers import photo
from liushui.giving.services.earlier import EarlierGift, take_over_gifts
from liushui.items.services import (
    GalleryPlan,
    PieceText,
    Rate,
    RulePlan,
    StreamPlan,
    Told,
    add_channel,
    add_piece,
    agree_partner,
    agree_rate,
    draft_gallery,
    draft_rule,
    make_partner,
    make_stream,
    open_gallery,
    open_rule,
    propose_rate,
    set_flower_rule,
    tell_acts,
)
from liushui.items.states import ActKind
from liushui.kernel.clock import day_of
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage

_PROJECT = "bus"
_BUDGET_MINOR = 200_00
_FIRST_REFERENCE = 5_000_000
_PIECES = (
    ("山前小屋", "The house before the hill", 1),
    ("雨后的路", "The road after rain", 2),
    ("傍晚的山", "Hills at dusk", 3),
    ("校车来了", "The bus is coming", 4),
    ("两座山", "Two hills", 5),
    ("河对面", "Across the river", 6),
)
_CHANNELS = (("douyin", "抖音直播间", "Douyin"), ("shipinhao", "视频号", "WeChat Channels"))


def open_items(stage: "Stage") -> None:
    """Prepared by the officer, opened by the head of finance, on the story's last day."""
    at = now()
    words = stage.plan.script.projects[_PROJECT]
    officer = stage.actor(words.body, Right.PROJECT_EDIT, day_of(at))
    approver = stage.actor(words.body, Right.MONEY_APPROVE, day_of(at))
    _hang(stage, officer, approver)
    _walk(stage, officer, approver)
    number = stage.projects[_PROJECT].number
    plan = StreamPlan(
        "book-of-hope", "书送希望", at, at + timedelta(days=3), "Books bring hope",
        "边看直播边捐款，去向随时可查。", "Give while you watch, and see where it goes.",
    )  # fmt: skip
    make_stream(officer, number, plan, at=at)
    for tag, label, label_en in _CHANNELS:
        add_channel(officer, plan.code, tag, label=label, label_en=label_en, at=at)
    set_flower_rule(
        Actor.system("demo"), from_day=day_of(at), for_visit=1, for_gift=2, most=3, at=at
    )


def _hang(stage: "Stage", officer: Actor, approver: Actor) -> None:
    """Six pictures at a yuan, 3,600 of them in all."""
    at = now()
    plan = GalleryPlan(
        code="mountain-road",
        title="山路画廊",
        title_en="Pictures of the mountain road",
        words="沿路学校的孩子画的六幅画，一元一份。",
        words_en="Six pictures by pupils along the road, one yuan each.",
        price_minor=1_00,
        cap=3_600,
        surplus=stage.projects["coats"].number,
        opens_at=at,
        closes_at=at + timedelta(days=90),
    )
    draft_gallery(officer, stage.projects[_PROJECT].number, plan, at=at)
    for title, title_en, number in _PIECES:
        text = PieceText(title, title_en, "三年级学生", "A pupil of year 3")
        add_piece(officer, plan.code, text, photo(number), at=at)
    open_gallery(approver, plan.code, at=at)


def _walk(stage: "Stage", officer: Actor, approver: Actor) -> None:
    """A tea house gives ten fen for every thousand steps, out of what it paid in."""
    at, project = now(), stage.projects[_PROJECT]
    today = day_of(at)
    plan = RulePlan(
        "steps", "步步同行", "石桥茶业", ActKind.STEPS, today, today + timedelta(days=60),
        "Step by step", "Stone Bridge Tea",
    )  # fmt: skip
    rule = draft_rule(officer, project.number, plan, at=at)
    rate = propose_rate(officer, plan.code, Rate(1_000, 10, 20_000), from_day=today, at=at)
    agree_rate(approver, plan.code, rate.pk, at=at)
    open_rule(officer, plan.code, at=at)
    paid = EarlierGift(
        reference=story_reference(at, _FIRST_REFERENCE),
        project_id=project.pk,
        fund_id=rule.fund_id,
        donor_id=None,
        donor_display="",
        amount_minor=_BUDGET_MINOR,
        paid_at=at,
        provider="wechat",
        transaction_id=f"42{today:%Y%m%d}{_FIRST_REFERENCE:018d}",
        origin=f"act:{plan.code}",
    )
    take_over_gifts(Actor.system("demo"), [paid], at=at)
    sequence_all()
    partner, _secret = make_partner(officer, plan.code, "同行走路", at=at)
    agree_partner(approver, plan.code, partner.pk, at=at)
    walked = [Told(f"{today}-{who}", f"walker-{who}", today, 4_000 + 700 * who) for who in range(9)]
    tell_acts(partner, walked, at=at)
