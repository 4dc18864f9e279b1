"""What the law asks: its rules, everyone's lights, and one's own duties."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query

from liushui.api.rooms import Room
from liushui.api.shapes.duties import (
    BoardTold,
    DoneTaken,
    DutiesPage,
    DutyTold,
    RulesTold,
    told_board,
    told_duty,
    told_duty_of,
    told_rule,
)
from liushui.api.shapes.values import Sought
from liushui.compliance.policies import DECIDING, READING, STATING
from liushui.compliance.queries import duties
from liushui.compliance.queries.rulebook import Asked, rules_asked
from liushui.compliance.services.stating import Done, say_done
from liushui.kernel.clock import day_of
from liushui.parties.access import PUBLIC, holders_of
from liushui.parties.queries import organisations_by_id

if TYPE_CHECKING:
    from liushui.compliance.models import Duty
    from liushui.parties.actors import Actor

room = Room("duties", _("Rules and duties"))


@room.reads(
    "rules", "rules", access=PUBLIC, answers=RulesTold,
    summary=_("The rules of the law, with source and status"),
    about=_("Every version of each rule that fits the words."),
)  # fmt: skip
def rules(request: HttpRequest, q: Query[Sought] = "") -> RulesTold:
    del request
    found = rules_asked(Asked(text=q), day_of(timezone.now()))
    return RulesTold(rules=[told_rule(one) for one in found])


def _board(_actor: "Actor") -> BoardTold:
    lines = duties.board()
    bodies = organisations_by_id(line.organisation_id for line in lines)
    return told_board(lines, {body.pk: body.credit_code for body in bodies})


def _line(one: "Duty") -> DutyTold:
    return told_duty(duties.shown(one, day_of(timezone.now())))


room.shows(
    "duties/board", "duties-board", PUBLIC, _board,
    summary=_("How each organisation keeps its duties"),
    about=_("The overdue first: what is overdue, what is due, what was done in time and late."),
)  # fmt: skip
room.pages(
    "duties", "duties", holders_of(*READING, *DECIDING),
    (duties.duties_in_console, DutiesPage, _line),
    summary=_("The duties of one's organisation"),
    about=_("Newest first, those that ended with them; and of those about which one decides."),
)  # fmt: skip
room.shows(
    "duties/{int:key}", "duty", holders_of(*READING, *DECIDING), told_duty_of,
    summary=_("One duty with its steps"),
    about=_("404 for those who do not read the duties of its organisation."),
)  # fmt: skip
room.does(
    "duties/{int:key}/done", "duty-done", holders_of(*STATING), say_done,
    takes=DoneTaken, into=Done, shows=told_duty_of,
    summary=_("Say that a duty was done"),
    about=_("With the place where the public reads it. What the clock sees itself is refused."),
)  # fmt: skip
