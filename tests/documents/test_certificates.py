"""The donation certificate: numbered once, drawn the same, saying what it is and is not."""

import io
import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from liushui.documents.drawing import MISSING_GLYPH, draw, qr_drawing, with_codes
from liushui.documents.models import Document, NumberSeries
from liushui.documents.queries import certificate_pem, document_for_key, pdf_of
from liushui.documents.sealing import judge
from liushui.documents.services import (
    CertificateFacts,
    DocumentKeyReused,
    ReportFacts,
    StatedGift,
    StatementFacts,
    bytes_of,
    issue_certificate,
    issue_report,
    issue_statement,
    next_number,
    number_in_year,
)
from liushui.documents.stamping import TimeStampSilent

AT = datetime(2026, 7, 18, 2, tzinfo=UTC)
FACTS = CertificateFacts(
    donor="林*",
    amount_minor=1409_50,
    given_on=date(2026, 7, 18),
    gift_reference="LS-20260718-7KQ2MR4T-H",
    organisation_name="汀石公益基金会",
    organisation_name_en="Tingshi Foundation",
    credit_code="53990000MJ00012345",
    project_number="P2026001",
    project_title="山路校车：6 所村小的接送与午餐",
    project_title_en="Mountain school buses",
    plan_number="53990000MJ00012345A26003",
    trace_url="https://give.example.org/gifts/LS-20260718-7KQ2MR4T-H/where",
)
pytestmark = pytest.mark.django_db


def words_of(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    return "".join(reader.pages[0].extract_text().split())


def test_a_certificate_says_who_gave_what_to_whom_and_what_it_is_not():
    words = words_of(pdf_of(issue_certificate("gift:1", FACTS, AT)))
    for said in (
        "林*", "1,409.50", "人民币壹仟肆佰零玖元伍角", "汀石公益基金会", "53990000MJ00012345A26003",
        "LS-20260718-7KQ2MR4T-H", "2026-07-18", "LS-ZS-2026-000001", "不是公益事业捐赠票据",
        "notataxreceipt", "TingshiFoundation",
    ):  # fmt: skip
        assert said in words


def test_asking_again_gives_the_same_paper_with_the_same_number():
    first = issue_certificate("gift:1", FACTS, AT)
    assert issue_certificate("gift:1", FACTS, AT.replace(hour=9)) == first
    assert issue_certificate("gift:2", FACTS, AT).number == "LS-ZS-2026-000002"
    assert document_for_key("gift:1") == first
    with pytest.raises(DocumentKeyReused) as refused:
        issue_certificate("gift:1", replace(FACTS, amount_minor=1), AT)
    assert refused.value.code == "document_key_reused"


def test_the_same_facts_make_the_same_bytes():
    document = issue_certificate("gift:1", FACTS, AT)
    again = draw("certificate", with_codes(document.facts))
    assert pdf_of(document).startswith(again), "the seal stands behind the bytes as drawn"
    assert judge(pdf_of(document), certificate_pem()).is_sound
    assert b"pdfaid" in again


def test_what_a_donor_is_called_cannot_become_markup():
    hostile = '#panic("out") $x$ *林* "\\ ] #read("/etc/passwd")'
    words = words_of(pdf_of(issue_certificate("k", replace(FACTS, donor=hostile), AT)))
    assert "".join(hostile.split()) in words.replace("”", '"').replace("“", '"')


def test_a_character_without_type_is_shown_as_missing_and_not_left_out():
    words = words_of(pdf_of(issue_certificate("k", replace(FACTS, donor="𠮷林𪜀"), AT)))
    assert f"{MISSING_GLYPH}林{MISSING_GLYPH}" in words


@pytest.mark.parametrize("said", [
    "林\u0e34",  # a mark that cannot stand alone
    '林"\u0e31\u0e31',  # of which typst blames the letter before it
    "".join(map(chr, range(0xAC00, 0xAC14))),  # more than can be replaced one by one
    "林\x07",
])  # fmt: skip
def test_what_no_font_has_is_shown_as_missing_and_stops_no_paper(said):
    words = words_of(pdf_of(issue_certificate("k", replace(FACTS, donor=said), AT)))
    assert MISSING_GLYPH in words
    rows = json.dumps([["2026-07-18", f"{said}林", "LS-1", "1.00"]])
    facts = {**dict.fromkeys(("company", "company_code", "page_url", "amount_figures"), "x"),
             **dict.fromkeys(("amount_capitals", "count", "year", "title", "number"), "x"),
             "organisation_name": "x", "credit_code": "x", "issued_on": "2026-07-18",
             "rows": rows, "qr": qr_drawing("https://x")}  # fmt: skip
    assert f"{MISSING_GLYPH}林" in words_of(draw("statement", facts)), "in a list too"


@pytest.mark.django_db(transaction=True)
def test_no_number_is_held_while_a_paper_is_stamped(monkeypatch):
    """The authority that is asked takes numbers of the same series meanwhile, and stays silent."""
    taken = []

    class Authority(BaseHTTPRequestHandler):
        def log_message(self, format, *args): ...  # noqa: A002

        def do_POST(self):
            try:
                with connection.cursor() as cursor:
                    cursor.execute("set lock_timeout = '2s'")
                taken.append(next_number("certificate-2026"))
            finally:
                connection.close()
            self.send_response(503)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("LIUSHUI_TSA_URL", f"http://127.0.0.1:{server.server_address[1]}/")
    with pytest.raises(TimeStampSilent):
        issue_certificate("gift:1", FACTS, AT)
    server.shutdown()
    server.server_close()
    assert taken == [2]
    waiting = Document.objects.get(number="LS-ZS-2026-000001")
    assert waiting.file is None


def test_statements_and_reports_are_numbered_first_and_drawn_when_they_are_read():
    gift = StatedGift("LS-1", date(2026, 7, 18), "山路校车", 5_00)
    said = StatementFacts("岭南制造", "x", "汀石公益基金会", "y", 2026, "https://x", [gift])
    told = ReportFacts("zh", "自检", "流水", ["好"], [], "ab" * 32, "https://x", "注")
    for paper in (issue_statement("firm:1", said, AT), issue_report("report:1", told, AT)):
        assert paper.file is None
        assert judge(bytes_of(paper, at=AT), certificate_pem()).is_sound
    assert issue_statement("firm:1", said, AT).number == "LS-HZ-2026-000001"
    report = issue_report("report:1", told, AT)
    assert "自检 LS-BG" not in words_of(bytes_of(report, at=AT)).replace("2026-07-18", "")
    for again in (
        lambda: issue_statement("firm:1", replace(said, company="z"), AT),
        lambda: issue_report("report:1", replace(told, digest="cd" * 32), AT),
    ):
        with pytest.raises(DocumentKeyReused):
            again()


def test_numbers_have_no_gaps_after_a_roll_back():
    assert next_number("s") == 1
    with transaction.atomic():
        assert next_number("s") == 2
        transaction.set_rollback(True)
    assert next_number("s") == 2
    assert [number_in_year("P", 2026) for _ in range(2)] == ["P2026001", "P2026002"]
    assert number_in_year("P", 2027) == "P2027001"
    with pytest.raises(IntegrityError, match="series_starts_at_one"), transaction.atomic():
        NumberSeries.objects.create(name="t", last=0)


def test_an_issued_paper_never_changes():
    issue_certificate("gift:1", FACTS, AT)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Document.objects.update(number="other")
