"""What is set: the environment wins over what was kept, and that over the default."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings as django_settings
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext

from liushui.base import vault
from liushui.installation.declared import Group, Setting, group_of, groups, setting_of
from liushui.installation.models import SettingChange, Setup
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of, has_anybody
from liushui.parties.queries.hands import (
    open_proposals,
    proposal_of,
    proposals_without_second_person,
)

if TYPE_CHECKING:
    from liushui.parties.models import Account, Proposal

PURPOSE = "setting:"
CHANGE = "installation.change"
OPEN, SEALED = "open", "sealed"
SHOWN_CHANGES = 20


class SettingFileUnreadable(DomainError):
    """The environment names a file that is not there or that we may not read."""

    code = "setting_file_unreadable"
    status = 503
    message = gettext_noop("The file that %(name)s names cannot be read.")
    remedy = gettext_noop("Whoever runs this site must correct the name or the file's owner.")


class Source(StrEnum):
    """Where a value comes from."""

    ENVIRONMENT = "environment"
    KEPT = "kept"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Standing:
    """A setting as a page may show it: of a secret never the value, only whether there is one."""

    setting: Setting
    source: Source
    shown: str
    is_set: bool
    by: str = ""
    at: datetime | None = None

    @property
    def words(self) -> str:
        """The value as one reads it: of a choice its word."""
        chosen = dict(self.setting.choices).get(self.shown)
        return gettext(chosen) if chosen else self.shown


@dataclass(frozen=True, slots=True)
class Changed:
    """One change as the history shows it: of a secret not the value."""

    label: str
    shown: str
    is_default: bool
    by: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change that waits for a second person; of a secret only that it is given anew."""

    key: int
    group: Group
    rows: list[tuple[Setting, str]]
    sealed_keys: frozenset[str]
    why: str
    by: str
    since: datetime
    until: datetime

    @property
    def title(self) -> str:
        return gettext(self.group.title)


def value_of(key: str) -> str:
    """The value in force. One look at the table, none when the environment says it."""
    return values_of([key])[key]


def whole_of(key: str) -> int:
    """The value in force of a whole number."""
    return int(value_of(key))


def values_of(keys: Iterable[str]) -> dict[str, str]:
    """Several values in force with one look at the table."""
    wanted = [setting_of(key) for key in keys]
    said = {setting.key: _from_environment(setting) for setting in wanted}
    asked = [setting.key for setting in wanted if not said[setting.key]]
    kept = _newest(asked) if asked else {}
    return {
        setting.key: said[setting.key] or _kept_text(kept.get(setting.key)) or setting.default
        for setting in wanted
    }


def standing_of(group: Group) -> list[Standing]:
    """Each setting of a group as the operator's page shows it."""
    kept = _newest([setting.key for setting in group.settings])
    return [_standing(setting, kept.get(setting.key)) for setting in group.settings]


def telling_of(group: Group) -> list[Standing]:
    """What the list of all settings tells of a group: of a channel only what somebody gave."""
    is_channel = any(setting.is_needed for setting in group.settings)
    return [one for one in standing_of(group) if not is_channel or one.source is not Source.DEFAULT]


def missing_of(group: Group) -> list[Setting]:
    """The settings that the group needs and that nobody has given."""
    values = values_of([setting.key for setting in group.settings])
    return [one for one in group.settings if one.is_needed and not values[one.key]]


def changes_of(group: Group) -> list[Changed]:
    """The newest changes of a group; secrets without their value."""
    labels = {setting.key: setting.label for setting in group.settings}
    found = SettingChange.objects.filter(key__in=labels).order_by("-pk")[:SHOWN_CHANGES]
    return [
        Changed(
            label=gettext(labels[one.key]),
            shown=one.text or "",
            is_default=one.text is None and one.sealed is None,
            by=one.by,
            why=one.why,
            at=one.at,
        )
        for one in found
    ]


def proposed(at: datetime, group: Group | None = None) -> list[Proposed]:
    """Changes that wait for a second person, the oldest first: all, or a group's."""
    found = [_proposed(one) for one in open_proposals(CHANGE, at)]
    return [one for one in found if group is None or one.group == group]


def proposed_to_decide(actor: Actor, at: datetime) -> list[Proposed]:
    """What others who run the site proposed and this person may agree to."""
    if not actor.holds_any([Right.INSTALLATION_MANAGE]):
        return []
    return [one for one in proposed(at) if one.by != actor.name]


def proposed_on_machine(at: datetime) -> list[Proposed]:
    """What nobody can agree to on a page: one person alone runs the site."""
    return [_proposed(one) for one in proposals_without_second_person(at, kind=CHANGE)]


def proposed_group(key: int) -> Group:
    """The group that a proposal, open or over, changes. Raises ``NotFound``."""
    found = proposal_of(CHANGE, key)
    if found is None:
        raise NotFound
    return group_for(found.facts["group"])


def newest_change(group: Group) -> int:
    """The number of the last change in a group; 0 before the first."""
    keys = [setting.key for setting in group.settings]
    return SettingChange.objects.filter(key__in=keys).aggregate(last=Max("pk"))["last"] or 0


def _proposed(one: "Proposal") -> Proposed:
    rows = [
        (setting_of(name.partition(":")[2]), str(value) if name.startswith(OPEN + ":") else "")
        for name, value in one.facts.items()
        if ":" in name
    ]
    return Proposed(
        key=one.pk,
        group=group_for(one.facts["group"]),
        rows=rows,
        sealed_keys=frozenset(
            name.partition(":")[2] for name in one.facts if name.startswith(SEALED + ":")
        ),
        why=one.facts["why"],
        by=one.proposed_by,
        since=one.proposed_at,
        until=one.expires_at,
    )


def setting_labels(group: Group) -> dict[str, Setting]:
    """The group's settings by the words that a refusal names them by."""
    return {gettext(setting.label): setting for setting in group.settings}


def is_begun(group: Group) -> bool:
    """Whether somebody gave what the group needs: any value, and all that it cannot do without."""
    given = any(one.source is not Source.DEFAULT for one in standing_of(group))
    return given and not missing_of(group)


def group_for(key: str) -> Group:
    """A declared group. Raises ``NotFound``."""
    group = group_of(key)
    if group is None:
        raise NotFound
    return group


def waiting_for_start() -> list[Setting]:
    """Settings whose kept value the running processes have not read yet."""
    read = {one.key: one for group in groups() for one in group.settings if one.at_start}
    running: Mapping[str, str] = django_settings.KEPT_AT_START
    return [
        read[key]
        for key, change in _newest(list(read)).items()
        if not _is_said(read[key]) and _kept_text(change) != running.get(key, "")
    ]


def last_backup() -> datetime | None:
    """When the newest whole backup was written; none without one or without a place."""
    place = value_of("backup.place")
    if not place or not Path(place).is_dir():
        return None
    newest = max((dump.stat().st_mtime for dump in Path(place).glob("liushui-*.dump")), default=0)
    return datetime.fromtimestamp(newest, UTC) if newest else None


def open_setup() -> Setup | None:
    """The first set-up while it may go on: begun and not ended, or nobody was here before."""
    if django_settings.DEMO:
        return None
    begun = Setup.objects.select_related("organisation", "person").first()
    if begun is not None:
        return begun if begun.finished_at is None else None
    return None if has_anybody() else Setup(begun_at=now())


def account_in_charge() -> "Account":
    """The sign-in of the person whom the first set-up put in charge."""
    account = account_of(Setup.objects.get(pk=1).person_id or 0)
    assert account is not None, "finishing the set-up opened it"
    return account


def _newest(keys: list[str]) -> dict[str, SettingChange]:
    found = SettingChange.objects.filter(key__in=keys).order_by("key", "-pk").distinct("key")
    return {change.key: change for change in found}


def _kept_text(change: SettingChange | None) -> str:
    if change is None:
        return ""
    if change.sealed is not None:
        return vault.open_passing(PURPOSE + change.key, change.sealed)
    return change.text or ""


def _standing(setting: Setting, change: SettingChange | None) -> Standing:
    said = _from_environment(setting)
    kept = _kept_text(change)
    source = Source.ENVIRONMENT if said else Source.KEPT if kept else Source.DEFAULT
    value = said or kept or setting.default
    return Standing(
        setting=setting,
        source=source,
        shown="" if setting.is_secret else value,
        is_set=bool(value),
        by=change.by if change and source is Source.KEPT else "",
        at=change.at if change and source is Source.KEPT else None,
    )


def _is_said(setting: Setting) -> bool:
    return bool(_from_environment(setting))


def _from_environment(setting: Setting) -> str:
    """What the environment says; a value that ``up`` itself read from the table does not count."""
    name = setting.environment
    if not name or setting.key in django_settings.KEPT_AT_START:
        return ""
    said = getattr(django_settings, name, None)
    text = os.environ.get(name, "") if said is None else str(said)
    return _content(name, Path(text)) if text and setting.of_file else text


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingFileUnreadable(name=name) from None
