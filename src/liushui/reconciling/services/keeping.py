"""Keeping a statement: each of its lines once, names sealed, then matched."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.reconciling import policies
from liushui.reconciling.codes import codes_in
from liushui.reconciling.errors import DaysMissing, DaysWrong
from liushui.reconciling.models import Account, Line, LineWords, Statement
from liushui.reconciling.queries.accounts import account_for, account_for_update
from liushui.reconciling.queries.lines import WORDS
from liushui.reconciling.reading import Paper, Read, read_statement
from liushui.reconciling.services.absent import look_for_absent
from liushui.reconciling.services.findings import open_statement_findings
from liushui.reconciling.services.marks import sender_mark
from liushui.reconciling.services.matching import match_open_lines
from liushui.reconciling.services.unmoved import look_for_unmoved
from liushui.reconciling.states import MOVEMENTS, PROVIDERS, Form

CHUNK = 1000

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A statement as it came: its bytes, the days that somebody says it is for, and how.

    ``is_movements`` tells which of a payment service's two bills was asked for: an empty file
    cannot say so itself.
    """

    content: bytes
    days: Days = (None, None)
    is_fetched: bool = False
    is_movements: bool = False


@transaction.atomic
def read_in(actor: Actor, account_id: int, delivered: Delivered, *, at: datetime) -> Statement:
    """Keep a statement and match its lines. The same file again is the same statement.

    Lines that an earlier statement had are not kept again, so days may overlap. Raises
    ``NotFound``, ``NotAllowed``, a refusal of ``reading``, ``DaysWrong`` and ``DaysMissing``.
    """
    account = account_for(actor, account_id)
    policies.require(actor, policies.WORKING, account.organisation_id)
    account = account_for_update(account.pk)
    digest = _digest(delivered)
    known = Statement.objects.filter(account=account, digest=digest).first()
    if known is not None:
        return known
    paper = _understood(account, delivered)
    first, last = _days(paper, delivered.days, at)
    numbered = _numbered(account, paper.lines)
    there = {
        bytes(one)
        for one in Line.objects.filter(
            account=account, digest__in=[mark for mark, _read in numbered]
        ).values_list("digest", flat=True)
    }
    fresh = [(mark, read) for mark, read in numbered if mark not in there]
    statement = Statement.objects.create(
        account=account, form=paper.form, is_fetched=delivered.is_fetched, first_day=first,
        last_day=last, digest=digest, line_count=len(numbered), fresh_count=len(fresh),
        in_minor=paper.in_minor, out_minor=paper.out_minor, read_by=actor.name, read_at=at,
    )  # fmt: skip
    for start in range(0, len(fresh), CHUNK):
        _keep(statement, fresh[start : start + CHUNK])
    record(actor, "statement.read", statement, at=at, lines=len(numbered), fresh=len(fresh))
    open_statement_findings(statement, paper, fresh=[read for _mark, read in fresh], at=at)
    match_open_lines(account, fresh=statement, at=at)
    if paper.form not in MOVEMENTS:
        look_for_absent(account, first, last, at=at)
    if account.kind in PROVIDERS:
        look_for_unmoved(account, first, last, at=at)
    return statement


def _understood(account: Account, delivered: Delivered) -> Paper:
    if not delivered.content and delivered.is_fetched:
        what = "funds" if delivered.is_movements else "bill"
        return Paper(Form(f"{account.kind}_{what}"), (), None, None)
    return read_statement(delivered.content, account.kind, account.number)


def _days(paper: Paper, said: Days, at: datetime) -> tuple[date, date]:
    """The days that it is about: as somebody says, else as it does itself; never days to come."""
    first, last = said[0] or paper.first_day, said[1] or paper.last_day
    if first is None or last is None:
        raise DaysMissing
    held = [day_of(line.happened_at) for line in paper.lines]
    last = min(last, max(day_of(at), *held)) if held else min(last, day_of(at))
    if first > last or (held and (min(held) < first or max(held) > last)):
        lines = held or [first, last]
        raise DaysWrong(first=min(lines).isoformat(), last=max(lines).isoformat())
    return first, last


def _digest(delivered: Delivered) -> bytes:
    days = " ".join(day.isoformat() if day else "-" for day in delivered.days)
    which = b"movements\0" if delivered.is_movements else b"\0"
    return hashlib.sha256(days.encode() + which + delivered.content).digest()


def _numbered(account: Account, lines: Sequence[Read]) -> list[tuple[bytes, Read]]:
    """Each line under its mark: what it says, and which among equals it is."""
    seen: Counter[str] = Counter()
    numbered = []
    for line in lines:
        said = [line.kind, line.amount_minor, line.outside_ref, line.our_ref]
        if not line.outside_ref:
            said += [line.happened_at.isoformat(), line.sender, line.sender_account, line.text]
            said += [line.balance_minor or 0]
        else:
            said += [day_of(line.happened_at).isoformat()]
        if line.mark:
            said.append(line.mark)
        text = json.dumps(said, ensure_ascii=False)
        seen[text] += 1
        mark = vault.lookup_hash("statement-line", f"{account.pk} {seen[text]} {text}")
        numbered.append((mark, line))
    return numbered


def _keep(statement: Statement, fresh: Sequence[tuple[bytes, Read]]) -> None:
    lines = Line.objects.bulk_create(
        Line(
            account_id=statement.account_id, statement=statement, row=read.row, digest=mark,
            kind=read.kind, day=day_of(read.happened_at), happened_at=read.happened_at,
            amount_minor=read.amount_minor, fee_minor=read.fee_minor,
            outside_ref=read.outside_ref, our_ref=read.our_ref, remark=_remark(read),
        )
        for mark, read in fresh
    )  # fmt: skip
    worded = [
        (line, read)
        for line, (_mark, read) in zip(lines, fresh, strict=True)
        if read.sender or read.text or read.sender_account
    ]
    keys = [uuid4() for _ in worded]
    texts = [
        json.dumps([read.sender, read.sender_account, read.text], ensure_ascii=False)
        for _line, read in worded
    ]
    sealed = vault.seal_first(WORDS, list(zip(keys, texts, strict=True)))
    LineWords.objects.bulk_create(
        LineWords(line=line, vault_id=key, sealed=box, sender_hash=sender_mark(read.sender))
        for (line, read), key, box in zip(worded, keys, sealed, strict=True)
    )


# What a word in a line tells without telling of anybody, in the order in which it counts.
_MARKS = (
    ("payout", re.compile("财付通|支付宝|网银在线|微信支付|清算款|结算款")),
    ("interest", re.compile("利息|结息")),
    ("fee", re.compile("手续费|工本费|管理费|服务费|年费")),
    ("returned", re.compile("退汇|退票|退回")),
    ("cash", re.compile("现金|存现|现存|缴款")),
)


def _remark(read: Read) -> str:
    """The remittance code in a line, or what we know it by."""
    words = f"{read.text} {read.sender}"
    codes = codes_in(read.text)
    if codes:
        return codes[0]
    return next((mark for mark, found in _MARKS if found.search(words)), "")
