"""What items keep about a person: the flowers that were picked and given."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.base.forms import in_reader_language
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.items.queries.flowers import flowers_given_by
from liushui.items.services import forget_days
from liushui.kernel.clock import day_of


class ItemsHolder(PersonalDataHolder):
    """Flowers of a person. Acts that partners tell are kept under keyed hashes, of nobody."""

    name = "items"

    def sections(self, person_id: int) -> Sequence[Section]:
        given = flowers_given_by(person_id)
        if not given:
            return []
        facts = [
            Fact(
                str(one.key),
                f"{day_of(one.at).isoformat()} · "
                + in_reader_language(one.project.title, one.project.title_en),
                ngettext("%(count)s flower", "%(count)s flowers", one.count) % {"count": one.count},
            )
            for one in given
        ]
        return [
            Section(
                key="flowers",
                title=_("Flowers you gave"),
                purpose=_("To count each flower once."),
                facts=facts,
                stays=_("The number of flowers of each project stays; nothing in it names you."),
            )
        ]

    def erase(self, person_id: int, *, at: datetime) -> None:
        del at
        forget_days(person_id)
