"""What waits: applications for operators; accounts and owed steps for a body's own people."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.desk.needs import Need
from liushui.onboarding import policies
from liushui.onboarding.queries.accounts import accounts_to_agree
from liushui.onboarding.queries.applications import applications_waiting, owed_by
from liushui.onboarding.states import Step
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.payments.queries.accounts import accounts_to_agree as merchants_to_agree

_PAGES = {Step.ACCOUNT: "onboarding:account", Step.BOARD: "onboarding:board"}


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Applications by how long they wait, accounts that want a second person, steps owed."""
    del at
    return [*_applications(actor), *_accounts(actor), *_merchants(actor), *_owed(actor)]


def _applications(actor: Actor) -> list[Need]:
    if not actor.holds_any([Right.INSTALLATION_MANAGE]):
        return []
    return [
        Need(
            _("%(name)s asks to come in") % {"name": one.name},
            reverse("onboarding:review", args=[one.key]),
            _("Look into it"),
            since=one.submitted_at,
        )
        for one in applications_waiting()
    ]


def _accounts(actor: Actor) -> list[Need]:
    return [
        Need(
            _("A new bank account of %(name)s wants a second person")
            % {"name": in_reader_language(one.organisation.name, one.organisation.name_en)},
            reverse("onboarding:account", args=[one.organisation.credit_code]),
            _("Look into it"),
            since=one.proposed_at,
        )
        for one in accounts_to_agree(actor)
    ]


def _merchants(actor: Actor) -> list[Need]:
    return [
        Need(
            _("A merchant account of %(name)s wants a second person")
            % {"name": in_reader_language(one.organisation.name, one.organisation.name_en)},
            reverse("onboarding:merchants", args=[one.organisation.credit_code]),
            _("Look into it"),
            since=one.proposed_at,
        )
        for one in merchants_to_agree(actor)
    ]


def _owed(actor: Actor) -> list[Need]:
    keeping = {key for right in policies.KEEPING for key in actor.organisations_with(right)}
    return [
        Need(
            _("Left by the quick lane: %(step)s") % {"step": one.get_step_display()},
            reverse(
                _PAGES.get(Step(one.step), "parties:body"), args=[one.organisation.credit_code]
            ),
            _("Make it up"),
            due=one.due_on,
        )
        for one in owed_by(keeping)
    ]
