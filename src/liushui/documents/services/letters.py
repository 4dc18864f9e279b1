"""The letter of thanks that goes with every gift."""

from dataclasses import dataclass
from datetime import date

from liushui.documents.kinds import THANKS
from liushui.documents.services.papers import NewPaper
from liushui.kernel.capitals import capital_yuan
from liushui.kernel.money import format_yuan


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter says; ``donor`` is the name as the donor chose to be shown."""

    donor: str
    amount_minor: int
    given_on: date
    gift_reference: str
    organisation_name: str
    project_number: str
    project_title: str
    trace_url: str
    organisation_name_en: str = ""
    project_title_en: str = ""
    donor_en: str = ""
    wish: str = ""
    wish_en: str = ""


def thanks_paper(key: str, facts: LetterFacts) -> NewPaper:
    """The letter before it has its number."""
    day, figures = facts.given_on, format_yuan(facts.amount_minor)
    body = facts.organisation_name_en or facts.organisation_name
    project = facts.project_title_en or facts.project_title
    for_what = f", for {facts.wish_en}" if facts.wish_en else ""
    return NewPaper(
        THANKS,
        key,
        {
            "title": "感谢信",
            "donor": facts.donor,
            "amount_figures": figures,
            "amount_capitals": capital_yuan(facts.amount_minor),
            "given_on_zh": f"{day.year} 年 {day.month} 月 {day.day} 日",
            "gift_reference": facts.gift_reference,
            "organisation_name": facts.organisation_name,
            "project_number": facts.project_number,
            "project_title": facts.project_title,
            "wish": facts.wish,
            "trace_url": facts.trace_url,
            "english_line": (
                f"Dear {facts.donor_en or facts.donor}, thank you for your gift of {figures} yuan "
                f"(CNY) to “{project}” on {day.day} {day:%B} {day.year}{for_what}. Each yuan of it "
                f"can be followed to where it was used. {body}"
            ),
        },
    )
