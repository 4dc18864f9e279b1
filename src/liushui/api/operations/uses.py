"""Uses of money: the public's list of a project, one's own, and reporting one."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File, Form
from ninja.files import UploadedFile

from liushui.api.operations.asking import actor_of
from liushui.api.rooms import Room
from liushui.api.shapes.money_out import PursesTold, told_payment, told_purse
from liushui.api.shapes.uses import (
    ConfirmedTaken,
    PublicMoneyOut,
    UsesPage,
    UseTaken,
    UseTold,
    told_use,
)
from liushui.api.shapes.values import Why
from liushui.disbursing import queries, services
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.projects.queries import project_for

if TYPE_CHECKING:
    from datetime import date, datetime

    from liushui.disbursing.models import Expenditure
    from liushui.parties.actors import Actor

MOST = 200
_DECIDERS = holders_of(Right.MONEY_APPROVE)
room = Room("uses", _("Uses"))


def _money_out(actor: "Actor", number: str) -> PublicMoneyOut:
    found = project_for(actor, number)
    return PublicMoneyOut(
        uses=[told_use(one, is_public=True) for one in queries.uses_of_project(found.pk, MOST)],
        payments=[
            told_payment(one, is_public=True) for one in queries.paid_for_project(found.pk, MOST)
        ],
    )


def _purses(actor: "Actor") -> PursesTold:
    found = queries.sources_of(actor, Right.USE_REPORT)
    return PursesTold(purses=[told_purse(one) for one in found])


def _use(actor: "Actor", reference: str) -> UseTold:
    return told_use(queries.use_for(actor, reference))


def _slip(
    bank_ref: str = "", paid_on: "date | None" = None, *, in_cash: bool = False
) -> services.UseSlip:
    return services.UseSlip(bank_ref, paid_on, in_cash)


def _confirmed(
    actor: "Actor", reference: str, slip: services.UseSlip, *, at: "datetime"
) -> "Expenditure":
    return services.confirm_use(actor, reference, slip=slip, at=at)


room.shows(
    "projects/{number}/money-out", "project-money-out", PUBLIC, _money_out,
    summary=_("What was paid and used of a project's money"),
    about=_("The newest 200 of each, by every organisation that the money reached."),
)  # fmt: skip
room.pages(
    "uses", "uses", holders_of(*Right), (queries.uses_in_console, UsesPage, told_use),
    summary=_("Uses that one's organisation sees whole"),
    about=_("Newest first. Vouchers open on the site, where each reading is recorded."),
)  # fmt: skip
room.shows(
    "uses/{reference}", "use", holders_of(*Right), _use,
    summary=_("One use"),
    about=_("404 for those who do not see it whole."),
)  # fmt: skip
room.does(
    "uses/{reference}/confirm", "use-confirm", _DECIDERS, _confirmed,
    takes=ConfirmedTaken, into=_slip, shows=_use,
    summary=_("Confirm a use that another person reported"),
    about=_("It leaves the fund. Say how it was paid where its reporter did not."),
)  # fmt: skip
room.does(
    "uses/{reference}/refuse", "use-refuse", _DECIDERS, services.refuse_use,
    takes=Why, shows=_use,
    summary=_("Refuse a use that another person reported"),
    about=_("What was held back is free again."),
)  # fmt: skip
room.does(
    "uses/{reference}/withdraw", "use-withdraw", holders_of(Right.USE_REPORT),
    services.withdraw_use, shows=_use,
    summary=_("Take back a use that one reported oneself"),
    about=_("Until it is confirmed. What was held back is free again."),
)  # fmt: skip
room.shows(
    "own/purses-to-use", "purses-to-use", holders_of(Right.USE_REPORT), _purses,
    summary=_("The funds out of which a use can be reported"),
    about=_("With what is free in each: nobody reports more than arrived."),
)  # fmt: skip


@room.writes(
    "uses", "use-report", access=holders_of(Right.USE_REPORT), answers=UseTold,
    summary=_("Report a use with its voucher"),
    about=_(
        "A form with files: a voucher, and a photo if there is one. Never the name of who "
        "was helped. Refuses more than is free in the fund. Out of one's own money it is held "
        "back until another person confirms it."
    ),
)  # fmt: skip
def use_report(
    request: HttpRequest,
    asked: Form[UseTaken],
    voucher: File[UploadedFile],
    photo: File[UploadedFile | None] = None,
) -> UseTold:
    actor, at = actor_of(request), timezone.now()
    report = services.UseReport(
        reference=new_reference(day_of(at)),
        amount_minor=asked.amount,
        label=asked.label,
        label_en=asked.label_en,
        payee_label=asked.payee,
        happened_on=asked.happened_on,
        voucher=voucher.read(),
        photo=photo.read() if photo is not None else None,
        photo_is_public=asked.photo_is_public,
        case_number=asked.case,
        budget_line_id=asked.budget_line,
        slip=_slip(asked.bank_ref, asked.paid_on, in_cash=asked.in_cash),
    )
    source = queries.source_for(actor, Right.USE_REPORT, asked.fund)
    return told_use(services.report_use(actor, source=source, use=report, at=at))
