"""Limits are questions about design; an exception stands here with its reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import place, tracked

FILE_LIMIT, TEST_FILE_LIMIT, TEMPLATE_LIMIT, FUNCTION_LIMIT, ARGUMENT_LIMIT = 500, 600, 120, 70, 6

# Each with its reason; this list may only shrink.
LONGER_FILES: dict[str, str] = {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_source_file_outgrows_its_limit() -> None:
    too_long = [
        f"{place(path)}: {_lines(path)} lines (limit {limit}); split it by verb, not by 'part 2'"
        for path in tracked(".py")
        if "migrations" not in path.parts
        for limit in [TEST_FILE_LIMIT if place(path).startswith("tests/") else FILE_LIMIT]
        if _lines(path) > limit and place(path) not in LONGER_FILES
    ]
    assert not too_long, "\n".join(too_long)


def test_no_template_outgrows_its_limit() -> None:
    too_long = [
        f"{place(path)}: {_lines(path)} lines (limit {TEMPLATE_LIMIT}); move a part to a component"
        for path in tracked(".html")
        if _lines(path) > TEMPLATE_LIMIT
    ]
    assert not too_long, "\n".join(too_long)


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_function_outgrows_its_limit() -> None:
    too_long = [
        f"{place(path)}:{node.lineno} {node.name}: {length} lines (limit {FUNCTION_LIMIT}); "
        "name a step of it and move it out"
        for path in tracked(".py")
        for node in _functions(path)
        for length in [(node.end_lineno or node.lineno) - node.lineno + 1]
        if length > FUNCTION_LIMIT
    ]
    assert not too_long, "\n".join(too_long)


def test_no_function_takes_too_many_positional_arguments() -> None:
    """Keyword-only arguments name themselves at the call; positional ones do not."""
    too_many = [
        f"{place(path)}:{node.lineno} {node.name}: {len(node.args.args)} arguments "
        f"(limit {ARGUMENT_LIMIT}); gather what belongs together into a dataclass"
        for path in tracked(".py")
        for node in _functions(path)
        if len(node.args.args) > ARGUMENT_LIMIT
    ]
    assert not too_many, "\n".join(too_many)


def test_every_long_file_on_the_list_still_needs_its_place() -> None:
    stale = [
        name
        for name in LONGER_FILES
        if not any(place(path) == name and _lines(path) > FILE_LIMIT for path in tracked(".py"))
    ]
    assert not stale, f"take these off the list: {stale}"
