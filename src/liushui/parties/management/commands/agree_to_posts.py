"""``./liushui manage agree_to_posts``: the second word where one person alone is in charge."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from liushui.base.refusals import refusal_text
from liushui.kernel.errors import DomainError
from liushui.kernel.masks import mask_name
from liushui.parties.actors import Actor
from liushui.parties.models import Post, Proposal
from liushui.parties.queries import kept_person
from liushui.parties.queries.hands import proposals_without_second_person
from liushui.parties.services.two_people import Decision, decide_proposal


class Command(BaseCommand):
    """Asks about each proposal that no page lets anybody decide; "y" agrees, all else waits."""

    help = "Agree, from this machine, to posts that nobody else can agree to."

    def handle(self, *_: Any, **__: Any) -> None:
        waiting = proposals_without_second_person(now())
        if not waiting:
            self.stdout.write("Nothing waits for a second person from this machine.")
        for proposal in waiting:
            self.stdout.write(_in_words(proposal))
            if input("Agree? [y/N] ").strip().lower() == "y":
                self._agree(proposal)

    def _agree(self, proposal: Proposal) -> None:
        hand = Actor.system("operator")
        try:
            decide_proposal(hand, proposal.pk, Decision(agrees=True), at=now())
        except DomainError as error:
            self.stderr.write(" ".join(refusal_text(error)))
        else:
            self.stdout.write("Agreed.")


def _in_words(proposal: Proposal) -> str:
    """Which post, to whom (the name masked: terminals keep what they were told), with what."""
    post = Post.objects.select_related("organisation").get(pk=proposal.facts["post"])
    person = proposal.facts.get("person")
    whom = f" for {mask_name(kept_person(person).name)}" if person else ""
    return f"{post.organisation.name}: {post.title}{whom}, may {proposal.facts['rights']}"
