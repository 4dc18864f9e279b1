"""What the log says of a body's certificates: which kind, from when, until when."""

from collections.abc import Mapping, Sequence

from django.utils.timezone import now

from liushui.kernel.clock import day_of
from liushui.transparency.queries.certificates import (
    certificates_not_owed,
    logged_certificates,
)
from liushui.transparency.sources import Draft


class CertificateSource:
    """Certificates that somebody checked. The number stands behind a digest."""

    kind = "certificate"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        """On the day on which the log says it: a certificate knows no day on which it came."""
        today = day_of(now())
        return {
            one.certificate_id: Draft(
                one.organisation_code,
                today,
                {"type": one.kind, "from": one.valid_from, **_until(one.valid_until)},
                {"number": one.number},
            )
            for one in logged_certificates(subjects)
        }

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        return certificates_not_owed(after, limit)

    def hold(self) -> None:
        """One that is checked meanwhile is found when the opening is said again."""

    def find(self, reference: str) -> int | None:
        """Nobody has a reference of it."""
        del reference
        return None


def _until(day: str | None) -> dict[str, str]:
    return {} if day is None else {"until": day}
