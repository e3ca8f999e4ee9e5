"""Does every example of docs/first_audit.md load, and are the checks that it names then run?"""

import re
from pathlib import Path

import pytest

from tallystick.audit import About, audit
from tallystick.engine import connect
from tallystick.load import load, read_engagement

TEXT = (Path(__file__).parents[2] / "docs" / "first_audit.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', TEXT, re.DOTALL))
FOLDERS = list(dict.fromkeys(name.partition("/")[0] for name in FILES))
RUNS = [re.findall(r"`([\w.]+)`", line) for line in re.findall(r"^Runs: (.*)$", TEXT, re.MULTILINE)]


def test_every_section_has_an_example_and_says_what_runs():
    assert len(FOLDERS) == len(RUNS) == len(re.findall(r"^### ", TEXT, re.MULTILINE)) == 7


@pytest.mark.parametrize(("folder", "runs"), list(zip(FOLDERS, RUNS, strict=True)))
def test_the_example_is_audited(folder, runs, tmp_path):
    for name, content in FILES.items():
        if name.startswith(f"{folder}/"):
            (tmp_path / name.partition("/")[2]).write_text(content, encoding="utf-8")
    engine = connect(threads=2)
    try:
        read = read_engagement(tmp_path / "engagement.toml")
        loaded = load(read, tmp_path / "tables", engine)
        assert loaded.received.set_aside == ()
        about = About(engagement=read.name, agency=read.agency, jurisdiction="")
        outcome = audit(tmp_path, loaded.tables, loaded.received, about, engine)
    finally:
        engine.close()
    assert set(runs) <= {each.name for each in outcome.record.checks}
