"""Leaves that could stand in a log."""

from typing import Any

from liushui.kernel.ids import credit_code_check
from liushui.transparency.format.disclosures import slots


def org(stem: str = "53110000MJ0190700") -> str:
    return stem + credit_code_check(stem)


def leaf(kind: str = "donation", no: int = 1, **members: Any) -> dict[str, Any]:
    """A leaf of this kind; ``None`` leaves a member out."""
    project = "P2026001"
    usual: dict[str, dict[str, Any]] = {
        "donation": {"prj": project, "ch": "wechat", "cur": "CNY", "amt": 10_000, "restr": "none"},
        "refund": {"prj": project, "cur": "CNY", "delta": -100, "reason": "asked"},
        "disburse": {"prj": project, "cur": "CNY", "amt": 5_000, "cat": "care", "city": "530300"},
        "correction": {"reason": "typo"},
        "hours": {"act": "A1", "min": 60, "role": "helper"},
        "doc": {"digest": "ab" * 32, "path": "doc/2026-01.pdf"},
        "summary": {
            "prj": project, "cur": "CNY", "cnt": 1, "in": 10_000, "out": 0,
            "first": 0, "last": 0,
        },
    }  # fmt: skip
    common = {"v": 1, "k": kind, "org": org(), "no": no, "d": "2026-03-01", "sd": slots([])}
    whole = {**common, **usual.get(kind, {}), **members}
    return {name: value for name, value in whole.items() if value is not None}
