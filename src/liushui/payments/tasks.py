"""What the clock does beside payments: certificates that come, complaints that go on."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.payments import services
from liushui.payments.provider import ProviderRefused, ProviderSilent


@app.periodic(cron="23 * * * *", periodic_id="payments.certificates")
@app.task(queue="payments", queueing_lock="payments.certificates", pass_context=False)
def renew_certificates(timestamp: int) -> int:
    """Every hour: WeChat Pay's certificates, the next before its first day. How many are new."""
    del timestamp
    try:
        return services.renew_certificates(at=now())
    except (services.PaymentNotSetUp, ProviderRefused, ProviderSilent):
        return 0


@app.periodic(cron="*/10 * * * *", periodic_id="payments.complaints")
@app.task(queue="payments", queueing_lock="payments.complaints", pass_context=False)
def follow_complaints(timestamp: int) -> int:
    """Every ten minutes: what became of complaints. How many were told of."""
    del timestamp
    try:
        return services.follow_complaints(at=now())
    except services.PaymentNotSetUp:
        return 0
