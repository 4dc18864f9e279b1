"""Who may set an installation up."""

from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor


def require_manage(actor: Actor) -> None:
    """Demand the operator's post, or the installation itself at its first set-up."""
    if not actor.is_system and not actor.holds_any([Right.INSTALLATION_MANAGE]):
        raise NotAllowed
