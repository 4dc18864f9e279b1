"""What the bench of the public log works on: a charity's gifts, and a log that nobody placed."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.timezone import now

from liushui.base import vault
from liushui.config.openings import open_one_project
from liushui.kernel.ids import credit_code_check
from liushui.ledger.services import GiftOffer, accept_gifts, sequence_all
from liushui.transparency.format.disclosures import held_back, random_words
from liushui.transparency.format.leaves import leaf_bytes
from liushui.transparency.format.notes import Checkpoint, LateSigner, LogSigner, signed, vkey
from liushui.transparency.format.tiles import WIDTH, Tile, bundled, new_tiles, subtree_root
from liushui.transparency.format.tree import Frontier, leaf_hash
from liushui.transparency.services import open_the_log

ORIGIN = "log.bench.example/2026"
_STEM = "53110000000000099"
CODE = _STEM + credit_code_check(_STEM)
DONORS = 2_000
_NOT_CITED = "'LS-20260101-' || lpad({n}::text, 8, '0') || '-0'"
_ORDERS = f"""
insert into giving_giftorder (reference, project_id, donor_id, by_guest, amount_minor, channel,
  display, donor_display, wishes, hides_amount, origin, tag, state, pay_url, created_at)
select {_NOT_CITED.format(n="n")}, %(project)s,
  case when n %% 2 = 0 then %(first)s + n / 2 %% %(donors)s end, n %% 2 = 1,
  100 + n::bigint * 7919 %% 99900, 'wechat_h5', 'masked', '林**', '{{}}', n %% 50 = 0, '', '',
  'paid', '', now() from generate_series(%(begin)s, %(upto)s) n"""
_PAYMENTS = """
insert into giving_payment (order_id, provider, transaction_id, amount_minor, paid_at, received_at,
  finding)
select id, 'wechat', '42000' || reference, amount_minor, now(), now(), '' from giving_giftorder
where reference between %(low)s and %(high)s"""
_OFFERED = """
insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
select 'gift:' || o.reference, sha256(o.reference::bytea), p.fund_id, o.amount_minor, o.reference,
  o.created_at
from giving_giftorder o join projects_project p on p.id = o.project_id
where reference between %(low)s and %(high)s order by o.id"""


class Giving:
    """One project of one charity, givers of whom half are known, and a log that is open."""

    def __init__(self, project: str = "") -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, fund_id from projects_project where number = %s",
                [project or open_one_project()],
            )
            self._project, self.fund_id = cursor.fetchone()
        self._first, self._given = _donors(), 0
        open_the_log(origin=ORIGIN, organisation_code=CODE, at=now())

    def give(self, count: int) -> None:
        """So many gifts, paid, in the ledger, owed to the log."""
        said = self._orders(count)
        with connection.cursor() as cursor:
            cursor.execute(_OFFERED, said)
            cursor.execute("analyze")
        sequence_all()

    def give_now(self, count: int) -> list[str]:
        """The same for a few, as the moment's call-backs bring them; their references."""
        said = self._orders(count)
        numbers = range(self._given - count + 1, self._given + 1)
        refs = [f"LS-20260101-{n:08}-0" for n in numbers]
        accept_gifts(
            [
                GiftOffer(self.fund_id, 100 + n * 7919 % 99900, f"gift:{ref}", ref, now())
                for n, ref in zip(numbers, refs, strict=True)
            ]
        )
        del said
        sequence_all()
        return refs

    def _orders(self, count: int) -> dict[str, Any]:
        begin, upto = self._given + 1, self._given + count
        self._given = upto
        said: dict[str, Any] = {
            "begin": begin, "upto": upto, "project": self._project, "first": self._first,
            "donors": DONORS,
            "low": f"LS-20260101-{begin:08}-0", "high": f"LS-20260101-{upto:08}-0",
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_ORDERS, said)
            cursor.execute(_PAYMENTS, said)
        return said


def _donors() -> int:
    """Persons with a key each; the number of the first."""
    vaults = [uuid.uuid4() for _ in range(DONORS)]
    vault.key_store.make_keys(vaults)
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) + 1 from parties_person")
        first: int = cursor.fetchone()[0]
        cursor.execute(
            """insert into parties_person (id, vault_id, created_at)
               select %s + n - 1, one, now() from unnest(%s::uuid[]) with ordinality v (one, n)""",
            [first, vaults],
        )
    return first


def write_log(folder: Path, count: int, tell: Callable[[str], None]) -> list[bytes]:
    """A log of gifts and uses as a site would publish it, without a database; its leaves."""
    leaves = [_leaf(n, words) for n, words in enumerate(random_words(count))]
    tell(f"{count} leaves of {len(b''.join(leaves)) // count} bytes")
    rows = [[leaf_hash(one) for one in leaves]]
    for tile in new_tiles(0, count):
        if tile.level == len(rows):
            rows.append(_above(rows[-1]))
        upto = tile.first + tile.width
        _put(folder, tile, b"".join(rows[tile.level][tile.first : upto]))
        if tile.level == 0:
            place = folder / tile.entries_path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(bundled(leaves[tile.first : upto]))
    head = Checkpoint(ORIGIN, count, Frontier().grown(rows[0]).root)
    keys = (LogSigner(ORIGIN, bytes(32)), LateSigner(ORIGIN, bytes(32)))
    (folder / "checkpoint").write_text(signed(head, keys, at=int(now().timestamp())))
    lines = [f"log {vkey(key.name, key.kind, key.public)}\n" for key in keys]
    (folder / "policy.txt").write_text("".join([*lines, "quorum none\n"]))
    return leaves


def _above(row: list[bytes]) -> list[bytes]:
    return [
        subtree_root(b"".join(row[at : at + WIDTH])) for at in range(0, len(row) - WIDTH + 1, WIDTH)
    ]


def _put(folder: Path, tile: Tile, content: bytes) -> None:
    (folder / tile.path).parent.mkdir(parents=True, exist_ok=True)
    (folder / tile.path).write_bytes(content)


def _leaf(number: int, words: list[str]) -> bytes:
    """A gift, or after nine of them a use."""
    _, slots = held_back({}, words)
    common = {
        "v": 1, "org": CODE, "no": number + 1, "d": "2026-01-01", "prj": f"P{2026001 + number % 7}",
        "cur": "CNY", "sd": slots,
    }  # fmt: skip
    if number % 70 < 63:  # noqa: PLR2004 - nine gifts to each of seven projects, then seven uses
        amount = 100 + number * 7919 % 99_900
        return leaf_bytes(
            {**common, "k": "donation", "ch": "wechat_h5", "restr": "none", "amt": amount}
        )
    return leaf_bytes({**common, "k": "expense", "cat": "use", "amt": 900})
