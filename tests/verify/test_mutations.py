"""Ten thousand ways to alter a receipt: none of them holds."""

import base64
import random
from collections.abc import Iterator
from typing import NamedTuple

from liushui.transparency.format.notes import from_base64, to_base64
from liushui_verify.judging import judged_receipt
from liushui_verify.outcomes import Exit, Invalid
from liushui_verify.policies import Policy
from tests.verify.logs import ALL, AT, THE_LOG, a_log, policy

WANTED = 10_000


class Altered(NamedTuple):
    """What was done to the bytes, and what came of it."""

    how: str
    content: bytes


def verdict(content: bytes, trusted: Policy) -> Exit:
    try:
        return judged_receipt(content, trusted, since=None, now=AT).exit
    except Invalid:
        return Exit.INVALID


def with_line(lines: list[str], at: int, *become: str) -> bytes:
    return "\n".join([*lines[:at], *become, *lines[at + 1 :]]).encode()


def flips(content: bytes, drawn: random.Random) -> Iterator[Altered]:
    bits = list(range(8 * len(content)))
    for bit in drawn.sample(bits, 2_600):
        altered = bytearray(content)
        altered[bit // 8] ^= 1 << bit % 8
        yield Altered(f"bit {bit}", bytes(altered))


def of_lines(content: bytes) -> Iterator[Altered]:
    lines = content.decode().split("\n")
    for at, line in enumerate(lines[:-1]):
        for become in ([], [line, line], [line, ""], ["", line], [f"{line}\r"], [f"{line} "],
                       [f" {line}"], [f"{line}\u2028"], [line, "x"], [f"\ufeff{line}"],
                       ):  # fmt: skip
            yield Altered(f"line {at} {become!r:.40}", with_line(lines, at, *become))
        if at and not (line + lines[at - 1]).startswith("— "):  # whose order says nothing
            swapped = [*lines[: at - 1], line, lines[at - 1], *lines[at + 1 :]]
            if swapped != lines:
                yield Altered(f"swap {at}", "\n".join(swapped).encode())


def of_numbers(content: bytes) -> Iterator[Altered]:
    lines = content.decode().split("\n")
    index = next(at for at, line in enumerate(lines) if line.startswith("index "))
    size = lines.index("") + 2
    for at, before in ((index, "index "), (size, "")):
        number = int(lines[at].removeprefix(before))
        others = {number + by for by in (*range(-40, 0), *range(1, 41), 256, -256, 2**40)}
        others_spelt = (f"0{number}", f"+{number}", f"{number}.0", f"{number}e0", f"{number:x}x")
        for text in (*map(str, others), *others_spelt, "", "٣", str(2**64 + number)):
            yield Altered(f"number {at} {text}", with_line(lines, at, before + text))


def of_base64(content: bytes) -> Iterator[Altered]:
    """The same bytes in other spellings, and other hashes of the same file in each place."""
    lines = content.decode().split("\n")
    hashes = [line for line in lines if len(line) == 44]
    for at, line in enumerate(lines):
        said = line.rpartition(" ")[2]
        if len(said) < 40:
            continue
        begin = line.removesuffix(said)
        spellings = {
            said.rstrip("="),
            said + "=",
            said + "====",
            said.replace("+", "-", 1),
            said.replace("/", "_", 1),
            said[:8] + "\n" + said[8:],
            said[:8] + " " + said[8:],
        }
        if said.endswith("="):  # unused bits set
            last = said.rstrip("=")[-1]
            alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            other = alphabet[alphabet.index(last) ^ 1]
            spellings.add(said.rstrip("=")[:-1] + other + "=" * said.count("="))
        others = {one for one in hashes if one != said} if len(line) == 44 else set()
        raw = from_base64(said)
        others |= {to_base64(raw[1:]), to_base64(raw + b"\0"), to_base64(raw[::-1]), ""}
        for text in (spellings - {said}) | others:
            yield Altered(f"text {at}", with_line(lines, at, begin + text))


def of_ends(content: bytes, drawn: random.Random) -> Iterator[Altered]:
    for garbage in (b"\n", b"x", b"\0", b"\r\n", b"x\n", content, b"\xe2\x80\x94 a b\n", b" "):
        yield Altered("behind", content + garbage)
        yield Altered("before", garbage + content)
    yield Altered("crlf", content.replace(b"\n", b"\r\n"))
    for at in drawn.sample(range(len(content)), 400):
        yield Altered(f"cut {at}", content[:at])
        yield Altered(f"put {at}", content[:at] + bytes([drawn.randrange(256)]) + content[at:])


def altered(content: bytes, seed: int) -> Iterator[Altered]:
    drawn = random.Random(seed)  # noqa: S311 - the same faults each time
    seen = {content}
    for one in (*of_lines(content), *of_numbers(content), *of_base64(content),
                *of_ends(content, drawn), *flips(content, drawn)):  # fmt: skip
        if one.content not in seen:
            seen.add(one.content)
            yield one


def test_no_altered_receipt_of_the_log_alone_holds() -> None:
    log, trusted = a_log(300), Policy.read(policy("none"))
    tried, held = 0, []
    for seed, index in enumerate((0, 255, 299)):
        receipt = log.receipt(index, by=THE_LOG)
        assert verdict(receipt, trusted) == Exit.OK
        for one in altered(receipt, seed):
            tried += 1
            if verdict(one.content, trusted) != Exit.INVALID:
                held.append((index, one.how))
    assert held == []
    assert tried >= WANTED


def test_no_altered_receipt_with_witnesses_has_a_quorum() -> None:
    """A line under another name is somebody's whom nobody trusts: then the quorum is missing."""
    log, trusted = a_log(40), Policy.read(policy())
    receipt = log.receipt(11, by=(ALL[0], *ALL[2:]), show=False)
    assert verdict(receipt, trusted) == Exit.OK
    found = {one.how: verdict(one.content, trusted) for one in altered(receipt, 9)}
    assert set(found.values()) <= {Exit.INVALID, Exit.NO_QUORUM}
    assert sum(one == Exit.NO_QUORUM for one in found.values()) < len(found) // 8


def test_swapped_leaves_and_roots_do_not_hold() -> None:
    log, other, trusted = a_log(20), a_log(21), Policy.read(policy("none"))
    mine, theirs = (one.receipt(5, by=THE_LOG).decode() for one in (log, other))
    for from_line, upto in ((1, 2), (2, 3), (3, 4)):
        lines, others = mine.split("\n"), theirs.split("\n")
        lines[from_line:upto] = others[from_line:upto]
        content = "\n".join(lines).encode()
        assert (content == mine.encode()) or verdict(content, trusted) == Exit.INVALID
    proof, _, _ = mine.partition("\n\n")
    _, _, note = theirs.partition("\n\n")
    assert verdict(f"{proof}\n\n{note}".encode(), trusted) == Exit.INVALID
    assert base64.b64encode(b"") == b""
