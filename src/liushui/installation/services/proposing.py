"""What leads money or sign-in codes: one person proposes the change, another brings it into force.

A proposal holds exactly what is to be kept, secrets sealed as they will lie in the table.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from liushui.base import vault
from liushui.installation import policies, queries
from liushui.installation.declared import Group, Setting, setting_of
from liushui.installation.services.changing import (
    keep,
    required_reason,
    sealed_or_open,
    wanted_changes,
)
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.hands import open_proposals
from liushui.parties.services.two_people import (
    Decision,
    Facts,
    ProposalOver,
    decide_proposal,
    propose,
    register_carrier,
    withdraw_proposal,
)

if TYPE_CHECKING:
    from liushui.parties.models import Proposal


@transaction.atomic
def propose_settings(
    actor: Actor,
    group: Group,
    values: Mapping[str, str],
    *,
    why: str,
    at: datetime,
    removed: Collection[str] = (),
) -> "Proposal | None":
    """Put a change before another person who runs the site; nothing without a change.

    Nothing comes into force. Proposing the same again gives back what is open. Raises
    ``SettingWrong``, ``ReasonMissing``, ``NotAllowed``.
    """
    policies.require_manage(actor)
    bodies = actor.organisations_reached(Right.INSTALLATION_MANAGE)
    reason = required_reason(why)
    wanted = wanted_changes(group, values, removed)
    if not wanted:
        return None
    facts = _facts(group, wanted, reason)
    for one in open_proposals(queries.CHANGE, at):
        if one.proposed_by == actor.name and _opened(one.facts) == _opened(facts):
            return one
    return propose(actor, queries.CHANGE, organisation_id=min(bodies), facts=facts, at=at)


@transaction.atomic
def decide_settings(actor: Actor, key: int, word: str, *, at: datetime) -> None:
    """Agree, refuse or withdraw. Raises ``NotFound`` and what ``two_people`` raises."""
    queries.proposed_group(key)
    if word == "withdraw":
        withdraw_proposal(actor, key, at=at)
    else:
        decide_proposal(actor, key, Decision(agrees=word == "agree"), at=at)


class _Change:
    def carry(self, actor: Actor, proposal: "Proposal", *, at: datetime) -> None:
        """Keep what was proposed, unless the group was changed since: then it is another change."""
        policies.require_manage(actor)
        facts = proposal.facts
        group = queries.group_for(facts["group"])
        _one_at_a_time()
        if queries.newest_change(group) != facts["after"]:
            raise ProposalOver
        for name, value in facts.items():
            kind, _, key = name.partition(":")
            if not key:
                continue
            if setting_of(key) not in group.settings:
                raise NotFound
            held = bytes.fromhex(value) if kind == queries.SEALED else value
            by = f"{proposal.proposed_by}, {actor.name}"
            keep(actor, setting_of(key), held, by=by, why=facts["why"], at=at)


def _one_at_a_time() -> None:
    """Of two who agree at once to changes of one group, the second sees what the first changed."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [queries.CHANGE])


register_carrier(queries.CHANGE, _Change())


def _facts(group: Group, wanted: Mapping[Setting, str], why: str) -> Facts:
    facts: dict[str, str | int | None] = {
        "group": group.key,
        "after": queries.newest_change(group),
        "why": why,
    }
    for setting, value in wanted.items():
        held = sealed_or_open(setting, value)
        if isinstance(held, bytes):
            facts[f"{queries.SEALED}:{setting.key}"] = held.hex()
        else:
            facts[f"{queries.OPEN}:{setting.key}"] = held
    return facts


def _opened(facts: Facts) -> Facts:
    """The same with secrets in the open: sealed twice, a secret looks like two. Never kept."""
    return {
        name: vault.open_passing(
            queries.PURPOSE + name.partition(":")[2], bytes.fromhex(str(value))
        )
        if name.startswith(queries.SEALED + ":")
        else value
        for name, value in facts.items()
    }
