"""What items keep about a person: the flowers that were picked and given."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.base.forms import in_reader_language
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.items.queries.flowers import days_picked_by, flowers_given_by
from liushui.items.services import forget_days
from liushui.kernel.clock import day_of


class ItemsHolder(PersonalDataHolder):
    """Flowers of a person. Acts that partners tell are kept under keyed hashes, of nobody."""

    name = "items"

    def sections(self, person_id: int) -> Sequence[Section]:
        given, picked = flowers_given_by(person_id), days_picked_by(person_id)
        facts = [
            Fact(
                str(one.key),
                f"{day_of(one.at).isoformat()} · "
                + in_reader_language(one.project.title, one.project.title_en),
                _flowers(one.count),
            )
            for one in given
        ]
        days = [
            Fact(one.day.isoformat(), one.day.isoformat(), _flowers(one.visit + one.gift))
            for one in picked
        ]
        found = []
        if facts:
            found.append(
                Section(
                    key="flowers",
                    title=_("Flowers you gave"),
                    purpose=_("To count each flower once."),
                    facts=facts,
                    stays=_(
                        "The number of flowers of each project stays; nothing in it names you."
                    ),
                )
            )
        if days:
            found.append(
                Section(
                    key="flower-days",
                    title=_("Days on which you picked flowers"),
                    purpose=_("To let each flower be picked once a day."),
                    facts=days,
                )
            )
        return found

    def erase(self, person_id: int, *, at: datetime) -> None:
        del at
        forget_days(person_id)


def _flowers(count: int) -> str:
    return ngettext("%(count)s flower", "%(count)s flowers", count) % {"count": count}
