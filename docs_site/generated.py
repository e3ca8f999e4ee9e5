"""The files that are made from the source and from docs/: ``python -m docs_site.generated``."""

from __future__ import annotations

import json
from pathlib import Path

from docs_site.power_curves import power_curves
from docs_site.tables_page import tables_page
from tallystick.cli.json_summary import summary_schema

ROOT = Path(__file__).parents[1]
MEND = "python -m docs_site.generated"


def generated() -> dict[str, str]:
    """Return the text of each file by its path in the repository."""
    schema = json.dumps(summary_schema(), ensure_ascii=False, indent=2) + "\n"
    return {
        "docs/tables.md": tables_page(),
        "docs/terminal.schema.json": schema,
        "src/tallystick/lab/power.toml": power_curves(ROOT / "docs" / "calibration"),
    }


def main() -> None:
    """Write the files."""
    for name, text in generated().items():
        (ROOT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
