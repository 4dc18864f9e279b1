"""Words that the public reads name nobody who is to be masked, and no person is paid."""

import unicodedata

from liushui.appeals.errors import AccountNotProviders, WordsNamePerson
from liushui.appeals.models import Appeal
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id, person_name

_OWN = Actor.system("appeals")


def require_masked(appeal: Appeal, *words: str) -> None:
    """Raise ``WordsNamePerson`` where the words hold a name that is to be masked."""
    if appeal.shows_name or appeal.person_id is None:
        return
    name = _name(appeal.person_id)
    if len(name) > 1 and any(name in plain(text).casefold() for text in words):
        raise WordsNamePerson


def require_all_masked(appeal: Appeal) -> None:
    """The same for everything that who asks wrote and the public will read."""
    means = appeal.means.values_list("words", flat=True)
    said = appeal.witnesses.values_list("relation", flat=True)
    texts = (appeal.title, appeal.summary, appeal.story, appeal.relation)
    require_masked(appeal, *texts, *means, *said)


def require_no_person(appeal: Appeal, provider: str) -> None:
    """Raise ``AccountNotProviders`` where who is to be paid is called as the person or who asks."""
    people = {appeal.applicant_id, appeal.person_id} - {None}
    if plain(provider).casefold() in {_name(one) for one in people if one is not None}:
        raise AccountNotProviders


def plain(words: str) -> str:
    """Without spaces and widths, by which one text could look like another."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def _name(person_id: int) -> str:
    return plain(person_name(_OWN, person_by_id(person_id))).casefold()
