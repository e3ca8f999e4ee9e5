"""What does the audit of the bundled example leave, made once for all tests of this folder?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def audited(tmp_path_factory):
    """What the audit of the bundled example prints, and the run folder that it leaves."""
    out = tmp_path_factory.mktemp("runs")
    done = subprocess.run(
        [sys.executable, "-m", "tallystick", "audit", "examples/zhambyl/engagement.toml",
         "--out", str(out)],
        cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ | {"COLUMNS": "100"},
    )  # fmt: skip
    return done.stdout, next(out.iterdir())
