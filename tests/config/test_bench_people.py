"""The bench of people measures what it says, at a size that a test can bear."""

import pytest

from liushui.config.bench import people
from liushui.parties.models import Account, Post
from liushui.parties.services import signing_in


@pytest.mark.django_db(transaction=True)
def test_people_posts_and_sign_in_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "_senders", list(signing_in._senders))
    monkeypatch.setattr(people, "SAMPLE", 5)
    size = people.Size(people=40, posts=10, places=False)
    heard: list[str] = []
    figures = list(people.measure(full=False, tell=heard.append, size=size))
    assert Account.objects.count() == 40
    assert Post.objects.count() == 10
    named = {figure.figure for figure in figures if figure.limit}
    assert named == {
        "person by phone p95", "post check p95", "ask for a code p95", "sign in with a code p95",
        "signed-in request p95",
    }  # fmt: skip
    assert all(figure.value > 0 for figure in figures)
