"""The console's table of what was done, by whom under which post, for those who audit."""

from typing import Any

from django.utils.translation import gettext, gettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.desk.verbs import VERBS, words_of
from liushui.parties.access import Right, holders_of
from liushui.parties.actors import Actor
from liushui.parties.queries.records import records_for_audit


def _done(record: Any) -> Cell:
    return Cell(words_of(record.verb), sub=_facts(record), is_code=True)


def _facts(record: Any) -> str:
    said = [f"{name} {value}" for name, value in sorted(record.facts.items())]
    thing = record.thing_kind.rpartition(".")[2]
    return " · ".join(([f"{thing} {record.thing_id}"] if thing else []) + said)[:200]


def _post(record: Any) -> Cell:
    post = record.post
    if post is None:
        return Cell("")
    body = post.organisation
    name = in_reader_language(body.short_name, body.short_name_en)
    return Cell(in_reader_language(post.title, post.title_en), sub=name)


def _who(record: Any) -> Cell:
    kind, _colon, number = record.actor.partition(":")
    if kind == "person":
        return Cell(gettext("person %(number)s") % {"number": number})
    return Cell(record.actor)


def _verbs(actor: Actor) -> list[tuple[str, str]]:
    del actor
    return sorted(((verb, str(words)) for verb, words in VERBS.items()), key=lambda one: one[1])


RECORDS = Table(
    name="records",
    title=gettext_lazy("Records"),
    address="desk:records",
    access=holders_of(Right.AUDIT_READ),
    rows=records_for_audit,
    order="-at",
    key_of=lambda record: str(record.pk),
    columns=(
        Column("verb", gettext_lazy("What was done"), _done, sort=("verb",)),
        Column("post", gettext_lazy("Under the post"), _post, sort=("post_id",)),
        Column("who", gettext_lazy("By"), _who, sort=("actor",), kind="wide"),
        Column("thing", gettext_lazy("To what"),
               lambda r: Cell(f"{r.thing_kind} {r.thing_id or ''}".strip()), on_page=False),
        Column("facts", gettext_lazy("Facts"), lambda r: Cell(_facts(r)), on_page=False),
        Column("at", gettext_lazy("When"), lambda r: Cell(at=r.at), sort=("at",)),
    ),
    filters=(
        Search(("actor", "thing_kind", "post__title"), gettext_lazy("Post, person or thing")),
        Choice("verb", gettext_lazy("What was done"), "verb", _verbs),
        Days("at", gettext_lazy("When"), "at"),
    ),
    empty=gettext_lazy("Nothing was recorded under the posts of your organisation yet."),
)  # fmt: skip
