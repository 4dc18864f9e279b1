"""The message catalogues: what the code says, what each language says for it, and what is missing.

Source strings are English. Each module keeps ``locale/<language>/LC_MESSAGES/django.po`` for both
languages; the compiled ``.mo`` files are made at set-up and never committed. Nothing but Babel is
needed: no gettext tools on the machine.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_Hans", "en")
# The header wants dates; one fixed day keeps the files free of noise.
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

# Where the arguments of each marking call stand: singular, plural, context.
_CALLS: dict[str, tuple[int, int | None, int | None]] = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "npgettext_lazy": (1, 2, 0),
}
_LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_TEMPLATE_CALL = re.compile(
    rf"\b(_|gettext|ngettext|pgettext|npgettext)\(((?:{_LITERAL}(?:, *)?)+)(?:count)?\)",
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
# Most files of code mark nothing: these are not parsed.
_MARKS = re.compile(rf"\b(?:{'|'.join(_CALLS)})\s*\(")


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One string as the code marks it."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str | tuple[str, str]:
        return (self.text, self.plural) if self.plural else self.text


def messages_of(module: Path) -> dict[Message, set[str]]:
    """Every marked string below a module, with the files that say it."""
    found: dict[Message, set[str]] = {}
    kinds = ("*.py", "*.html", "*.txt", "*.svg")
    for path in sorted(path for kind in kinds for path in module.rglob(kind)):
        if "migrations" in path.parts or "static" in path.parts:
            continue
        place = path.relative_to(PACKAGE.parent).as_posix()
        read = _in_python if path.suffix == ".py" else _in_template
        for message in read(path.read_text(encoding="utf-8")):
            found.setdefault(message, set()).add(place)
    return found


def _in_python(source: str) -> Iterator[Message]:
    if not _MARKS.search(source):
        return
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in _CALLS:
            continue
        texts = [
            argument.value
            for argument in node.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        yield from _message(name, texts)


def _in_template(source: str) -> Iterator[Message]:
    for match in _TEMPLATE_CALL.finditer(templatize(source)):
        texts = [ast.literal_eval(text) for text in re.findall(_LITERAL, match[2])]
        yield from _message(match[1], texts)


def _message(name: str, texts: list[str]) -> Iterator[Message]:
    places = _CALLS[name]
    if len(texts) > max(place for place in places if place is not None):
        text, plural, context = (texts[place] if place is not None else "" for place in places)
        yield Message(text, plural, context)


def modules() -> Iterator[tuple[Path, dict[Message, set[str]]]]:
    """Every module of the package that marks at least one string, and what it marks."""
    for folder in sorted(path for path in PACKAGE.iterdir() if (path / "__init__.py").exists()):
        marked = messages_of(folder)
        if marked:
            yield folder, marked


def catalogue_path(module: Path, language: str) -> Path:
    """Where a module's catalogue for a language stands."""
    return module / "locale" / language / "LC_MESSAGES" / "django.po"


def sync() -> int:
    """Write each catalogue anew: new strings join, dead ones leave. Answers how many lack words."""
    missing = 0
    for module, marked in modules():
        for language in LANGUAGES:
            path = catalogue_path(module, language)
            catalogue = _merged(_read(path, language), marked, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalogue, width=100, include_lineno=False, sort_output=True)
            missing += sum(1 for message in catalogue if message.id and not _filled(message.string))
    return missing


def _merged(old: Catalog, marked: dict[Message, set[str]], language: str) -> Catalog:
    fresh = Catalog(
        locale=language,
        project="Liushui",
        version="",
        creation_date=_EPOCH,
        revision_date=_EPOCH,
        last_translator="",
        language_team="",
        fuzzy=False,
    )
    fresh.header_comment = ""
    for message, places in marked.items():
        known = old.get(message.key, message.context or None)
        words = known.string if known is not None and "fuzzy" not in known.flags else None
        if not _filled(words):
            words = message.key if language == "en" else None
        fresh.add(
            message.key,
            string=words,
            locations=[(place, 0) for place in sorted(places)],
            context=message.context or None,
        )
    return fresh


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def _filled(words: object) -> bool:
    if isinstance(words, str):
        return bool(words)
    return bool(words) and all(words)  # type: ignore[arg-type]


def faults() -> list[str]:
    """What keeps the catalogues from being complete: one line a fault, saying what to do."""
    return [
        fault
        for module, marked in modules()
        for language in LANGUAGES
        for fault in _faults_of(module, marked, language)
    ]


def _faults_of(module: Path, marked: dict[Message, set[str]], language: str) -> Iterator[str]:
    path = catalogue_path(module, language)
    catalogue = _read(path, language)
    place = path.relative_to(PACKAGE.parent).as_posix()
    for message, files in sorted(marked.items()):
        known = catalogue.get(message.key, message.context or None)
        where = f"{place}: “{message.text}” ({', '.join(sorted(files))})"
        if known is None or not _filled(known.string):
            yield f"{where} has no words; run './liushui check --catalogues' and fill it in"
        elif "fuzzy" in known.flags:
            yield f"{where} is marked fuzzy; read it and remove the mark"
        elif _placeholders(known.string) - _placeholders(message.key):
            yield f"{where} names a placeholder that the source does not have"


def divided() -> list[str]:
    """What two modules say differently: the module that comes first would win on every page."""
    said: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for module, _ in modules():
        for message in _read(catalogue_path(module, "zh_Hans"), "zh_Hans"):
            if message.id and _filled(message.string):
                key = (message.context or "", *_forms(message.id))
                words = " / ".join(_forms(message.string))
                said.setdefault(key, {}).setdefault(words, []).append(module.name)
    return [
        f"“{text}”{f' ({context})' if context else ''}: "
        + ", ".join(
            f"“{words}” in {' and '.join(names)}" for words, names in sorted(answers.items())
        )
        + "; agree on one, or give the one that means something else a context"
        for (context, text, *_), answers in sorted(said.items())
        if len(answers) > 1
    ]


def _forms(words: object) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)  # type: ignore[arg-type]


def _placeholders(words: object) -> set[str]:
    return {mark for text in _forms(words) for mark in _PLACEHOLDER.findall(text)}


def compile_all() -> int:
    """Compile each catalogue that is newer than its compiled form; answers how many were made."""
    made = 0
    for path in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        language = path.parent.parent.name
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, _read(path, language))
        fresh.replace(target)
        made += 1
    return made
