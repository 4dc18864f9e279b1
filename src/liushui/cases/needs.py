"""What waits for those who work on cases: the second person's word."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.cases.queries import cases_to_approve
from liushui.cases.review_queries import steps_waiting_for
from liushui.desk.needs import Need
from liushui.parties.access import Right
from liushui.parties.actors import Actor


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Cases under review that wait for this person's approval, or at their level: two queries."""
    del at
    if not actor.holds_any([Right.CASE_EDIT]):
        return []
    return [
        Need(
            _("Approve a case: %(kind)s")
            % {"kind": in_reader_language(one.kind_label, one.kind_label_en)},
            reverse("cases:console-case", args=[one.number]),
            _("Look and decide"),
            minor=one.need_minor,
            since=one.opened_at,
        )
        for one in cases_to_approve(actor)
    ] + [
        Need(
            _("Look at a case: %(kind)s")
            % {
                "kind": in_reader_language(
                    step.review.case.kind_label, step.review.case.kind_label_en
                )
            },
            reverse("cases:review", args=[step.review.case.number]),
            _("Look and decide"),
            due=step.due_on,
        )
        for step in steps_waiting_for(actor)
    ]
