"""An organisation's books over all its funds, as the public may read them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.appeals.queries.appeals import numbers_by_purpose
from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.project_flow import net_sums
from liushui.insight.queries.wording import end_word, stage_of
from liushui.kernel.drawing.tally import Part, Tally
from liushui.ledger.queries.flows import edges_around, funds_of_organisation
from liushui.ledger.states import EndKind
from liushui.parties.queries import certificates_of

if TYPE_CHECKING:
    from liushui.ledger.models import Fund
    from liushui.parties.models import Certificate

SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Passed:
    """What an organisation received from, or passed on to, one fund of another."""

    name: FundName
    minor: int
    href: str


@dataclass(frozen=True, slots=True)
class Books:
    """All money that came to an organisation, from whom, and where it is now.

    What people gave to personal appeals through it is none of this: ``personal`` says how much.
    """

    given: int
    personal: int
    received_from: Sequence[Passed]
    passed_to: Sequence[Passed]
    tally: Tally


def books_of(organisation_id: int) -> Books:
    """The organisation's books. Eight queries; moves between its own funds cancel out.

    Funds of personal appeals are left out, two queries more where there are any.
    """
    funds = {fund.pk: fund for fund in funds_of_organisation(organisation_id)}
    apart = _of_appeals(funds.values())
    came = net_sums(edges_around(apart)) if apart else {}
    funds = {key: fund for key, fund in funds.items() if key not in apart}
    net = net_sums(edges_around(funds))
    given = sum(net.get(None, {}).values())
    inward = {
        (source, target): amount
        for source, row in net.items()
        for target, amount in row.items()
        if source is not None and source not in funds and target in funds
    }
    outward = {
        (source, target): amount
        for source, row in net.items()
        for target, amount in row.items()
        if source in funds and target not in funds and source is not None
    }
    names = fund_names({*(source for source, _target in inward), *(t for _s, t in outward)})
    stages: Counter[tuple[str, str]] = Counter()
    for fund in funds.values():
        if fund.sink_use is not None:
            end = EndKind(fund.sink_use)
            stages[stage_of(end), end_word(end)] += fund.tip - fund.taken
        else:
            stages["transit", _("Approved, not yet paid")] += fund.reserved
            stages["wait", _("Waiting")] += fund.free
    stages["transit", _("Passed on")] += sum(outward.values())
    return Books(
        given=given,
        personal=sum(came.get(None, {}).values()),
        received_from=[
            Passed(names[source], amount, f"/flows/{source}/{target}/")
            for (source, target), amount in sorted(inward.items(), key=lambda i: -i[1])
        ],
        passed_to=[
            Passed(names[target], amount, f"/flows/{source}/{target}/")
            for (source, target), amount in sorted(outward.items(), key=lambda i: -i[1])
        ],
        tally=Tally(given + sum(inward.values()), _parts(stages)),
    )


def _of_appeals(funds: Iterable["Fund"]) -> frozenset[int]:
    """Whose money is one person's who asked for it: gifts to them are no charitable fundraising."""
    ids = {fund.pk: fund.purpose_id for fund in funds if fund.purpose_kind == "case"}
    known = numbers_by_purpose(ids.values())
    return frozenset(key for key, one in ids.items() if one in known)


def _parts(stages: Counter[tuple[str, str]]) -> Sequence[Part]:
    order = ("used", "transit", "wait", "back")
    found = sorted(stages.items(), key=lambda item: (order.index(item[0][0]), -item[1]))
    return [Part(stage, minor, label) for (stage, label), minor in found if minor]


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as the page shows it. ``state``: valid, soon (within 90 days) or out."""

    name: str
    number: str
    state: str
    word: str
    note: str
    href: str = ""


def certificates_shown(organisation_id: int, on: date) -> Sequence[Shown]:
    """The newest certificate of each kind with its standing on this day: one query."""
    newest: dict[str, Certificate] = {}
    for certificate in certificates_of(organisation_id):
        newest.setdefault(certificate.kind, certificate)
    return [_shown(certificate, on) for certificate in newest.values()]


def _shown(certificate: "Certificate", on: date) -> Shown:
    names = {
        "registration": _("Registration as a charity"),
        "public_fundraising": _("Public fundraising certificate"),
    }
    until = certificate.valid_until
    state = "valid"
    if until is not None:
        state = "out" if until < on else "soon" if until - SOON <= on else "valid"
    word = _("Valid until %(day)s") % {"day": until.isoformat()} if until and state != "out" else ""
    return Shown(
        name=names.get(certificate.kind, certificate.kind),
        number=certificate.number,
        state=state,
        word=word,
        note=certificate.issued_by,
        href=_picture_of(certificate),
    )


def _picture_of(certificate: "Certificate") -> str:
    if certificate.image_id is None:
        return ""
    code = certificate.organisation.credit_code
    return reverse("parties:certificate", args=[code, certificate.pk])
