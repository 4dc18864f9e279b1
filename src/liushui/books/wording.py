"""What funds are called in the books, in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liushui.insight.queries.names import FundName
from liushui.ledger.states import FundKind, SinkUse


def purpose_of_fund(name: FundName) -> str:
    """What its money is for; money without a purpose of its own says so."""
    return name.purpose or _("No purpose of its own")


def kind_of_fund(name: FundName) -> str:
    """Whether it can be spent, or what became of what lies there."""
    return _sink_word(name.sink_use) if name.sink_use else _kind_word(name.kind)


def kinds_of_funds() -> Sequence[tuple[str, str]]:
    """Each kind with its word, for a form."""
    return [(kind.value, _kind_word(kind)) for kind in FundKind]


def _kind_word(kind: str) -> str:
    return {
        FundKind.ORDINARY: pgettext("kind of fund", "To spend"),
        FundKind.SINK: pgettext("kind of fund", "What left"),
        FundKind.FROZEN: pgettext("kind of fund", "Frozen"),
        FundKind.SHORTFALL: pgettext("kind of fund", "Shortfall"),
    }[FundKind(kind)]


def _sink_word(use: str) -> str:
    return {
        SinkUse.USED: pgettext("kind of fund", "Used"),
        SinkUse.REFUNDED: pgettext("kind of fund", "Given back"),
        SinkUse.CHARGED_BACK: pgettext("kind of fund", "Charged back"),
        SinkUse.FEE: pgettext("kind of fund", "Fees"),
        SinkUse.WRITTEN_OFF: pgettext("kind of fund", "Written off"),
        SinkUse.CONVERTED: pgettext("kind of fund", "Converted"),
        SinkUse.ADVANCE_REPAID: pgettext("kind of fund", "Advances repaid"),
    }[SinkUse(use)]
