"""What a person agrees to who lets a site sign them in: text under version, for each site."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from django.utils.translation import override

from liushui.accounts.issuer.scopes import told_by
from liushui.parties.agreements import Agreement

VERSION = "2026-11"
_FOLDER = Path(__file__).parent / "agreements"


def purpose_of(client_id: str) -> str:
    """The consent's purpose: each site has its own."""
    return f"site:{client_id}"


def words_for(
    language: str, client_id: str, *, site: str, organisation: str, scopes: Collection[str]
) -> Agreement:
    """The words for these scopes, in the reader's language."""
    written = "en" if language.startswith("en") else "zh-Hans"
    with override("en" if written == "en" else "zh-hans"):
        told = ("; " if written == "en" else "、").join(told_by(scopes))
    text = _text(written).format(site=site, organisation=organisation, told=told)
    return Agreement(purpose_of(client_id), VERSION, written, text)


@cache
def _text(written: str) -> str:
    return (_FOLDER / f"site.{VERSION}.{written}.txt").read_text(encoding="utf-8")
