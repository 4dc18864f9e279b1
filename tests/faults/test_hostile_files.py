"""Files that are not what they say: refused, or kept as nothing but what they may be."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from liushui.base.files import FileRefused, open_file, store_file
from liushui.base.workbooks import WorkbookRefused, require_modest_workbook
from liushui.disbursing.models import Expenditure
from liushui.kernel.errors import DomainError
from liushui.parties.colleague_sheets import rows_of_sheet
from tests.disbursing import builders as disbursing
from tests.disbursing.test_pages import signed_in, use_form
from tests.parties.builders import AT

pytestmark = pytest.mark.django_db
SCRIPT = b"<script async>alert(document.cookie)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def picture(form: str = "JPEG", **extra: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, form, **extra)
    return out.getvalue()


def png_of(width: int, height: int, rows: bytes) -> bytes:
    """A PNG that says it is this large."""

    def part(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def workbook(sheet: str, **more: bytes) -> bytes:
    """The smallest .xlsx around these rows."""
    kinds = "http://schemas.openxmlformats.org"
    relation = f"{kinds}/officeDocument/2006/relationships"
    main = f"{kinds}/spreadsheetml/2006/main"
    rels = (
        f'<Relationships xmlns="{kinds}/package/2006/relationships">'
        '<Relationship Id="rId1" Type="{}" Target="{}"/></Relationships>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/package/2006/content-types"/>',
        "_rels/.rels": rels.format(f"{relation}/officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": rels.format(f"{relation}/worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}">'
        '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">'
        f"<sheetData>{sheet}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in {**parts, **more}.items():
            book.writestr(name, content)
    return out.getvalue()


def cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


HEADING = f'<row r="1">{cell("A1", "手机号")}{cell("B1", "岗位")}</row>'
FAR = f'<row r="1048576">{cell("XFD1048576", "x")}</row>'


@pytest.mark.parametrize(
    "content",
    [
        picture() + SCRIPT,
        picture("PNG") + SCRIPT,
        picture("WEBP") + SCRIPT,
        picture("JPEG", comment=SCRIPT),
        picture("PNG", pnginfo=None) + b"PK\x03\x04" + SCRIPT,
    ],
)
def test_of_a_picture_that_is_also_a_page_only_the_picture_is_kept(content: bytes) -> None:
    kept = open_file(store_file(content, at=AT))
    assert b"script" not in kept
    assert b"PK\x03\x04" not in kept


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"\xef\xbb\xbf" + SVG,
        b"GIF89a/*" + SCRIPT + b"*/=1;",
        b"<!doctype html>" + SCRIPT,
        b"\x00\x00\x00\x20ftypheic" + SCRIPT,
        b"MZ" + b"\x00" * 200,
        b"PK\x03\x04" + b"\x00" * 200,
        b" %PDF-1.7 not at the beginning",
        SCRIPT + b"%PDF-1.7\n%%EOF",
        b"%!PS-Adobe-3.0 EPSF",
        b"II*\x00" + b"\x00" * 64,
        picture("JPEG")[:60] + SCRIPT,
    ],
)
def test_what_only_calls_itself_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        store_file(content, at=AT)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize(
    "content",
    [
        png_of(60_000, 60_000, b"\0" * 1_000),
        png_of(2**31 - 1, 2**31 - 1, b""),
        png_of(30, 20, b"\0" * 40_000_000),
        picture() + b"\0" * (10 * 1024 * 1024),
    ],
)
def test_a_picture_that_would_fill_the_memory_is_refused_or_bounded(content: bytes) -> None:
    try:
        kept = open_file(store_file(content, at=AT))
    except FileRefused:
        return
    assert len(kept) < 10_000


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_words_folded_into_a_picture_unfold_nowhere() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "x" * 50_000_000, zip=True)
    with pytest.raises(FileRefused):
        store_file(picture("PNG", pnginfo=words), at=AT)


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\x.pdf", "/etc/cron.d/x", "a\x00.html", ".htaccess", "x" * 300],
)
def test_the_name_of_a_file_is_nothing_that_we_keep(name: str) -> None:
    story = disbursing.a_story(100_00)
    client = signed_in(story.drafter)
    form = use_form(amount="50", voucher=SimpleUploadedFile(name, disbursing.PDF))
    before = _kept()
    answer = client.post(f"/console/uses/new/?fund={story.project.fund_id}", form)
    assert answer.status_code in (302, 422)
    fresh = _kept() - before
    hexadecimal = set("0123456789abcdef")
    assert all(set(path.name) <= hexadecimal for path in fresh), fresh


def _kept() -> set[Path]:
    """Everything in the home but what other tests' processes write there: database and exports."""
    home = Path(settings.HOME.path)
    found = (path for path in home.rglob("*") if path.is_file())
    return {path for path in found if path.relative_to(home).parts[0] not in {"pg", "work"}}


def test_a_paper_is_saved_by_the_reader_and_never_shown_as_a_page() -> None:
    story = disbursing.a_story(100_00)
    polyglot = b"%PDF-1.7\n" + SCRIPT + b"\n%%EOF"
    voucher = SimpleUploadedFile("v.html", polyglot, content_type="text/html")
    form = use_form(amount="50", voucher=voucher)
    client = signed_in(story.drafter)
    client.post(f"/console/uses/new/?fund={story.project.fund_id}", form)
    use = Expenditure.objects.get()
    answer = client.get(f"/files/{use.voucher.sha256}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_a_sheet_of_people_is_read() -> None:
    rows = f'<row r="2">{cell("A2", "13800000001")}{cell("B2", "出纳")}</row>'
    content = workbook(HEADING + rows)
    require_modest_workbook(content)
    assert [row.title for row in rows_of_sheet("people.xlsx", content)] == ["出纳"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(workbook(HEADING + FAR), id="a cell at the end of the world"),
        pytest.param(workbook(HEADING + FAR.replace('"', "'")), id="in other quotes"),
        pytest.param(workbook(HEADING + "<row/>" * 40_000), id="rows without end"),
        pytest.param(
            workbook(HEADING, **{"xl/sharedStrings.xml": b" " * 200_000_000}), id="a zip bomb"
        ),
        pytest.param(
            workbook(HEADING, **{"xl/x.xml": HEADING.encode("utf-16")}), id="in another encoding"
        ),
        pytest.param(b"PK\x03\x04" + b"\0" * 99, id="no zip"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, id="an old .xls"),
        pytest.param(b"", id="nothing"),
        pytest.param(picture(), id="a picture"),
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused_before_it_is_unfolded(
    content: bytes,
) -> None:
    with pytest.raises(WorkbookRefused):
        require_modest_workbook(content)
    with pytest.raises(DomainError):
        rows_of_sheet("people.xlsx", content)


def test_a_sheet_reads_no_file_of_ours_and_asks_no_other_machine() -> None:
    """An entity of the outside is no text of a cell."""
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    rows = f'<row r="2">{cell("A2", "&e;")}{cell("B2", "&e;")}</row>'
    content = workbook(HEADING + rows)
    bent = workbook("", **{"xl/worksheets/sheet1.xml": (evil + rows).encode()})
    for one in (content, bent):
        try:
            read = rows_of_sheet("people.xlsx", one)
        except DomainError:
            continue
        assert "root:" not in str(read)
