"""What recurring offers: promising, signing, changing, ending; and what the clock does."""

from liushui.recurring.services.agreeing import accept_notice, ask_about_agreements
from liushui.recurring.services.announcing import announce_due, forewarn_announced
from liushui.recurring.services.asking import ask_about_charges
from liushui.recurring.services.beginning import (
    Wanted,
    ask_about_agreement,
    begin_mandate,
    begin_signing,
    first_day,
)
from liushui.recurring.services.changing import (
    Change,
    change_mandate,
    end_by_link,
    end_mandate,
    pause_mandate,
    resume_mandate,
    sign_anew,
)
from liushui.recurring.services.charging import charge_due
from liushui.recurring.services.earlier import EarlierMandate, take_over_mandate
from liushui.recurring.services.origin import MandateOrigin
from liushui.recurring.services.people import end_of_person, join_mandates, rest_of_person
from liushui.recurring.services.providers import is_named, offered

__all__ = [
    "Change",
    "EarlierMandate",
    "MandateOrigin",
    "Wanted",
    "accept_notice",
    "announce_due",
    "ask_about_agreement",
    "ask_about_agreements",
    "ask_about_charges",
    "begin_mandate",
    "begin_signing",
    "change_mandate",
    "charge_due",
    "end_by_link",
    "end_mandate",
    "end_of_person",
    "first_day",
    "forewarn_announced",
    "is_named",
    "join_mandates",
    "offered",
    "pause_mandate",
    "rest_of_person",
    "resume_mandate",
    "sign_anew",
    "take_over_mandate",
]
