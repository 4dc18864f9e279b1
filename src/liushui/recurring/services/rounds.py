"""One round of the clock over many things: one that is refused or silent holds up no other."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from liushui.payments.provider import ProviderRefused, ProviderSilent, Unrecognised
from liushui.payments.services import PaymentNotSetUp
from liushui.recurring.errors import MandatesNotSetUp
from liushui.recurring.models import Agreement, Charge

log = structlog.get_logger(__name__)
Thing = TypeVar("Thing", Charge, Agreement)


def one_round(
    things: Iterable[Thing],
    act: Callable[[Thing], bool],
    *,
    provider_of: Callable[[Thing], str],
    refused: str,
) -> int:
    """Do it for each; for how many it was done. A silent provider is asked again next round."""
    silent: set[str] = set()
    done = 0
    for thing in things:
        name = provider_of(thing)
        if name in silent:
            continue
        try:
            done += act(thing)
        except ProviderRefused as refusal:
            log.warning(refused, thing=thing.pk, **refusal.facts)
        except (Unrecognised, PaymentNotSetUp, MandatesNotSetUp) as trouble:
            log.warning(trouble.code, thing=thing.pk)  # of its own merchant alone
        except ProviderSilent as silence:
            log.warning(silence.code, provider=name)
            silent.add(name)
    return done
