"""What one person proposed: the page on which another decides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from liushui.parties.queries.register import proposal_for
from liushui.parties.rights_in_words import in_words
from liushui.parties.services.two_people import Decision, decide_proposal, withdraw_proposal
from liushui.parties.views.asking import FORM_METHODS, actor_of, refused

_DONE = {
    "agree": gettext_lazy("Agreed, and done."),
    "refuse": gettext_lazy("Refused. Nothing changes."),
    "withdraw": gettext_lazy("Withdrawn. Nothing changes."),
}


@require_http_methods(FORM_METHODS)
def proposal(request: HttpRequest, key: int) -> HttpResponse:
    """What was proposed, with the buttons of whoever may decide or take it back.

    Posts and joined records alone: what another module carries is decided on that module's page.
    """
    actor = actor_of(request)
    proposal_for(actor, key, now(), masked=True)
    words, status = "", 200
    if request.method == "POST":
        word = request.POST.get("do", "")
        why = request.POST.get("why", "")[:300]
        if word == "withdraw":
            words, status = refused(lambda: withdraw_proposal(actor, key, at=now()))
        elif word in _DONE:
            decision = Decision(agrees=word == "agree", why=why)
            words, status = refused(lambda: decide_proposal(actor, key, decision, at=now()))
        else:
            words, status = _("Choose one of the buttons."), 422
        if not words:
            messages.success(request, _DONE[word])
            return redirect("parties:people")
    # A refused step reads nobody's name: it leaves nothing on the record.
    waiting = proposal_for(actor, key, now(), masked=bool(words))
    facts = {
        "waiting": waiting,
        "proposal": waiting.proposal,
        "rights": in_words(waiting.rights),
        "is_open": waiting.proposal.state == "open" and waiting.proposal.expires_at > now(),
        "refusal": words,
    }
    return render(request, "parties/proposal.html", facts, status=status)
