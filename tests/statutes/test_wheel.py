"""Do the packs travel with the program?"""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_every_file_of_every_pack(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if "/packs/" in name}
    packs = ROOT / "src" / "tallystick" / "statutes" / "packs"
    files = [path for path in packs.rglob("*") if path.suffix in (".csv", ".toml")]
    assert {path.relative_to(ROOT / "src").as_posix() for path in files} == held
    assert len(files) > 60
