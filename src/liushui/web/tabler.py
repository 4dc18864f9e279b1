"""The part of the vendored style sheet that our pages use: what no template names is left out.

It is worked out whenever static files are gathered, from the templates as they are, so that it can
never be behind them. The vendored file itself is not touched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
SHEET = "web/vendor/tabler.min.css"

_MARK = re.compile(
    r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)\"']*\)|[{};]", re.DOTALL
)
_CLASS_LIST = re.compile(r'class="([^"]*(?:{%[^%]*%}[^"]*)*)"')
_CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
_ATTRIBUTE = re.compile(r"\[([\w-]+)")
_WORD = re.compile(r"[A-Za-z][\w-]*")
_QUOTED = re.compile(r"[\"']([a-z][\w -]*)[\"']")
_NOT = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_ANY_OF = re.compile(r":(?:is|where)\(((?:[^()]|\([^()]*\))*)\)")
_USES = re.compile(r"var\((--[\w-]+)")
_DECLARED = re.compile(r"(--[\w-]+)\s*:")
_NESTING = ("@media", "@supports", "@layer", "@container")
# What browsers and the server write themselves; a template need not name it.
_ATTRIBUTES = frozenset({"data-bs-theme", "type", "disabled", "hidden", "href", "role", "tabindex"})


@dataclass(frozen=True, slots=True)
class Rule:
    """``head { body }``, or a statement without a body."""

    head: str
    body: str | None


def words_in_use(package: Path = PACKAGE) -> frozenset[str]:
    """Every class that a template, a widget or a script of ours may write."""
    words: set[str] = set()
    for path in package.rglob("*.html"):
        for listed in _CLASS_LIST.findall(path.read_text(encoding="utf-8")):
            words.update(_WORD.findall(listed))
    for path in (*package.rglob("*.py"), *(package / "web/static/web/js").glob("*.js")):
        for quoted in _QUOTED.findall(path.read_text(encoding="utf-8")):
            words.update(word for word in quoted.split() if "-" in word or word == "btn")
    return frozenset(words)


def subset(sheet: str, words: frozenset[str], ours: str) -> str:
    """The rules of ``sheet`` that elements with these classes can meet.

    A property of its own stays while a kept rule or our own sheets (``ours``) read it.
    """
    kept = "".join(_kept(rules_of(sheet), words))
    needed = _needed(kept, ours)
    return "".join(_trimmed(rules_of(kept), needed, kept))


def rules_of(sheet: str) -> Iterator[Rule]:
    """The rules of one level, in order."""
    depth, begun, head = 0, 0, ""
    for mark in _MARK.finditer(sheet):
        sign = mark[0]
        if sign == "{":
            if depth == 0:
                head, begun = sheet[begun : mark.start()].strip(), mark.end()
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield Rule(_without_comments(head), sheet[begun : mark.start()])
                begun = mark.end()
        elif sign == ";" and depth == 0:
            yield Rule(sheet[begun : mark.start()].strip(), None)
            begun = mark.end()


def _without_comments(head: str) -> str:
    return re.sub(r"/\*.*?\*/", "", head, flags=re.DOTALL).strip()


def _kept(rules: Iterator[Rule], words: frozenset[str]) -> Iterator[str]:
    for rule in rules:
        if rule.body is None or (rule.head.startswith("@") and not rule.head.startswith(_NESTING)):
            yield _written(rule)
        elif rule.head.startswith(_NESTING):
            inner = "".join(_kept(rules_of(rule.body), words))
            if inner:
                yield f"{rule.head}{{{inner}}}"
        else:
            selectors = [one for one in _parts(rule.head) if _can_match(one, words)]
            if selectors:
                yield f"{','.join(selectors)}{{{rule.body}}}"


def _written(rule: Rule) -> str:
    return f"{rule.head};" if rule.body is None else f"{rule.head}{{{rule.body}}}"


def _parts(head: str) -> list[str]:
    """Selectors between the commas that stand outside brackets."""
    return [part.strip() for part in re.split(r",(?![^(]*\))(?![^\[]*\])", head)]


def _can_match(selector: str, words: frozenset[str]) -> bool:
    plain = _NOT.sub("", selector)
    for choice in _ANY_OF.findall(plain):
        if not any(_can_match(one, words) for one in _parts(choice)):
            return False
    plain = _ANY_OF.sub("", plain)
    classes = {name.replace("\\", "") for name in _CLASS.findall(plain)}
    return classes <= words and all(
        name in _ATTRIBUTES or name in words for name in _ATTRIBUTE.findall(plain)
    )


def _needed(kept: str, ours: str) -> frozenset[str]:
    """Properties of its own that something reads, through others that read them."""
    reads: dict[str, set[str]] = {}
    for name, value in re.findall(r"(--[\w-]+)\s*:([^;}]*)", kept):
        reads.setdefault(name, set()).update(_USES.findall(value))
    plain = re.sub(r"--[\w-]+\s*:[^;}]*", "", kept)
    waiting = [*_USES.findall(plain), *_USES.findall(ours)]
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += reads.get(name, ())
    return frozenset(needed)


def _trimmed(rules: Iterator[Rule], needed: frozenset[str], whole: str) -> Iterator[str]:
    for rule in rules:
        if rule.body is None:
            yield _written(rule)
        elif rule.head.startswith(_NESTING):
            inner = "".join(_trimmed(rules_of(rule.body), needed, whole))
            if inner:
                yield f"{rule.head}{{{inner}}}"
        elif rule.head.startswith(("@keyframes", "@-webkit-keyframes")):
            name = rule.head.split()[-1]
            if re.search(rf"animation[\w-]*:[^;}}]*\b{re.escape(name)}\b", whole):
                yield _written(rule)
        else:
            body = ";".join(one for one in _declarations(rule.body) if _is_read(one, needed))
            if body:
                yield f"{rule.head}{{{body}}}"


def _declarations(body: str) -> Iterator[str]:
    begun = 0
    for mark in _MARK.finditer(body):
        if mark[0] == ";":
            yield body[begun : mark.start()]
            begun = mark.end()
    if body[begun:].strip():
        yield body[begun:]


def _is_read(declaration: str, needed: frozenset[str]) -> bool:
    own = _DECLARED.match(declaration.strip())
    return own is None or own[1] in needed
