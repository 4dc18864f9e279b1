"""Settings, all from the environment; the ``liushui`` command fills in what nobody said.

LIUSHUI_HOME            the installation's folder (base/home.py)
LIUSHUI_DATABASE_URL    postgresql://user:password@host:port/name, or ...?host=/socket/folder;
                        unset: the home's embedded server
LIUSHUI_HOSTS           comma-separated host names that the site answers to
LIUSHUI_ORIGIN          the public address, https://give.example.org
LIUSHUI_INTAKE_ORIGIN   the public address of the intake, if it is not that of the site
LIUSHUI_PROXIES         comma-separated proxies (addresses, networks) whose X-Forwarded-For holds
LIUSHUI_LANGUAGE        what a visitor who asks for no language reads: zh-hans or en
LIUSHUI_LAST_RESORT     "1": Django's admin, for the operator on this machine alone
LIUSHUI_SHED_AFTER_MS   after how long without rest pages are shed: "500,2000"
LIUSHUI_API_CALLS_A_MINUTE  how often one program may call
LIUSHUI_SLOW_QUERY_MS   milliseconds from which a query is told in the log
LIUSHUI_DEMO            "1" only under ``liushui demo``: one-click sign-in, codes on a page
LIUSHUI_SMS_CHANNEL     dotted path of the text-message channel
LIUSHUI_HOUSES          file that names other houses' sign-in (docs/operate/houses.md)
LIUSHUI_WECHAT_*        WeChat Pay v3 merchant settings (docs/operate/payments.md)
"""

import json
import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF

from liushui.base.home import Home
from liushui.base.postgres.places import url_of

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Home.from_environment()
DEMO = os.environ.get("LIUSHUI_DEMO") == "1"
ORIGIN = os.environ.get("LIUSHUI_ORIGIN", "http://127.0.0.1:8000")

# Where WeChat Pay reaches the intake, if not at the same address: docs/operate/payments.md.
INTAKE_ORIGIN = os.environ.get("LIUSHUI_INTAKE_ORIGIN") or ORIGIN

SECRET_KEY = HOME.secret("django").hex()
DEBUG = False
# Our own supervisor asks by the local names, whatever the site is called outside.
ALLOWED_HOSTS = [
    *filter(None, os.environ.get("LIUSHUI_HOSTS", "").split(",")),
    *("127.0.0.1", "localhost", "[::1]"),
]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
# What 'up' read from the kept settings and handed over here, by key; "" where nothing was kept.
KEPT_AT_START: dict[str, str] = json.loads(os.environ.get("LIUSHUI_KEPT_AT_START", "{}"))
TRUSTED_PROXIES = [p.strip() for p in os.environ.get("LIUSHUI_PROXIES", "").split(",") if p.strip()]


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "liushui.base.engine",
        "NAME": unquote(parts.path.lstrip("/")) or "liushui",
        "USER": unquote(parts.username or "liushui"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, "application_name": "liushui"},
    }


DATABASES = {
    "default": _database(os.environ.get("LIUSHUI_DATABASE_URL") or url_of(HOME)),
}
# Half-finished conversations that any process may have to finish; nothing lasting.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "base_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "parties.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
# allauth leads through other houses' doors only and keeps no address (decision 0015).
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email"]
ACCOUNT_ADAPTER = "liushui.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "liushui.accounts.houses.conversation.HouseAdapter"
IDP_OIDC_ADAPTER = "liushui.accounts.issuer_adapter.IssuerAdapter"
SILENCED_SYSTEM_CHECKS = [
    "account.W001",  # nobody signs in or up through allauth's own forms
    # Whether all names beside ours are https, and for good, is the owner's of the domain to say.
    *("security.W005", "security.W021"),
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "liushui.base",
    "liushui.places",
    "liushui.parties",
    "liushui.installation",
    "liushui.transparency",
    "liushui.messaging",
    "liushui.documents",
    "liushui.payments",
    "liushui.desk",
    "liushui.accounts",
    "liushui.onboarding",
    "liushui.privacy",
    "liushui.ledger",
    "liushui.projects",
    "liushui.cases",
    "liushui.giving",
    "liushui.disbursing",
    "liushui.recurring",
    "liushui.teams",
    "liushui.items",
    "liushui.appeals",
    "liushui.papers",
    "liushui.insight",
    "liushui.reconciling",
    "liushui.books",
    "liushui.donors",
    "liushui.compliance",
    "liushui.api",
    "liushui.web",
    "liushui.config",
    # After us: what stands first is heard first, of words and of templates.
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.idp.oidc",
]

MIDDLEWARE = [
    "liushui.web.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "liushui.web.middleware.LanguageMiddleware",
    "liushui.config.admission.AdmissionMiddleware",
    "liushui.base.bodies.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "liushui.base.refusals.RefusalMiddleware",
    "liushui.parties.middleware.ActorMiddleware",
    "liushui.api.entering.TokenMiddleware",
    "liushui.parties.middleware.ReadingMiddleware",
    "liushui.accounts.middleware.EntranceMiddleware",
    "liushui.config.gate.RoleTableMiddleware",
    "liushui.onboarding.middleware.PartsMiddleware",
    "liushui.items.middleware.OpenedMiddleware",
]
ROOT_URLCONF = "liushui.config.urls"
WSGI_APPLICATION = "liushui.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "liushui.web.context.shell",
            ],
            "builtins": ["liushui.web.templatetags.figures"],
        },
    },
]

LANGUAGE_CODE = os.environ.get("LIUSHUI_LANGUAGE") or "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [PACKAGE / "kernel" / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = HOME.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "liushui.web.statics.JoinedStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

SECURE = ORIGIN.startswith("https://")
SESSION_ENGINE = "liushui.base.sessions"
SESSION_COOKIE_SECURE = SECURE
# The proxy in front ends TLS and says so; docs/operate/running.md asks it to write this anew.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
# Asked on this machine itself, by the supervisor and by what gathers figures.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LIUSHUI_SMS_CHANNEL = os.environ.get(
    "LIUSHUI_SMS_CHANNEL",
    "liushui.messaging.channels.ScreenChannel" if DEMO else "liushui.messaging.channels.NoChannel",
)
_houses = os.environ.get("LIUSHUI_HOUSES", "")
HOUSES = tomllib.loads(Path(_houses).read_text("utf-8")).get("house", []) if _houses else []
# Django's admin for the operator's last resort: config/last_resort.py; off unless asked for.
LAST_RESORT = os.environ.get("LIUSHUI_LAST_RESORT") == "1"
if LAST_RESORT:
    INSTALLED_APPS.insert(0, "django.contrib.admin.apps.SimpleAdminConfig")
    MIGRATION_MODULES = {"admin": None}  # its own log is not kept: the audit record is
    TEMPLATES[0]["OPTIONS"]["context_processors"].append(  # type: ignore[index]
        "django.contrib.auth.context_processors.auth"
    )

# As ``up`` gives them to the web server; after how many seconds without a thread at rest search,
# charts and feeds are answered 503, and new orders (docs/operate/running.md).
WEB_THREADS = int(os.environ.get("LIUSHUI_WEB_THREADS") or "8")
SHED_AFTER_SECONDS = tuple(
    int(part) / 1000 for part in (os.environ.get("LIUSHUI_SHED_AFTER_MS") or "500,2000").split(",")
)
# Of one token of a program (docs/integrate/api.md); what comes more often is answered 429.
API_CALLS_A_MINUTE = int(os.environ.get("LIUSHUI_API_CALLS_A_MINUTE") or "600")
# A query that took longer is written to the log, without its values.
SLOW_QUERY_MS = int(os.environ.get("LIUSHUI_SLOW_QUERY_MS") or "500")
PROCRASTINATE_ON_APP_READY = "liushui.config.jobs.on_app_ready"

LOGGING_CONFIG = "liushui.config.logs.configure"
LOGGING = {"version": 1}  # Django calls LOGGING_CONFIG only when this is not empty
