"""What this module declines to do, and what helps."""

from liushui.kernel.errors import DomainError, gettext_noop


class TeamTakesNoGifts(DomainError):
    """Closed, stopped, or past its last day: gifts go to the project itself."""

    code = "team_takes_no_gifts"
    status = 409
    message = gettext_noop("This team takes no gifts any more.")
    remedy = gettext_noop("Give to the project itself: its page stays open.")


class TeamElsewhere(DomainError):
    """The team gives to another project."""

    code = "team_elsewhere"
    status = 409
    message = gettext_noop("This team gives to another project.")
    remedy = gettext_noop("Open the team's own page and give from there.")


class TeamDaysWrong(DomainError):
    """The last day is past, or after the project's."""

    code = "team_days_wrong"
    message = gettext_noop("The last day lies between today and the end of the project: %(last)s.")
    remedy = gettext_noop("Choose a day within that.")


class TooManyTeams(DomainError):
    """One person leads only so many open teams, and a team has only so many parts."""

    code = "too_many_teams"
    status = 409
    message = gettext_noop("You lead %(limit)s open teams already: that is as many as can be led.")
    remedy = gettext_noop("Close one that is over.")


class TitleMissing(DomainError):
    """A team has a name."""

    code = "team_title_missing"
    message = gettext_noop("A team needs a name.")
    remedy = gettext_noop("Write up to 40 characters. Everyone can read it.")


class PartOfPart(DomainError):
    """A part of a team has no parts of its own."""

    code = "part_of_part"
    status = 409
    message = gettext_noop("A part of a team has no parts of its own.")
    remedy = gettext_noop("Add the part to the whole team.")


class NotInFirm(DomainError):
    """Only people of the firm open a team in its name or act for it."""

    code = "not_in_firm"
    status = 403
    message = gettext_noop("Only people of this firm can do that.")
    remedy = gettext_noop("Join it first with the code that the firm gives its people.")


class WordMissing(DomainError):
    """A word of some characters."""

    code = "word_missing"
    message = gettext_noop("Please write something, at most %(limit)s characters.")
    remedy = gettext_noop("One or two sentences are enough.")


class WordSaid(DomainError):
    """One gift, one word."""

    code = "word_said"
    status = 409
    message = gettext_noop("There is a word beside this gift already.")
    remedy = gettext_noop("Another gift can carry another word.")


class WordIsYours(DomainError):
    """Whoever wrote a word does not also let it be shown."""

    code = "word_is_yours"
    status = 403
    message = gettext_noop("You wrote this, so another person must read it.")
    remedy = gettext_noop("The charity reads what captains write.")


class RequestByYou(DomainError):
    """Whoever asked for a firm's page does not also check its papers."""

    code = "firm_request_by_you"
    status = 403
    message = gettext_noop("You asked for this, so another person must check it.")
    remedy = gettext_noop("Ask another person who looks after this site.")


class RequestOpen(DomainError):
    """The same firm asked already and waits."""

    code = "firm_request_open"
    status = 409
    message = gettext_noop("A request for this credit code waits already.")
    remedy = gettext_noop("A person checks it. You will be told.")


class FirmKnown(DomainError):
    """The firm has a page here."""

    code = "firm_known"
    status = 409
    message = gettext_noop("This firm has a page here already.")
    remedy = gettext_noop("Ask your colleagues for the code to join it.")


class NotACompany(DomainError):
    """The credit code belongs to a body here that is no company."""

    code = "not_a_company"
    status = 409
    message = gettext_noop("This credit code belongs to a body that is no company.")
    remedy = gettext_noop("Check the code on the business licence.")


class LicenceMissing(DomainError):
    """A request names its business licence."""

    code = "licence_missing"
    message = gettext_noop("The firm's name and the number of its business licence are needed.")
    remedy = gettext_noop("Copy both from the licence.")


class JoinCodeUnknown(DomainError):
    """No firm has this code, or no longer."""

    code = "join_code_unknown"
    message = gettext_noop("No firm has this code now.")
    remedy = gettext_noop("Ask your firm for the code of today: it can be changed.")


class LastToAct(DomainError):
    """A firm keeps somebody who acts for it."""

    code = "last_to_act"
    status = 409
    message = gettext_noop("Nobody else acts for this firm.")
    remedy = gettext_noop("Let a colleague act for it first.")


class StatementEmpty(DomainError):
    """There is nothing to certify."""

    code = "statement_empty"
    status = 409
    message = gettext_noop("There is no gift of the firm to this organisation in this year.")
    remedy = gettext_noop("A gift stands in the statement a few seconds after its payment.")


class PartOnly(DomainError):
    """A whole team is led by who opened it."""

    code = "team_part_only"
    status = 409
    message = gettext_noop("Only a part of a team can be given a captain.")
    remedy = gettext_noop("Add a part first, then call a captain for it.")


class CallOver(DomainError):
    """The link was used, replaced or is too old."""

    code = "team_call_over"
    status = 409
    message = gettext_noop("This link does not work any more.")
    remedy = gettext_noop("Ask the captain of the team for a new one.")
