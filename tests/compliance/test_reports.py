"""The month's self-check and the half year: kept, printed in two languages, equal to the books."""

import json
import re
from datetime import UTC, date, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from pypdf import PdfReader

from liushui.compliance.models import Finding, PlatformEntry, SelfCheck
from liushui.compliance.services.advancing import run_clock
from liushui.compliance.services.checking import (
    FiguresUneven,
    MonthNotOver,
    enter_figures,
    make_due_self_check,
    make_self_check,
)
from liushui.compliance.services.operating import (
    EntryEmpty,
    EntryKeyTaken,
    HalfYearNotOver,
    enter_platform_line,
    publish_half_year,
)
from liushui.compliance.services.stating import ReasonMissing
from liushui.documents.queries import certificate_pem
from liushui.documents.sealing import judge
from liushui.documents.services import bytes_of
from liushui.kernel.errors import NotAllowed
from liushui.kernel.money import format_yuan
from liushui.parties.access import Right
from tests.books.test_pages import signed_in, words
from tests.ledger.builders import give
from tests.parties.builders import SETUP, holder, organisation, person
from tests.projects.builders import an_open_project, charity

BEGINS_WITH = (lambda: an_open_project(charity()),)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]
JULY = datetime(2026, 7, 1, 1, tzinfo=UTC)
HALF = date(2026, 1, 1)
FIGURES = {
    "spending_minor": 70_00, "administration_minor": 10_00, "outlay_minor": 100_00,
    "income_before_minor": 100_00, "income_average_minor": None, "assets_before_minor": 1,
    "assets_average_minor": None, "raised_minor": 100_00, "raising_cost_minor": 3_00,
}  # fmt: skip


def an_operator():
    return holder(person("赵明"), organisation(9), Right.INSTALLATION_MANAGE)


def assert_signed_pdf_a(pdf: bytes) -> None:
    """PAdES over every byte; still PDF/A-2: its mark, its colours, a field that is no picture."""
    assert b"pdfaid:part>2" in pdf or b'pdfaid:part="2"' in pdf
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    [field] = root["/AcroForm"]["/Fields"]
    seal = field.get_object()
    assert root["/OutputIntents"]
    assert "/NeedAppearances" not in root["/AcroForm"]
    assert (list(seal["/Rect"]), int(seal["/F"]) & 0b100111) == ([0, 0, 0, 0], 0b100)
    assert seal["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    own = certificate_pem()
    assert judge(pdf, own).is_sound
    other = judge(pdf.replace(b"/Type", b"/Tipe", 1), own)
    assert other.is_signed
    assert not other.is_unchanged
    assert not judge(pdf + b"% more\n", own).is_sound


def test_a_month_is_checked_once_kept_and_printed_in_both_languages():
    body = charity()
    an_open_project(body)
    run_clock(at=datetime(2026, 6, 2, 1, tzinfo=UTC))
    operator = an_operator()
    with pytest.raises(MonthNotOver):
        make_self_check(operator, date(2026, 7, 1), at=JULY)
    with pytest.raises(NotAllowed):
        make_self_check(holder(person(), body, Right.AUDIT_READ), date(2026, 6, 1), at=JULY)
    check = make_due_self_check(SETUP, at=JULY)
    assert make_due_self_check(SETUP, at=JULY) is None
    assert make_self_check(operator, date(2026, 6, 15), at=JULY) == check
    failing = Finding.objects.filter(check_of=check, result="fail", organisation=body)
    assert set(failing.values_list("rule", flat=True)) >= {"R-21"}
    for paper, title in ((check.paper_zh, "自检"), (check.paper_en, "Self-check")):
        pdf = bytes_of(paper, at=JULY)
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        assert title in text
        assert bytes(check.digest).hex()[:32] in text
        assert_signed_pdf_a(pdf)
    page = words(signed_in(operator).get("/console/self-checks/2026-06/"))
    assert "R-48" in page
    assert "第1基金会" in page
    told = json.loads(signed_in(operator).get("/console/self-checks/2026-06/report.json").content)
    assert told["digest"] == bytes(check.digest).hex()
    r21 = next(rule for rule in told["rules"] if rule["id"] == "R-21")
    assert r21["failing"][0]["credit_code"] == body.credit_code
    assert next(r for r in told["rules"] if r["id"] == "R-48")["status"] == "unconfirmed"


def test_no_month_before_the_clock_began_is_judged_by_itself():
    assert make_due_self_check(SETUP, at=JULY) is None
    assert not SelfCheck.objects.exists()


def test_figures_that_cannot_be_are_refused():
    body = charity()
    editor = holder(person(), body, Right.BODY_EDIT)
    with pytest.raises(FiguresUneven):
        enter_figures(
            editor, body.pk, 2025, figures={**FIGURES, "administration_minor": 101_00}, at=JULY
        )
    assert enter_figures(editor, body.pk, 2025, figures=FIGURES, at=JULY).year == 2025
    with pytest.raises(NotAllowed):
        enter_figures(editor, organisation(4).pk, 2025, figures=FIGURES, at=JULY)


def outside_in(first: str, last: str) -> int:
    """What the entries say, without the sums by month that the report reads."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(m.amount), 0) from ledger_movement m"
            " where m.source_id is null and m.booked between %s and %s",
            [first, last],
        )
        return int(cursor.fetchone()[0])


def test_the_half_year_ties_to_the_ledger_to_the_fen():
    project = an_open_project(charity())
    give(project.fund, 123_45, 1, 999_99)
    operator = an_operator()
    with pytest.raises(HalfYearNotOver):
        publish_half_year(operator, date(2026, 7, 1), at=JULY)
    report = publish_half_year(operator, date(2026, 3, 3), at=JULY)
    later = publish_half_year(operator, date(2026, 7, 1), at=datetime(2027, 1, 1, tzinfo=UTC))
    both = report.facts["amount_minor"] + later.facts["amount_minor"]
    assert both == outside_in("2026-01-01", "2026-12-31") == 1123_45
    assert report.facts["amount_minor"] == outside_in("2026-01-01", "2026-06-30")
    assert report.facts["campaigns"] == 1


def test_a_published_half_year_is_corrected_by_an_edition_that_says_what():
    an_open_project(charity())
    operator = an_operator()
    line = {"label": "服务器", "label_en": "Servers", "is_income": False, "at": JULY}
    with pytest.raises(EntryEmpty):
        enter_platform_line(operator, HALF, key=uuid4(), amount_minor=0, **line)
    enter_platform_line(operator, HALF, key=uuid4(), amount_minor=500_00, **line)
    first = publish_half_year(operator, HALF, at=JULY)
    assert first.facts["spending_minor"] == 500_00
    assert publish_half_year(operator, HALF, at=JULY) == first
    enter_platform_line(operator, HALF, key=uuid4(), amount_minor=-100_00, **line)
    with pytest.raises(ReasonMissing):
        publish_half_year(operator, HALF, at=JULY)
    second = publish_half_year(operator, HALF, at=JULY, why="服务器费用多记")
    assert (second.edition, second.facts["spending_minor"]) == (2, 400_00)
    with pytest.raises(NotAllowed):
        publish_half_year(holder(person(), charity(3), Right.BODY_EDIT), HALF, at=JULY)


def test_equal_fees_of_six_months_are_six_lines_and_a_form_sent_twice_is_one():
    operator = an_operator()
    fee = {"label": "托管费", "label_en": "Hosting", "is_income": False, "at": JULY}
    keys = [uuid4() for _ in range(6)]
    lines = [
        enter_platform_line(operator, HALF, key=key, amount_minor=100_00, **fee) for key in keys
    ]
    again = enter_platform_line(operator, HALF, key=keys[0], amount_minor=100_00, **fee)
    assert again == lines[0]
    assert publish_half_year(operator, HALF, at=JULY).facts["spending_minor"] == 600_00
    with pytest.raises(EntryKeyTaken):
        enter_platform_line(operator, HALF, key=keys[0], amount_minor=90_00, **fee)


def test_the_page_gives_each_form_a_key_and_takes_a_form_once():
    operator = signed_in(an_operator())
    write = "/console/operations/2026-01-01/"
    sent = {"kind": "spending", "label": "托管费", "label_en": "Hosting", "amount": "100"}
    assert operator.post(write, sent).status_code == 422
    keys = [re.search(r'name="key" value="([^"]+)"', words(operator.get(write))) for _ in "12"]
    for found in [*keys, keys[0]]:
        assert operator.post(write, {**sent, "key": found[1]}).status_code == 302
    assert sorted(str(one.key) for one in PlatformEntry.objects.all()) == sorted(
        found[1] for found in keys
    )


def test_the_half_year_is_read_by_all_and_written_by_the_operator(client):
    an_open_project(charity())
    operator = signed_in(an_operator())
    assert "尚未公布" in words(client.get("/operations/"))
    assert client.get("/operations/2026-01-01/").status_code == 404
    write = "/console/operations/2026-01-01/"
    sent = operator.post(write, {"kind": "income", "label": "会费", "label_en": "Fees",
                                 "amount": "1000", "key": str(uuid4())})  # fmt: skip
    assert sent.status_code == 302
    assert operator.post(write, {"kind": "income"}).status_code == 422
    assert operator.post(f"{write}publish/", {}).status_code == 302
    page = words(client.get("/operations/2026-01-01/"))
    assert "1,000" in page
    told = json.loads(client.get("/operations/2026-01-01/report.json").content)
    assert told["income_minor"] == 1000_00
    for language, title in (("zh", "平台运营"), ("en", "operations")):
        paper = client.get(f"/operations/2026-01-01/report.{language}.pdf")
        said = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
        assert title in said
        assert "1,000.00" in said
        assert format_yuan(told["amount_minor"]) in said
        assert_signed_pdf_a(paper.content)
    assert client.get("/operations/2026-01-01/report.fr.pdf").status_code == 404
    assert client.get("/operations/2026-02-01/").status_code == 404
    assert client.get("/operations/x/").status_code == 404
