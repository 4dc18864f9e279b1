"""Call-backs through the intake, as its process takes them: in one loop, on lines of their own."""

import asyncio
from collections.abc import Iterable

from liushui.config.simulators.wechat_pay.provider import Signed
from liushui.giving.intake.answering import Intake, Reply


def replies(notices: Iterable[Signed], *, waiting_at_most: int = 2_000) -> list[Reply]:
    """What each is answered when all of them come at once."""
    return asyncio.run(_replies(list(notices), waiting_at_most))


async def _replies(notices: list[Signed], waiting_at_most: int) -> list[Reply]:
    intake = Intake(waiting_at_most=waiting_at_most)
    intake.start()
    await intake._ask_account()  # else the first call-backs wait for each other
    try:
        asked = (intake.reply(notice.headers, notice.body) for notice in notices)
        return await asyncio.gather(*asked)
    finally:
        await intake.stop()
