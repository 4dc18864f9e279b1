"""Changing settings, by one person or by two; and trying them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from liushui.base import vault
from liushui.installation import policies, queries
from liushui.installation.declared import Group, Kind, Setting, SettingWrong
from liushui.installation.models import SettingChange
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record


class ReasonMissing(DomainError):
    """Whoever changes a setting says why."""

    code = "reason_missing"
    message = gettext_noop("Please say why you change this.")


class SecondPersonNeeded(DomainError):
    """What leads money or sign-in codes is no one person's to change."""

    code = "second_person_needed"
    status = 403
    message = gettext_noop("These settings lead money or sign-in codes: two people change them.")
    remedy = gettext_noop("Propose the change; another person who runs this site agrees to it.")


@transaction.atomic
def change_settings(
    actor: Actor,
    group: Group,
    values: Mapping[str, str],
    *,
    why: str,
    at: datetime,
    removed: Collection[str] = (),
) -> list[str]:
    """Keep these values; the keys that changed. What stays as it is writes nothing.

    "" goes back to the default, but leaves a secret as it is: nobody can see what to retype. A kept
    secret whose key is among ``removed`` is in force no more; its sealed row stays in the history.
    Of a weighty group only the first set-up changes anything here: people propose.
    Raises ``SettingWrong``, ``ReasonMissing``, ``SecondPersonNeeded``, ``NotAllowed``.
    """
    policies.require_manage(actor)
    if group.is_weighty and not actor.is_system:
        raise SecondPersonNeeded
    reason = required_reason(why)
    wanted = wanted_changes(group, values, removed)
    for setting, value in wanted.items():
        keep(actor, setting, sealed_or_open(setting, value), by=actor.name, why=reason, at=at)
    return [setting.key for setting in wanted]


def required_reason(why: str) -> str:
    """The reason as it is kept. Raises ``ReasonMissing``."""
    reason = " ".join(why.split())[:200]
    if not reason:
        raise ReasonMissing
    return reason


def wanted_changes(
    group: Group, values: Mapping[str, str], removed: Collection[str]
) -> dict[Setting, str]:
    """What would change, each value judged. Raises ``SettingWrong``."""
    before = {one.setting.key: one for one in queries.standing_of(group)}
    wanted = {}
    for setting in group.settings:
        if setting.key not in values:
            continue
        value = _normal(setting, values[setting.key])
        goes = setting.key in removed and before[setting.key].source is queries.Source.KEPT
        if not goes and _is_unchanged(setting, value, before[setting.key]):
            continue
        _require_right(setting, value)
        wanted[setting] = value
    return wanted


def try_group(actor: Actor, group: Group, asked: str, *, at: datetime) -> None:
    """Try the kept settings for real. Raises what the trial refuses, ``NotAllowed``."""
    policies.require_manage(actor)
    assert group.trial is not None, f"{group.key} has no trial"
    group.trial.run(asked.strip(), at)
    record(actor, "installation.tried", at=at, group=group.key)


def _normal(setting: Setting, value: str) -> str:
    text = value.replace("\r\n", "\n").strip()
    return text if setting.kind is Kind.LINES else " ".join(text.split())


def _is_unchanged(setting: Setting, value: str, before: queries.Standing) -> bool:
    if setting.is_secret:
        return not value
    if before.source is queries.Source.DEFAULT and not value:
        return True
    return value == before.shown


def _require_right(setting: Setting, value: str) -> None:
    """Judge the form of a value; "" is no value and needs none."""
    if not value:
        return
    if setting.kind is Kind.WHOLE and not (value.isascii() and value.isdigit()):
        raise _wrong(setting, gettext("a whole number is needed."))
    if setting.kind is Kind.ONE_OF and value not in dict(setting.choices):
        raise _wrong(setting, gettext("choose one of the list."))
    if setting.check is not None:
        setting.check(value)


def _wrong(setting: Setting, why: str) -> SettingWrong:
    return SettingWrong(label=gettext(setting.label), why=why)


def sealed_or_open(setting: Setting, value: str) -> str | bytes:
    """A value as it may lie in a table: a secret sealed for this key alone. "" stays ""."""
    if value and setting.is_secret:
        return vault.seal_house(queries.PURPOSE + setting.key, value)
    return value


def keep(
    actor: Actor, setting: Setting, value: str | bytes, *, by: str, why: str, at: datetime
) -> None:
    """Bring a judged value into force, on the record. "" goes back to the default."""
    SettingChange.objects.create(
        key=setting.key,
        text=value if value and isinstance(value, str) else None,
        sealed=value if isinstance(value, bytes) else None,
        by=by,
        why=why,
        at=at,
    )
    record(actor, "setting.changed", at=at, key=setting.key, to_default=not value)
