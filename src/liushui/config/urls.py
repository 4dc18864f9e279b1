"""Every address of the site, module by module. Each must stand in its module's ``ROLES``."""

from django.conf import settings
from django.urls import include, path

from liushui.config import health, metrics

handler400 = "liushui.config.failures.bad_request"
handler500 = "liushui.config.failures.server_error"
_own = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
urlpatterns = [
    path("", include((_own, "config"))),
    path("", include("liushui.web.urls")),
    path("", include("liushui.places.urls")),
    path("", include("liushui.parties.urls")),
    path("", include("liushui.installation.urls")),
    path("", include("liushui.transparency.urls")),
    path("", include("liushui.messaging.urls")),
    path("", include("liushui.payments.urls")),
    path("", include("liushui.desk.urls")),
    path("", include("liushui.accounts.urls")),
    path("", include("liushui.onboarding.urls")),
    path("", include("liushui.privacy.urls")),
    path("", include("liushui.projects.urls")),
    path("", include("liushui.giving.urls")),
    path("", include("liushui.cases.urls")),
    path("", include("liushui.disbursing.urls")),
    path("", include("liushui.recurring.urls")),
    path("", include("liushui.teams.urls")),
    path("", include("liushui.items.urls")),
    path("", include("liushui.appeals.urls")),
    path("", include("liushui.papers.urls")),
    path("", include("liushui.reconciling.urls")),
    path("", include("liushui.insight.urls")),
    path("", include("liushui.books.urls")),
    path("", include("liushui.donors.urls")),
    path("", include("liushui.compliance.urls")),
    path("", include("liushui.api.urls")),
]
if settings.LAST_RESORT:
    from liushui.config.last_resort import last_resort

    urlpatterns.append(path("admin/", last_resort().urls))
