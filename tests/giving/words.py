"""Call-backs through the intake, as its process takes them: in one loop, on lines of their own."""

import asyncio
from collections.abc import Iterable
from typing import Any

from django.db import connection

from liushui.base.models import StateChange
from liushui.config.call_backs import Asked, Told
from liushui.config.intake import ALIPAY_NOTIFY, NOTIFY, Application
from liushui.config.simulators.wechat_pay.provider import Signed
from liushui.giving.intake.answering import Intake, Reply
from liushui.giving.models import GiftOrder
from liushui.giving.services.words import settle_words
from liushui.messaging.models import Notice
from tests.loops import run


def replies(notices: Iterable[Signed], *, waiting_at_most: int = 2_000) -> list[Reply]:
    """What each is answered when all of them come at once."""
    return run(_replies(list(notices), waiting_at_most))


async def _replies(notices: list[Signed], waiting_at_most: int) -> list[Reply]:
    intake = Intake(waiting_at_most=waiting_at_most)
    intake.start()
    await intake._ask_tellers()  # else the first call-backs wait for each other
    try:
        asked = (intake.reply(notice.headers, notice.body) for notice in notices)
        return await asyncio.gather(*asked)
    finally:
        await intake.stop()


def by_alipay(body: bytes) -> Asked:
    return Asked("POST", ALIPAY_NOTIFY, {}, body)


def by_wechat(notice: Signed) -> Asked:
    heads = {name.lower(): text for name, text in notice.headers.items()}
    return Asked("POST", NOTIFY, heads, notice.body)


def answered(asked: Iterable[Asked]) -> list[Told]:
    """What the whole application answers each of them when all come at once."""
    return run(_answered(list(asked)))


async def _answered(asked: list[Asked]) -> list[Told]:
    application = Application()
    application.start()
    await application.intake._ask_tellers()
    await application.alipay._ask_tellers()
    try:
        return await asyncio.gather(*map(application.answer, asked))
    finally:
        await application.stop()


def settled_all() -> None:
    while settle_words():
        pass


def rows_of(order: GiftOrder) -> dict[str, Any]:
    """All that came of one order, without its name, its numbers and the moment."""
    order.refresh_from_db()
    history = StateChange.objects.filter(thing_kind="giving.giftorder", thing_id=order.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            """select amount, fund_id, happened_at, giver, ref = %(ref)s
               from ledger_inbox where key = %(key)s""",
            {"ref": order.reference, "key": f"gift:{order.reference}"},
        )
        inbox = cursor.fetchall()
    return {
        "state": order.state,
        "payments": list(
            order.payments.order_by("id").values_list(
                "provider", "amount_minor", "paid_at", "finding"
            )
        ),
        "notices": sorted(order.notices.values_list("outcome", flat=True)),
        "history": list(
            history.order_by("at", "id").values_list("from_state", "to_state", "by", "why")
        ),
        "inbox": inbox,
        "told": list(
            Notice.objects.filter(key=order.reference).values_list("kind", "facts__amount_minor")
        ),
    }
