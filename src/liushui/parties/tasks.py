"""What the worker does by itself."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.parties.services import forget_codes
from liushui.parties.services.inviting import forget_invitations
from liushui.parties.services.signing_in import KEPT_FOR
from liushui.parties.services.two_people import lapse_proposals


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="parties.forget_codes", pass_context=False)
def forget_old_codes(timestamp: int) -> int:
    """Once an hour: sign-in codes older than a day, with the phones that they went to."""
    del timestamp
    return forget_codes(before=now() - KEPT_FOR)


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="parties.lapse", pass_context=False)
def let_lapse(timestamp: int) -> int:
    """Once an hour: proposals that nobody decided in time, and the phones of links that ran out."""
    del timestamp
    at = now()
    return lapse_proposals(at=at) + forget_invitations(before=at)
