"""One's own tokens: which there are, making one, ending one."""

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.accounts.policies import needs_second_factor
from liushui.accounts.proven import proven_in
from liushui.accounts.queries import has_factors
from liushui.api import queries
from liushui.api.forms import TokenForm
from liushui.api.policies import posts_for_tokens
from liushui.api.services import TokenPlan, end_token, make_token
from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor, PostHeld

_LONGEST = 12


@never_cache
@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    """The tokens of the reader, and the posts for which one can be made."""
    actor, at = _actor(request), now()
    facts = {
        "tokens": queries.tokens_of(actor.person_id or 0),
        "posts": queries.posts_in_words(posts_for_tokens(actor)),
        "at": at,
    }
    return render(request, "api/tokens.html", facts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret is shown once, on the answer. Asks for a fresh proof first."""
    actor, at = _actor(request), now()
    post = _post(request, actor)
    if not _has_proven(request, actor, post, at):
        back = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('accounts:second-factor')}?{back}")
    form = TokenForm(request.POST or None, rights=post.rights)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, post, 422 if request.method == "POST" else 200)
    chosen = form.cleaned_data
    rights = frozenset(map(Right, chosen["rights"]))
    plan = TokenPlan(post.post_id, rights, chosen["days"], chosen["name"])
    try:
        made = make_token(actor, plan, at=at)
    except DomainError as error:
        record_refusal(error)
        form.add_error(None, " ".join(refusal_text(error)))
        return _form_page(request, form, post, error.status)
    trial = f'curl -H "Authorization: Bearer {made.secret}" {settings.ORIGIN}/api/v1/self'
    facts = {"token": made.token, "secret": made.secret, "trial": trial}
    return render(request, "api/token.html", facts, status=201)


@never_cache
@require_POST
def end(request: HttpRequest, key: int) -> HttpResponse:
    """The token opens nothing any more."""
    end_token(_actor(request), key, at=now())
    messages.success(request, _("The token is ended. What used it gets no further answer."))
    return redirect("api:tokens")


def _has_proven(request: HttpRequest, actor: Actor, post: PostHeld, at: datetime) -> bool:
    """Minutes ago; and by two factors, for a post that asks for two (decisions 0016, 0078)."""
    proven = proven_in(request.session)
    if needs_second_factor(actor, post.rights) and not proven.has_second(at):
        return False
    return proven.is_fresh(at, has_factors=has_factors(actor))


def _form_page(request: HttpRequest, form: TokenForm, post: PostHeld, status: int) -> HttpResponse:
    facts = {"form": form, "post": queries.posts_in_words([post])[0]}
    return render(request, "api/token_form.html", facts, status=status)


def _post(request: HttpRequest, actor: Actor) -> PostHeld:
    """The post that was chosen; without a choice the first. Raises ``NotAllowed``."""
    said = request.GET.get("post", "")
    wanted = int(said) if said.isdecimal() and len(said) < _LONGEST else None
    for post in posts_for_tokens(actor):
        if wanted is None or post.post_id == wanted:
            return post
    raise NotAllowed


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
