"""Putting tags on a project."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects import policies, queries
from liushui.projects.models import ProjectTag, Tag

MOST_TAGS = 8
_LONGEST = 20


class TagsWrong(DomainError):
    """A tag is a word; a project bears a few."""

    code = "tags_wrong"
    message = gettext_noop("A project bears at most eight tags of at most twenty characters.")
    remedy = gettext_noop("Keep those by which people would look for it.")


@transaction.atomic
def set_tags(actor: Actor, number: str, *, labels: Iterable[str], at: datetime) -> frozenset[str]:
    """Let the project bear exactly these tags; how they are written is made one form (NFKC).

    A word that no project bore becomes a tag. Twice changes nothing. Raises ``TagsWrong``.
    """
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    plain = (unicodedata.normalize("NFKC", label).strip() for label in labels)
    wanted = {label for label in plain if label}
    if len(wanted) > MOST_TAGS or any(len(label) > _LONGEST for label in wanted):
        raise TagsWrong
    borne = {tag.label for tag in queries.tags_of(project)}
    if borne == wanted:
        return frozenset(wanted)
    ProjectTag.objects.filter(project=project, tag__label__in=borne - wanted).delete()
    for label in sorted(wanted - borne):
        tag, _ = Tag.objects.get_or_create(label=label)
        ProjectTag.objects.create(project=project, tag=tag)
    record(actor, "project.tagged", project, at=at)
    return frozenset(wanted)
