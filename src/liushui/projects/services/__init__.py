"""What projects offers to the modules above: each a thing that a person would name."""

from liushui.projects.plan_items import PlanItems
from liushui.projects.policies import require_edit, require_open_for_gifts
from liushui.projects.services.changing import PlanChange, drop_change, write_change
from liushui.projects.services.closing import (
    archive_project,
    decide_surplus,
    propose_surplus,
)
from liushui.projects.services.complaining import (
    answer_complaint,
    complain,
    forget_answered,
    forget_complaints,
    keep_complaint,
)
from liushui.projects.services.drafting import (
    FILED_WORDS,
    BudgetItem,
    ProjectPlan,
    ProjectText,
    create_project,
    edit_project,
    plan_of,
)
from liushui.projects.services.filing import adopt_filed_plan, record_filing
from liushui.projects.services.hearing import note_read, note_told
from liushui.projects.services.opening import close_project, open_project
from liushui.projects.services.own_complaints import (
    agree_to_first_word,
    lift_what_held,
    say_first_word,
)
from liushui.projects.services.personal import (
    Account,
    close_account_of_appeal,
    open_account_of_appeal,
    resume_account_of_appeal,
    rewrite_account_of_appeal,
    stop_account_of_appeal,
)
from liushui.projects.services.planning import (
    agree_plan,
    send_back_plan,
    submit_plan,
    write_plan,
)
from liushui.projects.services.reporting import ReportText, publish_report
from liushui.projects.services.suspending import (
    NothingToSuspend,
    SuspensionUnexplained,
    resume_project,
    suspend_project,
)
from liushui.projects.services.tagging import set_tags
from liushui.projects.services.wishing import (
    DiseaseCodeWrong,
    Offer,
    OffersAfterOpening,
    RegionTooNear,
    offer_wish,
    withdraw_offer,
)

__all__ = [
    "FILED_WORDS",
    "Account",
    "BudgetItem",
    "DiseaseCodeWrong",
    "NothingToSuspend",
    "Offer",
    "OffersAfterOpening",
    "PlanChange",
    "PlanItems",
    "ProjectPlan",
    "ProjectText",
    "RegionTooNear",
    "ReportText",
    "SuspensionUnexplained",
    "adopt_filed_plan",
    "agree_plan",
    "agree_to_first_word",
    "answer_complaint",
    "archive_project",
    "close_account_of_appeal",
    "close_project",
    "complain",
    "create_project",
    "decide_surplus",
    "drop_change",
    "edit_project",
    "forget_answered",
    "forget_complaints",
    "keep_complaint",
    "lift_what_held",
    "note_read",
    "note_told",
    "offer_wish",
    "open_account_of_appeal",
    "open_project",
    "plan_of",
    "propose_surplus",
    "publish_report",
    "record_filing",
    "require_edit",
    "require_open_for_gifts",
    "resume_account_of_appeal",
    "resume_project",
    "rewrite_account_of_appeal",
    "say_first_word",
    "send_back_plan",
    "set_tags",
    "stop_account_of_appeal",
    "submit_plan",
    "suspend_project",
    "withdraw_offer",
    "write_change",
    "write_plan",
]
