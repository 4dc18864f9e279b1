"""Walks the whole journey over HTTP, as people would, and says what it did or what it missed."""

import json
import os
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx

from liushui.config.demo.giver import Giver
from liushui.config.demo.staff import Staff
from liushui.config.demo.stranger import look_around, read_appeal
from liushui.config.demo.visitor import Missed, Visitor, amounts_in
from liushui.kernel.errors import DomainError, gettext_noop

if TYPE_CHECKING:
    from liushui.base.processes import Sink
    from liushui.config.demo.house import House

GIFT_MINOR = 100_00
# What stays with the charity and with its partner of the gift that is followed.
KEPT_BY_CHARITY, KEPT_BY_PARTNER = 30_00, 20_00
PATIENCE_SECONDS = 60.0


class DatabaseGone(DomainError):
    """There is no database process to end."""

    code = "database_gone"
    message = gettext_noop("The database of the demo is not ours to end.")


def check(house: "House", *, say: "Sink") -> dict[str, Any]:
    """The journey with everything that it found; ``ok`` is true when nothing was missed."""
    journey = Journey(house, say)
    try:
        journey.walk()
    except (Missed, httpx.HTTPError, OSError, ValueError) as missed:
        journey.did["missed"] = f"{journey.step}: {missed}"
    finally:
        journey.close()
    return {"ok": "missed" not in journey.did, **journey.did}


class Journey:
    """Giver, charity, partner, stranger, one after the other."""

    def __init__(self, house: "House", say: "Sink") -> None:
        self._house = house
        self._say = say
        self._visitors: list[Visitor] = []
        self.step = "start"
        self.did: dict[str, Any] = {}

    def walk(self) -> None:
        """Every step in its order."""
        giver = Giver(self._visitor("donor"), self._wait)
        staff = Staff(self._visitor)
        self._now("a donor gives 100.00")
        gift = giver.give("medical", GIFT_MINOR)
        self.did |= {"gift": gift, "amount": "100.00"}
        self._now("the certificate is drawn and read")
        self.did["certificate"] = giver.certificate(gift)
        self._now("a stranger looks around")
        self.did["stranger"] = look_around(self._visitor, gift)
        self._now("a stranger reads one person's appeal")
        self.did["appeal"] = read_appeal(self._visitor())
        self._now("the charity drafts and a second person approves")
        payment = staff.draft_and_approve(KEPT_BY_CHARITY)
        self._now("the database is killed")
        self.did["database"] = self._kill_database()
        self._now("the cashier pays the partner")
        staff.pay(payment)
        self._now("the partner reports a use for a case")
        use = staff.report_use(KEPT_BY_PARTNER)
        self.did |= {"payment": payment, "use": use.reference, "case": use.case}
        self._now("both traces, to the fen")
        self.did["where"] = self._trace_gift(giver, gift, use.reference)
        self.did["givers"] = self._trace_use(gift, use.reference, use.amount_minor)
        self.did["case_page"] = giver.case_page(use.case, self._of_case(use.case))
        self._now("the books agree with themselves")
        self.did["ledger"] = self._check_books()
        self.did["pages"] = sum(visitor.visited for visitor in self._visitors)

    def close(self) -> None:
        for visitor in self._visitors:
            visitor.close()

    def _now(self, step: str) -> None:
        self.step = step
        self._say("check", step)

    def _visitor(self, role: str = "") -> Visitor:
        """Somebody with cookies of their own; with a role, signed in by one click."""
        visitor = Visitor(self._house.tree.address, role or "a stranger")
        self._visitors.append(visitor)
        if role:
            door = visitor.get("/demo/")
            visitor.submit(door, door.form(action=f"/demo/sign-in/{role}/$"))
        return visitor

    def _wait(self, happened: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not happened():
            if time.monotonic() > deadline:
                raise Missed(f"not within {PATIENCE_SECONDS:g} s: {what}")
            time.sleep(0.1)

    def _kill_database(self) -> dict[str, Any]:
        """End PostgreSQL with -9 and wait until the site is ready again, by itself."""
        pid = self._house.tree.pids.get("postgres")
        if pid is None:
            raise DatabaseGone
        begun = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        self._wait(lambda: self._house.tree.pids.get("postgres") not in {None, pid}, "a new one")
        self._wait(self._is_ready, "the site is ready after the kill")
        return {"killed": pid, "back_after_seconds": round(time.monotonic() - begun, 1)}

    def _is_ready(self) -> bool:
        try:
            answer = httpx.get(f"{self._house.tree.address}/readyz", timeout=10, trust_env=False)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    def _trace_gift(self, giver: Giver, gift: str, use: str) -> dict[str, int]:
        """The ends of the gift: on its page, and as the books say, each to the fen."""
        used = GIFT_MINOR - KEPT_BY_CHARITY - KEPT_BY_PARTNER
        giver.where(gift, (used, KEPT_BY_CHARITY, KEPT_BY_PARTNER))
        ends = self._told("trace", "gift", gift, "--json")
        found = {
            "used": sum(end["amount"] for end in ends if end["end"] == "used"),
            "resting": sum(end["amount"] for end in ends if end["end"] == "resting"),
            "sum": sum(end["amount"] for end in ends),
        }
        wanted = {"used": used, "resting": GIFT_MINOR - used, "sum": GIFT_MINOR}
        if found != wanted or {end["use"] for end in ends if end["end"] == "used"} != {use}:
            raise Missed(f"the gift ends in {ends}, and should end in {wanted} by {use}")
        return found

    def _trace_use(self, gift: str, use: str, amount_minor: int) -> dict[str, int]:
        """The givers of the use sum to it, and the gift's share is among them."""
        sources = self._told("trace", "use", use, "--json")
        total = sum(source["amount"] for source in sources)
        mine = sum(source["amount"] for source in sources if source["gift"] == gift)
        if total != amount_minor or mine != GIFT_MINOR - KEPT_BY_CHARITY - KEPT_BY_PARTNER:
            raise Missed(f"the use of {amount_minor} has givers of {total}, the gift {mine}")
        return {"gifts": len({source["gift"] for source in sources}), "sum": total}

    def _of_case(self, case: str) -> int:
        """What was used for the case: the first sum that its public page says."""
        page = self._visitors[0].get(f"/cases/{case}/")
        shown = amounts_in(page.text)
        if not shown:
            raise Missed(f"{page.path} does not say what was used")
        return shown[0]

    def _check_books(self) -> str:
        ran = self._house.run("cli", "ledger", "check")
        if ran.returncode != 0:
            raise Missed(f"ledger check: {ran.stdout[-400:]}{ran.stderr[-400:]}")
        return "sound"

    def _told(self, *words: str) -> list[dict[str, Any]]:
        ran = self._house.run("cli", *words)
        if ran.returncode != 0:
            raise Missed(f"{' '.join(words)}: {ran.stderr[-400:]}")
        told: list[dict[str, Any]] = json.loads(ran.stdout)
        return told
