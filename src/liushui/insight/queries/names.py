"""Funds by the names that the public knows: whose they are and what they are for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liushui.appeals.queries.appeals import numbers_by_purpose
from liushui.base.forms import in_reader_language
from liushui.cases.queries import cases_by_id, wish_texts
from liushui.disbursing.queries import fund_labels
from liushui.insight.queries.wording import text_of
from liushui.ledger.queries.designations import Designated, designations_by_fund
from liushui.ledger.queries.flows import funds_by_id
from liushui.projects.queries import projects_by_id

if TYPE_CHECKING:
    from liushui.ledger.models import Fund


@dataclass(frozen=True, slots=True)
class FundName:
    """A fund as the public knows it. A person's own account is never named.

    ``holder`` is the short name for charts, ``holder_full`` the registered one, ``purpose`` what
    the money is for ("" when nothing was said), ``code`` the organisation's credit code;
    ``is_appeal``: it is a personal appeal's, to which nobody donates.
    """

    fund_id: int
    kind: str
    sink_use: str | None
    holder: str
    holder_full: str
    purpose: str
    purpose_kind: str
    code: str
    is_appeal: bool = False

    @property
    def href(self) -> str:
        return f"/organisations/{self.code}/" if self.code else ""


def fund_names(fund_ids: Iterable[int]) -> Mapping[int, FundName]:
    """The names of these funds. Five queries, however many funds; a few more where wishes are."""
    funds = funds_by_id(fund_ids)
    wished = designations_by_fund(funds)
    bases = funds_by_id({one.base_id for one in wished.values()} - set(funds)) if wished else {}
    said, appeals = _purposes([*funds.values(), *bases.values()])
    purposes = {**said, **_wishes(wished, {**bases, **funds}, said)}
    return {
        fund_id: _name(fund, purposes.get(fund_id, ""), is_appeal=fund_id in appeals)
        for fund_id, fund in funds.items()
    }


def _wishes(
    wished: Mapping[int, Designated], funds: Mapping[int, "Fund"], purposes: Mapping[int, str]
) -> Mapping[int, str]:
    """What the fund below a project's or agreement's own is for: that, and the givers' wish."""
    if not wished:
        return {}
    agreements = fund_labels(one.base_id for one in wished.values())
    asked = []
    for one in wished.values():
        agreement, base = agreements.get(one.base_id), funds[one.base_id]
        asked.append((agreement.project_id if agreement else base.purpose_id, one.wishes))
    return {
        one.fund_id: " · ".join(
            filter(None, [purposes.get(one.base_id), in_reader_language(*both)])
        )
        for one, both in zip(wished.values(), wish_texts(asked), strict=True)
    }


def _name(fund: "Fund", purpose: str, *, is_appeal: bool) -> FundName:
    organisation = fund.holder.organisation
    return FundName(
        fund_id=fund.pk,
        kind=fund.kind,
        sink_use=fund.sink_use,
        holder=text_of(organisation, "short_name", "name")
        if organisation
        else _("A person's account"),
        holder_full=text_of(organisation, "name") if organisation else _("A person's account"),
        purpose=purpose,
        purpose_kind=fund.purpose_kind,
        code=organisation.credit_code if organisation else "",
        is_appeal=is_appeal,
    )


def _purposes(funds: Iterable["Fund"]) -> tuple[Mapping[int, str], frozenset[int]]:
    """What each fund is for: the project's title, the agreement's purpose, the case's kind.

    And which of them are of personal appeals.
    """
    listed = list(funds)
    by_kind = {
        kind: {fund.pk: fund.purpose_id for fund in listed if fund.purpose_kind == kind}
        for kind in ("project", "agreement", "case")
    }
    projects = projects_by_id(by_kind["project"].values())
    cases = cases_by_id(by_kind["case"].values())
    agreements = fund_labels(by_kind["agreement"])
    said = {fund: text_of(agreement, "purpose") for fund, agreement in agreements.items()}
    for fund, project in by_kind["project"].items():
        said[fund] = text_of(projects[project], "title") if project in projects else ""
    appeals = numbers_by_purpose(set(by_kind["case"].values()) - set(cases))
    for fund, case in by_kind["case"].items():
        said[fund] = text_of(cases[case], "kind_label") if case in cases else ""
        if case in appeals:
            said[fund] = _("Personal appeal %(number)s") % {"number": appeals[case]}
    return said, frozenset(fund for fund, case in by_kind["case"].items() if case in appeals)
