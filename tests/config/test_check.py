"""The check command: every judge is asked, and each no comes with what to do."""

import subprocess
import sys

from liushui.config.commands import check
from liushui.config.commands.check import Step


def _ask(step: Step) -> tuple[int, str, float]:
    ended = subprocess.run(step.argv, check=False, capture_output=True, text=True)
    return ended.returncode, ended.stdout, 0.1


def test_one_no_does_not_silence_the_others(capsys):
    steps = [
        Step("first", [sys.executable, "-c", "print('line 7 is wrong'); exit(1)"], "Mend line 7."),
        Step("second", [sys.executable, "-c", "pass"], "never shown"),
        Step("third", [sys.executable, "-c", "exit(2)"], "Look again."),
    ]
    assert check.judge(steps, _ask) == ["first", "third"]
    said = capsys.readouterr().out
    assert "line 7 is wrong" in said
    assert "-> Mend line 7." in said
    assert "ok     second" in said
    assert "never shown" not in said


def test_every_judge_of_the_house_is_asked():
    names = {step.name for step in check.steps()}
    assert names == {
        "types", "architecture", "layers", "form", "lint", "templates", "django", "migrations",
    }  # fmt: skip
    assert all(step.remedy for step in check.steps())
