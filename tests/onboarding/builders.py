"""A charity that applies: Lin writes, Zhao is her colleague, Wang runs the installation."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from liushui.config.demo.papers import photo
from liushui.kernel.ids import credit_code_check
from liushui.onboarding.models import Application
from liushui.onboarding.services import applying, boards
from liushui.onboarding.services.accounts import AccountAsked
from liushui.onboarding.services.applying import Body, Contacts
from liushui.onboarding.services.boards import Member
from liushui.onboarding.services.deciding import Answer, decide_application
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Person
from liushui.parties.queries import actor_for
from liushui.parties.services import Paper
from tests.parties import builders as b
from tests.places.builders import load_corner

NAME = "清河县流水慈善会"
NUMBER = "6222 0000 1234 5678"


def credit_code(number: int = 77) -> str:
    first_17 = f"53130534{number:09d}"
    return first_17 + credit_code_check(first_17)


@dataclass
class Arrival:
    """One application, and the people around it."""

    lin: Person = field(default_factory=b.lin)
    zhao: Person = field(default_factory=b.zhao)
    wang: Person = field(default_factory=b.wang)
    at: datetime = b.AT
    code: str = field(default_factory=credit_code)

    def __post_init__(self) -> None:
        load_corner()
        self.house = b.organisation(1, name="流水平台")
        self.operator = b.holder(self.wang, self.house, Right.INSTALLATION_MANAGE)

    @property
    def applicant(self) -> Actor:
        return actor_for(self.lin.pk, b.TODAY)

    def body(self, **said: Any) -> Body:
        facts = {
            "credit_code": self.code,
            "kind": "foundation",
            "name": NAME,
            "place_code": "220104",
            "registered_on": date(2020, 1, 6),
            "charity_since": date(2020, 1, 6),
        }
        return Body(**(facts | said))

    def begun(self, **said: Any) -> Application:
        return applying.begin_application(self.applicant, self.body(**said), at=self.at)

    def papers(self, application: Application, **said: Any) -> None:
        for kind in ("registration", "public_fundraising"):
            facts = {
                "kind": kind, "number": f"53130534-{kind[:3]}", "issued_by": "清河县民政局",
                "valid_from": date(2021, 1, 6), "valid_until": date(2029, 1, 5),
                "picture": photo(1),
            }  # fmt: skip
            paper = Paper(**(facts | said))
            applying.keep_certificate(self.applicant, application.key, paper, at=self.at)

    def written(self, **said: Any) -> Application:
        """Everything that is asked for, up to the button."""
        application = self.begun(**said)
        key, actor = application.key, self.applicant
        self.papers(application)
        applying.keep_account(
            actor, key, AccountAsked(NAME, "农业银行清河支行", NUMBER), at=self.at
        )
        contacts = Contacts(contact_phone="0319-8160000", colleague_phone="13800000003")
        applying.keep_contacts(actor, key, contacts, at=self.at)
        for member in members():
            boards.add_to_application(actor, key, member, at=self.at)
        return Application.objects.get(pk=application.pk)

    def sent(self, **said: Any) -> Application:
        application = self.written(**said)
        return applying.submit_application(self.applicant, application.key, at=self.at)

    def admitted(self) -> Organisation:
        application = self.sent()
        done = decide_application(self.operator, application.key, Answer("admit"), at=self.at)
        assert done.organisation is not None
        return done.organisation


def members() -> list[Member]:
    """A board that R-03 lets stand."""
    return [
        Member("周启明", ["chair"], is_legal_representative=True, employer="清河县第一中学"),
        Member("何静", ["member"], employer="清河县医院"),
        Member("马建国", ["member"], employer="清河县供销社"),
        Member("孙丽", ["secretary"], is_full_time=True, employer=NAME),
        Member("吴平", ["supervisor"]),
    ]
