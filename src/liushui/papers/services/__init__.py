"""What papers does: makes the three papers of each gift, shows them, makes them anew."""

from liushui.papers.services.anew import renew
from liushui.papers.services.asking import ask_fiscal, take_back_fiscal
from liushui.papers.services.batches import KIND, batch_as_work, start_batch
from liushui.papers.services.fetching import (
    PapersNotFetched,
    begin_fetching,
    fetch_papers,
)
from liushui.papers.services.making import draw_waiting, make_for, make_owed
from liushui.papers.services.renewing import follow_returned, follow_returns, reissue
from liushui.papers.services.showing import (
    PapersNotReady,
    follow_display,
    paper_bytes,
    papers_for,
    papers_of,
)

__all__ = [
    "KIND",
    "PapersNotFetched",
    "PapersNotReady",
    "ask_fiscal",
    "batch_as_work",
    "begin_fetching",
    "draw_waiting",
    "fetch_papers",
    "follow_display",
    "follow_returned",
    "follow_returns",
    "make_for",
    "make_owed",
    "paper_bytes",
    "papers_for",
    "papers_of",
    "reissue",
    "renew",
    "start_batch",
    "take_back_fiscal",
]
