"""What the operator sets so that text messages and mail leave the house."""

from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext

from liushui.installation.declared import Group, Kind, Setting, SettingWrong, Trial, declare
from liushui.kernel.errors import gettext_noop

_API = gettext_noop("Address of the interface")
_SECURITY = (
    ("starttls", gettext_noop("STARTTLS, usually port 587")),
    ("tls", gettext_noop("TLS from the start, usually port 465")),
    ("none", gettext_noop("none: only on this machine or in one's own network")),
)


def declare_messaging() -> None:
    """Make them known; called once, at start-up."""
    declare(_sms())
    declare(_mail())


def require_interface(text: str) -> None:
    """An address of the provider: https, or this machine's own for a simulator."""
    parts = urlsplit(text)
    own = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or (own and parts.scheme == "http")):
        raise SettingWrong(label=gettext(_API), why=gettext("it begins with https://."))


def require_port(text: str) -> None:
    """A port is a number up to 65535."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 65535):  # noqa: PLR2004
        why = gettext("a port is a number from 1 to 65535.")
        raise SettingWrong(label=gettext("Port"), why=why)


def _sms() -> Group:
    return Group(
        key="sms",
        title=gettext_noop("Text messages"),
        about=gettext_noop(
            "Who carries sign-in codes to phones. Without it nobody can sign in by phone. The"
            " provider must have approved your name and one template with two values, the code and"
            " its minutes; a second one, with one value, carries notices."
        ),
        step=50,
        is_weighty=True,
        trial=Trial(
            verb=gettext_noop("Send a trial message"),
            run=_try_sms,
            said=gettext_noop("The provider took the message. Look at the phone."),
            asks=gettext_noop("To this phone"),
        ),
        settings=(
            Setting(
                key="sms.provider",
                label=gettext_noop("Provider"),
                kind=Kind.ONE_OF,
                choices=(
                    ("aliyun", gettext_noop("Aliyun")),
                    ("tencent", gettext_noop("Tencent Cloud")),
                ),
                help=gettext_noop("Fill in the part of the one that you chose."),
                is_needed=True,
                environment="LIUSHUI_SMS_PROVIDER",
            ),
            *_of_provider("aliyun", "Aliyun", "https://dysmsapi.aliyuncs.com"),
            *_of_provider("tencent", "Tencent Cloud", "https://sms.tencentcloudapi.com"),
            Setting(
                key="sms.tencent.app_id",
                label=gettext_noop("Tencent Cloud: number of the application (SdkAppId)"),
                environment="LIUSHUI_SMS_TENCENT_APP_ID",
            ),
            Setting(
                key="sms.tencent.region",
                label=gettext_noop("Tencent Cloud: region"),
                default="ap-guangzhou",
                environment="LIUSHUI_SMS_TENCENT_REGION",
            ),
        ),
    )


_PARTS = {
    "aliyun": {
        "key_id": gettext_noop("Aliyun: AccessKey ID"),
        "key_secret": gettext_noop("Aliyun: AccessKey Secret"),
        "sign_name": gettext_noop("Aliyun: name that the message is signed with"),
        "template_code": gettext_noop("Aliyun: template of codes"),
        "template_notice": gettext_noop("Aliyun: template of notices"),
        "api": gettext_noop("Aliyun: address of the interface"),
    },
    "tencent": {
        "key_id": gettext_noop("Tencent Cloud: SecretId"),
        "key_secret": gettext_noop("Tencent Cloud: SecretKey"),
        "sign_name": gettext_noop("Tencent Cloud: name that the message is signed with"),
        "template_code": gettext_noop("Tencent Cloud: template of codes"),
        "template_notice": gettext_noop("Tencent Cloud: template of notices"),
        "api": gettext_noop("Tencent Cloud: address of the interface"),
    },
}


def _of_provider(name: str, _title: str, api: str) -> list[Setting]:
    return [
        Setting(
            key=f"sms.{name}.{part}",
            label=label,
            default=api if part == "api" else "",
            is_secret=part == "key_secret",
            environment=f"LIUSHUI_SMS_{name.upper()}_{part.upper()}",
            check=require_interface if part == "api" else None,
        )
        for part, label in _PARTS[name].items()
    ]


def _mail() -> Group:
    return Group(
        key="mail",
        title=gettext_noop("Mail"),
        about=gettext_noop("Which server takes mail for people who want notices by mail."),
        step=60,
        trial=Trial(
            verb=gettext_noop("Send a trial mail"),
            run=_try_mail,
            said=gettext_noop("The server took the mail. Look into the box."),
            asks=gettext_noop("To this address"),
        ),
        settings=(
            Setting(key="mail.host", label=gettext_noop("Mail server"), is_needed=True,
                    environment="LIUSHUI_MAIL_HOST"),
            Setting(key="mail.port", label=gettext_noop("Port"), kind=Kind.WHOLE, default="587",
                    check=require_port, environment="LIUSHUI_MAIL_PORT"),
            Setting(key="mail.security", label=gettext_noop("How the connection is secured"),
                    kind=Kind.ONE_OF, choices=_SECURITY, default="starttls",
                    environment="LIUSHUI_MAIL_SECURITY"),
            Setting(key="mail.user", label=gettext_noop("Name at the server"),
                    environment="LIUSHUI_MAIL_USER"),
            Setting(key="mail.password", label=gettext_noop("Password at the server"),
                    is_secret=True, environment="LIUSHUI_MAIL_PASSWORD"),
            Setting(key="mail.sender", label=gettext_noop("Address of the sender"),
                    help=gettext_noop("As in notices@example.org."), is_needed=True,
                    environment="LIUSHUI_MAIL_SENDER"),
        ),
    )  # fmt: skip


def _try_sms(phone: str, at: datetime) -> None:
    from liushui.messaging.services import send_trial  # noqa: PLC0415 - needs the models

    send_trial(phone, at)


def _try_mail(address: str, at: datetime) -> None:
    from liushui.messaging.mail import Letter, normal_address, send_letter  # noqa: PLC0415

    del at
    words = gettext("Mail of this site works.")
    send_letter(Letter(normal_address(address), words, words))
