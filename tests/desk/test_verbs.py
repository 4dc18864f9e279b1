"""Every verb that is written into the record has words for those who read it."""

import re

from liushui.desk.verbs import VERBS
from tests.architecture.tree import tracked

_VERB = re.compile(r"record\(\s*\w+(?:\.\w+)*,\s*\"([a-z]+\.[a-z_]+)\"|verb=\"([a-z]+\.[a-z_]+)\"")


def test_no_verb_is_shown_as_its_code() -> None:
    written = {
        one or other
        for path in tracked(".py")
        if "/src/" in f"/{path}" and "simulators" not in path.parts
        for one, other in _VERB.findall(path.read_text(encoding="utf-8"))
    }
    assert len(written) > 50
    assert not written - set(VERBS), "give these words in desk/verbs.py"
