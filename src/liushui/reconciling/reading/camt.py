"""camt.053, the statement of ISO 20022, whatever its version."""

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from liushui.reconciling.reading.cells import minor_of, moment_of
from liushui.reconciling.reading.papers import Paper, Read
from liushui.reconciling.reading.refusals import (
    RowUnreadable,
    StatementForeign,
    StatementOfAnother,
    StatementUnreadable,
)
from liushui.reconciling.states import Form, LineKind

_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def is_camt(content: bytes) -> bool:
    """Whether the bytes begin like a statement in XML."""
    return b"<" in content[:10] and b"BkToCstmrStmt" in content[:4000]


def read_camt(content: bytes, number: str) -> Paper:
    """Read the statements of one account. A file that declares entities is refused unread."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise StatementUnreadable
    try:
        root = ET.fromstring(content)  # noqa: S314 - no document type, so no entity to unfold
    except ET.ParseError:
        raise StatementUnreadable from None
    lines: list[Read] = []
    gap: int | None = None
    days = []
    for stmt in _all(root, "Stmt"):
        _require_own(stmt, number)
        fresh = list(_entries(stmt, len(lines)))
        if not _adds_up(stmt, fresh):
            gap = 0
        lines += fresh
        for name in ("FrDtTm", "ToDtTm"):
            at = moment_of(_text(stmt, f"FrToDt/{name}"))
            days += [at.date()] if at else []
    days += [line.happened_at.date() for line in lines]
    first, last = (min(days), max(days)) if days else (None, None)
    return Paper(Form.CAMT053, tuple(lines), first, last, gap)


def _require_own(stmt: ET.Element, number: str) -> None:
    said = _text(stmt, "Acct/Id/IBAN") or _text(stmt, "Acct/Id/Othr/Id")
    if said and not (said.endswith(number) or number.endswith(said)):
        raise StatementOfAnother(tail=said[-4:])


def _entries(stmt: ET.Element, before: int) -> Iterator[Read]:
    """Each booked entry; one that collects several payments is read payment by payment."""
    row = before
    for entry in _all(stmt, "Ntry"):
        status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
        if status not in {"", "BOOK"}:
            continue
        parts = list(_all(entry, "NtryDtls/TxDtls"))
        amounts = [_amount(part, row + 1) for part in parts]
        whole = _amount(entry, row + 1)
        if whole is None:
            raise RowUnreadable(row=row + 1)
        if len(parts) < 2 or None in amounts or sum(map(int, filter(None, amounts))) != whole:  # noqa: PLR2004
            parts, amounts = parts[:1] or [entry], [whole]
        for part, amount in zip(parts, amounts, strict=True):
            row += 1
            yield _line(entry, part, amount or 0, row)


def _line(entry: ET.Element, part: ET.Element, amount: int, row: int) -> Read:
    at = moment_of(
        _text(entry, "BookgDt/DtTm") or _text(entry, "BookgDt/Dt") or _text(entry, "ValDt/Dt")
    )
    is_in = _is_in(entry)
    if at is None or amount <= 0:
        raise RowUnreadable(row=row)
    side = "Dbtr" if is_in else "Cdtr"
    parties = f"RltdPties/{side}"
    account = f"RltdPties/{side}Acct/Id"
    serial = _text(part, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef")
    words = [*_texts(part, "RmtInf/Ustrd"), *_texts(part, "AddtlTxInf")]
    words += [_text(part, "Refs/EndToEndId").replace("NOTPROVIDED", "")]
    return Read(
        row=row,
        kind=LineKind.INTO if is_in else LineKind.OUT,
        happened_at=at,
        amount_minor=amount if is_in else -amount,
        outside_ref=serial[:64],
        sender=(_text(part, f"{parties}/Nm") or _text(part, f"{parties}/Pty/Nm"))[:120],
        sender_account=(_text(part, f"{account}/IBAN") or _text(part, f"{account}/Othr/Id"))[:40],
        text=" ".join(word for word in words if word)[:300],
    )


def _is_in(entry: ET.Element) -> bool:
    """A reversal of what left is what came in: ``CdtDbtInd`` says which way this entry goes."""
    return _text(entry, "CdtDbtInd") == "CRDT"


def _amount(thing: ET.Element, row: int) -> int | None:
    found = next(
        (
            one
            for path in ("Amt", "AmtDtls/TxAmt/Amt")
            for one in _all(thing, path)
        ),
        None,
    )  # fmt: skip
    if found is None:
        return None
    if found.get("Ccy", "CNY") not in {"CNY", "RMB"}:
        raise StatementForeign(row=row)
    try:
        return minor_of(found.text or "")
    except ValueError:
        raise RowUnreadable(row=row) from None


def _adds_up(stmt: ET.Element, lines: Sequence[Read]) -> bool:
    opening, closing = _balance(stmt, _OPENING), _balance(stmt, _CLOSING)
    if opening is None or closing is None:
        return True
    return opening + sum(line.amount_minor for line in lines) == closing


def _balance(stmt: ET.Element, codes: Sequence[str]) -> int | None:
    for balance in _all(stmt, "Bal"):
        if _text(balance, "Tp/CdOrPrtry/Cd") in codes:
            minor = _amount(balance, 0)
            return minor if minor is None or _is_in(balance) else -minor
    return None


def _all(thing: ET.Element, path: str) -> Iterator[ET.Element]:
    """Elements by their local names, below each other; the first name anywhere for the root."""
    name, _slash, rest = path.partition("/")
    own = list(thing) if thing.tag.rpartition("}")[2] != "Document" else list(thing.iter())
    for child in own:
        if child.tag.rpartition("}")[2] == name:
            if rest:
                yield from _all(child, rest)
            else:
                yield child


def _text(thing: ET.Element, path: str) -> str:
    return next(_texts(thing, path), "")


def _texts(thing: ET.Element, path: str) -> Iterator[str]:
    for found in _all(thing, path):
        yield " ".join((found.text or "").split())
