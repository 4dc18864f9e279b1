"""Heads as they are shown: with the lines of the witnesses that stand under them."""

from liushui.transparency.errors_public import LogHeadUnknown
from liushui.transparency.models import Head
from liushui.transparency.models_beside import Cosignature
from liushui.transparency.queries.reading import newest_signed
from liushui.transparency.witnessing.trust import Trust, trust_of_home

_LOOKED_AT = 64


def published_size() -> int:
    """How many entries anybody can see: those under the newest signed head."""
    head = newest_signed()
    return head.size if head else 0


def signed_head(size: int) -> Head:
    """The head of exactly this size. Raises ``LogHeadUnknown``."""
    head = Head.objects.filter(size=size, note__isnull=False).first() if size > 0 else None
    if head is None:
        raise LogHeadUnknown(size=published_size())
    return head


def head_covering(index: int) -> Head | None:
    """The head that proves most about this entry: the newest that the quorum signed, if any."""
    newest = newest_signed()
    if newest is None or newest.size <= index:
        return None
    trust = trust_of_home()
    if not trust.witnesses or is_quorate(newest, trust):
        return newest
    some = Head.objects.filter(size__gt=index, size__lt=newest.size, note__isnull=False)
    near = some.filter(cosignatures__isnull=False).distinct().order_by("-size")[:_LOOKED_AT]
    return next((head for head in near if is_quorate(head, trust)), newest)


def is_quorate(head: Head, trust: Trust) -> bool:
    """Whether enough witnesses signed this head, as the published policy counts them."""
    return trust.holds({one.witness for one in cosignatures_of(head)})


def cosignatures_of(head: Head) -> list[Cosignature]:
    """The witnesses' lines under this head, by name."""
    return list(head.cosignatures.order_by("witness"))


def note_of(head: Head) -> str:
    """The head as it is handed out: our own lines, then the witnesses'."""
    return (head.note or "") + "".join(one.line for one in cosignatures_of(head))
