"""Whether this process lives, and whether it can serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked, so that a slow database kills nobody."""
    return JsonResponse({"ok": True})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """The database answers and can be written; 503 with the reason if not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_is_in_recovery()")
            (read_only,) = cursor.fetchone() or (True,)
    except DatabaseError as error:
        return JsonResponse({"ok": False, "why": type(error).__name__}, status=503)
    if read_only:
        return JsonResponse({"ok": False, "why": "read-only replica"}, status=503)
    return JsonResponse({"ok": True})
