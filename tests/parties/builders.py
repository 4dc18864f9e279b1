"""The cast: Lin donates, Wang decides, Zhao audits, Chen is a stranger."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from liushui.kernel.ids import credit_code_check
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Person
from liushui.parties.queries import actor_for
from liushui.parties.services import appoint, create_post, register_organisation, register_person

AT = datetime(2026, 7, 18, 1, 0, tzinfo=UTC)
TODAY = date(2026, 7, 18)
SETUP = Actor.system("test")


def organisation(number: int = 1, *, kind: str = "foundation", name: str = "") -> Organisation:
    """An organisation with a right credit code of its own for each number."""
    first_17 = f"53110000{number:09d}"
    return register_organisation(
        SETUP,
        credit_code=first_17 + credit_code_check(first_17),
        kind=kind,
        name=name or f"第{number}基金会",
        name_en=f"Foundation {number}",
        contact_phone="0319-8160000",
        at=AT,
    )


def person(name: str = "", phone: str = "") -> Person:
    return register_person(SETUP, name=name, phone=phone, at=AT)


def holder(
    someone: Person, body: Organisation, *rights: Right, since: date = date(2026, 1, 1)
) -> Actor:
    """The person as the holder of a post with these rights, on ``TODAY``."""
    post = create_post(SETUP, body, title=_title(rights), rights=rights, at=AT)
    appoint(SETUP, post, someone, since=since, at=AT)
    return actor_for(someone.pk, TODAY)


def lin() -> Person:
    return person("林晓雨", "13800000001")


def wang() -> Person:
    return person("王志远", "13800000002")


def zhao() -> Person:
    return person("赵明", "13800000003")


def chen() -> Person:
    return person("陈立", "13800000004")


def as_donor(someone: Person) -> Actor:
    return actor_for(someone.pk, TODAY)


def _title(rights: Iterable[Right]) -> str:
    return "岗位 " + " ".join(sorted(right.value for right in rights))[:50]
