"""What the interface for programs refuses, whatever is asked of it."""

from liushui.kernel.errors import DomainError, gettext_noop


class TokenMissing(DomainError):
    """The operation is not for strangers."""

    code = "token_missing"
    status = 401
    message = gettext_noop("This operation asks for a token.")
    remedy = gettext_noop("Send the header Authorization: Bearer and a token of your post.")


class TokenUnknown(DomainError):
    """There is no such token, or no longer. Which of the two is nobody's to learn."""

    code = "token_unknown"
    status = 401
    message = gettext_noop("This token is not known, was ended, or has run out.")
    remedy = gettext_noop(
        "Make a new one on the page “Programs that act for me”, or sign in at /sign-in. A key holds"
        " for one token: before you repeat a call with a new one, read whether it was done."
    )


class PostNotHeld(DomainError):
    """The token is good, but its owner does not hold its post today."""

    code = "post_not_held"
    status = 401
    message = gettext_noop("The owner of this token does not hold its post today.")
    remedy = gettext_noop(
        "Ask whoever gives out the posts of your organisation. A post that you hold anew takes a"
        " new token."
    )


class OwnTokenNeeded(DomainError):
    """The operation belongs to a person, and the token to a post."""

    code = "own_token_needed"
    status = 403
    message = gettext_noop("This operation is a person's own; the token is that of a post.")
    remedy = gettext_noop("Sign in at /sign-in by the code to your phone; use that token here.")


class PostTokenNeeded(DomainError):
    """The operation asks for a right, and the token is the person's own, which carries none."""

    code = "post_token_needed"
    status = 403
    message = gettext_noop("This operation asks for a right; a person's own token carries none.")
    remedy = gettext_noop("List your posts at own/posts, make a token of one at own/tokens.")


class AgreementMissing(DomainError):
    """Nobody comes in without having been shown what happens to their number."""

    code = "agreement_missing"
    message = gettext_noop("Whoever signs in agrees to the words about their number.")
    remedy = gettext_noop("Read them in the answer to /sign-in/code and send their version along.")


class ProofOld(DomainError):
    """A token of a post is made minutes after the code, not in the evening."""

    code = "proof_old"
    status = 403
    message = gettext_noop("You signed in more than %(minutes)s minutes ago.")
    remedy = gettext_noop("Sign in anew, then make the token at once.")


class SecondFactorMissing(DomainError):
    """A post that moves money or hands out posts asks for more than the phone (decision 0016)."""

    code = "second_factor_missing"
    status = 403
    message = gettext_noop("These rights ask for a second factor beside the phone.")
    remedy = gettext_noop(
        "Send app_code or recovery_code, or choose fewer rights. You add a code app on the page"
        " “Signing in and security”, where a token can be made by passkey too."
    )


class TooManyCalls(DomainError):
    """The token called more often than is good for the others."""

    code = "too_many_calls"
    status = 429
    message = gettext_noop("This token called more than %(most)s times in a minute.")
    remedy = gettext_noop("Wait %(seconds)s seconds, and spread your calls out.")


class KeyMissing(DomainError):
    """A call that writes names itself, so that it is never done twice."""

    code = "key_missing"
    status = 400
    message = gettext_noop("A call that writes needs the header Idempotency-Key.")
    remedy = gettext_noop("Send 8 to 80 letters, digits, - or _, other ones for each new act.")


class KeyTaken(DomainError):
    """The key was used for another call."""

    code = "key_taken"
    status = 409
    message = gettext_noop("This Idempotency-Key was used for another call.")
    remedy = gettext_noop("Make a new key for each new act; keep it when you repeat the same one.")


class AnswerGone(DomainError):
    """The call was done long ago: its answer is no longer kept, and it is not done again."""

    code = "answer_gone"
    status = 409
    message = gettext_noop("This call was done more than %(days)s days ago.")
    remedy = gettext_noop("Read the thing that it made or changed; nothing was done again now.")


class BodyUnreadable(DomainError):
    """What came is not JSON, or holds characters that no text holds."""

    code = "body_unreadable"
    status = 400
    message = gettext_noop("The body of the call could not be read.")
    remedy = gettext_noop("Send JSON in UTF-8, or the form that the operation describes.")


class TypeNotTaken(DomainError):
    """A body of another kind than the one that the operation describes."""

    code = "type_not_taken"
    status = 415
    message = gettext_noop("The operation does not take a body of this kind.")
    remedy = gettext_noop("Send JSON in UTF-8, or the form that the operation describes.")


class FieldsWrong(DomainError):
    """Fields of the call do not have the form that is described; ``errors`` names each."""

    code = "fields_wrong"
    message = gettext_noop("Some fields of the call do not have the described form.")
    remedy = gettext_noop("Mend each field that “errors” names; the description is at /api/.")


class MethodUnknown(DomainError):
    """The address exists, but not for this method."""

    code = "method_unknown"
    status = 405
    message = gettext_noop("This address does not take this method.")
    remedy = gettext_noop("The header Allow names those that it takes.")


class CallRefused(DomainError):
    """Something before the interface refused the call."""

    code = "call_refused"
    status = 400
    message = gettext_noop("The call could not be taken as it came.")
    remedy = gettext_noop("Look at the status, and compare the call with its description.")


class Fallen(DomainError):
    """A mistake of ours."""

    code = "fallen"
    status = 500
    message = gettext_noop("This went wrong on our side.")
    remedy = gettext_noop("Try again with the same key. Name the number of the call if it stays.")


class Unavailable(DomainError):
    """The house is there and cannot answer at the moment."""

    code = "unavailable"
    status = 503
    message = gettext_noop("The site cannot answer at the moment.")
    remedy = gettext_noop("Try again with the same key after the seconds that Retry-After names.")


class TokenNameMissing(DomainError):
    """A token is told apart by its name."""

    code = "token_name_missing"
    message = gettext_noop("Write what the token is for.")
    remedy = gettext_noop("A word or two, such as the name of the program.")


class TokenRightsWrong(DomainError):
    """A token carries what its post carries, or less."""

    code = "token_rights_wrong"
    message = gettext_noop("The token would carry rights that this post does not carry, or none.")
    remedy = gettext_noop("Choose among the rights of the post.")


class TokenDaysWrong(DomainError):
    """A token ends."""

    code = "token_days_wrong"
    message = gettext_noop("A token lasts from 1 to %(most)s days.")
    remedy = gettext_noop("Choose the days; make a new token when it has run out.")


class TooManyTokens(DomainError):
    """More than anybody keeps an eye on."""

    code = "too_many_tokens"
    status = 409
    message = gettext_noop("You already have %(most)s tokens that work.")
    remedy = gettext_noop("End those that you do not use.")
