"""Static files as they are served: hashed names, compressed, our style sheets joined into one.

Of the vendored sheet only the part that our pages use is served (tabler.py).
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from liushui.web import tabler

ENTRY = "web/css/liushui.css"
_IMPORT = re.compile(r'^@import url\("([^"]+)"\);$', re.MULTILINE)


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # no types there
    """Inlines the plain imports of the entry sheet, in order, before names are hashed.

    The vendored sheet keeps its own request, for it has a layer of its own, and is cut to what
    pages use.
    """

    def post_process(
        self,
        paths: dict[str, Any],
        dry_run: bool = False,  # noqa: FBT001, FBT002  Django's own signature
        **options: Any,
    ) -> Iterator[tuple[str, str | None, bool]]:
        if ENTRY in paths and not dry_run:
            joined = self.joined()
            self._replace(ENTRY, joined, paths)
            words = tabler.words_in_use()
            part = tabler.subset(self._text(tabler.SHEET), words, joined)
            self._replace(tabler.SHEET, part, paths)
        yield from super().post_process(paths, dry_run, **options)

    def joined(self) -> str:
        """The entry sheet with each of our own sheets in the place of its import."""
        folder = PurePosixPath(ENTRY).parent

        def sheet(match: re.Match[str]) -> str:
            text = self._text(str(folder / match[1]))
            assert "/" not in match[1] or "url(" not in text, "its addresses would move"
            return text

        return _IMPORT.sub(sheet, self._text(ENTRY))

    def _replace(self, path: str, text: str, paths: dict[str, Any]) -> None:
        self.delete(path)
        self.save(path, ContentFile(text.encode()))
        source, _ = paths[path]
        paths[path] = (self, path) if source else paths[path]

    def _text(self, path: str) -> str:
        with self.open(path) as file:
            return str(file.read().decode())
