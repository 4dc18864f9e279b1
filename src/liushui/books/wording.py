"""What funds are called in the books, in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liushui.books.states import InstructionKind
from liushui.insight.queries.names import FundName
from liushui.ledger.states import FundKind, SinkUse


def purpose_of_fund(name: FundName) -> str:
    """What its money is for; money without a purpose of its own says so."""
    return name.purpose or _("No purpose of its own")


def fund_in_words(name: FundName | None) -> str:
    """Purpose and holder in one line; nothing for no fund."""
    return f"{purpose_of_fund(name)} · {name.holder}" if name else ""


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


def about_kind(kind: str) -> str:
    """What an instruction of this kind does, in a sentence or two."""
    return {
        InstructionKind.FREEZE_FUND: _(
            "The amount stays in the fund and cannot be used until it is thawed."
        ),
        InstructionKind.FREEZE_GIFT: _(
            "What is left of this gift in your funds cannot be used until it is thawed."
        ),
        InstructionKind.FREEZE_MATCHES: _(
            "What rests of what pools added to this gift cannot be used until it is thawed or "
            "taken back."
        ),
        InstructionKind.CLAW_BACK: _(
            "The gift was no honest one: what pools added to it goes back to them, and for what "
            "was used unrestricted money."
        ),
        InstructionKind.THAW: _("What was frozen goes back to its fund and can be used again."),
        InstructionKind.RECALL: _(
            "What is left of the gift with other organisations comes back to the fund that it "
            "was given to, hop by hop, all or nothing."
        ),
        InstructionKind.PAID_BACK: _(
            "The organisation has paid its part of a recall back: it goes one step home."
        ),
        InstructionKind.RECALL_ENDED: _(
            "Nothing more is asked back. What is held with others is free there again; what came "
            "home stays."
        ),
        InstructionKind.REFUND: _(
            "What rests of the gift in the fund that it was given to goes back to the giver. "
            "What was used cannot be given back."
        ),
        InstructionKind.OWED_REFUND: _(
            "The gift goes back whole, since the law asks it: first what rests of it, then as "
            "much unrestricted money stands in for what was used."
        ),
        InstructionKind.CHARGE_BACK: _(
            "The bank or the payment service took the gift back. It is never refused: what was "
            "used of the gift is covered by unrestricted money."
        ),
        InstructionKind.DISPUTE_WON: _(
            "The bank gave the money back: what stood in for the gift returns to its fund."
        ),
        InstructionKind.WRONG_TARGET: _(
            "The gift was booked to another fund than the giver chose. What rests of it moves; "
            "for what was used, as much free money of the wrong fund moves instead."
        ),
        InstructionKind.WRITE_OFF: _(
            "The amount is lost and leaves the fund. Givers see it on their pages."
        ),
        InstructionKind.KEPT_FEE: _(
            "A payment service kept a fee. Unrestricted money bears it, never what was given for "
            "somebody."
        ),
        InstructionKind.SURPLUS: _(
            "A wish is met and money is left: it moves to another fund of the same organisation. "
            "Givers read the reason."
        ),
        InstructionKind.REPAY_ADVANCE: _(
            "Unrestricted money ends what was advanced when a charge-back found no money."
        ),
    }[InstructionKind(kind)]
