"""People and places at size: who signs in, what a post allows, who has this phone, which place."""

import random
import uuid
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest
from django.utils.timezone import now

from liushui.base import vault
from liushui.base.sessions import SessionStore
from liushui.config.bench.asking import against, bare_commit, bare_query, load, times
from liushui.config.bench.figures import Figure
from liushui.config.bench.signing_in import sign_in
from liushui.kernel.clock import day_of
from liushui.kernel.ids import credit_code_check
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of, actor_for, person_by_phone
from liushui.parties.queries.people import PHONE
from liushui.parties.services import register_organisation
from liushui.places.queries import path_texts, search_places
from liushui.places.services import load_places
from liushui.places.spelling import spelled

HELP = "people by phone, sign-in, posts, places by name"
FIRST_PHONE = 13_000_000_000
LIMIT_MS, PLACES_LIMIT_MS = 20.0, 30.0
SAMPLE = 500
BODIES = 500
_STEP = 50_000


@dataclass(frozen=True, slots=True)
class Size:
    people: int
    posts: int
    places: bool = True


SIZES = {False: Size(20_000, 2_000), True: Size(1_000_000, 100_000)}


def measure(
    *, full: bool, tell: Callable[[str], None], size: Size | None = None
) -> Iterator[Figure]:
    """Small: 20,000 persons and 2,000 posts. Full: 1,000,000 and 100,000. Places: all of them."""
    size = size or SIZES[full]
    first = _people(size.people, tell)
    _posts(size, first, tell)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    draw = random.Random(7)  # noqa: S311 - the same sample each time
    yield load("people")
    query = yield from times("bare query", bare_query, range(SAMPLE), None)
    commit = yield from _commits()
    phones = [str(FIRST_PHONE + draw.randrange(size.people)) for _ in range(SAMPLE)]
    took = yield from times("person by phone", person_by_phone, phones, LIMIT_MS)
    yield against("person by phone", took, "bare query", query)
    holders = [first + draw.randrange(size.posts) for _ in range(SAMPLE)]
    on = day_of(now())
    took = yield from times("post check", lambda person: _may(person, on), holders, LIMIT_MS)
    yield against("post check", took, "bare query", query)
    signing = [str(FIRST_PHONE + draw.randrange(size.people)) for _ in range(SAMPLE)]
    for phone in signing:  # whose phone is sealed has a key
        someone = person_by_phone(phone)
        assert someone is not None
        vault.key_store.make_keys([someone.vault_id])
    yield from sign_in(list(dict.fromkeys(signing)), commit, LIMIT_MS)
    sessions = [_session(first + draw.randrange(size.people)) for _ in range(SAMPLE)]
    took = yield from times("signed-in request", lambda key: _who(key, on), sessions, LIMIT_MS)
    yield against("signed-in request", took, "bare query", query)
    if size.places:
        yield from _places(draw, tell)
    yield load("end")


def _commits() -> Generator[Figure, None, float]:
    with connection.cursor() as cursor:
        cursor.execute("create table bench_bare (number integer)")
        middle = yield from times("bare commit", bare_commit, range(SAMPLE), None)
        cursor.execute("drop table bench_bare")
    return middle


def _people(count: int, tell: Callable[[str], None]) -> int:
    """Persons with a phone and an account, by COPY; the number of the first."""
    at = now()
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from parties_person")
        start: int = cursor.fetchone()[0] + 1
        for begin in range(0, count, _STEP):
            numbers = range(begin, min(begin + _STEP, count))
            # The sealed phone is not read here: any bytes of its length stand for it.
            with cursor.copy(
                "copy parties_person (id, vault_id, phone_sealed, phone_lookup, created_at)"
                " from stdin"
            ) as copy:
                for n in numbers:
                    found_by = vault.lookup_hash(PHONE, str(FIRST_PHONE + n))
                    copy.write_row((start + n, uuid.uuid4(), b"\0" * 40, found_by, at))
            with cursor.copy(
                "copy parties_account (password, handle, is_active, person_id) from stdin"
            ) as copy:
                for n in numbers:
                    copy.write_row(("!", uuid.uuid4(), True, start + n))
            tell(f"{numbers.stop} of {count} persons")
        cursor.execute("select setval('parties_person_id_seq', %s)", [start + count])
    return start


def _posts(size: Size, first: int, tell: Callable[[str], None]) -> None:
    """Posts over many bodies, each with a holder."""
    bodies = [_body(number) for number in range(min(BODIES, size.posts))]
    rights = [Right.MONEY_DRAFT.value, Right.CASE_EDIT.value, Right.GIFT_READ.value]
    since = day_of(now()) - timedelta(days=30)
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from parties_post")
        start: int = cursor.fetchone()[0] + 1
        rows = ((start + n, bodies[n % len(bodies)], f"岗位 {n}", "", rights)
                for n in range(size.posts))  # fmt: skip
        with cursor.copy(
            "copy parties_post (id, organisation_id, title, title_en, rights) from stdin"
        ) as copy:
            for row in rows:
                copy.write_row(row)
        with cursor.copy("copy parties_postholding (post_id, person_id, since) from stdin") as copy:
            for n in range(size.posts):
                copy.write_row((start + n, first + n, since))
    tell(f"{size.posts} posts in {len(bodies)} bodies")


def _body(number: int) -> int:
    serial = f"5199000077{number:06d}A"
    return int(
        register_organisation(
            Actor.system("bench"),
            credit_code=serial + credit_code_check(serial),
            kind="foundation",
            name=f"量测基金会 {number}",
            at=now(),
        ).pk
    )


def _may(person_id: int, on: date) -> bool:
    actor = actor_for(person_id, on)
    return any(actor.holds(Right.MONEY_DRAFT, post.organisation_id) for post in actor.posts)


def _session(person_id: int) -> str:
    """A browser in which this person is signed in."""
    account = account_of(person_id)
    assert account is not None
    session = SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    return session.session_key


def _who(key: str, on: date) -> Actor:
    """What each request asks first: session, account, posts of today."""
    request = HttpRequest()
    request.session = SessionStore(key)
    account = get_user(request)
    assert account.is_authenticated
    return actor_for(account.person_id, on)


def _places(draw: random.Random, tell: Callable[[str], None]) -> Iterator[Figure]:
    tell("loading the regions of the country")
    load_places()
    with connection.cursor() as cursor:
        cursor.execute("analyze places_place")
        cursor.execute("select count(*) from places_place")
        tell(f"{cursor.fetchone()[0]} regions")
        cursor.execute("select code, name from places_place where level > 1 order by code")
        rows: list[tuple[str, str]] = cursor.fetchall()
    names = dict(rows)
    picked = draw.sample(rows, SAMPLE)
    county = {code: names.get(code[:6], name) for code, name in picked}
    asked: dict[str, list[str]] = {
        "place by name": [name[: draw.randint(1, 4)] for _, name in picked],
        "place by pinyin": [spelled(name)[0][: draw.randint(1, 10)] for _, name in picked],
        "place by path": [f"{county[code]} {name[:3]}" for code, name in picked],
    }
    for what, texts in asked.items():
        yield from times(what, _found, texts, PLACES_LIMIT_MS)


def _found(text: str) -> object:
    """As a page asks: what fits, each with its path."""
    return path_texts(search_places(text))
