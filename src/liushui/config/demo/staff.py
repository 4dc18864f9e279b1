"""What two charities do in the check: draft, approve, pay; receive, use and report."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from liushui.config.demo.papers import Press, VoucherFacts, photo
from liushui.config.demo.script import script
from liushui.config.demo.visitor import Form, Missed, Page, Visitor, amounts_in
from liushui.kernel.clock import CHINA
from liushui.kernel.money import format_yuan

# More than any fund of the story has free, and less than its agreement allows.
TOO_MUCH = 90_000_00
DESK = "/console/money-out/"


@dataclass(frozen=True, slots=True)
class Reported:
    """The use that was reported, and for which case."""

    reference: str
    case: str
    amount_minor: int


class Staff:
    """The county's federation, and its partner; each role is a person of their own."""

    def __init__(self, visitor: Callable[[str], Visitor]) -> None:
        self._visitor = visitor

    def draft_and_approve(self, kept_minor: int) -> str:
        """All that is free but ``kept_minor`` goes to the partner; the author may not approve."""
        officer, approver = self._visitor("county-officer"), self._visitor("county-approver")
        title = script().projects["medical"].title
        free = _free(officer.get("/console/uses/"), title)
        refused = _draft(officer, TOO_MUCH)
        page = approver.get(f"{DESK}{refused}/")
        decide = page.form(action="/decide/$", holding="why")
        approver.submit(page, decide, button="approve", expect=409)
        stopped = {"why": "余额不足，改小后再拟"}
        approver.submit(page, decide, stopped, button=_stop(decide))
        reference = _draft(officer, free - kept_minor)
        if officer.get(f"{DESK}{reference}/").has_form("/decide/$") and (
            officer.post(f"{DESK}{reference}/decide/", {"do": "approve"}) != 403  # noqa: PLR2004
        ):
            raise Missed("whoever drafted the payment could approve it")
        page = approver.get(f"{DESK}{reference}/")
        approver.submit(page, page.form(action="/decide/$"), button="approve")
        return reference

    def pay(self, reference: str) -> None:
        """The cashier sends the order to the bank and books its slip."""
        cashier = self._visitor("county-cashier")
        page = cashier.get(f"{DESK}{reference}/")
        page = cashier.submit(
            page, page.form(holding="order_ref"), {"order_ref": f"ZL-{reference[3:]}"}
        )
        told = {"bank_ref": f"HD-{reference[3:]}", "paid_at": _a_minute_ago()}
        page = cashier.submit(page, page.form(holding="bank_ref"), told)
        if page.has_form("/pay/$"):
            raise Missed("the payment can be paid a second time")

    def report_use(self, kept_minor: int) -> Reported:
        """The partner uses all it has but ``kept_minor`` for a case, with voucher and photo."""
        partner = self._visitor("partner")
        purses = partner.get("/console/uses/")
        purpose = script().agreements["medical-partner"].purpose
        free = _free(purses, purpose)
        page = partner.get(_purse(purses, purpose))
        form = page.form(holding="voucher")
        case = next(value for value, _ in form.choices["case_number"] if value)
        told = _use(case, TOO_MUCH)
        papers = _papers(told["label"], form.fields["reference"])
        partner.submit(page, form, told, files=papers, expect=422)
        told = _use(case, free - kept_minor)
        done = partner.submit(page, form, told, files=papers)
        reference = form.fields["reference"]
        if reference not in done.text and told["label"] not in done.text:
            raise Missed(f"the use {reference} is not listed after it was reported")
        return Reported(reference, case, free - kept_minor)


def _draft(officer: Visitor, minor: int) -> str:
    page = officer.get(f"{DESK}new/")
    form = page.form(holding="agreement")
    told = {
        "agreement": next(value for value, _ in form.choices["agreement"] if value),
        "amount": format_yuan(minor).replace(",", ""),
        "purpose": "本月补助款",
        "purpose_en": "This month's aid",
    }
    drafted = officer.submit(page, form, told)
    found = re.fullmatch(rf"{DESK}(LS-[0-9A-Z-]+)/", drafted.path)
    if found is None:
        raise Missed(f"after the draft comes {drafted.path}")
    return found.group(1)


def _stop(form: Form) -> str:
    """The button that is not the approval."""
    return next(value for _, value in form.buttons if value != "approve")


def _free(page: Page, words: str) -> int:
    """What is free in the purse that these words name."""
    for row in page.rows:
        text = " ".join(row.words)
        if words in text and any("fund=" in address for address in row.addresses):
            return amounts_in(text)[-1]
    raise Missed(f"{page.path} lists no purse {words}")


def _purse(page: Page, words: str) -> str:
    for row in page.rows:
        if words in " ".join(row.words):
            for address in row.addresses:
                if "fund=" in address:
                    return address
    raise Missed(f"{page.path} lists no purse {words}")


def _use(case: str, minor: int) -> dict[str, str]:
    return {
        "amount": format_yuan(minor).replace(",", ""),
        "label": "住院费用补助（核对）",
        "label_en": "Hospital bill (check)",
        "payee_label": script().bodies["hospital"].name,
        "happened_on": datetime.fromtimestamp(time.time(), CHINA).date().isoformat(),
        "case_number": case,
    }


def _papers(label: str, reference: str) -> dict[str, tuple[str, bytes, str]]:
    bodies = script().bodies
    facts = VoucherFacts(
        bodies["partner"].name, bodies["hospital"].name, label, 1_00, "—", reference
    )
    return {
        "voucher": ("voucher.pdf", Press().voucher(facts), "application/pdf"),
        "photo": ("photo.png", photo(7), "image/png"),
    }


def _a_minute_ago() -> str:
    return datetime.fromtimestamp(time.time() - 60, CHINA).strftime("%Y-%m-%dT%H:%M")
