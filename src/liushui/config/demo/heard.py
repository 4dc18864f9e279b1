"""What somebody complained of in the story: it waits for those who run the site."""

from typing import TYPE_CHECKING

from liushui.parties.actors import Actor
from liushui.projects.services import keep_complaint

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage

_WORDS = "村口的公示栏两个月没有更新，想知道上个月的补助给了谁家。"


def hear_a_complaint(stage: "Stage") -> None:
    """One complaint without an account, two days before today."""
    project = stage.projects["medical"]
    contact = "zhiqing@example.org"
    keep_complaint(
        Actor.stranger(), project.pk, words=_WORDS, contact=contact, at=stage.on(-2, 600)
    )
