"""The words for groups of rules, kinds of happenings and what a check found."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from liushui.compliance.queries.duties import DutyShown

GROUPS: Mapping[str, Promise] = {
    "campaigns": _("Organisations and campaigns"),
    "disclosure": _("Publishing and keeping"),
    "ratios": _("Shares of spending"),
    "gifts": _("Gifts and receipts"),
    "appeals": _("Personal appeals"),
    "volunteers": _("Volunteers"),
    "privacy": _("Personal information and security"),
    "norms": _("Norms for platforms"),
    "house": _("Agreed on this site"),
}
HAPPENINGS: Mapping[str, Promise] = {
    "material_incomplete": _("The filed material was found incomplete"),
    "campaign_changed": _("A campaign was changed while it ran"),
    "surplus_decided": _("A project ended and left something over"),
    "campaign_with_partner_ended": _("A campaign with a partner ended"),
    "major_assets": _("A major change of assets"),
    "major_investment": _("A major investment"),
    "major_dealing": _("A major dealing or flow of money"),
    "related_gift": _("A gift from a related party"),
    "related_grant": _("A grant to a related party"),
    "related_joint_investment": _("An investment together with a related party"),
    "related_entrusted_investment": _("An investment entrusted to a related party"),
    "related_trade": _("A dealing with a related party"),
    "related_other": _("Another flow of money with a related party"),
    "trust_settled": _("A charitable trust was settled"),
    "giver_asked": _("A giver asked how a gift is used"),
    "appeals_designated": _("The site was designated for personal appeals"),
    "data_breach": _("Personal data leaked"),
}


def standing_words(one: "DutyShown") -> str:
    """How a duty stands, in a word: what is between two last days is "moved", never "overdue"."""
    if one.is_extended and one.light == "amber":
        return gettext("%(state)s; a day off moved the last day") % {
            "state": one.duty.get_state_display()
        }
    return one.duty.get_state_display()


WHYS: Mapping[str, Promise] = {
    "part_not_here": _("this site has no such part"),
    "other_region": _("a rule of another region"),
    "other_kind": _("asked of another kind of organisation"),
    "nothing_to_look_at": _("nothing to look at"),
    "nobody_answered": _("nobody has answered for it within a year"),
    "figures_missing": _("the figures of the year were not entered"),
    "day_unknown": _("nobody said since when it is a charity"),
    "refused_by_software": _("the software refuses it when it happens"),
    "tables_refuse_deletion": _("the tables refuse deletion"),
    "tables_open": _("a table of gifts or papers would let a row be deleted"),
    "no_board_list": _("no board list was handed in"),
    "board_unlawful": _("the board is not as the rule asks"),
    "plan_lacks": _("a plan lacks items that the law asks for"),
    "partner_without": _("a partner is named without an agreement"),
    "said": _("as a person answered"),
    "overdue": _("overdue"),
    "too_soon": _("the paper came too soon"),
    "not_filed_before": _("not filed before the start"),
    "number_malformed": _("a filing number of another form"),
    "page_lacks": _("a campaign's page lacks something"),
    "paper_missing": _("a certificate is missing or not valid"),
    "paper_unchecked": _("a certificate was not checked"),
    "spent_too_little": _("too little was spent on charity"),
    "administration_too_much": _("administration cost too much"),
    "share_not_kept": _("a share was not kept"),
    "raising_too_dear": _("raising cost too much"),
    "exempt": _("exempt, since administration was small"),
    "average_given": _("averages of three years were given"),
    "fewer_people": _("fewer people than the rule asks about"),
    "many_people": _("as many people as the rule asks about"),
    "lanes_mixed": _("a personal appeal stands among campaigns"),
    "appeal_unbounded": _("an appeal lacks verification, a second person or its cap"),
    "not_designated": _("appeals are published and nobody said that the site was designated"),
    "campaigns_beside": _("designated, and campaigns are raised for on the same site"),
}


def why_words(code: str) -> str:
    """The words of a finding's code; "" for none."""
    return str(WHYS[code]) if code else ""
