"""What travels to the database as one array arrives as it left."""

import pytest
from django.db import connection

from liushui.base.arrays import array_of, array_of_texts

TEXTS = ["", "null", 'a "word"', "back\\slash", "a,b", "{x}", " 空 格 ", None, "NULL", "\n", '\\"']


@pytest.mark.django_db
def test_texts_arrive_whatever_stands_in_them():
    with connection.cursor() as cursor:
        cursor.execute("select %s::text[]", [array_of_texts(TEXTS)])
        assert cursor.fetchone()[0] == TEXTS


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [[], [1], [-(2**63), 0, 2**63 - 1]])
def test_numbers_arrive(numbers):
    with connection.cursor() as cursor:
        cursor.execute("select %s::bigint[]", [array_of(numbers)])
        assert cursor.fetchone()[0] == numbers
