"""Funds of wishes below the purses that somebody pays out of, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liushui.base.forms import in_reader_language
from liushui.cases.queries import open_needs, wish_texts
from liushui.disbursing.models import Agreement
from liushui.disbursing.queries.agreements import Source, sources_of
from liushui.kernel.money import format_yuan
from liushui.ledger.choosing import Need
from liushui.ledger.queries.designations import Designated, designations_of
from liushui.ledger.wishes import case_of, meets, written
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.projects.queries import offers_of, project_by_id

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class WishStanding:
    """A fund of wishes in the console: what it holds, whom it can still serve, what is left over.

    ``left`` is what is free beyond all that the open cases which it may serve still lack; a wish
    that names no case, disease or region leaves nothing over while the project takes gifts.
    """

    fund: Designated
    wish: str
    wish_en: str
    purse: Source
    serves: int
    lacking: int

    @property
    def left(self) -> int:
        return max(0, self.fund.free - self.lacking)


def wish_options(agreements: Sequence[Agreement]) -> Options:
    """The wishes for which something is free below the agreements' purses: codes and words."""
    project = {one.source_fund_id: one.project_id for one in agreements}
    funds = [one for one in designations_of(project) if one.free and not case_of(one.wishes)]
    texts = wish_texts([(project[one.base_id], one.wishes) for one in funds])
    return [
        (",".join(written(one.wishes)), _free(one, text))
        for one, text in zip(funds, texts, strict=True)
    ]


def fund_options(source: Source) -> Sequence[tuple[int, str]]:
    """The funds of wishes below a purse that hold something: number and words."""
    funds = [one for one in designations_of([source.fund_id]) if one.free]
    texts = wish_texts([(source.project_id, one.wishes) for one in funds])
    return [(one.fund_id, _free(one, text)) for one, text in zip(funds, texts, strict=True)]


def region_options(source: Source) -> Options:
    """The regions that the purse's project offers to givers."""
    offers = offers_of(project_by_id(source.project_id))
    return [
        (one.code, in_reader_language(one.label, one.label_en))
        for one in offers
        if one.kind == "region"
    ]


def wish_standings(actor: Actor) -> Sequence[WishStanding]:
    """Every fund of wishes below the purses whose payments the actor drafts or approves."""
    purses: dict[int, Source] = {}
    for right in (Right.MONEY_DRAFT, Right.MONEY_APPROVE):
        purses |= {one.fund_id: one for one in sources_of(actor, right)}
    funds = designations_of(purses)
    needs: Mapping[int, Sequence[Need]] = {
        project: open_needs(project)
        for project in {purses[one.base_id].project_id for one in funds}
    }
    texts = wish_texts([(purses[one.base_id].project_id, one.wishes) for one in funds])
    return [
        _standing(one, text, purses[one.base_id], needs[purses[one.base_id].project_id])
        for one, text in zip(funds, texts, strict=True)
    ]


def _standing(
    fund: Designated, text: tuple[str, str], purse: Source, needs: Sequence[Need]
) -> WishStanding:
    served = [need.amount for need in needs if meets(need.traits, fund.wishes)]
    return WishStanding(fund, *text, purse=purse, serves=len(served), lacking=sum(served))


def _free(one: Designated, text: tuple[str, str]) -> str:
    return f"{in_reader_language(*text)} · {format_yuan(one.free)}"
