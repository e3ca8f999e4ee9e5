"""Put the pages of the site together for mkdocs: ``python -m docs_site --out FOLDER``.

The README, docs/ and examples/ are laid out as in the project, so that every link between them
holds. Pages that are built of committed data are built here. A page for each check is made of its
docstring and of what it says of the bundled example, or of a made world where that lacks what the
check needs.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from docs_site.built_pages import built_pages
from docs_site.check_pages import write_check_pages

ROOT = Path(__file__).parents[1]
KEPT = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def main() -> None:
    """Lay the pages out in the folder that ``--out`` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--run", type=Path, help="a finished run of examples/zhambyl; made if not given"
    )
    given = parser.parse_args()
    out: Path = given.out
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    for name in KEPT:
        shutil.copy(ROOT / name, out / name)
    (out / "index.md").write_text(
        (ROOT / "README.md").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (out / "README.md").unlink()
    shutil.copytree(ROOT / "docs", out / "docs")
    for name, text in built_pages(out / "docs").items():
        (out / "docs" / name).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "examples", out / "examples", ignore=_heavy)
    shutil.copy(ROOT / "LICENSE", out / "LICENSE")
    write_check_pages(out / "checks", given.run)


def _heavy(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name.endswith((".parquet", ".csv")) or name == "__pycache__"}


if __name__ == "__main__":
    main()
