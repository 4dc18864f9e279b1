"""What cases keep about a person, and why those who work on them read the name."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.cases.policies import can_edit
from liushui.cases.queries import beneficiary_of, cases_about, full_place
from liushui.cases.review_queries import levels_that_look
from liushui.cases.review_services import destroy_papers
from liushui.cases.services import be_about, blank_cases, require_cases_joinable
from liushui.kernel.money import format_yuan
from liushui.parties.actors import Actor
from liushui.parties.contacts import Role

if TYPE_CHECKING:
    from liushui.cases.models import Case

_OWN = Actor.system("privacy")


def grounds_of_cases(actor: Actor, person_id: int) -> frozenset[int]:
    """The organisations in which the actor works on a case of this person."""
    return frozenset(
        case.organisation_id for case in cases_about(person_id) if can_edit(actor, case)
    ) | levels_that_look(actor, person_id)


def roles_in_cases(actor: Actor, person_id: int, organisation_id: int) -> Sequence[Role]:
    """The organisation's cases of a beneficiary, for those who work on them."""
    return [
        Role(
            title=_("Beneficiary"),
            text=f"{in_reader_language(case.kind_label, case.kind_label_en)} · {case.number} · "
            f"{case.get_state_display()}",
            href=reverse("cases:console-case", args=[case.number]),
        )
        for case in cases_about(person_id)
        if case.organisation_id == organisation_id and can_edit(actor, case)
    ]


class CasesHolder(PersonalDataHolder):
    """The cases of a beneficiary. An erasure leaves number, kind, sum and county."""

    name = "cases"

    def sections(self, person_id: int) -> Sequence[Section]:
        cases = cases_about(person_id)
        if not cases:
            return []
        return [
            Section(
                key="cases",
                title=_("Help that was asked for you"),
                purpose=_("To review the request and to pay what was approved."),
                facts=[_fact(case) for case in cases],
                stays=_(
                    "The law asks how gifts were used: number, kind, sum and county stay,"
                    " and the vouchers in the closed archive."
                ),
                organisation_ids=frozenset(case.organisation_id for case in cases),
            )
        ]

    def person_behind(self, number: str, organisation_id: int) -> int | None:
        return beneficiary_of(number, organisation_id)

    def known_in(self, person_id: int) -> frozenset[int]:
        return frozenset(case.organisation_id for case in cases_about(person_id))

    def require_joinable(self, person_id: int, into_id: int) -> None:
        require_cases_joinable(person_id, into_id)

    def joined(self, person_id: int, into_id: int, *, at: datetime) -> None:
        be_about(_OWN, person_id, into_id, at=at)

    def erase(self, person_id: int, *, at: datetime) -> None:
        destroy_papers(cases_about(person_id), at=at)
        blank_cases(_OWN, person_id, at=at)


def _fact(case: "Case") -> Fact:
    kind = in_reader_language(case.kind_label, case.kind_label_en)
    parts = (
        in_reader_language(case.organisation.name, case.organisation.name_en),
        full_place(case),
        format_yuan(case.need_minor),
        str(case.get_state_display()),
    )
    return Fact(
        case.number,
        f"{kind} · {case.number}",
        in_reader_language(case.public_line, case.public_line_en),
        " · ".join(part for part in parts if part),
    )
