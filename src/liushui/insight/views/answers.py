"""The same facts as the pages beside them, for programs: JSON, open to whoever may see the page."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from liushui.cases.queries import case_for
from liushui.insight.errors import GiftUnknown, MomentUnclear, NothingGiven
from liushui.insight.queries import answers
from liushui.insight.queries.periods import period_of
from liushui.insight.queries.standing import standing_of
from liushui.insight.queries.whole import whole_balance, whole_balance_at
from liushui.insight.views.public import months_in, number_in, unlisted
from liushui.kernel.clock import CHINA
from liushui.kernel.ids import is_reference
from liushui.projects.queries import project_for


@require_safe
def where(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the gift is: every end with its amount. Before its place in the book, its standing."""
    if not is_reference(reference):
        raise GiftUnknown
    found = answers.gift_answer(reference, number_in(request, "after") or 0)
    if found is None:
        found = {"gift": reference, "standing": standing_of(reference).state}
    return unlisted(_json(found))


@require_safe
def givers(request: HttpRequest, number: str) -> HttpResponse:
    """Who helped a case, as they wish to be shown, and with how much."""
    case = case_for(request.actor, number)  # type: ignore[attr-defined]
    found = answers.case_answer(case.pk, request.GET.get("after", ""))
    return unlisted(_json({"case": number, "resource": "CNY", **found}))


@require_safe
def flow(request: HttpRequest, number: str) -> HttpResponse:
    """A project over the booked months that the address names; without them, all."""
    project = project_for(request.actor, number)  # type: ignore[attr-defined]
    if project.fund_id is None:
        raise NothingGiven
    period = period_of(project, months_in(request))
    return _json({"project": number, **answers.period_answer(period)})


@require_safe
def balance(request: HttpRequest) -> HttpResponse:
    """Income less what was paid out, now or at the second that ``at`` names."""
    text = request.GET.get("at")
    if text is None:
        return _json(answers.balance_answer(whole_balance(), timezone.now()))
    moment = _moment(text)
    return _json(answers.balance_answer(whole_balance_at(moment), moment))


def _moment(text: str) -> datetime:
    """A past moment; without an offset it is China's. Raises ``MomentUnclear``."""
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None:
        raise MomentUnclear
    moment = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    if moment > timezone.now():
        raise MomentUnclear
    return moment.replace(microsecond=0)


def _json(facts: Mapping[str, object]) -> JsonResponse:
    answer = JsonResponse(
        {"as_of": answers.moment_text(timezone.now()), **facts},
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Cache-Control"] = "no-cache"
    return answer
