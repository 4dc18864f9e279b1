"""All that this module keeps about one person, whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from liushui.teams.models import FirmPerson, FirmRequest, Team, Word
from liushui.teams.queries.teams import Said, words_of


@dataclass(frozen=True, slots=True)
class Held:
    """Teams, words, firms and requests of one person."""

    teams: Sequence[Team]
    words: Sequence[Said]
    firms: Sequence[FirmPerson]
    requests: Sequence[FirmRequest]


def facts_held(person_id: int) -> Held:
    """Everything about the person that this module keeps."""
    joined = FirmPerson.objects.filter(person_id=person_id).select_related("firm__organisation")
    return Held(
        list(Team.objects.filter(captain_id=person_id).order_by("pk")),
        words_of(person_id),
        list(joined.order_by("pk")),
        list(FirmRequest.objects.filter(asked_by_id=person_id).order_by("pk")),
    )


def organisations_of(person_id: int) -> frozenset[int]:
    """The charities whose teams the person leads or wrote to."""
    led = Team.objects.filter(captain_id=person_id)
    said = Word.objects.filter(person_id=person_id)
    return frozenset(led.values_list("project__organisation_id", flat=True)) | frozenset(
        said.values_list("team__project__organisation_id", flat=True)
    )
