"""Each sealed field that a page opens for staff is on the record: who, whose, which, where."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

import liushui
from liushui.base import vault
from liushui.base.reading import accounted, noting
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord
from liushui.parties.queries import masked_names
from liushui.parties.services import record_opened
from tests.accounts.builders import signed_in_client
from tests.parties import builders as b

pytestmark = pytest.mark.django_db
PACKAGE = Path(liushui.__file__).parent
# Who opens inside ``accounted``, and which record says so, or why nobody sees it.
ACCOUNTED = {
    "api/services/answering.py": "what one was answered oneself",
    "desk/queries.py": "one's own saved filters",
    "parties/queries/people.py": "person.name_read; masks",
    "parties/queries/register.py": "person.name_read",
    "privacy/services/answering.py": "person.question_read",
    "privacy/services/locking.py": "person.locked_read",
}


def sources() -> list[tuple[str, ast.Module]]:
    files = sorted(PACKAGE.rglob("*.py"))
    return [(str(one.relative_to(PACKAGE)), ast.parse(one.read_text("utf-8"))) for one in files]


def test_nothing_but_the_vault_opens_sealed_fields() -> None:
    """A reader that unsealed by itself would pass the record by."""
    found = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        if node.module == "liushui.base.keys.wrapping"
        if any(one.name in {"decrypt", "unwrap"} for one in node.names)
    }
    assert found == {
        "base/vault.py", "base/keys/own.py", "base/keys/table.py", "base/keys/moving.py",
        "base/keys/backups.py",
        "base/keys/passing.py",
    }  # fmt: skip
    asking = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        if node.attr in {"keys_of", "key_for", "locked_key"}
        if not name.startswith("base/")
    }
    assert asking == {"privacy/services/locking.py"}


def test_whoever_is_left_out_of_the_notes_keeps_a_record_of_its_own() -> None:
    using = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "accounted" and isinstance(node.ctx, ast.Load)
        if not name.startswith("base/")
    }
    assert using == set(ACCOUNTED)


def test_every_way_of_opening_is_noted() -> None:
    lin = b.lin()
    sealed = vault.seal(lin.vault_id, "word:17", "x")
    file = vault.seal_bytes(lin.vault_id, "file", b"x")
    with noting() as opened:
        vault.open_sealed(lin.vault_id, "word:17", sealed)
        vault.open_many("word:17", [(lin.vault_id, sealed)])
        vault.open_each([(lin.vault_id, "word:17", sealed)])
        vault.open_bytes(lin.vault_id, "file", file)
        masked_names([lin])
        with accounted():
            vault.open_sealed(lin.vault_id, "word:17", sealed)
    assert opened == {(lin.vault_id, "word"), (lin.vault_id, "file")}


def test_the_record_says_who_whose_which_fields_and_where() -> None:
    lin, chen = b.lin(), b.chen()
    wang = b.holder(b.wang(), b.organisation(), Right.GIFT_READ)
    opened = {(lin.vault_id, "name"), (lin.vault_id, "phone"), (b.wang().vault_id, "name")}
    assert record_opened(wang, opened, page="giving:claim", at=b.AT) == 1
    [kept] = AuditRecord.objects.filter(verb="sealed.opened")
    assert kept.actor == wang.name
    assert kept.facts == {
        "page": "giving:claim", "people": 1, "fields": "name phone", "whose": str(lin.vault_id),
    }  # fmt: skip
    assert record_opened(wang, set(), page="x", at=b.AT) == 0
    assert str(chen.vault_id) not in str(kept.facts)


def test_it_stands_before_every_page(client: Any) -> None:
    """After whoever comes in by a session or a token is known, before any view."""
    del client
    order = list(settings.MIDDLEWARE)
    ours = order.index("liushui.parties.middleware.ReadingMiddleware")
    assert order.index("liushui.parties.middleware.ActorMiddleware") < ours
    assert order.index("liushui.api.entering.TokenMiddleware") < ours


def test_a_page_that_shows_a_bank_account_is_on_the_record(rf: Any) -> None:
    """By a view of any kind: what it opens is written beside its answer."""
    from django.http import HttpResponse

    from liushui.parties.middleware import ReadingMiddleware

    lin = b.lin()
    sealed = vault.seal(lin.vault_id, "number", "6222")
    wang = b.holder(b.wang(), b.organisation(), Right.GIFT_READ)

    def view(_request: Any) -> HttpResponse:
        return HttpResponse(vault.open_sealed(lin.vault_id, "number", sealed))

    for actor, path, records in (
        (wang, "/console/accounts/", 1),
        (wang, "/me/data/", 1),
        (Actor.stranger(), "/gifts/x/", 1),
        (wang, "/gifts/x/", 2),
    ):
        request = rf.get(path)
        request.actor, request.resolver_match = actor, None
        assert ReadingMiddleware(view)(request).content == b"6222"
        assert AuditRecord.objects.filter(verb="sealed.opened").count() == records, path


def test_signing_in_and_a_console_page_write_no_needless_record() -> None:
    b.holder(b.wang(), b.organisation(), Right.GIFT_READ)
    client = signed_in_client(Account.objects.get_or_create(person=b.wang())[0])
    assert client.get("/console/").status_code == 200
    assert AuditRecord.objects.filter(verb="sealed.opened").count() == 0
