"""What the desk does for a person: keeps filters, acts on many rows, exports, works long."""

from liushui.desk.services.acting import (
    MOST_ROWS,
    NothingChosen,
    Outcome,
    TooManyChosen,
    act_on_rows,
    require_chosen,
)
from liushui.desk.services.exporting import AT_ONCE, Sheet, export_as_work, export_table
from liushui.desk.services.saving import LabelMissing, TooManySaved, drop_filter, save_filter
from liushui.desk.services.working import (
    KEPT_FOR,
    ResultGone,
    TooMuchWork,
    WorkInterrupted,
    actor_shown,
    cancel_work,
    forget_person,
    forget_work,
    result_of,
    revive_silent,
    run_work,
    start_work,
)

__all__ = [
    "AT_ONCE",
    "KEPT_FOR",
    "MOST_ROWS",
    "LabelMissing",
    "NothingChosen",
    "Outcome",
    "ResultGone",
    "Sheet",
    "TooManyChosen",
    "TooManySaved",
    "TooMuchWork",
    "WorkInterrupted",
    "act_on_rows",
    "actor_shown",
    "cancel_work",
    "drop_filter",
    "export_as_work",
    "export_table",
    "forget_person",
    "forget_work",
    "require_chosen",
    "result_of",
    "revive_silent",
    "run_work",
    "save_filter",
    "start_work",
]
