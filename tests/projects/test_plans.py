"""A fundraising plan from its first line to its filing, and each change of it after that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from liushui.config.demo.papers import photo
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.onboarding.services.accounts import (
    AccountAsked,
    agree_to_account,
    propose_account,
    put_accounts_in_force,
)
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import ContactLine, Organisation
from liushui.parties.services.partnering import PartnerAsked, check_partner, enter_partner
from liushui.places.models import Level, Place
from liushui.projects import plan_rules, queries
from liushui.projects.models import FundraisingPlan, Project
from liushui.projects.needs import account_needs
from liushui.projects.queries.publications import plans_seen
from liushui.projects.services import (
    BudgetItem,
    PlanChange,
    PlanItems,
    ProjectPlan,
    adopt_filed_plan,
    agree_plan,
    drop_change,
    open_project,
    plan_of,
    record_filing,
    require_open_for_gifts,
    send_back_plan,
    submit_plan,
    write_change,
    write_plan,
)
from liushui.projects.states import Basis
from tests.parties.builders import as_donor, chen, holder, organisation, person
from tests.projects.builders import (
    AT,
    SETUP,
    TODAY,
    a_draft,
    a_plan,
    an_open_project,
    editor,
    plan_number,
    second_editor,
    the_items,
    with_account,
)
from tests.projects.builders import charity as charity_alone

pytestmark = pytest.mark.django_db
BEGIN = TODAY + timedelta(days=10)
IN_TIME = replace(a_plan(), starts_on=BEGIN, plan_number="")


def charity(number: int = 1) -> Organisation:
    return with_account(charity_alone(number))


def refused(code: str, act: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def submitted(project: Project, writer: Actor, items: PlanItems | None = None) -> FundraisingPlan:
    write_plan(writer, project.number, items=items or the_items(writer), at=AT)
    return submit_plan(writer, project.number, at=AT)


def test_two_people_take_a_plan_from_its_first_line_to_a_lawful_campaign():
    body = charity()
    writer, second = editor(body), second_editor(body)
    project = a_draft(body, IN_TIME)
    for _ in range(2):
        assert submitted(project, writer).state == "review"
        send_back_plan(second, project.number, why="写明成本", at=AT)
    assert submitted(project, writer).state == "review"
    assert Project.objects.get().state == "review"
    refused("plan_by_you", lambda: agree_plan(writer, project.number, at=AT))
    for _ in range(2):
        assert agree_plan(second, project.number, at=AT).state == "agreed"
    refused("plan_number_wrong", lambda: open_project(writer, project.number, at=AT))
    for _ in range(2):
        plan = record_filing(
            writer, project.number, filing_number=plan_number(3), filed_on=TODAY, at=AT
        )
    assert (plan.version, plan.state, plan.goal_minor) == (1, "filed", 120_000_00)
    opened = open_project(writer, project.number, at=AT)
    assert (opened.state, opened.plan_number) == ("open", plan_number(3))
    require_open_for_gifts(opened, BEGIN)
    [seen] = queries.campaigns_to_watch()
    assert (seen.filed_on, seen.in_charge_id) == (TODAY, writer.person_id)


def test_a_submission_names_every_missing_item_at_once():
    body = charity()
    writer = editor(body)
    project = a_draft(body, IN_TIME)
    write_plan(writer, project.number, items=PlanItems(partner_kind="company"), at=AT)
    error = refused("plan_incomplete", lambda: submit_plan(writer, project.number, at=AT))
    assert error.facts["fields"] == (
        "purpose", "area", "in_charge", "office_address", "ways_to_give", "beneficiaries",
        "use_of_money", "costs", "partner_name",
    )  # fmt: skip
    assert FundraisingPlan.objects.get().state == "draft"


def test_a_plan_names_the_account_that_two_people_put_in_force_and_no_other():
    body = charity_alone()
    writer = editor(body)
    project = a_draft(body, IN_TIME)
    refused("account_not_known", lambda: submitted(project, writer))
    with_account(body)
    another = replace(the_items(writer), bank_account="张三 6222000011112222")
    refused("account_not_own", lambda: submitted(project, writer, another))
    assert (
        submitted(project, writer).bank_account
        == f"{body.name}，中国银行云溪支行，6217000000000001"
    )


def with_another_account(body: Organisation) -> datetime:
    """Two of its people put another account in force; the moment of it."""
    drafts = holder(person("钱会计"), body, Right.MONEY_DRAFT)
    approves = holder(person("孙会长"), body, Right.MONEY_APPROVE)
    asked = AccountAsked(body.name, "工商银行", "6222000000005678", "换了开户行")
    agree_to_account(approves, propose_account(drafts, body.credit_code, asked, at=AT).pk, at=AT)
    in_force = AT + timedelta(days=4)
    assert put_accounts_in_force(at=in_force) == 1
    return in_force


def test_nobody_agrees_to_a_plan_that_shows_an_account_of_before():
    body = charity()
    writer, second = editor(body), second_editor(body)
    project = a_draft(body, IN_TIME)
    submitted(project, writer)
    then = with_another_account(body)
    refused("account_outdated", lambda: agree_plan(second, project.number, at=then))
    send_back_plan(second, project.number, why="账户已变更", at=then)
    assert submit_plan(writer, project.number, at=then).bank_account.endswith("5678")
    assert agree_plan(second, project.number, at=then).state == "agreed"


def test_a_filed_plan_with_an_account_of_before_waits_for_a_change_and_the_check_finds_it():
    body = charity()
    writer, project = editor(body), an_open_project(body)
    assert not account_needs(writer, AT)
    lacking = plans_seen(TODAY)[project.number].lacking
    then = with_another_account(body)
    [need] = account_needs(writer, then)
    assert need.href == f"/console/projects/{project.number}/plan/change/"
    assert plans_seen(then.date())[project.number].lacking == lacking + 1
    write_change(writer, project.number, change=as_is(project, items=PlanItems()), at=then)
    assert not account_needs(writer, then), "a change takes up the account of now"


def test_nothing_opens_while_nobody_could_reach_the_organisation():
    project, writer = agreed(replace(a_plan(), starts_on=BEGIN))
    file_now(writer, project)
    Organisation.objects.update(contact_phone="")
    refused("contact_missing", lambda: open_project(writer, project.number, at=AT))
    ContactLine.objects.create(
        organisation=project.organisation, position=1, label="办公室", email="to@example.org"
    )
    assert open_project(writer, project.number, at=AT).state == "open"


def test_a_partner_is_named_only_under_checked_agreements_from_the_first_day_to_the_last():
    body = charity()
    writer, other = editor(body), organisation(3)
    presenter = holder(person("孟宣"), body, Right.BODY_EDIT)
    project = a_draft(body, IN_TIME)
    items = replace(the_items(writer), partner_kind="charity", partner_name="清河县志愿服务队、")
    act = lambda: submitted(project, writer, items)  # noqa: E731
    error = refused("partner_not_agreed", act)
    assert error.facts["names"] == "清河县志愿服务队"
    asked = PartnerAsked(
        name="清河县志愿服务队", credit_code=other.credit_code, assessed_on=TODAY,
        assessment="看过章程和账目。", agreement_number="合-1", starts_on=BEGIN,
        ends_on=BEGIN, agreement=photo(1),
    )  # fmt: skip
    partner = enter_partner(presenter, body.credit_code, asked, at=AT)
    assert refused("partner_not_agreed", act).facts["day"] == BEGIN.isoformat()
    approver = holder(person("财二"), body, Right.MONEY_APPROVE)
    check_partner(approver, body.credit_code, partner.pk, agrees=True, at=AT)
    after = BEGIN + timedelta(days=1)
    assert refused("partner_not_agreed", act).facts["day"] == after.isoformat()
    renewed = replace(asked, agreement_number="合-2", starts_on=after, ends_on=IN_TIME.ends_on)
    further = enter_partner(presenter, body.credit_code, renewed, at=AT)
    check_partner(approver, body.credit_code, further.pk, agrees=True, at=AT)
    assert act().state == "review"


@pytest.mark.parametrize("field", [name for name, _ in plan_rules.NINE_ITEMS])
def test_each_of_the_nine_items_is_asked_for(field):
    body = charity()
    writer = editor(body)
    project = a_draft(body, IN_TIME)
    items = the_items(writer)
    if field == "leftover":
        Project.objects.update(leftover="")
    else:
        empty = {"in_charge_id": None} if field == "in_charge" else {field: " "}
        items = replace(items, **empty)
    error = refused("plan_incomplete", lambda: submitted(project, writer, items))
    assert error.facts["fields"] == (field,)


@pytest.mark.parametrize(
    ("filed_on", "code"),
    [
        (TODAY, ""),
        (TODAY - timedelta(days=30), ""),
        (TODAY + timedelta(days=1), "filed_in_future"),
    ],
)
def test_a_filing_is_recorded_after_it_happened_and_ten_days_before_the_start(filed_on, code):
    project, writer = agreed(replace(a_plan(), starts_on=BEGIN))
    act = lambda: record_filing(  # noqa: E731
        writer, project.number, filing_number=plan_number(), filed_on=filed_on, at=AT
    )
    if code:
        refused(code, act)
    else:
        assert act().filed_on == filed_on


def test_a_plan_that_was_filed_nine_days_before_is_too_late_and_says_when_it_may_begin():
    project, writer = agreed(replace(a_plan(), starts_on=TODAY + timedelta(days=9)))
    error = refused(
        "filed_too_late",
        lambda: record_filing(
            writer, project.number, filing_number=plan_number(), filed_on=TODAY, at=AT
        ),
    )
    assert error.facts["day"] == BEGIN
    send_back_plan(writer, project.number, why="改日期", at=AT)
    assert Project.objects.get().state == "draft"


def test_in_an_emergency_it_opens_first_and_is_filed_within_ten_days():
    body = charity()
    writer, second = editor(body), second_editor(body)
    project = a_draft(body, replace(a_plan(), starts_on=TODAY, plan_number=""))
    submitted(project, writer, replace(the_items(writer), emergency="云溪县 7·18 洪水"))
    refused("plan_number_wrong", lambda: open_project(writer, project.number, at=AT))
    agree_plan(second, project.number, at=AT)
    opened = open_project(writer, project.number, at=AT)
    assert (opened.state, opened.file_by) == ("open", date(2026, 7, 28))
    require_open_for_gifts(opened, TODAY)
    [seen] = queries.campaigns_to_watch()
    assert (seen.is_emergency, seen.filed_on, seen.file_by) == (True, None, date(2026, 7, 28))
    later = AT + timedelta(days=4)
    record_filing(
        writer, project.number, filing_number=plan_number(), filed_on=date(2026, 7, 22), at=later
    )
    assert Project.objects.get().file_by is None
    assert Project.objects.get().plan_number == plan_number()


def test_a_plan_is_written_and_agreed_to_by_its_own_people_alone():
    body = charity(1)
    project = a_draft(body, IN_TIME)
    writer, other = editor(body), editor(charity(2))
    refused("not_found", lambda: write_plan(other, project.number, items=PlanItems(), at=AT))
    submitted(project, writer)
    refused("plan_not_draft", lambda: submitted(project, writer))
    for actor in (other, as_donor(chen()), Actor.stranger()):
        refused("not_found", lambda one=actor: agree_plan(one, project.number, at=AT))
    refused("sent_back_unexplained", lambda: send_back_plan(writer, project.number, why="", at=AT))
    refused("plan_nothing_to_decide", lambda: file_now(writer, project))
    with pytest.raises(NotAllowed):
        adopt_filed_plan(writer, project.number, items=PlanItems(), filed_on=TODAY, at=AT)


def test_what_was_submitted_or_filed_never_changes():
    project, writer = agreed(replace(a_plan(), starts_on=BEGIN))
    for change in ({"purpose": "other"}, {"goal_minor": 1}):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            FundraisingPlan.objects.update(**change)
    file_now(writer, project)
    for act in (
        lambda: FundraisingPlan.objects.update(filed_on=TODAY - timedelta(days=1)),
        lambda: FundraisingPlan.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            act()


def test_one_change_at_a_time_keeps_the_number_and_comes_into_force_when_it_is_filed():
    body = charity()
    writer, second = editor(body), second_editor(body)
    project = a_draft(body)
    items, day = the_items(writer), date(2026, 2, 1)
    adopt_filed_plan(SETUP, project.number, items=items, filed_on=day, at=AT)
    open_project(SETUP, project.number, at=AT)
    later = replace(plan_of(project), ends_on=date(2027, 6, 30))
    change = as_is(project, items=the_items(writer), plan=later)
    write_change(writer, project.number, change=change, at=AT)
    assert write_change(writer, project.number, change=change, at=AT).version == 2
    submit_plan(writer, project.number, at=AT)
    refused("change_waiting", lambda: write_change(writer, project.number, change=change, at=AT))
    refused("plan_by_you", lambda: agree_plan(writer, project.number, at=AT))
    agree_plan(second, project.number, at=AT)
    refused(
        "plan_number_kept",
        lambda: record_filing(
            writer, project.number, filing_number=plan_number(9), filed_on=TODAY, at=AT
        ),
    )
    assert Project.objects.get().ends_on == date(2027, 2, 28)
    record_filing(writer, project.number, filed_on=TODAY, at=AT)
    changed = Project.objects.get()
    assert (changed.ends_on, changed.plan_number) == (date(2027, 6, 30), plan_number())
    assert [plan.version for plan in queries.plans_of(changed)] == [2, 1]


def test_a_change_of_the_goal_brings_its_budget_and_keeps_the_lines_that_givers_know():
    body = charity()
    project = an_open_project(body)
    first, second = plan_of(project).budget
    lines = (replace(first, amount_minor=100_00), second, BudgetItem("保险", 50_00))
    bigger = replace(plan_of(project), goal_minor=40_150_00, budget=lines)
    renamed = replace(bigger, budget=(replace(lines[0], label="别的"), *lines[1:]))
    off = replace(bigger, goal_minor=1)
    for plan, code in ((renamed, "budget_line_kept"), (off, "budget_not_goal")):
        refused(code, lambda one=plan: write_change(
            SETUP, project.number, change=as_is(project, plan=one), at=AT))  # fmt: skip
    ids = [line.pk for line in queries.budget_of(project)]
    file_change(project, replace(as_is(project, plan=bigger), basis=Basis.CONSENT))
    changed = queries.budget_of(project)
    assert [line.pk for line in changed][:2] == ids
    assert [line.amount_minor for line in changed] == [100_00, 40_000_00, 50_00]
    assert Project.objects.get().goal_minor == 40_150_00


def test_the_first_day_stays_once_gifts_could_come_in():
    project = an_open_project(charity())
    later = replace(plan_of(project), starts_on=date(2026, 9, 1))
    error = refused("plan_first_day_kept", lambda: written(project, as_is(project, plan=later)))
    assert error.facts["day"] == project.starts_on
    assert Project.objects.get().starts_on == project.starts_on


def test_the_clocks_warn_whom_the_newest_filed_plan_names():
    body = charity()
    first, second = editor(body), second_editor(body)
    project = a_draft(body)
    day = date(2026, 2, 1)
    adopt_filed_plan(SETUP, project.number, items=the_items(first), filed_on=day, at=AT)
    open_project(SETUP, project.number, at=AT)
    change = as_is(project, items=replace(the_items(first), in_charge_id=second.person_id))
    written(project, change)
    [seen] = queries.campaigns_to_watch()
    assert seen.in_charge_id == first.person_id, "a change on its way changes nothing"
    file_change(project, change)
    [seen] = queries.campaigns_to_watch()
    assert (seen.in_charge_id, seen.filed_on) == (second.person_id, day)


def test_a_change_of_purpose_says_what_it_rests_on():
    project = an_open_project(charity())
    other = replace(PlanItems(), use_of_money="改修食堂")
    refused("basis_missing", lambda: written(project, as_is(project, items=other)))
    refused("notice_not_here", lambda: written(
        project, replace(as_is(project, items=other), basis=Basis.NOTICE)))  # fmt: skip
    refused("change_unexplained", lambda: written(project, replace(as_is(project), why=" ")))
    refused("nothing_changes", lambda: written(project, as_is(project)))
    filed = file_change(project, replace(as_is(project, items=other), basis=Basis.CONSENT))
    assert (filed.basis, filed.use_of_money) == ("consent", "改修食堂")


def budget(project: Project, *amounts: int, more: str = "") -> ProjectPlan:
    plan = plan_of(project)
    labels = [item.label for item in plan.budget] + [more] * bool(more)
    lines = tuple(map(BudgetItem, labels, amounts))
    return replace(plan, goal_minor=sum(amounts), budget=lines)


@pytest.mark.parametrize(
    ("amounts", "staff", "is_one"),
    [
        ((160_000_00, 80_000_00), 20_000_00, False),
        ((160_000_00, 80_000_00), 20_200_00, True),
        ((40_000_00, 20_000_00), 5_000_00, False),
        ((140_000_00, 40_000_00), 10_000_00, False),
        ((76_000_00, 44_000_00), 10_000_00, False),
        ((75_900_00, 44_100_00), 10_000_00, True),
        ((82_100_00, 37_900_00), 10_000_00, True),
        ((80_000_00, 40_000_00), 11_000_00, True),
        ((80_000_00, 40_000_00), 9_000_00, False),
        ((80_000_00, 40_000_00, 1_00), 10_000_00, True),
    ],
)
def test_money_that_goes_elsewhere_changes_the_purpose(amounts, staff, is_one):
    project = a_draft(charity())
    items = PlanItems(staff_minor=10_000_00)
    adopt_filed_plan(SETUP, project.number, items=items, filed_on=date(2026, 2, 1), at=AT)
    open_project(SETUP, project.number, at=AT)
    plan = replace(budget(project, *amounts, more="保险" * (len(amounts) > 2)), ends_on=BEGIN)
    change = as_is(project, items=replace(items, staff_minor=staff), plan=plan)
    if is_one:
        refused("basis_missing", lambda: written(project, change))
    based = written(project, replace(change, basis=Basis.CONSENT))
    assert based.basis == ("consent" if is_one else "")


def test_a_line_for_the_house_grows_no_faster_than_the_goal_and_small_steps_count_together():
    project = a_draft(charity(), named(a_plan(), "校车", "办公费用"))
    adopt_filed_plan(SETUP, project.number, items=PlanItems(), filed_on=date(2026, 2, 1), at=AT)
    open_project(SETUP, project.number, at=AT)
    office = as_is(project, plan=budget(project, 80_000_00, 50_000_00))
    refused("basis_missing", lambda: written(project, office))
    step = as_is(project, plan=budget(project, 83_000_00, 38_500_00))
    assert file_change(project, step).basis == ""
    again = as_is(Project.objects.get(), plan=budget(project, 86_000_00, 37_000_00))
    refused("basis_missing", lambda: written(project, again))


def named(plan: ProjectPlan, *labels: str) -> ProjectPlan:
    lines = zip(plan.budget, labels, strict=True)
    return replace(plan, budget=tuple(replace(line, label=label) for line, label in lines))


def test_notice_stands_for_consent_after_sixty_days_where_the_region_says_so():
    body = charity()
    body.place, _ = Place.objects.get_or_create(
        code="33", defaults={"level": Level.PROVINCE, "name": "浙江省"}
    )
    body.save()
    writer, second = editor(body), second_editor(body)
    project = an_open_project(body)
    items = replace(the_items(writer), purpose="改修食堂")
    change = replace(as_is(project, items=items), basis=Basis.NOTICE)
    write_change(writer, project.number, change=change, at=AT)
    submit_plan(writer, project.number, at=AT)
    agree_plan(second, project.number, at=AT)
    day_60, day_61 = TODAY + timedelta(days=60), TODAY + timedelta(days=61)
    error = refused("notice_too_short", lambda: filed_at(writer, project, day_60))
    assert error.facts["day"] == day_61
    assert filed_at(writer, project, day_61).state == "filed"


def test_a_change_is_given_up_and_the_first_plan_is_not():
    body = charity()
    project = an_open_project(body)
    drop_change(SETUP, project.number, at=AT)
    written(project, as_is(project, plan=replace(plan_of(project), ends_on=date(2028, 1, 1))))
    drop_change(SETUP, project.number, at=AT)
    assert queries.unfiled_plan_of(project) is None
    draft = a_draft(body, IN_TIME)
    refused("plan_not_filed", lambda: written(draft, as_is(project)))
    write_plan(SETUP, draft.number, items=PlanItems(), at=AT)
    refused("plan_nothing_to_decide", lambda: drop_change(SETUP, draft.number, at=AT))


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("", ""),
        ("51610100573539824XA21008", "check place"),
        ("52620600MJY949356HA26006", "not the organisation's own"),
        ("{own}P26003", "number of a charity project"),
        ("{own}A26003", ""),
    ],
)
def test_an_odd_filing_number_warns_and_is_never_refused(number, says):
    code = charity_alone().credit_code
    warning = plan_rules.number_warning(number.format(own=code), code)
    assert says in warning
    assert bool(says) == bool(warning)


def agreed(plan: object) -> tuple[Project, Actor]:
    body = charity()
    writer, second = editor(body), second_editor(body)
    project = a_draft(body, plan)
    submitted(project, writer)
    agree_plan(second, project.number, at=AT)
    return project, writer


def file_now(writer: Actor, project: Project) -> FundraisingPlan:
    return record_filing(writer, project.number, filing_number=plan_number(), filed_on=TODAY, at=AT)


def filed_at(writer: Actor, project: Project, day: date) -> FundraisingPlan:
    at = datetime.combine(day, AT.timetz())
    return record_filing(writer, project.number, filed_on=day, at=at)


def as_is(project: Project, *, items: PlanItems | None = None, plan: object = None) -> PlanChange:
    return PlanChange(
        items=items or PlanItems(),
        plan=plan or plan_of(project),
        leftover=project.leftover,
        why="延长一个学期",
    )


def written(project: Project, change: PlanChange) -> FundraisingPlan:
    return write_change(SETUP, project.number, change=change, at=AT)


def file_change(project: Project, change: PlanChange) -> FundraisingPlan:
    written(project, change)
    FundraisingPlan.objects.filter(version=2).update(state="agreed", decided_by="system:test")
    return record_filing(SETUP, project.number, filed_on=TODAY, at=AT)
