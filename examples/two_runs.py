"""Two runs of the Zhambyl example for the review workbench: up to November 2024, and to its end.

    python examples/two_runs.py OUT

The records are the same and the earlier run leaves out December, so that a finding is new, one is
gone and others are still there. It prints the folder of each run, a line each, the earlier first.
"""

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parent / "zhambyl"
TALLYSTICK = (sys.executable, "-c", "from tallystick.cli import main; main()")
EARLIER = {
    'name = "Zhambyl, July 2022 to December 2024"': 'name = "Zhambyl, July 2022 to November 2024"',
    "last_day = 2024-12-31": "last_day = 2024-11-30",
}


def engagement(folder: Path) -> Path:
    """The engagement of the earlier run, with its records beside it."""
    shutil.copytree(EXAMPLE / "tables", folder / "tables", dirs_exist_ok=True)
    text = (EXAMPLE / "engagement.toml").read_text(encoding="utf-8")
    for then, now in EARLIER.items():
        assert text.count(then) == 1, then
        text = text.replace(then, now)
    path = folder / "engagement.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run(engagement: Path, out: Path) -> Path:
    """The run of an engagement below `out`, audited unless it is there."""
    made = [path.parent for path in out.glob("*/manifest.json")]
    if not made:
        command = [*TALLYSTICK, "audit", str(engagement), "--out", str(out), "--quiet"]
        subprocess.run(command, check=True, stdout=sys.stderr)
        made = [path.parent for path in out.glob("*/manifest.json")]
    return made[0]


def main(out: Path) -> None:
    print(run(engagement(out / "november"), out / "to_november"))
    print(run(EXAMPLE / "engagement.toml", out / "to_december"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
