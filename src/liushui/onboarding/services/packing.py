"""Files of an organisation in its archive: each once, under its digest."""

import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from liushui.base.files import FileDamaged, FileDestroyed, open_file
from liushui.base.models import StoredFile
from liushui.onboarding.own import papers_brought
from liushui.parties.actors import Actor

# The archive is sealed as a whole, so it has to fit; what does not opens at the site.
MOST_BYTES = 200 * 1024 * 1024
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def pack_papers(
    archive: zipfile.ZipFile, actor: Actor, organisation_id: int, *, most: int = MOST_BYTES
) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Write the files that the actor may take along; what the manifest says of each kind's.

    A file that does not fit, or whose bytes were destroyed or damaged, is named with the reason.
    The second answer names the kinds that no post of the actor opens.
    """
    told: dict[str, dict[str, Any]] = {}
    left_out, room = [], most
    for papers in papers_brought():
        if not actor.holds_any(papers.rights):
            left_out.append(papers.name)
            continue
        for stored in _in_order(papers.find(organisation_id)):
            if stored.sha256 not in told:
                told[stored.sha256] = _packed(archive, stored, room)
                room -= stored.size_bytes if told[stored.sha256]["file"] else 0
            of = told[stored.sha256]["of"]
            told[stored.sha256]["of"] = sorted({*of, papers.name})
    return list(told.values()), left_out


def _packed(archive: zipfile.ZipFile, stored: StoredFile, room: int) -> dict[str, Any]:
    """One file: where it lies in the archive, or "" and why it does not."""
    name = f"files/{stored.sha256}.{_ENDINGS.get(stored.media_type, 'bin')}"
    said: dict[str, Any] = {
        "file": name, "sha256": stored.sha256, "bytes": stored.size_bytes, "of": [], "why": "",
    }  # fmt: skip
    if stored.size_bytes > room:
        return {**said, "file": "", "why": f"no room here: it opens at /files/{stored.sha256}"}
    try:
        archive.writestr(name, open_file(stored), zipfile.ZIP_STORED)
    except FileDestroyed:
        return {**said, "file": "", "why": "destroyed: it named a person who was erased"}
    except FileDamaged:
        return {**said, "file": "", "why": "damaged: the site must restore it"}
    return said


def _in_order(found: Iterable[StoredFile]) -> list[StoredFile]:
    return sorted({one.pk: one for one in found}.values(), key=lambda one: one.pk)
