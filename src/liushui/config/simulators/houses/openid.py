"""An OpenID Connect provider: discovery, authorization code with PKCE, signed identity tokens."""

import base64
import hashlib
import hmac
from enum import StrEnum

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from liushui.config.simulators.houses.desk import (
    CODE_SECONDS,
    Answer,
    Asked,
    Grant,
    Kept,
    choice_page,
    gone_to,
    refused_page,
    said,
)

CLIENT, SECRET = "liushui-simulated", "secret-of-openid"


class Mood(StrEnum):
    """How an identity token can be wrong: a client must refuse all but the first."""

    RIGHT = "right"
    WRONG_ISSUER = "wrong-issuer"
    WRONG_AUDIENCE = "wrong-audience"
    WRONG_NONCE = "wrong-nonce"
    EXPIRED = "expired"
    FORGED = "forged"
    UNSIGNED = "unsigned"
    SYMMETRIC = "symmetric"
    NO_SUBJECT = "no-subject"
    SILENT = "silent"


class OpenId:
    """The provider. ``mood`` says what is wrong with the next identity tokens."""

    def __init__(self) -> None:
        self.mood = Mood.RIGHT
        self.codes = Kept(CODE_SECONDS)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._other = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/.well-known/openid-configuration":
            return self._discovery(asked)
        if asked.path == "/jwks":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
            return said({"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]})
        if asked.path == "/authorize":
            return self._authorize(asked)
        if (asked.method, asked.path) == ("POST", "/token"):
            return self._token(asked)
        return said({"error": "not_found"}, 404)

    def _discovery(self, asked: Asked) -> Answer:
        if self.mood == Mood.SILENT:
            return said({"error": "server_error"}, 503)
        base = asked.base
        return said(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def _authorize(self, asked: Asked) -> Answer:
        query = asked.query
        back, state = query.get("redirect_uri", ""), query.get("state", "")
        if query.get("client_id") != CLIENT or not back.startswith("http"):
            return refused_page("unknown client or address")
        has_challenge = query.get("code_challenge_method") == "S256" and query.get("code_challenge")
        if query.get("response_type") != "code" or not has_challenge or not state:
            return gone_to(back, error="invalid_request", state=state)
        if "openid" not in query.get("scope", "").split():
            return gone_to(back, error="invalid_scope", state=state)
        if asked.method != "POST":
            return choice_page("联合会统一登录", asked)
        if "person" not in asked.form:
            return gone_to(back, error="access_denied", state=state)
        code = self.codes.keep(asked.form["person"], query, CLIENT, back, asked.at)
        return gone_to(back, code=code, state=state, iss=asked.base)

    def _token(self, asked: Asked) -> Answer:
        form = asked.form
        known = form.get("client_id") == CLIENT
        if not known or not hmac.compare_digest(SECRET, form.get("client_secret", "")):
            return said({"error": "invalid_client"}, 401)
        grant = self.codes.use(form.get("code", ""), asked.at)
        if grant is None or grant.address != form.get("redirect_uri"):
            return said({"error": "invalid_grant"}, 400)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not hmac.compare_digest(challenge, grant.asked["code_challenge"]):
            return said({"error": "invalid_grant"}, 400)
        token = {"access_token": "nothing-to-fetch", "token_type": "Bearer", "expires_in": 60}
        return said({**token, "id_token": self._identity(asked, grant)})

    def _identity(self, asked: Asked, grant: Grant) -> str:
        claims: dict[str, object] = {
            "iss": asked.base,
            "aud": CLIENT,
            "sub": hashlib.sha256(grant.person.encode()).hexdigest()[:32],
            "nonce": grant.asked.get("nonce", ""),
            "iat": int(asked.at),
            "exp": int(asked.at) + 300,
        }
        wrong: dict[Mood, dict[str, object]] = {
            Mood.WRONG_ISSUER: {"iss": "https://other.example"},
            Mood.WRONG_AUDIENCE: {"aud": "another-site"},
            Mood.WRONG_NONCE: {"nonce": "replayed"},
            Mood.EXPIRED: {"iat": int(asked.at) - 7200, "exp": int(asked.at) - 3600},
            Mood.NO_SUBJECT: {"sub": ""},
        }
        claims |= wrong.get(self.mood, {})
        if self.mood == Mood.UNSIGNED:
            return jwt.encode(claims, "", algorithm="none", headers={"kid": "1"})
        if self.mood == Mood.SYMMETRIC:  # signed with what everybody may read
            return jwt.encode(claims, "public-key-as-a-secret-of-32-bytes", "HS256", {"kid": "1"})
        key = self._other if self.mood == Mood.FORGED else self._key
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "1"})
