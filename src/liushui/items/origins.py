"""How items answer for the gifts that come by them: ``item:CODE.NUMBER``, ``act:``, ``live:``."""

from collections.abc import Sequence

from liushui.giving.services import Origin

ORIGINS: Sequence[Origin] = ()
