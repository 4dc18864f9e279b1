"""Changing settings, and trying them."""

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
    Raises ``SettingWrong``, ``ReasonMissing``, ``NotAllowed``.
    """
    policies.require_manage(actor)
    reason = " ".join(why.split())[:200]
    if not reason:
        raise ReasonMissing
    before = {one.setting.key: one for one in queries.standing_of(group)}
    changed = []
    for setting in group.settings:
        if setting.key not in values:
            continue
        value = _normal(setting, values[setting.key])
        goes = setting.key in removed and before[setting.key].source is queries.Source.KEPT
        if not goes and _is_unchanged(setting, value, before[setting.key]):
            continue
        _require_right(setting, value)
        _keep(actor, setting, value, reason, at)
        changed.append(setting.key)
    return changed


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


def _keep(actor: Actor, setting: Setting, value: str, why: str, at: datetime) -> None:
    sealed = None
    if value and setting.is_secret:
        sealed = vault.seal_passing(queries.PURPOSE + setting.key, value)
    SettingChange.objects.create(
        key=setting.key,
        text=None if setting.is_secret or not value else value,
        sealed=sealed,
        by=actor.name,
        why=why,
        at=at,
    )
    record(actor, "setting.changed", at=at, key=setting.key, to_default=not value)
