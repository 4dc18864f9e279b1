"""``./liushui manage forget_factors``: for who lost the device and the paper."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from liushui.accounts.services.resetting import forget_factors
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_phone


class Command(BaseCommand):
    """Asks for the phone and takes no argument: shells remember what they were told."""

    help = "Take away the second factors of a person who lost them, and sign them out everywhere."

    def handle(self, *_: Any, **__: Any) -> None:
        person = person_by_phone(input("Phone of the person: "))
        if person is None:
            raise CommandError("Nobody here has this phone.")
        gone = forget_factors(Actor.system("operator"), person.pk, at=now())
        self.stdout.write(f"{gone} factors and recovery codes are gone. The person was told.")
