"""Certificates of bodies as the log tells them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from liushui.base.arrays import array_of


class LoggedCertificate(NamedTuple):
    """A certificate that somebody checked; days as ISO 8601 writes them."""

    certificate_id: int
    organisation_code: str
    kind: str
    number: str
    valid_from: str
    valid_until: str | None


def logged_certificates(ids: Iterable[int]) -> Sequence[LoggedCertificate]:
    """These certificates, one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.id, o.credit_code, c.kind, c.number, c.valid_from::text, c.valid_until::text
               from parties_certificate c join parties_organisation o on o.id = c.organisation_id
               where c.id = any(%s::bigint[]) and c.checked_by <> ''""",
            [array_of(ids)],
        )
        return [LoggedCertificate(*row) for row in cursor.fetchall()]


def certificates_not_owed(after: int, limit: int) -> Sequence[int]:
    """Checked certificates behind ``after`` that nobody owed to the log, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.id from parties_certificate c
               where c.id > %s and c.checked_by <> '' and exists (select from transparency_log)
                 and not exists (select from transparency_owed o
                   where o.subject = c.id and o.kind = 'certificate')
               order by c.id limit %s""",
            [after, limit],
        )
        return [int(row[0]) for row in cursor.fetchall()]
