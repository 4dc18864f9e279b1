"""What the law asks: its rules, everyone's lights, and one's own duties."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query

from liushui.api.operations.asking import actor_of
from liushui.api.queries import page_of
from liushui.api.rooms import Room
from liushui.api.shapes.duties import (
    BoardTold,
    DoneTaken,
    DutiesPage,
    DutyWhole,
    RulesTold,
    told_board,
    told_duty,
    told_duty_of,
    told_rule,
)
from liushui.api.shapes.values import After, Sought
from liushui.compliance.policies import DECIDING, READING, STATING
from liushui.compliance.queries import duties
from liushui.compliance.queries.rulebook import Asked, rules_asked
from liushui.compliance.services.stating import Done, say_done
from liushui.kernel.clock import day_of
from liushui.parties.access import PUBLIC, holders_of
from liushui.parties.queries import organisations_by_id

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


@room.reads(
    "duties/board", "duties-board", access=PUBLIC, answers=BoardTold,
    summary=_("How each organisation keeps its duties"),
    about=_("The overdue first: what is overdue, what is due, what was done in time and late."),
)  # fmt: skip
def duties_board(request: HttpRequest) -> BoardTold:
    del request
    lines = duties.board()
    bodies = organisations_by_id(line.organisation_id for line in lines)
    return told_board(lines, {body.pk: body.credit_code for body in bodies})


@room.reads(
    "duties", "duties", access=holders_of(*READING), answers=DutiesPage,
    summary=_("The duties of one's organisation"),
    about=_("Newest first, those that ended with them."),
)  # fmt: skip
def own_duties(request: HttpRequest, after: Query[After] = None) -> DutiesPage:
    today = day_of(timezone.now())
    page = page_of(duties.duties_in_console(actor_of(request)), after)
    shown = [told_duty(duties.shown(one, today)) for one in page.rows]
    return DutiesPage(duties=shown, next=page.after)


@room.reads(
    "duties/{int:key}", "duty", access=holders_of(*READING, *DECIDING), answers=DutyWhole,
    summary=_("One duty with its steps"),
    about=_("404 for those who do not read the duties of its organisation."),
)  # fmt: skip
def duty(request: HttpRequest, key: int) -> DutyWhole:
    return told_duty_of(actor_of(request), key)


@room.writes(
    "duties/{int:key}/done", "duty-done", access=holders_of(*STATING), answers=DutyWhole,
    summary=_("Say that a duty was done"),
    about=_("With the place where the public reads it. What the clock sees itself is refused."),
)  # fmt: skip
def duty_done(request: HttpRequest, key: int, asked: DoneTaken) -> DutyWhole:
    done = Done(asked.on, asked.address, asked.note, asked.is_audited)
    say_done(actor_of(request), key, done, at=timezone.now())
    return told_duty_of(actor_of(request), key)
