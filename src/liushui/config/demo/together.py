"""The story's teams and its firm: opened when their project was, and gifts that came by them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from liushui.config.demo.gifts import Gift
from liushui.config.demo.stage import SYSTEM, Stage
from liushui.kernel.clock import day_of
from liushui.kernel.ids import credit_code_check
from liushui.parties.queries import actor_for
from liushui.teams.services import (
    FirmAsked,
    TeamAsked,
    ask_for_firm,
    decide_request,
    fold_all,
    follow_returns,
    found_part,
    found_team,
    judge_word,
    say_word,
)
from liushui.teams.states import TeamKind

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_FIRST_17 = "91990101000000001"
FIRM_CODE = _FIRST_17 + credit_code_check(_FIRST_17)
# Of so many gifts of these projects one came by a team.
_SHARE = 6
_WORDS = ("愿孩子们路上平安。", "和同事们一起，尽一点力。", "下学期继续。")
_PROJECTS = ("medical", "bus")


@dataclass(frozen=True, slots=True)
class Together:
    """The teams by project, as gifts name them."""

    codes: dict[str, list[str]]

    def origin_of(self, gift: Gift) -> str:
        """Which team a gift came by; "" for most. The guide's own came by none."""
        codes = self.codes.get(gift.project)
        if not codes or gift.donor == 0 or gift.number % _SHARE:
            return ""
        return f"team:{codes[gift.number // _SHARE % len(codes)]}"


def open_teams(stage: Stage) -> Together:
    """Two teams for each of two projects, one of them a firm's with a part of its own."""
    captain = _donor(stage, 2)
    _open_firm(stage, captain)
    codes: dict[str, list[str]] = {}
    for key in _PROJECTS:
        project = stage.projects[key]
        at = stage.on(stage.plan.script.projects[key].start_day, 660)
        last = project.ends_on
        firm = found_team(
            captain, project.number,
            TeamAsked(f"清河纺织 · {project.title}"[:40], 20_000_00, firm=FIRM_CODE, ends_on=last),
            at=at,
        )  # fmt: skip
        part = found_part(captain, firm.code, TeamAsked("织造车间", 5_000_00, ends_on=last), at=at)
        school = found_team(
            _donor(stage, 0), project.number,
            TeamAsked("汀石中学 2008 级", 10_000_00, kind=TeamKind.SCHOOL, ends_on=last), at=at,
        )  # fmt: skip
        codes[key] = [firm.code, part.code, school.code]
    return Together(codes)


def settle_teams(stage: Stage, together: Together) -> None:
    """Their standings at the story's end, less what went back; two words shown, one to be read."""
    follow_returns()
    fold_all()
    texts = iter(_WORDS)
    spoken = set()
    for gift in stage.plan.gifts:
        origin = together.origin_of(gift)
        if not origin or gift.donor is None or gift.donor in spoken:
            continue
        text = next(texts, None)
        if text is None:
            break
        spoken.add(gift.donor)
        at = gift.at + timedelta(hours=2)
        word = say_word(_donor(stage, gift.donor), origin.removeprefix("team:"), text, at=at)
        if text is not _WORDS[-1]:
            judge_word(SYSTEM, word.pk, shows=True, at=at + timedelta(hours=5))


def _open_firm(stage: Stage, captain: "Actor") -> None:
    earliest = min(stage.plan.script.projects[key].start_day for key in _PROJECTS)
    at = stage.on(earliest) - timedelta(days=3)
    request = ask_for_firm(
        captain, FirmAsked(FIRM_CODE, "清河纺织有限公司", "990101000000017"), at=at
    )
    keeper = actor_for(stage.people[_keeper_of(stage)].pk, day_of(at))
    decide_request(keeper, request.pk, agrees=True, at=at + timedelta(days=1))


def _keeper_of(stage: Stage) -> str:
    """Who looks after the installation in the story."""
    roles = {role.key: role.person for role in stage.plan.script.roles}
    return roles["operator"]


def _donor(stage: Stage, place: int) -> "Actor":
    return actor_for(stage.donors[place].pk, stage.plan.day)
