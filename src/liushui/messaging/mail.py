"""How mail leaves the house: the operator's own SMTP server, as the settings name it."""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit

from django.conf import settings

from liushui.installation.queries import values_of
from liushui.kernel.errors import DomainError, gettext_noop

_SECONDS = 10
_PERMANENT = 500
_NAMES = ("host", "port", "security", "user", "password", "sender")
_ADDRESS = re.compile(r"[^@\s,;<>\"()\[\]\\]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


class MailMissing(DomainError):
    """The operator has not said which server takes the mail."""

    code = "mail_missing"
    status = 503
    message = gettext_noop("This site cannot send mail yet.")
    remedy = gettext_noop("Its operator has to name a mail server first, in the settings.")


class MailSilent(DomainError):
    """The mail server does not answer, or asks to come again. Trying again may help."""

    code = "mail_silent"
    status = 503
    message = gettext_noop("The mail server does not answer at the moment.")
    remedy = gettext_noop("Nothing was sent. Please try again in a few minutes.")


class MailRefused(DomainError):
    """The mail server answered and declined; ``reason`` is its number. The same again will fail."""

    code = "mail_refused"
    status = 502
    message = gettext_noop("The mail server declined the mail (%(reason)s).")
    remedy = gettext_noop("Check the address; if it is right, tell whoever runs this site.")


class AddressUnreadable(DomainError):
    """What was typed is no mail address."""

    code = "address_unreadable"
    message = gettext_noop("This is not a mail address.")
    remedy = gettext_noop("Write it like name@example.org.")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of plain text. Neither the address nor the words may be logged."""

    to: str
    subject: str
    text: str


def require_mail() -> None:
    """Raise ``MailMissing`` unless a server and a sender are named."""
    found = values_of([f"mail.{name}" for name in _NAMES])
    if not (found["mail.host"] and found["mail.sender"]):
        raise MailMissing


def normal_address(text: str) -> str:
    """The address without what surrounds it. Raises ``AddressUnreadable``."""
    plain = text.strip()
    if not _ADDRESS.fullmatch(plain) or ".." in plain:
        raise AddressUnreadable
    name, _, host = plain.rpartition("@")
    return f"{name}@{host.lower()}"


def send_letter(letter: Letter) -> None:
    """Hand it to the server. Raises ``MailMissing``, ``MailSilent``, ``MailRefused``."""
    require_mail()
    found = values_of([f"mail.{name}" for name in _NAMES])
    message = EmailMessage()
    message["From"] = found["mail.sender"]
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=urlsplit(settings.ORIGIN).hostname or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    try:
        with _connected(found) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, _said = next(iter(error.recipients.values()))
        raise _refusal(code) from None
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code) from None
    except (smtplib.SMTPException, OSError):
        raise MailSilent from None


def _connected(found: dict[str, str]) -> smtplib.SMTP:
    host, port = found["mail.host"], int(found["mail.port"])
    name = socket.gethostname()
    server: smtplib.SMTP
    if found["mail.security"] == "tls":
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(host, port, name, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, name, timeout=_SECONDS)
        if found["mail.security"] == "starttls":
            server.starttls(context=ssl.create_default_context())
    if found["mail.user"]:
        server.login(found["mail.user"], found["mail.password"])
    return server


def _refusal(code: int) -> DomainError:
    return MailRefused(reason=code) if code >= _PERMANENT else MailSilent()
