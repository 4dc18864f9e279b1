"""Where nobody independent is here two of the organisation's own board answer (decision 0095)."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for
from liushui.projects import queries
from liushui.projects.models import Project, PublicComplaint
from liushui.projects.needs import complaint_needs
from liushui.projects.queries.complaints import first_word_mark
from liushui.projects.services import (
    agree_to_first_word,
    answer_complaint,
    say_first_word,
)
from tests.parties.builders import TODAY, holder, person
from tests.projects.builders import AT, an_open_project, charity
from tests.projects.test_complaints import PHONE_OF_CHEN, SAID, complained, operator, refused
from tests.projects.test_pages import signed_in, words

pytestmark = pytest.mark.django_db
HELD: dict[str, Any] = {"answer": "属实，已退款。", "is_true": True, "at": AT}


class Alone:
    """A charity on a site of its own: who runs it, and two of its board; a complaint about it."""

    def __init__(self) -> None:
        self.body = charity()
        self.runs = holder(
            person("站长"), self.body, Right.INSTALLATION_MANAGE, Right.PROJECT_EDIT,
            Right.POSTS_MANAGE,
        )  # fmt: skip
        self.project = an_open_project(self.body)

    def complained(self) -> PublicComplaint:
        """By somebody whom the form told who reads it."""
        return complained(self.project, is_told_own=True)

    def board(self, name: str) -> Actor:
        return holder(person(name), self.body, Right.BODY_OVERSEE)


def agree(actor: Actor, number: int) -> PublicComplaint:
    """To the first word as it stands."""
    read = first_word_mark(PublicComplaint.objects.get(pk=number))
    return agree_to_first_word(actor, number, read=read, at=AT)


def test_the_form_says_before_that_nobody_independent_is_here(client: Client) -> None:
    alone = Alone()
    page = words(client.get(f"/projects/{alone.project.number}/complain/?lang=en"))
    assert "Nobody here is independent" in page
    assert "civil affairs" in page
    operator()
    page = words(client.get(f"/projects/{alone.project.number}/complain/?lang=en"))
    assert "Nobody here is independent" not in page
    assert "Those who run this site look into it" in page


def test_only_what_the_form_announced_is_opened_to_the_board(client: Client) -> None:
    alone = Alone()
    address = f"/projects/{alone.project.number}/complain/"
    sent = {"words": SAID, "contact": PHONE_OF_CHEN}
    client.post(address, sent)
    client.post(address, {**sent, "told": "own"})
    operator()
    client.post(address, {**sent, "told": "own"})
    opened = PublicComplaint.objects.order_by("pk").values_list("is_open_to_own", flat=True)
    assert list(opened) == [False, True, False]


def test_what_its_author_was_told_is_kept_with_it_or_neither_is(client: Client) -> None:
    """The process ends between the complaint and its opening: then there is no complaint."""
    alone = Alone()

    def ends_there(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        if "complaint.opened_to_own" in [*map(str, params or ())]:
            raise KeyboardInterrupt
        return execute(sql, params, *rest)

    sent = {"words": SAID, "contact": PHONE_OF_CHEN, "told": "own"}
    with pytest.raises(KeyboardInterrupt), connection.execute_wrapper(ends_there):
        client.post(f"/projects/{alone.project.number}/complain/", sent)
    assert not PublicComplaint.objects.exists()


def test_two_of_the_board_answer_and_neither_alone_nor_who_runs_the_site() -> None:
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    number = alone.complained().pk
    refused("complaint_about_own", lambda: answer_complaint(alone.runs, number, **HELD))
    refused("not_allowed", lambda: say_first_word(alone.runs, number, **HELD))
    refused("not_allowed", lambda: answer_complaint(one, number, **HELD))
    refused("not_found", lambda: agree(one, number))
    say_first_word(one, number, **HELD)
    assert Project.objects.get().state == "open"
    assert not queries.answer_of(PublicComplaint.objects.get())
    refused("first_word_by_you", lambda: agree(one, number))
    refused("not_allowed", lambda: agree(alone.runs, number))
    assert not complaint_needs(one, AT)
    assert [need.href for need in complaint_needs(other, AT)]
    for _ in range(2):
        agree(other, number)
    assert Project.objects.get().state == "suspended"
    refused("complaint_answered", lambda: say_first_word(one, number, **HELD))
    page = words(Client().get(f"/complaints/{PublicComplaint.objects.get().code}/?lang=en"))
    assert "nobody independent has judged" in page


def test_whoever_finds_otherwise_is_then_the_first() -> None:
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    number = alone.complained().pk
    say_first_word(one, number, **HELD)
    say_first_word(other, number, answer="不属实", is_true=False, at=AT)
    refused("first_word_by_you", lambda: agree(other, number))
    done = agree(one, number)
    assert (queries.answer_of(done), done.is_true) == ("不属实", False)
    assert Project.objects.get().state == "open"


def agreed_on(reader: Client, address: str) -> dict[str, str]:
    """What the button on the page sends, as this reader has it before them."""
    [read] = re.findall(r'name="read" value="([^"]+)"', words(reader.get(address)))
    return {"agree": "yes", "read": unescape(read)}


def test_nobody_agrees_to_words_that_they_did_not_read() -> None:
    """The first rewrites between the other's reading and the other's click."""
    alone = Alone()
    one, other = signed_in(alone.board("监事甲")), signed_in(alone.board("理事乙"))
    number = alone.complained().pk
    address = f"/console/complaints/{number}/"
    assert one.post(address, {"is_true": "no", "answer": "不属实"}).status_code == 302
    read = agreed_on(other, address)
    assert one.post(address, {"is_true": "yes", "answer": "属实，已退款。"}).status_code == 302
    for sent in (read, {"agree": "yes"}, {"agree": "yes", "read": ""}):
        shown = other.post(f"{address}?lang=en", sent)
        assert shown.status_code == 409
        assert "changed the answer after you had read it" in words(shown)
        assert "属实，已退款。" in words(shown)
    assert PublicComplaint.objects.get().state == "received"
    assert Project.objects.get().state == "open"
    assert other.post(address, agreed_on(other, address)).status_code == 302
    assert PublicComplaint.objects.get().is_true


def test_the_board_reads_the_words_and_never_how_to_reach_their_author() -> None:
    alone = Alone()
    one = signed_in(alone.board("监事甲"))
    number = alone.complained().pk
    address = f"/console/complaints/{number}/"
    page = words(one.get(address))
    assert SAID in page
    assert PHONE_OF_CHEN not in page
    assert SAID not in words(signed_in(alone.runs).get(address))


def test_what_was_written_for_others_is_never_opened_to_the_organisation() -> None:
    """Its author was told that the organisation does not read it; that stays so."""
    alone = Alone()
    run = operator()
    kept = alone.complained()
    one = alone.board("监事甲")
    refused("not_found", lambda: say_first_word(one, kept.pk, **HELD))
    run_by = actor_for(run.person_id, TODAY)
    assert answer_complaint(run_by, kept.pk, **HELD).answered_by == run.name
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicComplaint.objects.update(first_word_by="person:1", first_word_at=AT)


def test_somebody_independent_ends_the_boards_say_at_once() -> None:
    alone = Alone()
    one, other = alone.board("监事甲"), alone.board("理事乙")
    number = alone.complained().pk
    say_first_word(one, number, **HELD)
    run = operator()
    refused("not_found", lambda: agree(other, number))
    answer_complaint(run, number, answer="不属实", is_true=False, at=AT)
    assert not PublicComplaint.objects.get().is_judged_by_own


@pytest.mark.parametrize("work", [Right.PROJECT_EDIT, Right.MONEY_PAY, Right.POSTS_MANAGE])
def test_who_works_in_the_organisation_is_no_second_pair_of_eyes(work: Right) -> None:
    alone = Alone()
    busy = person("两职")
    holder(busy, alone.body, Right.BODY_OVERSEE)
    both = holder(busy, alone.body, work)
    number = alone.complained().pk
    with pytest.raises((NotAllowed, NotFound)):
        say_first_word(both, number, **HELD)


def test_who_gives_out_posts_hears_that_nobody_may_answer_until_two_are_named() -> None:
    alone = Alone()
    number = alone.complained().pk
    [need] = complaint_needs(alone.runs, AT)
    assert "/new-post/" in need.href
    page = words(signed_in(alone.runs).get(f"/console/complaints/{number}/?lang=en"))
    assert "Nobody may answer this" in page
    alone.board("监事甲")
    assert complaint_needs(alone.runs, AT)
    alone.board("理事乙")
    assert not complaint_needs(alone.runs, AT)


def test_the_pages_lead_from_the_first_word_to_the_lift() -> None:
    alone = Alone()
    one, other = signed_in(alone.board("监事甲")), signed_in(alone.board("理事乙"))
    number = alone.complained().pk
    address = f"/console/complaints/{number}/"
    sent = {"is_true": "yes", "answer": "属实，已退款。"}
    assert one.post(address, {**sent, "answer": ""}).status_code == 422
    assert one.post(address, sent).status_code == 302
    yes = agreed_on(other, address)
    assert one.post(address, yes).status_code == 403
    assert "属实，已退款。" in words(other.get(address))
    assert other.post(address, yes).status_code == 302
    assert Project.objects.get().state == "suspended"
    assert one.post(f"{address}lift/").status_code == 409, "of no stop that was read"
    assert one.post(f"{address}lift/", agreed_on(one, address)).status_code == 302
    assert other.post(f"{address}lift/", agreed_on(other, address)).status_code == 302
    assert Project.objects.get().state == "open"
