"""Links to posts: opening one, withdrawing one, and a whole sheet of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liushui.base.refusals import refusal_text
from liushui.parties.appointments import is_weighty
from liushui.parties.colleague_sheets import rows_of_sheet
from liushui.parties.post_forms import SheetForm
from liushui.parties.queries.register import invitation_by_hash, managed_organisation
from liushui.parties.rights_in_words import in_words
from liushui.parties.services.inviting import (
    RowReport,
    accept_invitation,
    hash_of,
    invite_by_sheet,
    is_over,
    revoke_invitation,
)
from liushui.parties.views.asking import FORM_METHODS, actor_of, done, refused


@never_cache
@require_http_methods(FORM_METHODS)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link offers, to whoever holds it; posted by somebody signed in, it is taken."""
    actor = actor_of(request)
    found = invitation_by_hash(hash_of(token))
    words, status = "", 410 if is_over(found, now()) else 200
    if request.method == "POST":
        if actor.person_id is None:
            return redirect(f"{reverse('accounts:sign-in')}?next={request.path}")
        outcomes = []
        words, status = refused(lambda: outcomes.append(accept_invitation(actor, token, at=now())))
        if not words:
            if outcomes[0].waits:
                messages.info(request, _("A second person must agree. You will hold it then."))
                return redirect("web:home")
            messages.success(request, _("The post is yours."))
            return redirect("parties:people")
    facts = {
        "invitation": found,
        "post": found.post,
        "rights": in_words(found.post.rights),
        "is_weighty": is_weighty(found.post.rights) and not found.made_by.startswith("system:"),
        "is_over": is_over(found, now()),
        "is_signed_in": actor.person_id is not None,
        "refusal": words,
    }
    answer = render(request, "parties/invitation.html", facts, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Withdraw a link."""
    withdrawn = revoke_invitation(actor_of(request), key, at=now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("parties:register", withdrawn.post.organisation.credit_code)


@never_cache
@require_http_methods(FORM_METHODS)
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Invite all colleagues of a sheet; each row is answered with its link or what is wrong."""
    actor = actor_of(request)
    body = managed_organisation(actor, code)
    form = SheetForm(request.POST or None, request.FILES or None)
    reports: list[RowReport] | None = done(
        form,
        lambda: invite_by_sheet(
            actor,
            body.pk,
            rows_of_sheet(form.cleaned_data["sheet"].name, form.cleaned_data["sheet"].read()),
            at=now(),
        ),
    )
    told = [
        {
            "number": one.row.number,
            "title": one.row.title,
            "tail": one.row.phone[-4:],
            "link": one.token
            and request.build_absolute_uri(reverse("parties:invitation", args=[one.token])),
            "refusal": " ".join(refusal_text(one.refusal)) if one.refusal else "",
        }
        for one in reports or ()
    ]
    facts = {"organisation": body, "form": form, "reports": told}
    return render(request, "parties/sheet.html", facts, status=422 if form.errors else 200)
