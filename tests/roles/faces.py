"""A body's face for the role walk: a logo, a checked certificate, and one that waits."""

from datetime import datetime, timedelta
from typing import Any

from liushui.config.demo.papers import photo
from liushui.config.demo.stage import Stage
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.services import Paper, check_certificate, enter_certificate, set_logo


def face_things(stage: Stage, at: datetime) -> dict[str, Any]:
    """What the county's officer showed and handed in, and its vice president checked."""
    code, day = stage.bodies["county"].credit_code, day_of(at)
    officer = stage.actor("county", Right.BODY_EDIT, day)
    approver = stage.actor("county", Right.MONEY_APPROVE, day)
    set_logo(officer, code, photo(7), at=at)
    keys = []
    for number in ("虚民证字第 0090 号", "虚民证字第 0091 号"):
        paper = Paper("registration", number, day, day + timedelta(9), "汀石市民政局", photo(8))
        keys.append(enter_certificate(officer, code, paper, at=at).pk)
    check_certificate(approver, code, keys[0], agrees=True, at=at)
    return {"certificate": keys[0], "unchecked": keys[1]}
