"""How many people this installation knows: the law counts them (网络数据条例 art 28)."""

from liushui.parties.models import Person


def count_of_all_people() -> int:
    """Everyone who was not erased: one query."""
    return Person.objects.filter(erased_at=None).count()
