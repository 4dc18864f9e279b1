"""The mark in the sizes that browsers and phones keep, drawn from ``mark.svg``.

``python -m liushui.web.favicons`` draws them anew; a test fails when they are not
those of the mark.
"""

import io
from collections.abc import Mapping
from pathlib import Path

import typst
from PIL import Image

FOLDER = Path(__file__).parent / "static" / "web" / "img"
# The side in pixels, and the part of it that the mark leaves free: phones cut corners off.
PICTURES: Mapping[str, tuple[int, float]] = {
    "icon-180.png": (180, 0.14),
    "icon-192.png": (192, 0.06),
    "icon-512.png": (512, 0.06),
    "icon-512-maskable.png": (512, 0.2),
}
ICO = "favicon.ico"
ICO_SIDES = (16, 32, 48)
GROUND = "#FFFFFF"


def drawn() -> Mapping[str, bytes]:
    """Each file of the set by its name."""
    files = {name: _picture(side, free) for name, (side, free) in PICTURES.items()}
    out = io.BytesIO()
    with Image.open(io.BytesIO(_picture(48, 0.02))) as whole:
        whole.save(out, "ICO", sizes=[(side, side) for side in ICO_SIDES])
    return {**files, ICO: out.getvalue()}


def _picture(side: int, free: float) -> bytes:
    page = (
        f"#set page(width: {side}pt, height: {side}pt, margin: {side * free}pt, "
        f'fill: rgb("{GROUND}"))\n'
        '#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%)'
    )
    svg = (FOLDER / "mark.svg").read_text(encoding="utf-8")
    picture = typst.compile(page.encode(), format="png", ppi=72.0, sys_inputs={"svg": svg})
    return bytes(picture)


if __name__ == "__main__":
    for name, content in drawn().items():
        (FOLDER / name).write_bytes(content)
