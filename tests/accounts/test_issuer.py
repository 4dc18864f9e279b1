"""Other charity software signs people in with us: OpenID Connect as its library speaks it."""

import base64
import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.idp.oidc.models import Client as OidcClient
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from liushui.accounts.models import Guest
from liushui.accounts.personal import AccountsHolder
from liushui.accounts.services.sites import (
    NewSite,
    ReturnAddressUnsafe,
    close_site,
    register_site,
    words_of,
)
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord, Consent
from liushui.parties.personal import PartiesHolder
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.parties.builders import AT, as_donor, chen, holder, lin, organisation, person, wang

pytestmark = pytest.mark.django_db
BACK = "https://volunteers.example.org/callback?from=liushui"
VERIFIER = "v" * 64


@pytest.fixture(autouse=True)
def _hash_quickly(settings: Any) -> None:
    """A client's secret is 256 random bits: how slowly it is hashed is not what is tried here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)


def a_site(number: int = 1, *, scopes: tuple[str, ...] = ("profile", "phone")) -> NewSite:
    body = organisation(number)
    keeper = holder(person(), body, Right.BODY_EDIT)
    return register_site(
        keeper, organisation_id=body.pk, name="志愿者平台", addresses=[BACK], scopes=scopes, at=AT
    )


def question(site: NewSite, **changes: str) -> str:
    asked = {
        "client_id": site.site.pk,
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": "openid profile phone",
        "state": "s-1",
        "nonce": "n-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return f"/oidc/authorize?{urlencode(asked)}"


def came_back(answer: Any) -> dict[str, str]:
    """What the site is sent, by redirect or by our page in between."""
    address = answer.headers.get("Location") or answer["Refresh"].removeprefix("0;url=")
    assert address.startswith(BACK), address
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def allow(
    client: Client, site: NewSite, told: tuple[str, ...] = ("profile", "phone"), **asked: str
) -> str:
    """The person says yes; the code."""
    ticks = dict.fromkeys(told, "1")
    answer = client.post(question(site, **asked), {"allow": "1", **ticks})
    assert answer.status_code == 200, answer.content.decode()[:800]
    return came_back(answer)["code"]


def redeem(site: NewSite, code: str, /, **changes: str) -> Any:
    said = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": site.site.pk,
        "client_secret": site.secret,
        "code_verifier": VERIFIER,
        **changes,
    }
    return Client(enforce_csrf_checks=True).post("/oidc/token", said)


def userinfo(token: str) -> Any:
    return Client().get("/oidc/userinfo", headers={"authorization": f"Bearer {token}"})


def donor(someone: Any) -> Client:
    return signed_in_client(open_account(someone.pk))


def test_a_person_signs_in_to_another_site_with_us() -> None:
    site, someone = a_site(), lin()
    client = donor(someone)
    page = client.get(question(site))
    assert "志愿者平台" in page.content.decode()
    assert client.get(question(site)).status_code == 200
    said = redeem(site, allow(client, site)).json()
    keys = Client().get("/.well-known/jwks.json").json()["keys"]
    kid = jwt.get_unverified_header(said["id_token"])["kid"]
    key = jwt.PyJWK(next(key for key in keys if key["kid"] == kid))
    identity = jwt.decode(said["id_token"], key, algorithms=["RS256"], audience=site.site.pk)
    assert identity["iss"] == settings.ORIGIN
    assert identity["nonce"] == "n-1"
    assert set(identity) <= {
        "iss",
        "aud",
        "sub",
        "exp",
        "iat",
        "nonce",
        "at_hash",
        "auth_time",
        "jti",
    }
    told = userinfo(said["access_token"]).json()
    assert told == {
        "sub": identity["sub"],
        "name": "林晓雨",
        "phone_number": "+8613800000001",
        "phone_number_verified": True,
    }
    assert "refresh_token" not in said
    assert AuditRecord.objects.filter(verb="person.told_to_site").count() == 1
    assert "林晓雨" not in json.dumps([r.facts for r in AuditRecord.objects.all()])


def test_what_a_person_agrees_to_is_on_record_word_for_word() -> None:
    site, someone = a_site(), lin()
    allow(donor(someone), site)
    consent = Consent.objects.get(person=someone, purpose=f"site:{site.site.pk}")
    page = donor(chen()).get(question(site)).content.decode()
    assert "checked" not in page, "nothing is ticked for anybody"
    shown = words_of(site.site, None, "zh-hans")
    kept = words_of(site.site, ["profile", "phone"], "zh-hans")
    for paragraph in shown.paragraphs:
        assert paragraph in page.replace("\u00a0", " "), paragraph
    assert kept.text.startswith(shown.text)
    assert kept.text.endswith("[x] 您的姓名\n[x] 您的手机号\n")
    assert consent.text_sha256 == kept.sha256
    assert consent.is_given
    assert consent.version == "2026-11"


def test_who_unticks_the_phone_tells_the_name_alone() -> None:
    site = a_site()
    token = redeem(site, allow(donor(lin()), site, ("profile",))).json()["access_token"]
    assert set(userinfo(token).json()) == {"sub", "name"}
    assert Guest.objects.get().scopes == "openid profile"


def test_a_site_that_may_not_ask_for_the_phone_is_refused() -> None:
    site = a_site(scopes=("profile",))
    answer = donor(lin()).get(question(site))
    assert came_back(answer)["error"] == "invalid_scope"


def test_sites_of_different_organisations_cannot_match_their_people() -> None:
    someone, subjects = lin(), []
    for number in (1, 2):
        site = a_site(number)
        said = redeem(site, allow(donor(someone), site)).json()
        subjects.append(userinfo(said["access_token"]).json()["sub"])
    assert subjects[0] != subjects[1]
    assert all(re.fullmatch(r"[0-9a-f]{64}", subject) for subject in subjects)


def test_who_allowed_once_is_not_asked_again_but_for_more() -> None:
    site, client = a_site(), donor(lin())
    allow(client, site, ("profile",), scope="openid profile")
    again = client.get(question(site, scope="openid profile"))
    assert again.status_code == 302
    assert "code" in came_back(again)
    assert client.get(question(site)).status_code == 200, "the phone is more"
    asked = question(site, scope="openid profile", prompt="consent")
    assert client.get(asked).status_code == 200


def test_no_is_an_answer() -> None:
    site, client = a_site(), donor(lin())
    said = came_back(client.post(question(site), {"refuse": "1", "profile": "1"}))
    assert said["error"] == "access_denied"
    assert said["state"] == "s-1"
    assert not Guest.objects.exists()
    assert not Consent.objects.filter(purpose__startswith="site:").exists()


def test_silent_questions_are_answered_silently() -> None:
    site, client = a_site(), donor(lin())
    assert came_back(Client().get(question(site, prompt="none")))["error"] == "login_required"
    assert came_back(client.get(question(site, prompt="none")))["error"] == "consent_required"
    allow(client, site)
    assert "code" in came_back(client.get(question(site, prompt="none")))


def test_a_stranger_signs_in_first_and_comes_back_to_the_question() -> None:
    site = a_site()
    answer = Client().get(question(site))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=/oidc/authorize")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"redirect_uri": "https://evil.example/callback"}, 400),
        ({"redirect_uri": f"{BACK}&more=1"}, 400),
        ({"redirect_uri": BACK.replace("https", "http")}, 400),
        ({"client_id": "nobody"}, 400),
        ({"client_id": "a\0b"}, 400),
    ],
)
def test_a_question_from_nowhere_is_refused_here_and_sent_nowhere(
    changes: dict[str, str], status: int
) -> None:
    answer = donor(lin()).get(question(a_site(), **changes))
    assert answer.status_code == status
    assert "Location" not in answer
    assert "Refresh" not in answer


@pytest.mark.parametrize(
    "changes",
    [
        {"client_secret": "wrong"},
        {"client_secret": ""},
        {"code_verifier": "x" * 64},
        {"code_verifier": ""},
        {"redirect_uri": "https://evil.example/"},
        {"code": "guessed"},
        {"grant_type": "password", "username": "lin", "password": "x"},
        {"grant_type": "client_credentials"},
        {"grant_type": "refresh_token", "refresh_token": "x"},
    ],
)
def test_a_code_is_worth_nothing_to_others(changes: dict[str, str]) -> None:
    site = a_site()
    code = allow(donor(lin()), site)
    answer = redeem(site, code, **changes)
    assert answer.status_code in (400, 401), answer.content
    assert not Token.objects.exists()


def test_a_code_is_good_once_and_for_its_own_site() -> None:
    site, other, client = a_site(), a_site(2), donor(lin())
    code = allow(client, site)
    stolen = redeem(other, code)
    assert stolen.status_code in (400, 401)
    code = allow(client, site)
    assert redeem(site, code).status_code == 200
    assert redeem(site, code).status_code == 400


def test_taking_it_back_ends_everything() -> None:
    site, someone = a_site(), lin()
    client = donor(someone)
    said = redeem(site, allow(client, site)).json()
    assert client.post(f"/me/security/sites/{site.site.pk}/leave/").status_code == 302
    assert userinfo(said["access_token"]).status_code == 401
    assert not Guest.objects.exists()
    last = Consent.objects.filter(purpose=f"site:{site.site.pk}").latest("pk")
    assert not last.is_given
    assert client.get(question(site)).status_code == 200, "and one is asked anew"


def test_a_code_from_before_it_was_taken_back_is_worth_nothing() -> None:
    site, client = a_site(), donor(lin())
    code = allow(client, site)
    client.post(f"/me/security/sites/{site.site.pk}/leave/")
    assert redeem(site, code).status_code == 400


def test_a_token_can_be_revoked_by_its_site() -> None:
    site = a_site()
    token = redeem(site, allow(donor(lin()), site)).json()["access_token"]
    words = {"token": token, "client_id": site.site.pk, "client_secret": site.secret}
    assert Client(enforce_csrf_checks=True).post("/oidc/revoke", words).status_code == 200
    assert userinfo(token).status_code == 401
    assert userinfo("guessed").status_code == 401


def test_a_null_character_is_no_word_of_the_standard() -> None:
    for path in ("/oidc/token", "/oidc/revoke", "/oidc/userinfo"):
        answer = Client().post(path, {"client_id": "a\0b", "token": "\0", "client_secret": "x"})
        assert answer.status_code == 400, path
    basic = base64.b64encode(b"a\0b:x").decode()
    answer = Client().post("/oidc/token", {}, headers={"authorization": f"Basic {basic}"})
    assert answer.status_code == 400


def test_a_closed_site_signs_nobody_in() -> None:
    site, client = a_site(), donor(lin())
    said = redeem(site, allow(client, site)).json()
    keeper = holder(person(), site.site.organisation, Right.BODY_EDIT, Right.USE_REPORT)
    close_site(keeper, site.site.pk, at=AT)
    assert userinfo(said["access_token"]).status_code == 401
    assert client.get(question(site)).status_code == 404
    assert close_site(keeper, site.site.pk, at=AT).closed_at == AT, "twice is once"


def test_the_yes_needs_the_token_of_its_page() -> None:
    site, someone = a_site(), lin()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(open_account(someone.pk))
    answer = strict.post(question(site), {"allow": "1", "profile": "1"})
    assert answer.status_code == 403
    assert not Guest.objects.exists()


def test_the_question_cannot_be_framed() -> None:
    answer = donor(lin()).get(question(a_site()))
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_the_discovery_names_what_exists_and_nothing_else() -> None:
    said = Client().get("/.well-known/openid-configuration", headers={"host": "127.0.0.1"}).json()
    assert said["issuer"] == settings.ORIGIN
    assert said["response_types_supported"] == ["code"]
    for name in ("authorization_endpoint", "jwks_uri"):
        path = said[name].removeprefix(said["issuer"])
        assert Client().get(path).status_code in (200, 400), name
    for name in ("token_endpoint", "revocation_endpoint"):
        assert Client().get(said[name].removeprefix(said["issuer"])).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "http://volunteers.example.org/back",
        "https://*.example.org/back",
        "https://example.org/back#part",
        "https://user@example.org/back",
        "javascript:alert(1)",
        "https:///back",
        "https://例.example/back",
        "//example.org/back",
        "",
    ],
)
def test_a_return_address_is_whole_and_exact(address: str) -> None:
    body = organisation(3)
    keeper = holder(person(), body, Right.BODY_EDIT)
    with pytest.raises(ReturnAddressUnsafe):
        register_site(
            keeper, organisation_id=body.pk, name="站", addresses=[address], scopes=[], at=AT
        )


def test_only_its_own_people_register_and_see_an_organisations_sites() -> None:
    site = a_site()
    stranger = holder(wang(), organisation(9), Right.BODY_EDIT)
    with pytest.raises(NotAllowed):
        register_site(
            stranger,
            organisation_id=site.site.organisation_id,
            name="站",
            addresses=[BACK],
            scopes=[],
            at=AT,
        )
    with pytest.raises(NotFound):
        close_site(stranger, site.site.pk, at=AT)
    with pytest.raises(NotAllowed):
        register_site(
            as_donor(lin()),
            organisation_id=site.site.organisation_id,
            name="站",
            addresses=[BACK],
            scopes=[],
            at=AT,
        )


def test_the_secret_is_shown_once_and_kept_as_a_hash() -> None:
    body, someone = organisation(4), wang()
    holder(someone, body, Right.BODY_EDIT)
    client = donor(someone)
    form = {
        "organisation": str(body.pk),
        "name": "志愿者",
        "addresses": BACK,
        "scopes": ["profile"],
    }
    answer = client.post("/console/sites/new/", form)
    assert answer.status_code == 201
    made = OidcClient.objects.get()
    secret = re.findall(r"<code>([^<]{40,})</code>", answer.content.decode())
    assert [word for word in secret if made.check_secret(word)]
    page = client.get(f"/console/sites/{made.pk}/").content.decode()
    assert not [
        word for word in re.findall(r"<code>([^<]+)</code>", page) if made.check_secret(word)
    ]
    assert client.post("/console/sites/new/", {**form, "addresses": "http://x"}).status_code == 422
    assert client.get("/console/sites/").status_code == 200
    assert client.post(f"/console/sites/{made.pk}/close/").status_code == 302


def test_a_consent_to_a_site_has_a_name_and_taking_it_back_ends_it() -> None:
    site, someone = a_site(), lin()
    token = redeem(site, allow(donor(someone), site)).json()["access_token"]
    purpose = f"site:{site.site.pk}"
    facts = [fact for part in PartiesHolder().sections(someone.pk) for fact in part.facts]
    assert "志愿者平台" in next(fact.label for fact in facts if fact.key == purpose)
    for _twice in range(2):
        AccountsHolder().withdrawn(someone.pk, purpose, at=now())
    assert userinfo(token).status_code == 401
    assert not Guest.objects.exists()
    assert [one.is_given for one in Consent.objects.filter(purpose=purpose).order_by("pk")] == [
        True,
        False,
    ]
