"""Every operation is done by some test of this folder, which says so and is held to it."""

from importlib import import_module
from pathlib import Path

from liushui.api.register import operations


def test_every_operation_is_answered_in_some_test() -> None:
    """``answered_at`` says it; ``conftest`` lets a test fail that was not answered there."""
    files = Path(__file__).parent.glob("test_*.py")
    modules = [import_module(f"tests.api.{path.stem}") for path in sorted(files)]
    said = {
        name
        for module in modules
        for test in vars(module).values()
        for name in getattr(test, "answered", ())
    }
    assert said == {one.name for one in operations()}
