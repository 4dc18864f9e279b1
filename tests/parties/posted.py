"""An organisation with two managers of posts, and who else the tests of posts need."""

from dataclasses import dataclass, field

from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Person, Post
from liushui.parties.queries import actor_for
from liushui.parties.services import create_post
from tests.parties import builders as b


@dataclass
class House:
    """Wang and Zhao give out the posts; Lin draws up payments; Chen serves nowhere."""

    body: Organisation = field(default_factory=b.organisation)
    wang: Person = field(default_factory=b.wang)
    zhao: Person = field(default_factory=b.zhao)
    lin: Person = field(default_factory=b.lin)
    chen: Person = field(default_factory=b.chen)

    def __post_init__(self) -> None:
        for manager in (self.wang, self.zhao):
            b.holder(manager, self.body, Right.POSTS_MANAGE)
        b.holder(self.lin, self.body, Right.MONEY_DRAFT)

    def post(self, *rights: Right, title: str = "岗") -> Post:
        return create_post(b.SETUP, self.body, title=title, rights=rights, at=b.AT)

    @property
    def first(self) -> Actor:
        return self.acting(self.wang)

    @property
    def second(self) -> Actor:
        return self.acting(self.zhao)

    def acting(self, person: Person) -> Actor:
        return actor_for(person.pk, b.TODAY)
