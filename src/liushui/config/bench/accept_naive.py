"""The way that the intake is measured against: one object after the other, and a total to update.

A site of one address, as one would write it at first. It lives in this bench alone: its tables are
made for it, and no page of Liushui leads here.
"""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
django.setup()
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = __name__

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after set-up
from django.db import models, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from liushui.payments.services.merchant import provider  # noqa: E402


class Order(models.Model):
    """An order, as it stands."""

    objects: "models.Manager[Order]" = models.Manager()
    reference = models.CharField(max_length=24)
    project_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        managed = False
        app_label = "config"
        db_table = "giving_giftorder"


class Total(models.Model):
    """What one project got: the row at which its gifts meet."""

    objects: "models.Manager[Total]" = models.Manager()
    minor = models.BigIntegerField()
    gifts = models.BigIntegerField()

    class Meta:
        managed = False
        app_label = "config"
        db_table = "bench_total"


class Gift(models.Model):
    """One gift."""

    objects: "models.Manager[Gift]" = models.Manager()
    transaction_id = models.CharField(max_length=64, unique=True)
    order_id = models.BigIntegerField()
    project_id = models.BigIntegerField()
    minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        app_label = "config"
        db_table = "bench_gift"


_TAKEN = HttpResponse("{}", headers={"Content-Length": "2", "Content-Type": "application/json"})


@csrf_exempt
def notify(request: HttpRequest) -> HttpResponse:
    """Prove it, look the order up, write the gift down, add it to the total."""
    at = now()
    paid = provider().opener.open_notice(request.headers, request.body, at=at).transaction
    with transaction.atomic():
        order = Order.objects.get(reference=paid.order)
        _, is_new = Gift.objects.get_or_create(
            transaction_id=paid.transaction_id,
            defaults={
                "order_id": order.pk, "project_id": order.project_id,
                "minor": paid.amount_minor, "at": at,
            },
        )  # fmt: skip
        if is_new:
            total = Total.objects.filter(pk=order.project_id)
            total.update(minor=F("minor") + paid.amount_minor, gifts=F("gifts") + 1)
    return _TAKEN


urlpatterns = [
    path("pay/wechat/notify", notify),
    path("healthz", lambda _request: _TAKEN),
]
application = get_wsgi_application()
