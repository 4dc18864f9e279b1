"""What statements say about a person whose gift they brought: the words of the transfer."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.kernel.clock import day_of
from liushui.kernel.money import format_yuan
from liushui.reconciling.queries.lines import lines_of_person, words_of
from liushui.reconciling.services.erasing import forget_sender


class ReconcilingHolder(PersonalDataHolder):
    """The words of transfers that brought a person's gifts. An erasure destroys them."""

    name = "reconciling"

    def sections(self, person_id: int) -> Sequence[Section]:
        lines = lines_of_person(person_id)
        words = words_of(lines)
        facts = [
            Fact(
                f"line-{line.pk}",
                day_of(line.happened_at).isoformat(),
                f"{format_yuan(line.amount_minor)} · {' · '.join(filter(None, words[line.pk]))}",
            )
            for line in lines
            if line.pk in words
        ]
        if not facts:
            return []
        return [
            Section(
                key="transfers",
                title=_("What your bank wrote beside your transfers"),
                purpose=_("To find the transfer of your gift in the charity's account."),
                facts=facts,
                stays=_("The line stays with its day and sum; name, account and words do not."),
                organisation_ids=frozenset(line.account.organisation_id for line in lines),
            )
        ]

    def known_in(self, person_id: int) -> frozenset[int]:
        return frozenset(line.account.organisation_id for line in lines_of_person(person_id))

    def erase(self, person_id: int, *, at: datetime) -> None:
        forget_sender(person_id, at=at)
