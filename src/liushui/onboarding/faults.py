"""What is missing or against a rule in an application: named, with what mends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from liushui.onboarding.states import Step


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend, in its step. Words are English sentences marked where they are written."""

    step: Step
    code: str
    message: str
    remedy: str
    facts: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What is wrong and what mends it, in the active language."""
        return f"{gettext(self.message) % self.facts} {gettext(self.remedy) % self.facts}".strip()
