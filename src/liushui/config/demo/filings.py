"""The plans of the story's projects: agreed to and filed before each began."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from liushui.parties.actors import Actor
from liushui.projects.services import PlanItems, adopt_filed_plan, set_tags

if TYPE_CHECKING:
    from liushui.projects.models import Project

# What a title says of what the project is for.
_TAGS = {"校车": "助学", "冬衣": "助学", "医疗": "大病救助", "水毁": "救灾"}


def file_plan(
    system: Actor, project: "Project", *, in_charge: Actor, filed_on: date, at: datetime
) -> None:
    """File the project's plan: the nine items of art 24 beside what the project itself says."""
    place = project.organisation.place
    items = PlanItems(
        purpose=project.summary,
        area="全国，通过互联网公开募捐",
        in_charge_id=in_charge.person_id,
        office_address=f"{place.name if place else ''}人民路 18 号",
        ways_to_give="银行转账、微信支付、支付宝",
        bank_account=f"{project.organisation.name}，开户行与账号以备案信息为准",
        beneficiaries=project.summary,
        beneficiary_selection="由学校、村委会或医院提出，经机构两人复核后公示",
        use_of_money="按预算各项使用，逐笔公布凭证",
        costs="募捐成本为零，第三方支付手续费由机构以非定向资金承担",
    )
    adopt_filed_plan(system, project.number, items=items, filed_on=filed_on, at=at)
    tags = [tag for word, tag in _TAGS.items() if word in project.title]
    set_tags(system, project.number, labels=[*tags, "乡村"], at=at)
