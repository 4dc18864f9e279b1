"""The page that shows all photographs side by side, with what was found wrong on top."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from django.template.loader import render_to_string

from liushui.config.look.pages import Found
from liushui.config.look.studio import Shot

SHEET = """\
body { font: 14px/1.5 sans-serif; margin: 24px; }
table { border-collapse: collapse; }
th, td { border: 1px solid #ccc; padding: 4px; vertical-align: top; text-align: left; }
img { display: block; width: 200px; height: 280px; object-fit: cover; object-position: top; }
"""


def write_gallery(found: Found, shots: Sequence[Shot], folder: Path) -> Path:
    """``index.html`` for people and ``faults.json`` for programs; the path of the first."""
    rows = [(page, list(group)) for page, group in groupby(shots, key=lambda shot: shot.page)]
    wrong = [shot for shot in shots if shot.faults]
    facts = {
        "rows": rows,
        "columns": [f"{s.language} {s.light} {s.width}" for s in (rows[0][1] if rows else [])],
        "count": len(shots),
        "wrong": wrong,
        "faults": sum(len(shot.faults) for shot in wrong),
        "unreached": found.unreached,
    }
    (folder / "look.css").write_text(SHEET, encoding="utf-8")
    told = {"faults": [asdict(shot) for shot in wrong], "unreached": found.unreached}
    (folder / "faults.json").write_text(
        json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8"
    )
    index = folder / "index.html"
    index.write_text(render_to_string("config/look.xhtml", facts), encoding="utf-8")
    return index
