"""Who can see and do what to a project."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import in_reader_language
from liushui.parties.actors import Actor
from liushui.parties.guards import Guarded, Verb
from liushui.projects import policies
from liushui.projects.queries import project_for


class ProjectGuard:
    """Projects by their public number."""

    verbs: Sequence[Verb] = (
        Verb(_("See the project"), policies.can_see),
        Verb(_("Write it, open and close it, publish reports"), policies.can_edit),
    )

    def find(self, actor: Actor, key: str) -> Guarded:
        project = project_for(actor, key)
        return Guarded(
            title=f"{in_reader_language(project.title, project.title_en)} {project.number}",
            href=reverse("projects:project", args=[project.number]),
            organisation_ids=[project.organisation_id],
            thing=project,
        )
