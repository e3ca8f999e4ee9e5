"""The pages of docs/ that are made from the source: ``python -m docs_site.generated``."""

from __future__ import annotations

import json
from pathlib import Path

from docs_site.tables_page import tables_page
from tallystick.cli.json_summary import summary_schema

DOCS = Path(__file__).parents[1] / "docs"
MEND = "python -m docs_site.generated"


def generated() -> dict[str, str]:
    """Return the text of each page by its name in docs/."""
    schema = json.dumps(summary_schema(), ensure_ascii=False, indent=2) + "\n"
    return {"tables.md": tables_page(), "terminal.schema.json": schema}


def main() -> None:
    """Write the pages."""
    for name, text in generated().items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
