"""From an operator's link to a live campaign by calls alone: the walk of the documents, done."""

import json
import re
import shlex
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from liushui.config.demo.papers import photo
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from tests.api.answering import answered_at
from tests.api.builders import ROOT, token_of
from tests.parties.builders import holder, organisation, wang
from tests.parties.test_signing_in import last_code
from tests.places.builders import load_corner

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "integrate" / "api.md"
TODAY = date(2027, 2, 10)  # of the walk
_KEPT = re.compile(r"\s+# ((?:\w+=[\w.]+ ?)+)$")


@pytest.fixture(autouse=True)
def _messages_go_to_the_screen(settings: Any) -> None:
    settings.DEMO = True
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.ScreenChannel"


@dataclass
class Walk:
    """A shell that knows ``say``, ``ask``, ``call`` and ``form``; days are moved to today."""

    names: dict[str, str]
    client: Client = field(default_factory=Client)

    def do(self, words: Sequence[str]) -> Any:
        verb, *rest = (self._filled(word) for word in words)
        token, key = ("", "") if verb == "say" else (rest.pop(0), "")
        if verb in {"call", "form"}:
            key = rest.pop(0)
        path, *sent = rest
        heads = {"accept-language": "en", "idempotency-key": key}
        heads |= {"authorization": f"Bearer {token}"} if token else {}
        if verb == "ask":
            return self.client.get(ROOT + path, headers=heads)
        body: Any = _fields(sent) if verb == "form" else (sent[0] if sent else "")
        kind = {} if verb == "form" else {"content_type": "application/json"}
        return self.client.post(ROOT + path, body, headers=heads, **kind)

    def keep(self, answer: Mapping[str, Any], kept: str) -> None:
        for name, path in (part.split("=") for part in kept.split()):
            found: Any = answer
            for step in path.split("."):
                found = found[int(step) if step.isdecimal() else step]
            self.names[name] = str(found)
        if "handle" in kept:
            self.names["code"] = last_code()

    def _filled(self, word: str) -> str:
        filled = re.sub(r"\$(\w+)", lambda found: self.names[found[1]], word)
        filled = filled.replace("JA27", f"JA{day_of(now()):%y}")
        return re.sub(r"20\d\d-\d\d-\d\d", _moved, filled)


def _moved(found: re.Match[str]) -> str:
    return (date.fromisoformat(found[0]) + (day_of(now()) - TODAY)).isoformat()


def _fields(words: Sequence[str]) -> Mapping[str, Any]:
    said: dict[str, Any] = dict(word.split("=", 1) for word in words[1::2])
    for name, value in said.items():
        if value.startswith("@"):
            said[name] = SimpleUploadedFile(value[1:], photo(4), "image/png")
    return said


def statements() -> Iterator[tuple[list[str], str]]:
    """Each call of the walk in words, and what is kept of its answer."""
    [block] = re.findall(r"```sh walk\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    begun = ""
    for line in block.splitlines():
        begun = f"{begun}\n{line}".strip()
        if not begun or begun.count("'") % 2:
            continue
        kept = _KEPT.search(begun)
        yield shlex.split(_KEPT.sub("", begun)), kept[1] if kept else ""
        begun = ""
    assert not begun


# What is refused before the step of this key: the call, its code, and words of the refusal.
LIN, IT = "$LIN", "own/applications/$it"
PAPER = f"form {LIN} wrong-01 {IT}/certificates -F kind=registration -F number=1"
LACKS = "registration_missing public_fundraising_missing account_missing contact_missing"
REFUSED: Mapping[str, Sequence[tuple[str, dict[str, Any] | None, str, str]]] = {
    "begin-01": [
        (f"call {LIN} wrong-02 own/applications",
         {"credit_code": "53220104900000321K", "body": {"kind": "foundation", "name": "会"}},
         "credit_code_wrong", "certificate"),
        (f"ask {LIN} gifts", None, "post_token_needed", "own/tokens"),
        ("call $OPERATOR wrong-03 own/applications", {}, "own_token_needed", "Sign in"),
    ],
    "paper-01": [
        (f"call {LIN} wrong-04 {IT}/submit", {}, "application_incomplete",
         f"{LACKS} colleague_missing board_missing"),
        (f"{PAPER} -F valid_from=2021-03-08", None, "file_empty", ""),
        (f"{PAPER} -F valid_from=2021-03-08 -F valid_until=2020-01-01 -F picture=@a.png", None,
         "certificate_days_wrong", ""),
    ],
    "account-1": [
        (f"call {LIN} wrong-05 {IT}/account",
         {"holder_name": "林晓雨", "bank": "农行", "number": "6228480000003210"},
         "account_holder_wrong", "朝阳区清流慈善会"),
        (f"call {LIN} wrong-06 {IT}/account",
         {"holder_name": "朝阳区清流慈善会", "bank": "农行", "number": "12"},
         "account_number_wrong", "digits"),
    ],
    "contacts-1": [
        (f"call {LIN} wrong-07 {IT}/contacts", {"colleague_phone": "13900007701"},
         "colleague_is_you", "colleague"),
    ],
    "board-01": [
        (f"call {LIN} wrong-08 {IT}/board", {"name": "周启明", "offices": []},
         "offices_missing", "office"),
    ],
    "board-03": [
        (f"call {LIN} wrong-09 {IT}/submit", {}, "application_incomplete", "secretary_missing"),
    ],
    "return-1": [
        (f"call {LIN} wrong-10 {IT}/account",
         {"holder_name": "", "bank": "", "number": ""}, "application_closed", "Wait"),
        ("call $OPERATOR wrong-11 applications/$it/answer", {"to": "return"},
         "reasons_missing", "step"),
        (f"call {LIN} wrong-12 {IT}/colleague", {}, "no_link_now", "Wait"),
    ],
    "accept-1": [
        (f"call {LIN} wrong-13 own/invitations", {"invitation": "$link"},
         "invitation_for_another", "number"),
    ],
    "token-02": [
        ("call $ZHAO wrong-14 own/tokens",
         {"post": "$zhaos", "name": "all", "rights": ["money.approve"]},
         "second_factor_missing", "fewer rights"),
    ],
    "plan-001": [
        ("call $A wrong-15 projects/$number/open", {}, "plan_number_wrong", ""),
        ("call $A wrong-16 projects/$number/plan/submit", {}, "plan_nothing_to_decide", "submit"),
    ],
    "agree-01": [
        ("call $A wrong-17 projects/$number/plan/agree", {}, "plan_by_you", "colleague"),
    ],
}  # fmt: skip


def refuse(walk: Walk, call: str, body: Any, code: str, named: str) -> None:
    sent = json.dumps(body, ensure_ascii=False).replace('"$zhaos"', "$zhaos")
    answer = walk.do([*call.split(), *([] if body is None else [sent])])
    said = answer.json()
    assert said["code"] == code, said
    assert answer["Content-Type"] == "application/problem+json"
    assert said["title"]
    assert said["detail"]
    whole = json.dumps(said, ensure_ascii=False)
    assert all(word in whole for word in named.split()), said


def it_can_be_judged(walk: Walk, said: Mapping[str, Any]) -> None:
    """What was written is read back, the account's number alone is not."""
    assert (said["account_bank"], said["contact_phone"]) == ("农业银行朝阳支行", "0431-8160000")
    assert (said["short_name"], said["has_colleague"]) == ("清流慈善会", True)
    paper = said["certificates"][0]
    assert (paper["issued_by"], paper["valid_until"]) == ("朝阳区民政局", None)
    shown = f"applications/$it/certificates/{paper['id']}/picture"
    for asked in (["ask", "$OPERATOR", shown], ["ask", "$LIN", f"own/{shown}"]):
        told = walk.do(asked).json()
        assert told["media_type"].startswith("image/")
        assert b64decode(told["content_base64"])


@answered_at(
    "application",
    "application-account",
    "application-answer",
    "application-begin",
    "application-certificate",
    "application-colleague",
    "application-contacts",
    "application-member",
    "application-picture",
    "application-submit",
    "invitation-accept",
    "own-application",
    "own-application-picture",
    "own-name",
    "own-posts",
    "own-token-make",
    "people-in-charge",
    "plan-agree",
    "plan-filing",
    "plan-submit",
    "plan-write",
    "project-draft",
    "project-open",
    "projects",
    "self",
    "sign-in",
    "sign-in-code",
    "welcome-make",
)
def test_the_walk_of_the_documents_leads_two_people_to_a_live_campaign() -> None:
    load_corner()
    operator = holder(wang(), organisation(1, name="流水平台"), Right.INSTALLATION_MANAGE)
    walk = Walk({"OPERATOR": token_of(operator).secret})
    for words, kept in statements():
        for wrong in REFUSED.get(words[2] if len(words) > 2 else "", ()):
            refuse(walk, *wrong)
        answer = walk.do(words)
        assert answer.status_code == 200, (words, answer.content.decode())
        if words[:2] == ["ask", "$OPERATOR"]:
            it_can_be_judged(walk, answer.json())
        walk.keep(answer.json(), kept)
    seen = Client().get(f"{ROOT}projects").json()["projects"]
    assert [(one["number"], one["organisation"]) for one in seen] == [
        (walk.names["number"], "53220104900000321J")
    ]
