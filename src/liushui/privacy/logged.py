"""What the public log says of erasures: places whose fields nobody can open any more."""

from collections.abc import Mapping, Sequence

from django.db import connection

from liushui.privacy.models import ErasureNotice
from liushui.transparency.queries import open_log
from liushui.transparency.sources import Draft, register_source


class ErasureSource:
    """Notices of erasures: each of at least twenty people, one place of each."""

    kind = "erasure"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        body = open_log().organisation_code
        return {
            one.pk: Draft(body, one.day, {"idx": sorted(one.indices)})
            for one in ErasureNotice.objects.filter(pk__in=subjects)
        }

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                """select n.id from privacy_erasurenotice n
                   where n.id > %s and not exists (select from transparency_owed o
                     where (o.subject, o.kind) = (n.id, 'erasure'))
                   order by n.id limit %s""",
                [after, limit],
            )
            return [row[0] for row in cursor.fetchall()]

    def hold(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("lock table privacy_erasurenotice in share row exclusive mode")

    def find(self, reference: str) -> int | None:
        del reference
        return None


def register_logged() -> None:
    register_source(ErasureSource())
