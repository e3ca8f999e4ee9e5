"""Does docs/threats.md name a test for each threat, and is each of them there?"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
ROWS = [[each.strip() for each in line.strip("|").split("|")]
        for part in TEXT.split("| threat | defence | test |\n|---|---|---|\n")[1:]
        for line in part.partition("\n\n")[0].splitlines()]  # fmt: skip


def test_every_threat_has_a_defence_and_tests_that_are_there():
    assert len(ROWS) > 20
    for threat, defence, tests in ROWS:
        assert threat, defence
        named = re.findall(r"`(tests/[\w/]+\.py)`", tests)
        assert named, threat
        for path in named:
            assert "def test_" in (ROOT / path).read_text(encoding="utf-8"), path
