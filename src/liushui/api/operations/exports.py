"""Everything of one's organisation in one archive (F18): asked for, watched, taken along."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liushui.api.operations.asking import actor_of
from liushui.api.rooms import Room
from liushui.api.shapes.values import Told, ToldMoment
from liushui.onboarding.policies import KEEPING
from liushui.onboarding.services.exporting import export_made, export_own, own_export
from liushui.parties.access import holders_of

if TYPE_CHECKING:
    from liushui.desk.models import Work
    from liushui.parties.actors import Actor

_KEEPERS = holders_of(*KEEPING)
room = Room("exports", _("Everything of an organisation, to take along"))


class ExportTold(Told):
    export: UUID
    state: str
    done: int
    of: int
    made_at: ToldMoment
    refusal: str


def _export(actor: "Actor", code: str, *, at: datetime) -> "Work":
    return export_own(actor, code, language=get_language() or "zh-hans", at=at)


def _told(one: "Work") -> ExportTold:
    return ExportTold(
        export=one.key,
        state=one.state,
        done=one.steps_done,
        of=one.steps_total,
        made_at=one.made_at,
        refusal=one.refusal_code,
    )


def _one(actor: "Actor", export: UUID) -> ExportTold:
    return _told(own_export(actor, export))


room.does(
    "organisations/{code}/exports", "export-make", _KEEPERS, _export, tells=_told,
    summary=_("Have everything of one's organisation put into one archive"),
    about=_("What the token may see, as CSV and JSON with digests; what it may not is named."),
)  # fmt: skip
room.shows(
    "exports/{uuid:export}", "export", _KEEPERS, _one,
    summary=_("How far an archive is"),
    about=_("“done” with its file for seven days; “failed” with the code of why not."),
)  # fmt: skip


@room.reads_file(
    "exports/{uuid:export}/file", "export-file", "application/zip", access=_KEEPERS,
    summary=_("The archive itself"),
    about=_("404 for a token that may see less than the archive was made with."),
)  # fmt: skip
def export_file(request: HttpRequest, export: UUID) -> HttpResponse:
    made, content = export_made(actor_of(request), export)
    return HttpResponse(content, content_type=made.media_type)
