"""When something fails the reader is told what to do, in both languages, with the number."""

from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied

pytestmark = pytest.mark.django_db


def _failing(error: type[Exception]) -> HttpResponse:
    """The first page, while the database answers every question with ``error``."""

    def ask(*_: Any) -> Any:
        raise error

    with connection.execute_wrapper(ask):
        return Client(raise_request_exception=False).get("/")  # type: ignore[return-value]


def _strict(page: str) -> str:
    html5lib.HTMLParser(strict=True).parse(page)
    return page


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError, 503, ["暂时连不上账本", "cannot be reached just now"]),
        (RuntimeError, 500, ["我们", "it is our fault"]),
    ],
)
def test_a_fall_is_told_in_both_languages_with_its_number(
    error: type[Exception], status: int, words: list[str]
) -> None:
    answer = _failing(error)
    page = _strict(answer.content.decode())
    assert answer.status_code == status
    assert [word for word in words if word not in page] == []
    assert answer["X-Request-ID"] in page
    assert answer.get("Retry-After", "") == ("60" if status == 503 else "")


def test_more_fields_than_a_form_holds_is_told_as_too_large(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    answer = Client(enforce_csrf_checks=True).post("/language/", {"a": "1", "b": "2"})
    assert answer.status_code == 413
    assert answer["X-Request-ID"] in _strict(answer.content.decode())
    assert "10 MB" in answer.content.decode()


def _nowhere(language: str) -> HttpResponse:
    return Client().get("/no-such-page", headers={"accept-language": language})  # type: ignore[return-value]


def _forged(language: str) -> HttpResponse:
    client = Client(enforce_csrf_checks=True)
    return client.post("/sign-in/", {}, headers={"accept-language": language})  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("ask", "status", "words"),
    [
        (_nowhere, 404, {"zh-hans": "这个地址", "en": "There is nothing at this address."}),
        (_forged, 403, {"zh-hans": "表单", "en": "This form is too old."}),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_refusal_of_the_frame_has_our_look_and_its_number(
    ask: Callable[[str], HttpResponse], status: int, words: dict[str, str], language: str
) -> None:
    answer = ask(language)
    page = _strict(answer.content.decode())
    assert answer.status_code == status
    assert words[language] in page
    assert answer["X-Request-ID"] in page
    assert 'class="masthead"' in page


def test_who_is_not_signed_in_is_led_to_the_door() -> None:
    request = RequestFactory().get("/console/")
    answer = permission_denied(request, PermissionDenied())
    assert answer.status_code == 403
    assert "/sign-in/" in answer.content.decode()
