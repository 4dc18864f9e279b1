"""Forms that every room uses: what is taken is exact, what is told is plain."""

import re
from base64 import b64encode
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.timezone import localtime
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, StrictBool, StrictInt

from liushui.base.files import open_file
from liushui.kernel.money import MAX_UNITS

if TYPE_CHECKING:
    from liushui.base.models import StoredFile

_DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"(19|20|21)[0-9]{2}-.*([+-][0-9]{2}:[0-9]{2}|Z)")
MOST_NUMBER = 2**62


def _written_day(value: Any) -> Any:
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("a day is written YYYY-MM-DD")
    return value


def _written_moment(value: Any) -> Any:
    if not (isinstance(value, str) and _MOMENT.fullmatch(value)):
        raise ValueError("a moment is written with its offset")
    return value


Day = Annotated[date, BeforeValidator(_written_day)]
Moment = Annotated[datetime, BeforeValidator(_written_moment)]
ToldMoment = Annotated[datetime, AfterValidator(localtime)]
Amount = Annotated[StrictInt, Field(ge=1, le=MAX_UNITS)]
"""Whole fen; never a fraction, never a text."""
Number = Annotated[StrictInt, Field(ge=1, le=MOST_NUMBER)]
Words = str
"""``root`` refuses what no database holds, wherever it stands in a call."""
Yes = StrictBool
W12 = Annotated[Words, Field(max_length=12)]
W40 = Annotated[Words, Field(max_length=40)]
W60 = Annotated[Words, Field(max_length=60)]
W80 = Annotated[Words, Field(max_length=80)]
W120 = Annotated[Words, Field(max_length=120)]
W160 = Annotated[Words, Field(max_length=160)]
W200 = Annotated[Words, Field(max_length=200)]
W300 = Annotated[Words, Field(max_length=300)]
W500 = Annotated[Words, Field(max_length=500)]
W1000 = Annotated[Words, Field(max_length=1000)]
"""Texts as wide as the columns that keep them."""
Story = Annotated[Words, Field(max_length=20_000)]
Code = Annotated[str, Field(pattern="^[0-9A-Z]{18}$")]
Month = Annotated[str, Field(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$")]
After = Annotated[int | None, Field(default=None, ge=1, le=MOST_NUMBER)]
Sought = Annotated[Words, Field(default="", max_length=100)]


def month_of(text: str) -> date:
    """Its first day."""
    return date.fromisoformat(f"{text}-01")


class Taken(Schema):
    """What a program sends: a field that nobody described is a mistake, and is said."""

    model_config = ConfigDict(extra="forbid")


class Told(Schema):
    """What a program is answered. Amounts are whole fen; moments carry the offset +08:00."""


class Why(Taken):
    """A reason, for the history."""

    why: W300 = ""


class FileTold(Told):
    media_type: str
    content_base64: str


def told_file(one: "StoredFile") -> FileTold:
    """A file as it was stored."""
    return encoded(one.media_type, open_file(one))


def encoded(media_type: str, content: bytes) -> FileTold:
    """Bytes in base64."""
    return FileTold(media_type=media_type, content_base64=b64encode(content).decode())
