"""A list that was looked at with a row in doubt, and a claim that waits, for the role walk."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from liushui.base import vault
from liushui.giving.models import GiftClaim, GiftImport, GiftOrder, ImportDoubt, ImportSource
from liushui.giving.queries.claims import SAID
from liushui.giving.queries.imports import NAME_FIELD
from liushui.giving.states import ClaimReason, ImportState, Likeness
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.queries import person_by_id

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def list_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """The county's officer brought a list; another donor misses a gift."""
    body, project = stage.bodies["county"], stage.projects["medical"]
    officer = stage.actor("county", Right.GIFT_IMPORT, day_of(at))
    assert officer.person_id is not None
    person = person_by_id(officer.person_id)
    source = ImportSource.objects.create(
        organisation=body, name="腾讯公益", columns={"donor": "捐款人", "amount": "金额"},
        made_at=at, by=officer.name,
    )  # fmt: skip
    one = GiftImport.objects.create(
        project=project, source=source, brought_by=person, state=ImportState.LOOKED,
        name_sealed=vault.seal(person.vault_id, NAME_FIELD, "三月.xlsx"),
        found_count=3, found_minor=300_00, told_count=3, told_minor=300_00,
        looked_at=at, made_at=at,
        understood={"headings": ["捐款人", "金额"], "claims": [], "unread": []},
    )  # fmt: skip
    order = GiftOrder.objects.filter(project=project).order_by("id")[0]
    ImportDoubt.objects.create(
        of=one, row=2, group=0, mark=bytes(32), resembles=order, likeness=Likeness.NAME
    )
    other = stage.donors[1]
    claim = GiftClaim.objects.create(
        organisation=body, claimant=other, said_sealed=vault.seal(other.vault_id, SAID, "某某\n"),
        shown_name="某*", amount_minor=100_00, given_on=day_of(at), made_at=at,
        reason=ClaimReason.NOTHING_LIKE_IT,
    )  # fmt: skip
    return {"gift_list": one.key, "gift_claim": claim.key}
