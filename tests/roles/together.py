"""A team with a word that waits, a firm, and a firm that asks, for the role walk."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from liushui.base import vault
from liushui.config.demo.papers import photo
from liushui.giving.models import GiftOrder
from liushui.kernel.clock import day_of
from liushui.kernel.ids import credit_code_check
from liushui.parties.access import Right
from liushui.parties.queries import actor_for, demo_role
from liushui.teams.models import TeamGift, Word
from liushui.teams.queries.teams import WORD
from liushui.teams.services import FirmAsked, TeamAsked, ask_for_firm, decide_request, found_team

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def together_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """The donor leads a team and acts for a firm; another donor's word and request wait."""
    day = day_of(at)
    donor, keeper = (actor_for(demo_role(key).person_id, day) for key in ("donor", "operator"))
    assert keeper.holds_any([Right.INSTALLATION_MANAGE])
    other = stage.donors[1]
    asked = TeamAsked("汀石中学", 1_000_00, day + timedelta(days=9))
    team = found_team(donor, stage.projects["medical"].number, asked, at=at)
    medical = next(g for g in stage.plan.gifts if g.project == "medical" and g.donor == 1)
    order = GiftOrder.objects.get(reference=medical.reference)
    gift = TeamGift.objects.create(
        order=order, team=team, amount_minor=order.amount_minor, booked_at=at
    )
    sealed = vault.seal(other.vault_id, WORD, "愿平安")
    word = Word.objects.create(
        gift=gift, team=team, person=other, text_sealed=sealed, written_at=at
    )
    codes = [_code(number) for number in (1, 2)]
    first = ask_for_firm(donor, FirmAsked(codes[0], "清河纺织", "1"), at=at)
    decide_request(keeper, first.pk, agrees=True, at=at)
    second = ask_for_firm(
        actor_for(other.pk, day), FirmAsked(codes[1], "清河建材", "2", photo(9)), at=at
    )
    return {
        "team": team.code,
        "word": word.pk,
        "firm": codes[0],
        "firm_person": donor.person_id,
        "firm_request": second.pk,
    }


def _code(number: int) -> str:
    first_17 = f"9199010000000000{number}"
    return first_17 + credit_code_check(first_17)
