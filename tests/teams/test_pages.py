"""Teams over HTTP: opened, given to, ranked; the wall; who may lead, read and stop."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.giving.services import Showing
from liushui.giving.states import Display
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import MAX_UNITS, AmountOutOfRange
from liushui.parties.access import Right
from liushui.parties.models import Account, Person
from liushui.teams import policies
from liushui.teams.errors import (
    PartOfPart,
    TeamDaysWrong,
    TitleMissing,
    TooManyTeams,
    WordIsYours,
    WordMissing,
    WordSaid,
)
from liushui.teams.models import Standing, Team, Word
from liushui.teams.personal import TeamsHolder
from liushui.teams.queries import givers_of_team, place_of
from liushui.teams.queries.teams import wall_sum, words_shown
from liushui.teams.services import (
    change_team,
    fold_all,
    found_part,
    found_team,
    judge_word,
    say_word,
    stop_team,
)
from liushui.teams.services import founding as limits
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.parties import builders as parties
from tests.teams import builders as b

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
MASKED = Showing(Display.MASKED, "陈立")
QUERIES = (11, 9, 2)  # a team's page, all its gifts, the ranking


def signed_in(person: Person) -> Client:
    return signed_in_client(Account.objects.get_or_create(person=person)[0])


def test_a_team_is_opened_passed_on_and_given_with_in_three_steps(provider: Provider) -> None:
    project = giving.project()
    lin = signed_in(parties.lin())
    form = {
        "title": "三年二班",
        "kind": "school",
        "goal": "5000",
        "ends_on": day_of(b.now()).isoformat(),
    }
    assert lin.post(f"/teams/new/{project.number}/", form | {"title": " "}).status_code == 422
    opened = lin.post(f"/teams/new/{project.number}/", form)
    team = Team.objects.get()
    assert opened.url == f"/teams/{team.code}/invite/"
    assert f"/teams/{team.code}/" in lin.get(opened.url).content.decode()

    guest = Client()
    page = guest.get(f"/teams/{team.code.lower()}/").content.decode()
    assert f"/give/{project.number}/?by=team:{team.code}" in page
    assert "三年二班" in guest.get(f"/give/{project.number}/?by=team:{team.code}").content.decode()
    said = {"amount": "20", "display": "anonymous", "read": "on", "by": f"team:{team.code}"}
    guest.post(f"/give/{project.number}/", said)
    giving.settled(provider, GiftOrder.objects.get())
    fold_all()

    page = guest.get(f"/teams/{team.code}/").content.decode()
    assert "20<span" in page
    listed = guest.get(f"/teams/?project={project.number}").content.decode()
    assert "三年二班" in listed
    assert "三年二班" in guest.get("/teams/").content.decode()
    assert "三年二班" in lin.get("/me/teams/").content.decode()


def test_what_makes_no_sense_is_refused() -> None:
    project, lin = giving.project(), b.captain()

    def found(**changed: object) -> Team:
        return found_team(lin, project.number, b.asked(**changed), at=b.now())

    with pytest.raises(TitleMissing):
        found(title="长" * 41)
    with pytest.raises(AmountOutOfRange):
        found(goal_minor=MAX_UNITS + 1)
    with pytest.raises(TeamDaysWrong):
        found(ends_on=day_of(b.now()).replace(year=2101))
    with pytest.raises(NotAllowed):
        found_team(b.STRANGER, project.number, b.asked(), at=b.now())
    part = b.part(found())
    with pytest.raises(PartOfPart):
        found_part(lin, part.code, b.asked(), at=b.now())
    with pytest.raises(TeamDaysWrong):
        change_team(lin, part.code, b.asked(ends_on=project.ends_on), at=b.now())


def test_one_person_leads_only_so_many_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LEADS_MOST", 1)
    project = giving.project()
    b.team(project)
    with pytest.raises(TooManyTeams):
        b.team(project)


def test_the_wall_shows_each_gift_as_it_wishes_and_sums_to_the_total(provider: Provider) -> None:
    team = b.team()
    part = b.part(team)
    hidden = Showing(Display.MASKED, "陈立", hides_amount=True)
    chen = parties.as_donor(parties.chen())
    b.given(provider, team, 12_00)
    b.given(provider, part, 30_00, actor=chen, showing=MASKED)
    b.given(provider, team, 77_77, actor=chen, showing=hidden)
    page = Client().get(f"/teams/{team.code}/gifts/").content.decode()
    assert "陈*" in page
    assert "陈立" not in page
    assert page.count(">77<") == 1  # in the sum of hidden ones alone
    assert wall_sum(team).total == 119_77
    assert [one.gifts for one in givers_of_team(team)] == [2]


def test_a_word_is_shown_once_another_has_read_it(provider: Provider) -> None:
    team = b.team()
    chen, lin = parties.as_donor(parties.chen()), b.captain()
    b.given(provider, team, actor=chen, showing=MASKED)
    b.given(provider, team, actor=lin)
    with pytest.raises(NotAllowed):
        say_word(parties.as_donor(parties.wang()), team.code, "没有捐", at=b.now())
    with pytest.raises(WordMissing):
        say_word(chen, team.code, "长" * 141, at=b.now())
    word = say_word(chen, team.code, "愿孩子们平安", at=b.now())
    with pytest.raises(WordSaid):
        say_word(chen, team.code, "再说一句", at=b.now())
    assert not words_shown(team)
    with pytest.raises(NotFound):
        judge_word(chen, word.pk, shows=True, at=b.now())
    for _again in range(2):
        judge_word(lin, word.pk, shows=True, at=b.now())
    assert [(said.text, said.shown) for said in words_shown(team)] == [("愿孩子们平安", "陈*")]

    own = say_word(lin, team.code, "队长说", at=b.now())
    with pytest.raises(WordIsYours):
        judge_word(lin, own.pk, shows=True, at=b.now())
    zhao = parties.holder(parties.zhao(), team.project.organisation, Right.PROJECT_EDIT)
    judge_word(zhao, own.pk, shows=True, at=b.now())
    judge_word(lin, word.pk, shows=False, at=b.now())
    assert [said.text for said in words_shown(team)] == ["队长说"]


def test_words_are_written_and_read_on_pages(provider: Provider) -> None:
    team = b.team()
    chen, lin, zhao = (signed_in(one) for one in (parties.chen(), parties.lin(), parties.zhao()))
    parties.holder(parties.zhao(), team.project.organisation, Right.PROJECT_EDIT)
    b.given(provider, team, actor=parties.as_donor(parties.chen()))
    assert "愿安好" not in chen.get(f"/teams/{team.code}/").content.decode()
    assert chen.post(f"/teams/{team.code}/say/", {"text": ""}).status_code == 422
    assert chen.post(f"/teams/{team.code}/say/", {"text": "愿安好"}).status_code == 302
    key = Word.objects.get().pk
    for reader in (lin.get(f"/teams/{team.code}/words/"), zhao.get("/console/teams/words/")):
        assert "愿安好" in reader.content.decode()
    assert "/console/teams/words/" in zhao.get("/console/").content.decode()
    assert lin.post(f"/teams/words/{key}/", {"do": "show"}).status_code == 302
    assert "愿安好" in Client().get(f"/teams/{team.code}/").content.decode()
    assert chen.get(f"/teams/{team.code}/words/").status_code == 403


def test_only_its_captain_leads_and_only_the_charity_stops() -> None:
    team = b.team()
    chen, lin, zhao = (signed_in(one) for one in (parties.chen(), parties.lin(), parties.zhao()))
    form = {"title": "改名", "kind": "fans", "goal": "1", "ends_on": day_of(b.now()).isoformat()}
    for path in ("change", "part"):
        assert chen.get(f"/teams/{team.code}/{path}/").status_code == 403
        assert lin.get(f"/teams/{team.code}/{path}/").status_code == 200
    assert chen.post(f"/teams/{team.code}/close/").status_code == 403
    assert lin.post(f"/teams/{team.code}/change/", form).status_code == 302
    assert lin.post(f"/teams/{team.code}/part/", form).status_code == 302
    parties.holder(parties.zhao(), team.project.organisation, Right.PROJECT_EDIT)
    assert "改名" in zhao.get("/console/teams/").content.decode()
    assert zhao.post(f"/console/teams/{team.code}/stop/", {"why": "广告"}).status_code == 302
    with override("zh-hans"):
        assert Client().get("/teams/").status_code == 200
    with pytest.raises(NotAllowed):
        stop_team(b.captain(), team.code, why="", at=b.now())
    assert lin.post(f"/teams/{team.code}/close/").status_code == 302  # nothing changes any more
    assert Team.objects.get(pk=team.pk).state == "stopped"


def test_a_part_gets_a_captain_by_a_link_that_works_once_and_can_be_taken_back() -> None:
    whole = b.team()
    part = b.part(whole)
    chen, lin, wang = (signed_in(one) for one in (parties.chen(), parties.lin(), parties.wang()))
    assert chen.post(f"/teams/{part.code}/captain/", {"do": "call"}).status_code == 403
    links = []
    for _twice in range(2):
        page = lin.post(f"/teams/{part.code}/captain/", {"do": "call"}).content.decode()
        links += re.findall(rf"/teams/{part.code}/lead/[\w-]+/", page)
    assert chen.post(links[0]).status_code == 409, "the newer link ended it"
    assert Client().post(links[1])["Location"].startswith("/sign-in")
    assert "三年二班" not in chen.get(links[1]).content.decode()
    assert chen.post(links[1]).status_code == 302
    assert wang.post(links[1]).status_code == 409
    form = {"title": "一组甲", "goal": "5", "ends_on": day_of(b.now()).isoformat()}
    assert chen.post(f"/teams/{part.code}/change/", form).status_code == 302
    assert chen.get(f"/teams/{whole.code}/change/").status_code == 403
    assert chen.post(f"/teams/{part.code}/captain/", {"do": "call"}).status_code == 403
    assert part.code in chen.get("/me/teams/").content.decode()
    assert lin.get(f"/teams/{part.code}/words/").status_code == 200
    assert lin.post(f"/teams/{part.code}/captain/", {"do": "back"}).status_code == 302
    assert chen.get(f"/teams/{part.code}/change/").status_code == 403
    assert lin.post(f"/teams/{whole.code}/captain/", {"do": "call"}).status_code == 409


def test_lists_and_pages_cost_a_fixed_number_of_queries(
    provider: Provider, django_assert_num_queries: Callable[..., object]
) -> None:
    project, guest = giving.project(), Client()
    team = b.team(project)
    asked = (f"/teams/{team.code}/", f"/teams/{team.code}/gifts/", "/teams/")
    for part in ("一组", "二组"):
        b.given(provider, b.part(team, part))
        b.given(provider, b.team(project, part))
        fold_all()
        for path, count in zip(asked, QUERIES, strict=True):
            with django_assert_num_queries(count):
                guest.get(path)


def test_a_number_of_no_firm_is_no_origin() -> None:
    number = giving.project().number
    for code in ("0", "x", "9" * 30):
        assert Client().get(f"/give/{number}/", {"by": f"firm:{code}"}).status_code == 404


def test_the_check_is_a_command(capsys: pytest.CaptureFixture[str], provider: Provider) -> None:
    b.given(provider, b.team())
    call_command("check_teams")
    assert "is that of its gifts" in capsys.readouterr().out
    fold_all()
    Standing.objects.update(total_minor=1)
    with pytest.raises(SystemExit):
        call_command("check_teams")


def test_both_faces_of_who_watches_agree() -> None:
    team, other = b.team(), b.team(giving.project(giving.charity(2), "别的"), "别队")
    zhao = parties.holder(parties.zhao(), team.project.organisation, Right.PROJECT_EDIT)
    for actor in (zhao, b.captain(), b.STRANGER, parties.SETUP):
        seen = set(policies.teams_watched_by(actor))
        assert {one for one in (team, other) if policies.can_watch(actor, one)} == seen


def test_a_stopped_team_leaves_the_ranking_and_keeps_its_page(provider: Provider) -> None:
    project = giving.project()
    teams = [b.team(project, title) for title in ("甲队", "乙队")]
    for team, minor in zip(teams, (9_00, 1_00), strict=True):
        b.given(provider, team, minor)
    fold_all()
    stop_team(parties.SETUP, teams[0].code, why="广告", at=b.now())
    listed = Client().get("/teams/").content.decode()
    assert "甲队" not in listed
    assert [place_of(team) for team in Team.objects.order_by("pk")] == [None, 1]
    assert Client().get(f"/teams/{teams[0].code}/").status_code == 200


def test_an_erased_captain_leaves_the_sum_and_nothing_that_names_them(provider: Provider) -> None:
    team = b.team()
    lin = parties.lin()
    b.given(provider, team, 10_00, actor=b.captain(), showing=Showing(Display.MASKED))
    say_word(b.captain(), team.code, "队长说", at=b.now())
    assert {fact.text for section in TeamsHolder().sections(lin.pk) for fact in section.facts} == {
        "三年二班",
        "队长说",
    }
    TeamsHolder().erase(lin.pk, at=b.now())
    TeamsHolder().erase(lin.pk, at=b.now())
    team.refresh_from_db()
    assert (team.captain, team.title) == (None, "")
    assert Word.objects.get().text_sealed is None
    assert TeamsHolder().sections(lin.pk) == []
    assert Client().get(f"/teams/{team.code}/").status_code == 200


def test_a_captain_is_shown_only_while_that_is_agreed() -> None:
    team = found_team(b.captain(), giving.project().number, b.asked(shows_captain=True), at=b.now())
    assert "林**" in Client().get(f"/teams/{team.code}/").content.decode()
    TeamsHolder().withdrawn(parties.lin().pk, "shown-name", at=b.now())
    assert "林" not in Client().get(f"/teams/{team.code}/").content.decode()


def test_two_records_of_one_captain_are_joined(provider: Provider) -> None:
    team = b.team()
    b.given(provider, team, actor=b.captain())
    say_word(b.captain(), team.code, "队长说", at=b.now())
    TeamsHolder().joined(parties.lin().pk, parties.chen().pk, at=b.now())
    assert Team.objects.get().captain == parties.chen()
    assert {fact.text for s in TeamsHolder().sections(parties.chen().pk) for fact in s.facts} == {
        "三年二班",
        "队长说",
    }
