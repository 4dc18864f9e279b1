"""What each receiver of the story reported on what it was paid, and what still waits."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from liushui.disbursing.queries import ReportOwed, indicators_of, reports_owed
from liushui.disbursing.services import ReportTold, accept_report, return_report, submit_report
from liushui.kernel.clock import day_of
from liushui.parties.access import Right

if TYPE_CHECKING:
    from liushui.config.demo.script import AgreementWords
    from liushui.config.demo.stage import Stage

# What was paid so long ago is reported and accepted; of the rest one waits and one was sent back.
SETTLED = timedelta(days=45)
# Of what an agreement wants counted, how much each report counts.
SHARE = 14


def report_back(stage: "Stage") -> int:
    """Each agreement's payments in their order: most reports accepted, the newest still owed."""
    at = stage.on(-1, 900)
    words = {stage.agreements[key].number: one for key, one in stage.plan.script.agreements.items()}
    owed: dict[str, list[ReportOwed]] = {}
    for one in reports_owed():
        owed.setdefault(one.agreement, []).append(one)
    for place, (number, reports) in enumerate(sorted(owed.items())):
        old = [one for one in reports if one.opened_on + SETTLED < day_of(at)]
        fresh = [one for one in reports if one not in old]
        for one in old:
            _accepted(stage, words[number], one, at)
        # The first of the newest waits to be judged; under every third agreement it came back.
        if fresh and place % 3:
            _written(stage, words[number], fresh[0], at)
        if fresh and place % 3 > 1:
            judge = stage.actor(words[number].giver, Right.MONEY_APPROVE, day_of(at))
            why = "请补充受益人数与时间"
            return_report(judge, fresh[0].reference, why=why, at=at)
    return sum(len(reports) for reports in owed.values())


def _accepted(stage: "Stage", words: "AgreementWords", one: ReportOwed, at: datetime) -> None:
    due = datetime.combine(one.due_on, at.timetz())
    written = min(due - timedelta(days=6), at - timedelta(hours=3))
    _written(stage, words, one, written)
    judged = written + timedelta(hours=2)
    judge = stage.actor(words.giver, Right.MONEY_APPROVE, day_of(judged))
    accept_report(judge, one.reference, at=judged)


def _written(stage: "Stage", words: "AgreementWords", one: ReportOwed, at: datetime) -> None:
    reporter = stage.actor(words.receiver, Right.USE_REPORT, day_of(at))
    counted = indicators_of(stage.agreements[words.key])
    values = {one.indicator.pk: one.indicator.target // SHARE for one in counted}
    told = _told(words, (one.opened_on, day_of(at)), values)
    submit_report(reporter, one.reference, told, at=at)


def _told(words: "AgreementWords", days: tuple[date, date], values: dict[int, int]) -> ReportTold:
    opened, until = days
    return ReportTold(
        covers_from=opened,
        covers_to=max(opened, until),
        values=values,
        body=f"{words.purpose}：款项已按协议使用，每一笔都有凭证；没有使用的部分仍在本机构账上。",
        body_en=(
            f"{words.purpose_en}: the money was used as agreed and each use has its voucher; "
            "what was not used yet lies in our account."
        ),
    )
