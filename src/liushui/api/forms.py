"""What is chosen to make a token."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.api.services import MOST_DAYS
from liushui.parties.access import Right
from liushui.parties.rights_in_words import WORDS

_DAYS = ((30, _("30 days")), (90, _("90 days")), (MOST_DAYS, _("a year")))


class TokenForm(forms.Form):
    """A name, some of the post's rights, and how long."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=60,
        help_text=_("Such as the name of the program. You tell your tokens apart by it."),
    )
    rights = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As few as the program needs. It never may more than the post."),
    )
    days = forms.TypedChoiceField(
        label=_("How long it lasts"),
        coerce=int,
        choices=_DAYS,
        initial=90,
        widget=forms.RadioSelect,
    )

    def __init__(self, *words: Any, rights: Iterable[Right], **more: Any) -> None:
        super().__init__(*words, **more)
        held = frozenset(rights)
        choices = [(right.value, words) for right, words in WORDS.items() if right in held]
        self.fields["rights"].choices = choices  # type: ignore[attr-defined]
