"""Opening a file of a use: whoever reads what is not public leaves a record."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.files import open_file
from liushui.disbursing import queries
from liushui.parties.actors import Actor
from liushui.parties.services import record


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The bytes of a file and what they are."""

    content: bytes
    media_type: str


@transaction.atomic
def read_file(actor: Actor, sha256: str, *, at: datetime) -> OpenedFile:
    """A file that the actor may see, or ``NotFound``; a voucher's reading is recorded."""
    found = queries.file_for(actor, sha256)
    if not found.is_public:
        record(actor, "file.read", found.thing, at=at, sha256=sha256)
    return OpenedFile(open_file(found.file), found.file.media_type)
