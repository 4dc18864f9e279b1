"""What people upload: kept once, pixels only, refused with words."""

import io
from datetime import UTC, datetime

import pytest
from django.conf import settings
from PIL import Image

from liushui.base import files
from liushui.base.files import (
    FileDamaged,
    FileEmpty,
    FileTooLarge,
    FileTypeRefused,
    FileUnreadable,
    open_file,
    store_file,
)

AT = datetime(2026, 7, 18, 2, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(*, size=(60, 40), form="JPEG", mode="RGB", **extra) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, form, **extra)
    return out.getvalue()


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "Lin's telephone"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (30.0, 35.0, 0.0)
    return picture(exif=exif.tobytes())


@pytest.mark.django_db
def test_a_photograph_keeps_its_pixels_and_nothing_else():
    kept = open_file(store_file(photograph(), at=AT))
    image = Image.open(io.BytesIO(kept))
    assert image.size == (40, 60), "turned upright before its orientation is forgotten"
    assert not image.getexif()
    assert b"telephone" not in kept
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.django_db
def test_the_same_content_is_kept_once():
    first, second = store_file(PDF, at=AT), store_file(PDF, at=AT)
    assert first.pk == second.pk
    assert open_file(first) == PDF
    assert first.media_type == "application/pdf"


@pytest.mark.django_db
def test_a_large_picture_is_bounded():
    stored = store_file(picture(size=(3000, 1000)), at=AT)
    assert Image.open(io.BytesIO(open_file(stored))).size == (2048, 683)


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGBA"), ("WEBP", "RGB"), ("PNG", "L")])
def test_pictures_of_other_kinds_are_read(form, mode):
    stored = store_file(picture(form=form, mode=mode, size=(8, 8)), at=AT)
    assert stored.media_type == ("image/png" if mode == "RGBA" else "image/jpeg")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b"%PDF-1.7" + b"x" * files.MAX_BYTES, FileTooLarge),
        (b"MZ\x90\x00 a program called photo.jpg", FileTypeRefused),
        (b"<!doctype html><html><body>not a picture", FileTypeRefused),
        (picture(form="GIF", mode="P"), FileTypeRefused),
        (b"%PDF-1.7 cut off", FileUnreadable),
        (picture(size=(500, 500), form="PNG")[:300], FileUnreadable),
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused(content, refusal):
    with pytest.raises(refusal) as refused:
        store_file(content, at=AT)
    assert refused.value.code == refusal.code


@pytest.mark.django_db
def test_a_small_file_of_many_pixels_is_refused_before_it_is_drawn():
    bomb = picture(size=(9000, 7000), form="PNG", mode="1")
    assert len(bomb) < 100_000
    with pytest.raises(FileTooLarge):
        store_file(bomb, at=AT)


@pytest.mark.django_db
def test_a_damaged_copy_is_never_served():
    stored = store_file(picture(size=(7, 7)), at=AT)
    place = settings.HOME.files / stored.sha256[:2] / stored.sha256
    place.write_bytes(b"other bytes")
    with pytest.raises(FileDamaged):
        open_file(stored)
    place.unlink()
    with pytest.raises(FileDamaged):
        open_file(stored)


@pytest.mark.django_db
def test_nothing_half_written_is_left_beside():
    stored = store_file(picture(size=(5, 9)), at=AT)
    folder = settings.HOME.files / stored.sha256[:2]
    assert [place.name for place in folder.iterdir() if place.name.startswith(".")] == []
