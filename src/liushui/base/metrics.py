"""What is counted while the site works, for ``/metrics``. Numbers and names of ours alone.

With ``PROMETHEUS_MULTIPROC_DIR`` (``up`` sets it) every process writes its share to files there,
and whichever answers ``/metrics`` adds them up.
"""

from prometheus_client import Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})

REQUESTS = Counter("liushui_requests", "Requests answered.", ("view", "method", "status"))
REQUEST_SECONDS = Histogram(
    "liushui_request_seconds", "Time to answer a request.", ("view",), buckets=SECONDS
)
REFUSALS = Counter("liushui_refusals", "Requests refused, by the code of the refusal.", ("code",))
QUERY_SECONDS = Histogram("liushui_query_seconds", "Time in the database.", buckets=SECONDS)
SLOW_QUERIES = Counter("liushui_slow_queries", "Queries that were written to the log as slow.")
GIFTS = Counter("liushui_gifts_accepted", "Gifts paid and handed to the ledger.")


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    """One request by the name of its address; a method that is not ours is none by name."""
    known = method if method in METHODS else "other"
    REQUESTS.labels(view, known, str(status)).inc()
    REQUEST_SECONDS.labels(view).observe(seconds)
