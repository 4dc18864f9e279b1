"""What the clocks are told on a day, gathered from the modules below in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from liushui.cases.queries import reviews_to_watch
from liushui.compliance.clocks import Facts
from liushui.compliance.models import Duty, Happening, OperationsReport, ResponseEnd
from liushui.compliance.policies import READING
from liushui.disbursing.queries.reports import reports_owed
from liushui.parties.access import Right
from liushui.parties.queries import organisations_by_id, organisations_to_watch
from liushui.parties.queries.posts import actors_serving
from liushui.projects.queries.complaints import complaints_to_answer
from liushui.projects.queries.publications import publications_of_projects
from liushui.projects.queries.watching import campaigns_to_watch

# Who is reminded of what a project owes, of what the body itself owes, and who leads.
_PROJECTS = frozenset({Right.PROJECT_EDIT})
_BODY = frozenset({Right.BODY_EDIT, Right.BOOKS_SEAL})
_MONEY = frozenset({Right.USE_REPORT, Right.MONEY_DRAFT})
_LEADS = frozenset({Right.POSTS_MANAGE, Right.MONEY_APPROVE})
_OVERSEES = frozenset({Right.REPORTS_READ})
_CASES = frozenset({Right.CASE_EDIT})
_SITE = frozenset({Right.INSTALLATION_MANAGE})
_HANDS = {"project": _PROJECTS, "report": _MONEY | _PROJECTS, "review": _CASES}


def facts_of_today() -> Facts:
    """As the tables stand now; the clocks themselves look at no day after the one they judge."""
    campaigns = list(campaigns_to_watch())
    bodies = organisations_to_watch()
    known = {one.pk: one for one in organisations_by_id([body.id for body in bodies])}
    return Facts(
        campaigns=campaigns,
        published=publications_of_projects(),
        bodies=bodies,
        names={key: body.name for key, body in known.items()},
        places={key: body.place_id or "" for key, body in known.items()},
        partner_reports=reports_owed(),
        complaints=list(complaints_to_answer()),
        reviews=list(reviews_to_watch()),
        happenings=list(Happening.objects.order_by("pk")),
        operations=_published_operations(),
        responses_ended=dict(ResponseEnd.objects.values_list("project", "on")),
        waived=_waived(),
        serves_since=min(
            (max(one.starts_on, one.opened_on or one.starts_on) for one in campaigns), default=None
        ),
    )


def _waived() -> Mapping[str, Mapping[tuple[str, str], date]]:
    found: dict[str, dict[tuple[str, str], date]] = {}
    for duty in Duty.objects.exclude(waived_until=None):
        if duty.waived_until is not None:
            found.setdefault(duty.subject, {})[duty.rule, duty.cycle] = duty.waived_until
    return found


def _published_operations() -> Sequence[date]:
    first = OperationsReport.objects.filter(edition=1)
    return list(first.order_by("published_on").values_list("published_on", flat=True))


@dataclass(frozen=True, slots=True)
class Hands:
    """Who is told: by organisation, the people and what their posts allow."""

    people: dict[int, list[tuple[int, frozenset[Right]]]]
    operators: frozenset[int]
    named: Mapping[str, int] = field(default_factory=dict)
    above: Mapping[int, int] = field(default_factory=dict)

    def in_charge(self, subject: str, organisation_id: int | None) -> frozenset[int]:
        """Who does the work.

        Of a project whom its plan names, while they serve; else its editors (and whom the plan
        names, too). Of a body who looks after it.
        """
        if organisation_id is None:
            return self.operators
        named = self.named.get(subject)
        if named is not None and self._serves(named, organisation_id):
            return frozenset({named})
        rights = _HANDS.get(subject.partition(":")[0], _BODY)
        hands = self._with(organisation_id, rights) or self.leading(organisation_id)
        return hands if named is None else hands | {named}

    def leading(self, organisation_id: int | None) -> frozenset[int]:
        """Who leads; where nobody is known, those who run this site."""
        if organisation_id is None:
            return self.operators
        return self._with(organisation_id, _LEADS) or self.operators

    def superiors(self, subject: str, organisation_id: int | None) -> frozenset[int]:
        """Who hears of what those in charge left undone: always somebody who is not of them.

        Who leads the organisation; else who leads or oversees the next one above; else those who
        run this site. Nobody where the same few people are all of these.
        """
        told = self.in_charge(subject, organisation_id)
        body, seen = organisation_id, set[int]()
        rights = _LEADS
        while body is not None and body not in seen:
            if further := self._with(body, rights) - told:
                return further
            seen.add(body)
            body, rights = self.above.get(body), _LEADS | _OVERSEES
        return self.operators - told

    def reads(self, person: int, organisation_id: int | None) -> bool:
        """Whether the person's own console shows what the organisation owes."""
        if person in self.operators:
            return True
        own = self.people.get(organisation_id, []) if organisation_id is not None else []
        return any(one == person and not rights.isdisjoint(READING) for one, rights in own)

    def _serves(self, person_id: int, organisation_id: int) -> bool:
        return any(person == person_id for person, _ in self.people.get(organisation_id, ()))

    def _with(self, organisation_id: int, rights: frozenset[Right]) -> frozenset[int]:
        held = self.people.get(organisation_id, [])
        return frozenset(person for person, own in held if rights & own)


def hands_on(day: date, facts: Facts) -> Hands:
    """Everyone who holds a post in the watched bodies on a day: one query."""
    people: dict[int, list[tuple[int, frozenset[Right]]]] = {}
    operators: set[int] = set()
    for actor in actors_serving([body.id for body in facts.bodies], day):
        if actor.person_id is None:
            continue
        for post in actor.posts:
            people.setdefault(post.organisation_id, []).append((actor.person_id, post.rights))
            if _SITE & post.rights:
                operators.add(actor.person_id)
    named = {
        f"project:{one.number}": one.in_charge_id
        for one in facts.campaigns
        if one.in_charge_id is not None
    }
    above = {body.id: body.superior_id for body in facts.bodies if body.superior_id is not None}
    return Hands(people, frozenset(operators), named, above)
