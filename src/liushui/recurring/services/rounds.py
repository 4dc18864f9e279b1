"""One round of the clock over many things: one that is refused or silent holds up no other."""

from collections.abc import Callable
from typing import TypeVar

import structlog

from liushui.payments.provider import ProviderRefused, ProviderSilent, Unrecognised
from liushui.payments.services import PaymentNotSetUp, Turns
from liushui.recurring.errors import MandatesNotSetUp
from liushui.recurring.models import Agreement, Charge

log = structlog.get_logger(__name__)
Thing = TypeVar("Thing", Charge, Agreement)


def one_round(
    things: Turns[Thing],
    act: Callable[[Thing], bool],
    *,
    refused: str,
) -> int:
    """Do it for each; for how many it was done. Who got no answer is asked for next round."""
    done = 0
    for thing in things:
        try:
            done += act(thing)
        except ProviderRefused as refusal:
            log.warning(refused, thing=thing.pk, **refusal.facts)
        except (Unrecognised, PaymentNotSetUp, MandatesNotSetUp) as trouble:
            log.warning(trouble.code, thing=thing.pk)  # of its own merchant alone
        except ProviderSilent as silence:
            log.warning(silence.code, thing=thing.pk)
            things.fell_silent()
    return done
