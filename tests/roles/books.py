"""Who is answered what at the addresses of books."""

from collections.abc import Sequence

from tests.roles.row import Row

BOOKS = "302:nobody 200:peer,city,county,partners 403:*"
ROWS: Sequence[Row] = (
    Row("books:funds", "/console/books/", BOOKS),
)  # fmt: skip
