"""The words of the story as they stand in ``texts/``: bodies, projects, and what money was for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from liushui.kernel.ids import credit_code_check

TEXTS = Path(__file__).resolve().parent / "texts"


@dataclass(frozen=True, slots=True)
class Words:
    """A label in both languages, whom the money was paid to, and the budget line (from 1)."""

    label: str
    label_en: str
    payee: str
    budget_line: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Body:
    """An invented organisation. Its credit code names a region that does not exist."""

    key: str
    kind: str
    name: str
    name_en: str
    short_name: str
    short_name_en: str
    serial: str
    phone: str
    bank_tail: str
    place: str = ""
    about: str = ""
    about_en: str = ""
    superior: str = ""
    certificates: tuple[Mapping[str, Any], ...] = ()

    @property
    def credit_code(self) -> str:
        return self.serial + credit_code_check(self.serial)


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a body and the person who holds it."""

    body: str
    title: str
    title_en: str
    rights: tuple[str, ...]
    person: str


@dataclass(frozen=True, slots=True)
class Role:
    """Whom a visitor of the demo may be with one click."""

    key: str
    person: str
    title: str
    title_en: str
    about: str
    about_en: str
    landing: str


@dataclass(frozen=True, slots=True)
class ReportWords:
    """A progress report and the day on which it was published."""

    day: int
    title: str
    title_en: str
    body: str
    body_en: str


@dataclass(frozen=True, slots=True)
class ProjectWords:
    """A project's words, the days it runs, its goal and its share of all gifts, in percent."""

    key: str
    body: str
    plan_serial: int
    title: str
    title_en: str
    summary: str
    summary_en: str
    story: str
    story_en: str
    leftover: str
    leftover_en: str
    start_day: int
    end_day: int
    goal_percent: int
    gift_share: int
    budget: tuple[Mapping[str, Any], ...]
    reports: tuple[ReportWords, ...]


@dataclass(frozen=True, slots=True)
class AgreementWords:
    """Under which words a body passes money on; ``source`` names the agreement it came under."""

    key: str
    project: str
    giver: str
    receiver: str
    purpose: str
    purpose_en: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class CaseWords:
    """The kind of illness and the one line that the public sees."""

    kind: str
    kind_en: str
    line: str
    line_en: str


@dataclass(frozen=True, slots=True)
class Script:
    """All words of the story."""

    places: Mapping[str, str]
    bodies: Mapping[str, Body]
    posts: tuple[Post, ...]
    people: Mapping[str, str]
    roles: tuple[Role, ...]
    projects: Mapping[str, ProjectWords]
    agreements: Mapping[str, AgreementWords]
    uses: Mapping[str, tuple[Words, ...]]
    guide: tuple[Words, ...]
    cases: tuple[CaseWords, ...]


@cache
def script() -> Script:
    """Read the three files once."""
    bodies, projects, uses = (_read(name) for name in ("bodies", "projects", "uses"))
    return Script(
        places=bodies["places"],
        bodies={row["key"]: _body(row) for row in bodies["bodies"]},
        posts=tuple(Post(**(row | {"rights": tuple(row["rights"])})) for row in bodies["posts"]),
        people=bodies["people"],
        roles=tuple(Role(**row) for row in bodies["roles"]),
        projects={row["key"]: _project(row) for row in projects["projects"]},
        agreements={row["key"]: AgreementWords(**row) for row in projects["agreements"]},
        uses={
            fund: tuple(Words(*words) for words in row["words"])
            for fund, row in uses["uses"].items()
        },
        guide=tuple(Words(*words) for words in uses["guide"]["words"]),
        cases=tuple(CaseWords(*words) for words in uses["cases"]["kinds"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


def _body(row: dict[str, Any]) -> Body:
    return Body(**(row | {"certificates": tuple(row.get("certificates", ()))}))


def _project(row: dict[str, Any]) -> ProjectWords:
    reports = tuple(ReportWords(**_stripped(report)) for report in row["reports"])
    return ProjectWords(**(_stripped(row) | {"budget": tuple(row["budget"]), "reports": reports}))


def _stripped(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v.strip() if isinstance(v, str) else v for k, v in row.items()}
