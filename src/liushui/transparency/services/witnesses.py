"""Witnesses are asked once a head is published; their lines are shown under it.

Publishing never waits for this: it is done by another thread, each witness for a few seconds, and a
head without a quorum is shown all the same. A receipt says which it was.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from liushui.transparency.folder import CHECKPOINT, Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import said_checkpoint
from liushui.transparency.format.tree import consistency_proof
from liushui.transparency.models import Head, State
from liushui.transparency.models_beside import Cosignature, Witness
from liushui.transparency.queries.heads import note_of
from liushui.transparency.queries.reading import newest_signed
from liushui.transparency.services.proofs import published_hashes
from liushui.transparency.witnessing.conversing import Heard, ask
from liushui.transparency.witnessing.trust import Asking, trust_of_home

log = structlog.get_logger(__name__)

RENEW = timedelta(minutes=10)  # so that whoever reads can tell how old a view is
_AGAIN = timedelta(seconds=20)  # after a refusal or silence
_AT_ONCE = 8
_MAX_AHEAD = timedelta(minutes=5)
_MAX_BEHIND = timedelta(hours=1)


def ask_witnesses(at: datetime, *, folder: Folder | None = None) -> int:
    """Ask whoever has not signed the newest head, or not lately; how many lines came."""
    head = newest_signed()
    if head is None or head.note is None:
        return 0
    due = _due(head, at)
    if not due:
        return 0
    known = dict(Witness.objects.values_list("name", "size"))
    read, note = published_hashes(folder), head.note

    def one(witness: Asking) -> Heard:
        size = min(known.get(witness.name, 0), head.size)
        return ask(witness, note, size, lambda old: consistency_proof(old, head.size, read))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        heard = list(zip(due, pool.map(one, due), strict=True))
    came = sum(_keep(head, witness, said, at) for witness, said in heard)
    if came:
        show_cosigned(head, folder=folder)
    return came


def show_cosigned(head: Head, *, folder: Folder | None = None) -> bool:
    """Put the witnesses' lines under the published head, if it is still this one."""
    folder = folder or Folder.of_home()
    with transaction.atomic():
        list(State.objects.select_for_update().values_list("size"))  # publishing waits, and we do
        shown = folder.read(CHECKPOINT)
        try:
            said = said_checkpoint((shown or b"").decode())
        except (BadBytes, UnicodeDecodeError):
            return False
        note = note_of(head).encode()
        if said.size != head.size or said.root != bytes(head.root) or shown == note:
            return False
        folder.replace(CHECKPOINT, note)
    return True


def _due(head: Head, at: datetime) -> list[Asking]:
    trust = trust_of_home()
    signed = dict(head.cosignatures.values_list("witness", "at"))
    heard = Witness.objects.exclude(Q(answer="ok") & ~Q(name__in=signed))
    tried = dict(heard.values_list("name", "at"))
    return [
        witness
        for name, witness in trust.witnesses.items()
        if (name not in signed or signed[name] <= at - RENEW)
        and (name not in tried or tried[name] <= at - _AGAIN)
    ]


def _keep(head: Head, witness: Asking, heard: Heard, at: datetime) -> bool:
    """Write down what was heard. A line of another time than now is no line, whatever it says."""
    is_line = heard.answer == "ok"
    answer = "clock" if is_line and not _is_of_now(heard.at, at) else heard.answer
    before = Witness.objects.filter(name=witness.name).values_list("answer", flat=True).first()
    with transaction.atomic():
        Witness.objects.update_or_create(
            name=witness.name, defaults={"size": heard.size, "answer": answer, "at": at}
        )
        if answer == "ok":
            moment = datetime.fromtimestamp(heard.at, UTC)
            Cosignature.objects.update_or_create(
                head=head, witness=witness.name, defaults={"line": heard.line, "at": moment}
            )
    if answer not in {"ok", before}:
        said = {"says": heard.at} if answer == "clock" else {}
        log.warning(
            "log_witness_refused", witness=witness.name, code=answer, size=head.size, **said
        )
    return answer == "ok"


def _is_of_now(second: int, at: datetime) -> bool:
    """Seconds are compared as numbers: not every one of 64 bits is a moment of any calendar."""
    earliest, latest = at - _MAX_BEHIND, at + _MAX_AHEAD
    return int(earliest.timestamp()) <= second <= int(latest.timestamp())
