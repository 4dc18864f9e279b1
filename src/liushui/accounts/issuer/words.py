"""What a person agrees to who lets a site sign them in: text under version, for each site."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from django.utils.translation import override

from liushui.accounts.issuer.scopes import PHONE, PROFILE, SCOPES
from liushui.parties.agreements import Agreement

VERSION = "2026-11"
_FOLDER = Path(__file__).parent / "agreements"


def purpose_of(client_id: str) -> str:
    """The consent's purpose: each site has its own."""
    return f"site:{client_id}"


def words_for(
    language: str, client_id: str, *, site: str, organisation: str, ticked: Collection[str] | None
) -> Agreement:
    """The words in the reader's language; once answered, with what was ticked at their end."""
    written = "en" if language.startswith("en") else "zh-Hans"
    text = _text(written).format(site=site, organisation=organisation)
    if ticked is not None:
        with override("en" if written == "en" else "zh-hans"):
            told = [str(SCOPES[scope]) for scope in (PROFILE, PHONE) if scope in ticked]
        text += "\n" + "".join(f"[x] {one}\n" for one in told)
    return Agreement(purpose_of(client_id), VERSION, written, text)


@cache
def _text(written: str) -> str:
    return (_FOLDER / f"site.{VERSION}.{written}.txt").read_text(encoding="utf-8")
