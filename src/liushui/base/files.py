"""Files from people: kept by content, images stripped to their pixels, types read from inside.

A photograph carries the place where it was taken and often the name of its owner's phone. So an
image is decoded and drawn anew, and what is stored holds nothing but pixels. PDFs are kept as they
came: a voucher must stay the paper that it was.
"""

import hashlib
import io
import os
import secrets
import struct
import warnings
import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import ForeignObjectRel, Model
from PIL import Image, ImageOps, UnidentifiedImageError

from liushui.base.models import DestroyedFile, StoredFile
from liushui.kernel.errors import DomainError, gettext_noop

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000  # a phone's largest picture; beyond it a small file can fill the memory
MAX_SIDE = 2048
JPEG_QUALITY = 85
READABLE_IMAGES = ("JPEG", "PNG", "WEBP")
# What Pillow's decoders are known to raise on bytes that somebody bent.
_BENT = (
    OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError,
    struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"


class FileRefused(DomainError):
    """The base of every refusal of a file."""

    code: ClassVar[str] = "file_refused"
    message: ClassVar[str] = gettext_noop("This file cannot be taken.")
    remedy: ClassVar[str] = gettext_noop("Choose a JPEG, PNG or WebP picture, or a PDF.")


class FileEmpty(FileRefused):
    """There is nothing in the file."""

    code = "file_empty"
    message = gettext_noop("The file is empty.")


class FileTooLarge(FileRefused):
    """More bytes or pixels than we keep."""

    code = "file_too_large"
    message = gettext_noop("The file is larger than %(limit)s.")
    remedy = gettext_noop("Choose a smaller one, or scan it at a lower resolution.")


class FileTypeRefused(FileRefused):
    """What is inside is neither a picture that we read nor a PDF, whatever its name says."""

    code = "file_type_refused"
    message = gettext_noop("What is inside this file is neither a picture nor a PDF.")


class FileUnreadable(FileRefused):
    """It begins like a picture or a PDF but cannot be read to its end."""

    code = "file_unreadable"
    message = gettext_noop("The file is damaged: it cannot be read to its end.")
    remedy = gettext_noop("Open it on your device, save it again, and choose the new one.")


class FileDamaged(DomainError):
    """The stored bytes are gone or are no longer those that were stored."""

    code = "file_damaged"
    status = 503
    message = gettext_noop("This file cannot be shown: its stored copy is damaged.")
    remedy = gettext_noop("Whoever runs this site must restore it from the backup.")


class FileDestroyed(DomainError):
    """The bytes named somebody who was erased."""

    code = "file_destroyed"
    status = 410
    message = gettext_noop("This file was destroyed because it named a person who was erased.")
    remedy = gettext_noop("Nothing can bring it back. The records of money remain.")


def store_file(content: bytes, *, at: datetime) -> StoredFile:
    """Keep a file and answer its row; the same content is kept once.

    The type is read from the content. Images are drawn anew without any of their metadata, upright,
    at most 2048 pixels a side; PDFs stay byte for byte. Raises a ``FileRefused``.
    """
    if not content:
        raise FileEmpty
    if len(content) > MAX_BYTES:
        raise FileTooLarge(limit="10 MB")
    kept, media_type = _readable(content)
    digest = hashlib.sha256(kept).hexdigest()
    with transaction.atomic(savepoint=False):
        known = _locked(digest)  # whoever destroys the same content waits, and then sees our row
        _write(_place(digest), kept)
        if known is not None:
            return known
        stored, _ = StoredFile.objects.get_or_create(
            sha256=digest,
            defaults={"media_type": media_type, "size_bytes": len(kept), "stored_at": at},
        )
        return stored


def open_file(stored: StoredFile) -> bytes:
    """The bytes as stored.

    Raises ``FileDamaged`` unless their digest is still the row's, ``FileDestroyed`` where they
    were destroyed on purpose.
    """
    try:
        content = _place(stored.sha256).read_bytes()
    except FileNotFoundError:
        if DestroyedFile.objects.filter(file=stored).exists():
            raise FileDestroyed from None
        raise FileDamaged(sha256=stored.sha256) from None
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise FileDamaged(sha256=stored.sha256)
    return content


def destroy_file(stored: StoredFile, *, at: datetime, but: Sequence[Model] = ()) -> bool:
    """Destroy the bytes once the caller's transaction stands; the row stays as proof.

    The same content is kept once, whoever stored it. So it stays while any row but those in
    ``but`` refers to it: nobody destroys another's paper by storing it too. Whether it goes. Safe
    to call twice.
    """
    if _locked(stored.sha256) is None or _is_referred_to(stored, but):
        return False
    DestroyedFile.objects.get_or_create(file=stored, defaults={"at": at})
    transaction.on_commit(lambda: _unlink(stored, but))
    return True


def stored_file(sha256: str) -> StoredFile | None:
    """The row of this content, if we keep it. Whether one may see it is not asked here."""
    return StoredFile.objects.filter(sha256=sha256).first()


def _locked(digest: str) -> StoredFile | None:
    found = StoredFile.objects.select_for_update(no_key=True).filter(sha256=digest)
    return found.first()


def _is_referred_to(stored: StoredFile, but: Sequence[Model]) -> bool:
    """Whether any row of any table but these refers to the file."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):  # noqa: SLF001
        table = relation.related_model
        if table is None or table is DestroyedFile or not isinstance(relation, ForeignObjectRel):
            continue
        own = [one.pk for one in but if isinstance(one, table)]
        rows = table._base_manager.filter(**{relation.field.name: stored})  # noqa: SLF001
        if rows.exclude(pk__in=own).exists():
            return True
    return False


@transaction.atomic
def _unlink(stored: StoredFile, but: Sequence[Model]) -> None:
    """Somebody may have stored the same content since: then it stays."""
    if _locked(stored.sha256) is not None and not _is_referred_to(stored, but):
        _place(stored.sha256).unlink(missing_ok=True)


def _readable(content: bytes) -> tuple[bytes, str]:
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise FileUnreadable
        return content, PDF
    return _redrawn(content)


def _redrawn(content: bytes) -> tuple[bytes, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", Image.DecompressionBombWarning
            )  # our own limit is below
            image: Image.Image = Image.open(io.BytesIO(content), formats=READABLE_IMAGES)
    except UnidentifiedImageError:
        raise FileTypeRefused from None
    except _BENT:
        raise FileUnreadable from None
    if image.width * image.height > MAX_PIXELS:
        raise FileTooLarge(limit="60 MP")
    try:
        image = ImageOps.exif_transpose(image)
        image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        clear = image.has_transparency_data
        plain = image.convert("RGBA" if clear else "RGB")
    except _BENT:
        raise FileUnreadable from None
    # A new image takes the pixels and nothing else: no EXIF, no GPS, no profile, no comment.
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    drawn = io.BytesIO()
    if clear:
        bare.save(drawn, "PNG", optimize=True)
        return drawn.getvalue(), PNG
    bare.save(drawn, "JPEG", quality=JPEG_QUALITY)
    return drawn.getvalue(), JPEG


def _place(digest: str) -> Path:
    folder: Path = settings.HOME.files
    return folder / digest[:2] / digest


def _write(place: Path, content: bytes) -> None:
    """Bytes, then the disk, then the name: a crash leaves a nameless rest, never half a file."""
    if place.exists():
        return
    place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
