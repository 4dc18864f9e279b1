"""Looking up a gift by its number, however it was typed."""

from datetime import date

import pytest
from django.test import Client

from liushui.kernel.ids import reference_of

pytestmark = pytest.mark.django_db

REFERENCE = reference_of(date(2026, 7, 18), "7KQ2MR4T")


@pytest.mark.parametrize(
    "typed",
    [REFERENCE, REFERENCE.lower(), REFERENCE.replace("-", ""), f" {REFERENCE.replace('-', ' ')} "],
)
def test_a_number_leads_to_its_gift(client: Client, typed: str) -> None:
    answer = client.get("/find/", {"number": typed})
    assert answer.headers["location"] == f"/gifts/{REFERENCE}/where"


@pytest.mark.parametrize("typed", ["abc", REFERENCE[:-1] + "0", "LS-1", "<b>LS</b>"])
def test_a_mistyped_number_is_said_at_the_field(client: Client, typed: str) -> None:
    answer = client.get("/find/", {"number": typed}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "This is not a gift number." in page
    assert "<b>LS" not in page


def test_an_empty_field_is_no_mistake(client: Client) -> None:
    assert client.get("/find/").status_code == 200
