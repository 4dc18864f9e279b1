"""Our side of OpenID Connect: what other sites' software asks, and what a person is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc import views as oidc
from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from oauthlib.oauth2.rfc6749 import errors

from liushui.accounts.issuer.scopes import OPENID, PHONE, PROFILE, SCOPES
from liushui.accounts.issuer_adapter import IssuerAdapter
from liushui.accounts.queries.sites import has_let_in, open_site, waits_at
from liushui.accounts.services.sites import let_in, words_of
from liushui.accounts.views.entering import actor_of, is_fresh
from liushui.accounts.views.houses import confirm_first, onward
from liushui.kernel.errors import DomainError, gettext_noop

Handler = Callable[[HttpRequest], HttpResponse]


def _plainly(handler: Handler) -> Handler:
    """No word of a question holds a null character: no column holds one either."""

    def answer(request: HttpRequest) -> HttpResponse:
        basic = extract_basic_auth(request.headers)
        words = [*request.GET.values(), *request.POST.values(), *filter(None, basic)]
        if any("\0" in str(word) for word in words):
            return JsonResponse({"error": "invalid_request"}, status=400)
        return handler(request)

    return answer


def _redeem(request: HttpRequest) -> HttpResponse:
    """A code for a token of an hour, and none to renew it: a site that wants more asks again."""
    server = get_server()
    server.auth_grant.refresh_token = server.openid_connect_auth.refresh_token = False
    try:
        answer: HttpResponse = convert_response(
            *server.create_token_response(*extract_params(request))
        )
    except errors.OAuth2Error as error:
        return JsonResponse(dict(error.twotuples), status=error.status_code)
    return answer


# The shapes of these answers are the standard's, not a page's.
token = csrf_exempt(require_POST(_plainly(_redeem)))
userinfo = csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(_plainly(oidc.user_info)))
revoke = csrf_exempt(require_POST(_plainly(oidc.revoke)))
jwks = require_safe(oidc.jwks)


class SiteAsksWrongly(DomainError):
    """The other site's request cannot be answered: unknown, closed, or another return address."""

    code = "site_asks_wrongly"
    status = 400
    message = gettext_noop("The other site asked in a way that cannot be answered (%(reason)s).")
    remedy = gettext_noop("Go back to it and try again. If it happens again, tell its people.")


@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """What this provider can do (OpenID Connect Discovery 1.0)."""
    del request
    issuer = IssuerAdapter().get_issuer()

    def at(name: str) -> str:
        return issuer + reverse(f"accounts:{name}")

    answer = JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": at("oidc-authorize"),
            "token_endpoint": at("oidc-token"),
            "userinfo_endpoint": at("oidc-userinfo"),
            "revocation_endpoint": at("oidc-revoke"),
            "jwks_uri": at("oidc-jwks"),
            "scopes_supported": list(SCOPES),
            "claims_supported": [
                "iss", "sub", "aud", "exp", "iat", "nonce",
                "name", "phone_number", "phone_number_verified",
            ],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "service_documentation": f"{settings.ORIGIN}/",
        }
    )  # fmt: skip
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@dataclass(frozen=True, slots=True)
class Question:
    """What a site asks, after all of it was checked: who it is, how much, and where it waits."""

    site: Any
    wanted: frozenset[str]
    back: str
    state: str | None
    prompts: frozenset[str]
    facts: Mapping[str, Any]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Ask the person whether the site may sign them in; who said yes before is not asked again."""
    try:
        question = _question(request)
    except errors.FatalClientError as error:
        raise SiteAsksWrongly(reason=str(error.error)[:60]) from error
    except errors.OAuth2Error as error:
        return _answer(request, error.in_uri(error.redirect_uri))
    if not request.user.is_authenticated:
        if "none" in question.prompts:
            return _refuse(request, question, errors.LoginRequired)
        return redirect_to_login(request.get_full_path())
    if "login" in question.prompts and not is_fresh(request, at=now()):
        return confirm_first(request.get_full_path())
    return _heard(request, question) if request.method == "POST" else _ask(request, question)


def _ask(request: HttpRequest, question: Question) -> HttpResponse:
    account: Any = request.user
    is_known = has_let_in(question.site.pk, account.pk, question.wanted)
    if is_known and "consent" not in question.prompts:
        return _grant(request, question, question.wanted)
    if "none" in question.prompts:
        return _refuse(request, question, errors.ConsentRequired)
    may_choose = [scope for scope in (PROFILE, PHONE) if scope in question.wanted]
    facts = {
        "site": question.site,
        "words": words_of(question.site, None, get_language() or ""),
        "choices": [(scope, SCOPES[scope]) for scope in may_choose],
        "action": request.get_full_path(),
    }
    return render(request, "accounts/let_in.html", facts)


def _heard(request: HttpRequest, question: Question) -> HttpResponse:
    """What the person answered. The site's question still stands in the address, checked anew."""
    if "allow" not in request.POST:
        return _refuse(request, question, errors.AccessDeniedError)
    told = frozenset(s for s in question.wanted if s == OPENID or s in request.POST)
    let_in(
        actor_of(request),
        request.user,
        question.site.pk,
        scopes=told,
        language=get_language() or "",
        at=now(),
    )
    return _grant(request, question, told)


def _question(request: HttpRequest) -> Question:
    """Raises oauthlib's errors, and ``NotFound`` for a site that was closed."""
    client_id, back = request.GET.get("client_id", ""), request.GET.get("redirect_uri", "")
    if not waits_at(client_id, back):  # to the letter, also where an error would be sent
        raise SiteAsksWrongly(reason="redirect_uri")
    scopes, facts = get_server().validate_authorization_request(*_as_asked(request))
    return Question(
        site=open_site(facts["client_id"]),
        wanted=frozenset(scopes) & frozenset(SCOPES),
        back=facts["redirect_uri"],
        state=facts["state"],
        prompts=frozenset(request.GET.get("prompt", "").split()),
        facts={name: fact for name, fact in facts.items() if name != "request"},
    )


def _as_asked(request: HttpRequest) -> tuple[str, str, str, dict[str, str]]:
    """The address alone, without ``prompt``: whom to ask again is our own question."""
    asked = request.GET.copy()
    asked.pop("prompt", None)
    _uri, _method, _body, headers = extract_params(request)
    return f"{request.path}?{asked.urlencode()}", "GET", "", headers


def _grant(request: HttpRequest, question: Question, told: frozenset[str]) -> HttpResponse:
    credentials = {**question.facts, "user": request.user}
    headers, body, status = get_server().create_authorization_response(
        *_as_asked(request),
        scopes=[scope for scope in SCOPES if scope in told],
        credentials=credentials,
    )
    if "Location" in headers:
        return _answer(request, headers["Location"])
    answer: HttpResponse = convert_response(headers, body, status)
    return answer


def _refuse(
    request: HttpRequest, question: Question, kind: type[errors.OAuth2Error]
) -> HttpResponse:
    return _answer(request, kind(state=question.state).in_uri(question.back))


def _answer(request: HttpRequest, address: str) -> HttpResponse:
    """Back to the site; after a form of ours by a page, since a form's answer may lead nowhere."""
    if request.method == "POST" or request.headers.get("Sec-Fetch-Site") == "same-origin":
        return onward(request, address, urlsplit(address).hostname or "")
    answer = HttpResponse(status=302)
    answer["Location"] = address
    return answer
