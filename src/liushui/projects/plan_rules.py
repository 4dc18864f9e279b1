"""What the law asks of a plan's words: which items are missing, and what deserves a warning."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from liushui.kernel.errors import gettext_noop
from liushui.kernel.ids import is_credit_code

if TYPE_CHECKING:
    from liushui.projects.models import FundraisingPlan, Project

# 慈善法 (2023) art 24, first paragraph: the nine items of each plan. Another is the bank
# account, which nobody writes: it is the organisation's own in force.
NINE_ITEMS: Sequence[tuple[str, str]] = (
    ("purpose", gettext_noop("Purpose of the fundraising")),
    ("area", gettext_noop("Where money is raised")),
    ("in_charge", gettext_noop("Person in charge")),
    ("office_address", gettext_noop("Address of the office")),
    ("ways_to_give", gettext_noop("Ways in which gifts are taken")),
    ("beneficiaries", gettext_noop("Who is helped")),
    ("use_of_money", gettext_noop("What the money is used for")),
    ("costs", gettext_noop("Costs of the fundraising")),
    ("leftover", gettext_noop("What becomes of money that is left")),
)
_PARTNER = ("partner_name", gettext_noop("Name of the partner"))
# A change of these changes what givers gave for (慈善法 art 56; R-37).
_OF_PURPOSE = ("purpose", "use_of_money", "beneficiaries", "leftover")
# What a charity spends on itself: sums of the filing form, and words by which a line says so.
_OWN_COSTS = ("staff_minor", "administration_minor", "fundraising_minor")
_OWN_COST_WORDS = ("工资", "薪", "人员", "行政", "管理", "办公", "募捐", "筹款", "宣传")
# One part of twenty may move, and amounts are rounded to the yuan.
_PARTS, _ROUNDING = 20, 100
# 慈善法 art 40: no promotion of tobacco, nor of what a law forbids to promote.
_NOT_PROMOTED = ("香烟", "卷烟", "烟草", "电子烟", "雪茄", "彩票", "tobacco", "cigarette")


def missing_in(plan: "FundraisingPlan") -> Sequence[tuple[str, str]]:
    """The items that are not there: the field of each and its English words."""
    missing = [(field, words) for field, words in NINE_ITEMS if not _is_there(plan, field)]
    if plan.partner_kind and not plan.partner_name.strip():
        missing.append(_PARTNER)
    return missing


def partners_named(plan: "FundraisingPlan") -> frozenset[str]:
    """The partners by name; several stand with a comma between them."""
    if not plan.partner_kind:
        return frozenset()
    names = re.split(r"[,，、;；]", plan.partner_name)
    return frozenset(name.strip() for name in names if name.strip())


def budget_minor(plan: "FundraisingPlan") -> int:
    """What the plan's budget lines sum to."""
    return sum(int(line["amount_minor"]) for line in plan.budget)


def changes_purpose(before: "FundraisingPlan", after: "FundraisingPlan") -> bool:
    """Whether the change is one of purpose, for which filing alone may not be enough (R-37).

    It is if purpose, use, who is helped or the use of a rest reads differently; and if money goes
    elsewhere than givers were told: a line is added, a line loses more than a twentieth of what it
    would have if all changed with the goal, or the share of staff, administration and fundraising
    grows, in the sums of the plan or in a line that names them. A goal that rises with its lines,
    in step or for the work alone, changes no purpose.
    """
    words_differ = any(getattr(before, name) != getattr(after, name) for name in _OF_PURPOSE)
    return words_differ or _takes_from_lines(before, after) or _feeds_the_house(before, after)


def _takes_from_lines(before: "FundraisingPlan", after: "FundraisingPlan") -> bool:
    had, has = _amounts(before), _amounts(after)
    if set(has) - set(had):
        return True
    goal, lower = before.goal_minor, min(before.goal_minor, after.goal_minor)
    return any(
        (has.get(label, 0) + _ROUNDING) * goal * _PARTS < amount * lower * (_PARTS - 1)
        for label, amount in had.items()
    )


def _feeds_the_house(before: "FundraisingPlan", after: "FundraisingPlan") -> bool:
    own, named = _OWN_COSTS, [label for label in _amounts(before) if _names_own_costs(label)]
    had, has = _amounts(before), _amounts(after)
    pairs = [
        (sum(getattr(before, name) for name in own), sum(getattr(after, name) for name in own)),
        *((had[label], has.get(label, 0)) for label in named),
    ]
    return any(
        (now - _ROUNDING) * before.goal_minor > then * after.goal_minor for then, now in pairs
    )


def _amounts(plan: "FundraisingPlan") -> Mapping[str, int]:
    """Fen by the label of each line; two lines of one name are one."""
    sums: Counter[str] = Counter()
    for line in plan.budget:
        sums[str(line["label"])] += int(line["amount_minor"])
    return sums


def _names_own_costs(label: str) -> bool:
    return any(word in label for word in _OWN_COST_WORDS)


def number_warning(number: str, credit_code: str) -> str:
    """English words of what is odd about a filing number, "" if nothing is (R-11).

    Published numbers exist whose credit code fails its own check, so this warns and never refuses.
    """
    if not number:
        return ""
    if not is_credit_code(number[:18]):
        return gettext_noop("The credit code in this number fails its own check place.")
    if number[:18] != credit_code:
        return gettext_noop("The credit code in this number is not the organisation's own.")
    if number[18] == "P":
        return gettext_noop("This is the number of a charity project. That of a plan has an A.")
    return ""


def words_not_promoted(project: "Project") -> Sequence[str]:
    """Words in the project's texts that a person should look at before it opens (R-18)."""
    names = ("title", "summary", "story", "title_en", "summary_en", "story_en")
    text = " ".join(getattr(project, name) for name in names).lower()
    return [word for word in _NOT_PROMOTED if word in text]


def _is_there(plan: "FundraisingPlan", field: str) -> bool:
    value = getattr(plan, f"{field}_id" if field == "in_charge" else field)
    return bool(value.strip() if isinstance(value, str) else value)
