"""Nothing of an organisation is forgotten by its export: each table is in a file, or left out.

Both lists are written by hand. A new table with rows of an organisation belongs into one of them,
and what is left out is left out for a reason that its people can be told.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from liushui.base.files import store_file
from liushui.onboarding.own import papers_brought, portions
from liushui.onboarding.services.packing import pack_papers
from liushui.parties.access import Right
from liushui.projects.services.reporting import ReportText, publish_report
from tests.disbursing import builders as d
from tests.onboarding.test_own import _archive
from tests.parties import builders as b
from tests.projects.builders import AT, SETUP

pytestmark = pytest.mark.django_db
ROOTS = ("parties.Organisation", "projects.Project")
# By table: the file of the archive that tells of its rows, a portion or a list of the console.
IN_THE_ARCHIVE: Mapping[str, str] = {
    "appeals.Appeal": "appeals",
    "appeals.Homecoming": "appeal_homecomings",
    "appeals.LatePayment": "appeal_late_payments",
    "appeals.Payout": "appeal_payments",
    "appeals.Rest": "appeal_rests",
    "appeals.SentBack": "appeal_sent_back",
    "books.Instruction": "instructions",
    "books.InstructionEntry": "instruction_entries",
    "books.PoolProposal": "pool_proposals",
    "cases.Case": "cases",
    "cases.CaseReview": "case_reviews",
    "cases.ReviewRoute": "review_routes",
    "cases.ReviewStep": "case_review_steps",
    "compliance.Confirmation": "confirmations",
    "compliance.Duty": "duties",
    "compliance.DutyStep": "duty_steps",
    "compliance.Finding": "self_check_findings",
    "compliance.Fulfilment": "fulfilments",
    "compliance.Happening": "happenings",
    "compliance.YearFigures": "year_figures",
    "disbursing.Agreement": "agreements",
    "disbursing.Approval": "approvals",
    "disbursing.ApprovalRule": "approval_rules",
    "disbursing.BatchRow": "bank_list_rows",
    "disbursing.Disbursement": "money-out",
    "disbursing.DisbursementPart": "payment_parts",
    "disbursing.Expenditure": "use_decisions",
    "disbursing.Indicator": "agreement_counts",
    "disbursing.IndicatorValue": "report_counts",
    "disbursing.PartnerReport": "partner-reports",
    "disbursing.PaymentBatch": "bank_lists",
    "disbursing.PaymentRequest": "payment_requests",
    "disbursing.PaymentReturn": "payment_returns",
    "disbursing.ReturnNote": "payment_return_notes",
    "disbursing.ReportIssue": "report_issues",
    "disbursing.ReportLine": "report_lines",
    "disbursing.ReportPhoto": "report_photos",
    "disbursing.ResultRow": "bank_list_results",
    "disbursing.ResultSheet": "bank_list_results",
    "disbursing.Tranche": "tranches",
    "disbursing.UsePart": "use_parts",
    "giving.ConsentPaper": "consent_counts",
    "giving.ConsentPaperSeen": "consent_counts",
    "giving.GiftClaim": "gift-claims",
    "giving.GiftImport": "gift-lists",
    "giving.GiftOrder": "gifts",
    "giving.GiftRefund": "refunds",
    "giving.ImportSource": "import_sources",
    "giving.MassRefund": "mass_refunds",
    "giving.Payment": "gifts",
    "giving.PaymentNotice": "call-backs",
    "giving.RefundRule": "refund_rules",
    "giving.Suspicion": "suspicions",
    "items.Act": "acts",
    "items.ActRate": "act_rates",
    "items.ActRule": "act_rules",
    "items.Channel": "stream_channels",
    "items.Gallery": "galleries",
    "items.Hold": "piece_holds",
    "items.OpenedDay": "openings",
    "items.Partner": "act_partners",
    "items.Piece": "pieces",
    "items.Stream": "streams",
    "ledger.Choice": "fund_choices",
    "ledger.ChoicePart": "fund_choice_parts",
    "ledger.Designation": "funds_of_wishes",
    "ledger.Fund": "funds",
    "ledger.Lot": "lots",
    "ledger.MatchingPool": "matching_pools",
    "ledger.MatchingTerms": "matching_terms",
    "ledger.Movement": "journal",
    "ledger.Recall": "recalls",
    "ledger.Report": "month_reports",
    "ledger.Reservation": "holds",
    "ledger.ReservationEnd": "holds",
    "ledger.ReservationOrder": "holds",
    "ledger.Seal": "months_closed",
    "ledger.Surplus": "wish_leftovers",
    "onboarding.Application": "applications",
    "onboarding.BankAccount": "bank_accounts",
    "onboarding.Board": "board",
    "onboarding.BoardMember": "board",
    "onboarding.OwedStep": "first_steps",
    "onboarding.PartSetting": "parts",
    "papers.FiscalBackRefusal": "fiscal_back_refusals",
    "papers.FiscalQuestion": "fiscal_questions",
    "papers.FiscalReceipt": "fiscal_receipts",
    "papers.FiscalRefusal": "fiscal_refusals",
    "papers.FiscalReversal": "fiscal_reversals",
    "papers.GiftPaper": "papers",
    "parties.AuditRecord": "records",
    "parties.Certificate": "certificates",
    "parties.ContactLine": "organisation",
    "parties.Organisation": "organisation",
    "parties.Partner": "partners",
    "parties.Post": "posts",
    "payments.MerchantAccount": "merchant_accounts",
    "parties.PostHolding": "post_holdings",
    "parties.Proposal": "proposals",
    "privacy.Assessment": "impact_assessments",
    "privacy.Breach": "breaches",
    "privacy.BreachStep": "breach_steps",
    "projects.BudgetLine": "budget_lines",
    "projects.FundraisingPlan": "plan_versions",
    "projects.ProgressReport": "progress_reports",
    "projects.Project": "project_texts",
    "projects.ProjectTag": "project_tags",
    "projects.PublicComplaint": "complaints",
    "projects.SurplusDecision": "surplus_decisions",
    "projects.Suspension": "suspensions",
    "projects.WishOffer": "wish_offers",
    "reconciling.Account": "compared_accounts",
    "reconciling.CashCount": "cash_counts",
    "reconciling.CounterGift": "counter-gifts",
    "reconciling.Difference": "differences",
    "reconciling.Line": "statement-lines",
    "reconciling.Match": "matches",
    "reconciling.Statement": "statements",
    "reconciling.Till": "cash_boxes",
    "recurring.Mandate": "mandates",
    "teams.FirmGift": "firm_gifts",
    "teams.FirmPool": "firm_pools",
    "teams.Team": "teams",
    "teams.TeamGift": "team_gifts",
    "teams.TeamReturn": "team_returns",
}
_NAMES = "it names a giver or somebody who was helped: each opens alone, for a purpose, on record"
_KEYS = "keys and sessions work in this installation alone"
_DERIVED = "the database works it out from rows that are here"
_SITE = "it is the installation's, kept by whoever runs it"
_RAW = "rows as a list told them name givers; the gifts that were made of them are here"
LEFT_OUT: Mapping[str, str] = {
    "accounts.Guest": _SITE,
    "accounts.Site": _SITE,
    "api.KeptAnswer": _KEYS,
    "api.Token": _KEYS,
    "api.TokenUse": _KEYS,
    "appeals.Check": _NAMES,
    "appeals.Means": _NAMES,
    "appeals.Reason": _NAMES,
    "appeals.Taking": _DERIVED,
    "appeals.Version": _NAMES,
    "appeals.Witness": _NAMES,
    "giving.ConsentAsked": _NAMES,
    "giving.ImportDoubt": _RAW,
    "giving.ImportedGiver": _RAW,
    "giving.ImportedRow": _RAW,
    "giving.ImportedSheet": _RAW,
    "giving.MessageOffer": _NAMES,
    "giving.MessageVerdict": _NAMES,
    "giving.StuckWord": _NAMES,
    "giving.Word": _NAMES,
    "installation.Setup": _SITE,
    "items.ActDay": _DERIVED,
    "items.ChannelHour": _DERIVED,
    "items.FlowerGiven": _NAMES,
    "items.Stock": _DERIVED,
    "ledger.Coverage": _DERIVED,
    "ledger.Flow": _DERIVED,
    "ledger.FreeRun": _DERIVED,
    "ledger.Holder": _DERIVED,
    "ledger.Mark": _DERIVED,
    "ledger.MatchedFund": _DERIVED,
    "ledger.MatchedGiver": _NAMES,
    "ledger.MatchingScope": _DERIVED,
    "ledger.RecallHold": _DERIVED,
    "ledger.RecallHoldEnd": _DERIVED,
    "ledger.Slice": _DERIVED,
    "onboarding.HandedCertificate": "its picture is among the papers, its facts in certificates",
    "papers.PaperOwed": _DERIVED,
    "papers.ReturnMark": _DERIVED,
    "parties.Invitation": _KEYS,
    "privacy.DataGiven": _NAMES,
    "privacy.DataRequest": _NAMES,
    "reconciling.AwaitedTransfer": _NAMES,
    "reconciling.LineWords": _NAMES,
    "recurring.Agreement": _KEYS,
    "recurring.Charge": "what was charged is a gift; what was not is the giver's own",
    "teams.CaptainCall": _KEYS,
    "teams.Firm": _KEYS,
    "teams.FirmPerson": _NAMES,
    "teams.FirmRequest": _SITE,
    "teams.Fresh": _DERIVED,
    "teams.ReturnMark": _DERIVED,
    "teams.Standing": _DERIVED,
    "teams.Word": _NAMES,
}


def tables_of_an_organisation() -> Iterator[str]:
    """Every table from which a chain of references leads to an organisation or a project."""
    kinds = list(apps.get_models(include_auto_created=True))
    reached = {kind for kind in kinds if kind._meta.label in ROOTS}
    while True:
        further = {
            kind for kind in kinds if kind not in reached and any(
                field.related_model in reached for field in kind._meta.concrete_fields
                if isinstance(field, models.ForeignKey)
            )
        }  # fmt: skip
        if not further:
            return iter(sorted(kind._meta.label for kind in reached))
        reached |= further


def test_every_table_with_an_organisations_rows_is_in_one_of_the_lists() -> None:
    found = set(tables_of_an_organisation())
    told = IN_THE_ARCHIVE.keys() | LEFT_OUT.keys()
    assert found - told == set(), "say where the export tells of these, or why it does not"
    assert told - found == set(), "these tables are no more"
    assert not IN_THE_ARCHIVE.keys() & LEFT_OUT.keys()


def test_a_planted_table_would_be_missed() -> None:
    assert "disbursing.Expenditure" in set(tables_of_an_organisation())
    assert "places.Place" not in set(tables_of_an_organisation())


def test_the_archive_tells_of_them_all_with_papers_by_their_digests(tmp_path: Path) -> None:
    story = d.a_story(500_00)
    keeper = b.holder(b.chen(), story.charity, *(r for r in Right if r != Right.REPORTS_READ))
    agreement = d.an_agreement(story)
    d.paid(story, agreement, 100_00)
    use = d.reported(story.drafter, story.own_purse(), 60_00, slip=d.a_slip(), photo=d.a_photo())
    text = ReportText("九月进展", "校车每天准点。")
    publish_report(SETUP, story.project.number, text=text, at=AT)
    files = _archive(keeper, story.charity, tmp_path)
    named = {name.removesuffix(".json") for name in files if name.endswith(".json")}
    missing = {*IN_THE_ARCHIVE.values()} - named
    assert missing == set()
    assert named - {"manifest"} >= {one.name for one in portions()}

    def rows(name: str) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = json.loads(files[f"{name}.json"])
        return told

    assert [row["body"] for row in rows("progress_reports")] == ["校车每天准点。"]
    assert sum(row["amount"] for row in rows("budget_lines")) == story.project.goal_minor
    [told] = rows("use_decisions")
    assert (told["state"], told["voucher_sha256"]) == ("reported", use.voucher.sha256)
    for one in (use.voucher, use.photo):
        [name] = [name for name in files if one.sha256 in name]
        assert hashlib.sha256(files[name]).hexdigest() == one.sha256
    papers = json.loads(files["manifest.json"])["papers"]
    assert {paper["sha256"] for paper in papers} >= {use.voucher.sha256, use.photo.sha256}
    everything = b"".join(files.values())
    assert b"sealed" not in b"".join(files[f"{one.name}.json"] for one in portions())
    assert "周宁".encode() not in everything


def test_what_does_not_fit_is_named_with_where_it_opens() -> None:
    story = d.a_story(500_00)
    keeper = b.holder(b.chen(), story.charity, Right.USE_REPORT)
    use = d.reported(story.drafter, story.own_purse(), 60_00)
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        told, shut = pack_papers(archive, keeper, story.charity.pk, most=1)
        assert archive.namelist() == []
    [one] = told
    assert (one["file"], one["sha256"]) == ("", use.voucher.sha256)
    assert one["why"].endswith(f"/files/{use.voucher.sha256}")
    assert "certificates_and_logo" in shut
    assert {papers.name for papers in papers_brought()} > set(shut)


def test_a_paper_that_two_rows_share_goes_once() -> None:
    story = d.a_story(500_00)
    keeper = b.holder(b.chen(), story.charity, Right.USE_REPORT)
    for _ in range(2):
        d.reported(story.drafter, story.own_purse(), 1_00)
    kept = store_file(d.PDF, at=AT)
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        pack_papers(archive, keeper, story.charity.pk)
        assert archive.namelist() == [f"files/{kept.sha256}.pdf"]
