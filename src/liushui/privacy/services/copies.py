"""A copy to take along (PIPL 45): readable, for machines too, sealed while it waits."""

import base64
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string

from liushui.base import vault
from liushui.base.personal import Section
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.privacy import queries
from liushui.privacy.models import DataCopy
from liushui.privacy.services.asking import done
from liushui.privacy.states import Asked

KEPT_FOR = timedelta(hours=24)
FORM = "liushui-own-data-1"
_FIELD = "data_copy"


@transaction.atomic
def make_copy(actor: Actor, person_id: int, *, at: datetime) -> DataCopy:
    """A zip of everything held about the person, for ``KEPT_FOR``; it replaces an earlier one.

    Sealed under the key of whoever asks. Raises ``NotFound`` for those who may not.
    """
    assert actor.person_id is not None
    sections = queries.sections_of(actor, person_id)
    owner = person_by_id(actor.person_id)
    content = base64.b64encode(_packed(sections, at)).decode()
    DataCopy.objects.filter(person=owner).delete()
    made = DataCopy.objects.create(
        person=owner,
        content_sealed=vault.seal(owner.vault_id, _FIELD, content),
        made_at=at,
        expires_at=at + KEPT_FOR,
    )
    done(actor, person_id, Asked.COPY, at=at)
    return made


def open_copy(copy: DataCopy) -> bytes:
    """The zip. Raises ``Shredded`` once its owner was erased."""
    return base64.b64decode(vault.open_sealed(copy.person.vault_id, _FIELD, copy.content_sealed))


def forget_copies(*, at: datetime) -> int:
    """Delete copies that nobody may fetch any more; how many."""
    return DataCopy.objects.filter(expires_at__lte=at).delete()[0]


def _packed(sections: Sequence[Section], at: datetime) -> bytes:
    written = {
        "form": FORM,
        "made_at": at.isoformat(),
        "sections": [_plain(section) for section in sections],
    }
    page = render_to_string("privacy/copy.html", {"sections": sections, "at": at})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("my-data.html", page)
        packed.writestr("my-data.json", json.dumps(written, ensure_ascii=False, indent=1))
    return out.getvalue()


def _plain(section: Section) -> dict[str, object]:
    return {
        "key": section.key,
        "title": section.title,
        "purpose": section.purpose,
        "stays_after_erasure": section.stays,
        "facts": [asdict(fact) for fact in section.facts],
    }
