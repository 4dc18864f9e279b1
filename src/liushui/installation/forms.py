"""What is typed: settings by their kinds, and the first set-up's two own steps."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from liushui.installation.declared import Group, Kind, Setting
from liushui.installation.queries import Source, Standing
from liushui.parties.queries import organisation_kinds

_GONE = "-gone"


class SettingsForm(forms.Form):
    """One field for each setting of a group; what the environment says cannot be typed over."""

    def __init__(
        self,
        data: object = None,
        *,
        group: Group,
        standing: Sequence[Standing],
        asks_why: bool = False,
    ) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        for one in standing:
            self.fields[name_of(one.setting)] = _field(one)
            if one.setting.is_secret and one.source is Source.KEPT:
                removal = gettext("Remove what is kept: %(label)s")
                self.fields[name_of(one.setting) + _GONE] = forms.BooleanField(
                    label=removal % {"label": gettext(one.setting.label)}, required=False
                )
        if asks_why:
            self.fields["why"] = forms.CharField(
                label=gettext("Why you change it"),
                help_text=gettext("Kept with your name for whoever looks after this site next."),
                max_length=200,
            )
        self.group = group

    def values(self) -> dict[str, str]:
        """What was typed, by key of the setting; without those that the environment says."""
        return {
            setting.key: str(self.cleaned_data[name_of(setting)])
            for setting in self.group.settings
            if not self.fields[name_of(setting)].disabled
        }

    def removed(self) -> frozenset[str]:
        """Keys of kept secrets that shall go. What was typed anew beside the tick wins."""
        return frozenset(
            setting.key
            for setting in self.group.settings
            if self.cleaned_data.get(name_of(setting) + _GONE)
        )


class TokenForm(forms.Form):
    """The word that ``up`` prints."""

    token = forms.CharField(
        label=_("Word from the terminal"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )


class OperatorForm(forms.Form):
    """The body that runs this installation."""

    name = forms.CharField(label=_("Full name of the organisation"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        help_text=_("18 characters, as on the registration certificate."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    kind = forms.ChoiceField(label=_("Kind of organisation"))

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = organisation_kinds()


class PersonForm(forms.Form):
    """The first person: in charge of the site, its posts and its organisation."""

    name = forms.CharField(
        label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Your mobile number"),
        help_text=_("You sign in with it."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    title = forms.CharField(
        label=_("Your post"),
        help_text=_("It manages this site, its posts and the organisation. It moves no money."),
        max_length=60,
        initial=lambda: pgettext("post", "Administrator"),
    )
    agree = forms.BooleanField(label=_("I have read how my number is used, and agree."))


def name_of(setting: Setting) -> str:
    """The name of a setting's field: a full stop means something to style sheets."""
    return setting.key.replace(".", "-")


class _Needed:
    """Says on the page that the group needs it; left empty, the group is merely not set up yet."""

    def validate(self, value: object) -> None:
        if value:
            super().validate(value)  # type: ignore[misc]


class _NeededText(_Needed, forms.CharField):
    pass


class _NeededChoice(_Needed, forms.ChoiceField):
    pass


def _field(one: Standing) -> forms.Field:
    setting = one.setting
    common: dict[str, object] = {
        "label": gettext(setting.label),
        "help_text": _help(one),
        "required": setting.is_needed,
        "disabled": one.source is Source.ENVIRONMENT,
        "initial": one.shown,
    }
    if setting.kind in {Kind.YES_NO, Kind.ONE_OF}:
        kind = _NeededChoice if setting.is_needed else forms.ChoiceField
        return kind(choices=_choices(setting), **common)  # type: ignore[arg-type]
    text = _NeededText if setting.is_needed else forms.CharField
    return text(widget=_widget(setting), max_length=20_000, **common)  # type: ignore[arg-type]


def _choices(setting: Setting) -> list[tuple[str, str]]:
    if setting.kind is Kind.YES_NO:
        return [("", gettext("No")), ("1", gettext("Yes"))]
    offered = [(value, gettext(word)) for value, word in setting.choices]
    return offered if setting.default else [("", gettext("not chosen")), *offered]


def _widget(setting: Setting) -> forms.Widget:
    attributes = {"autocomplete": "off", "spellcheck": "false"}
    if setting.kind is Kind.LINES:
        return forms.Textarea(attrs={**attributes, "rows": 4})
    if setting.is_secret:
        return forms.PasswordInput(attrs={**attributes, "autocomplete": "new-password"})
    if setting.kind is Kind.WHOLE:
        attributes["inputmode"] = "numeric"
    return forms.TextInput(attrs=attributes)


def _help(one: Standing) -> str:
    said = [gettext(one.setting.help)] if one.setting.help else []
    if one.source is Source.ENVIRONMENT:
        told = gettext("The environment says it: %(name)s. It cannot be changed here.")
        said.append(told % {"name": one.setting.environment})
    elif one.setting.is_secret and one.is_set:
        said.append(gettext("It is set and not shown again. Leave this empty to keep it."))
    return " ".join(said)
