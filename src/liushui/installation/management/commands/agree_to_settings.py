"""``./liushui manage agree_to_settings``: the second word where one person alone runs the site."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from liushui.base.refusals import refusal_text
from liushui.installation.queries import Proposed, proposed_on_machine
from liushui.installation.services import decide_settings
from liushui.kernel.errors import DomainError
from liushui.parties.actors import Actor


class Command(BaseCommand):
    """Asks about each change that no page lets anybody decide; "y" agrees, all else waits."""

    help = "Agree, from this machine, to changes of settings that nobody else can agree to."

    def handle(self, *_: Any, **__: Any) -> None:
        waiting = proposed_on_machine(now())
        if not waiting:
            self.stdout.write("Nothing waits for a second person from this machine.")
        for one in waiting:
            self.stdout.write(_in_words(one))
            if input("Agree? [y/N] ").strip().lower() == "y":
                self._agree(one)

    def _agree(self, one: Proposed) -> None:
        try:
            decide_settings(Actor.system("operator"), one.key, "agree", at=now())
        except DomainError as error:
            self.stderr.write(" ".join(refusal_text(error)))
        else:
            self.stdout.write("Agreed, and in force.")


def _in_words(one: Proposed) -> str:
    """Each setting with its new value; of a secret only that there is one."""
    rows = [f"  {setting.key}: {_value(one, setting.key, value)}" for setting, value in one.rows]
    return "\n".join([f"{one.group.key}, proposed by {one.by}: {one.why}", *rows])


def _value(one: Proposed, key: str, value: str) -> str:
    return "(a secret, given anew)" if key in one.sealed_keys else value or "(back to the default)"
