"""What disbursing tells projects about a project's money: the other side of projects' relay."""

from collections.abc import Mapping, Sequence

from liushui.disbursing.models import Disbursement, Expenditure
from liushui.disbursing.queries.agreements import agreements_of_project, funds_of_projects
from liushui.disbursing.queries.disbursements import paid_for_project
from liushui.disbursing.queries.uses import used_by_line, uses_of_project
from liushui.kernel.clock import day_of
from liushui.projects.queries import MoneyOut, Purse


class DisbursingRelay:
    """Agreements are the purses, disbursements and uses are the money out."""

    def purses_below(self, project_id: int) -> Sequence[Purse]:
        return [
            Purse(
                fund_id=agreement.fund_id,
                from_fund_id=agreement.source_fund_id,
                organisation_name=agreement.to_org.name,
                organisation_name_en=agreement.to_org.name_en,
                label=agreement.purpose,
                label_en=agreement.purpose_en,
            )
            for agreement in agreements_of_project(project_id)
        ]

    def purses_of_many(self, project_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
        return funds_of_projects(project_ids)

    def used_by_line(self, project_id: int) -> Mapping[int | None, int]:
        return used_by_line(project_id)

    def money_out(self, project_id: int, limit: int) -> Sequence[MoneyOut]:
        lines = [_paid(d) for d in paid_for_project(project_id, limit)]
        lines += [_used(use) for use in uses_of_project(project_id, limit)]
        return sorted(lines, key=lambda line: (line.day, line.reference), reverse=True)[:limit]


def _paid(disbursement: Disbursement) -> MoneyOut:
    agreement = disbursement.agreement
    assert disbursement.paid_at is not None, "a constraint dates every payment"
    return MoneyOut(
        reference=disbursement.reference,
        day=day_of(disbursement.paid_at),
        amount_minor=disbursement.net_minor,
        is_use=False,
        label=disbursement.purpose,
        label_en=disbursement.purpose_en,
        by=agreement.from_org.short_name,
        by_en=agreement.from_org.short_name_en,
        to=agreement.to_org.name,
        to_en=agreement.to_org.name_en,
    )


def _used(use: Expenditure) -> MoneyOut:
    shown = use.photo.sha256 if use.photo and use.photo_is_public else ""
    return MoneyOut(
        reference=use.reference,
        day=use.happened_on,
        amount_minor=use.amount_minor,
        is_use=True,
        label=use.label,
        label_en=use.label_en,
        by=use.organisation.short_name,
        by_en=use.organisation.short_name_en,
        to=use.payee_label,
        photo=shown,
        case_number=use.case.number if use.case else "",
    )
