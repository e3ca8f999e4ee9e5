"""Does the README print what the program prints?"""

import os
import re
import subprocess
import sys
from pathlib import Path

from tallystick.checks import every

ROOT = Path(__file__).parents[2]


def test_the_readme_shows_the_audit_of_the_bundled_example(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tallystick", "audit", "examples/zhambyl/engagement.toml",
         "--out", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ | {"COLUMNS": "100"},
    )  # fmt: skip
    printed = done.stdout.partition("\nReport: ")[0].rstrip()
    shown = re.search(r"```text\n(.*?)\n```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert shown.group(1) == printed


def test_the_commands_of_the_readme_are_targets_of_make():
    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^    make (\w+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_readme_lists_every_check_with_its_question():
    told = re.findall(r"^\| `([\w.]+)` \| (.*) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert told == [(check.name, check.question) for check in every()]
