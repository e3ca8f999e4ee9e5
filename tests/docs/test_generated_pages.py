"""Are the pages that are made from the source up to date, and do they say what it says?"""

import re
from pathlib import Path

from docs_site import generated as pages
from docs_site.generated import MEND, generated, main

from every_fault import no_fault
from tallystick.tables import CANONICAL

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tables.md").read_text(encoding="utf-8")


def test_no_page_is_stale():
    made = generated()
    assert {"tables.md", "terminal.schema.json"} <= set(made)
    no_fault(
        (f"docs/{name}: stale" for name, text in made.items()
         if (DOCS / name).read_text(encoding="utf-8") != text),
        MEND,
    )  # fmt: skip


def test_the_command_writes_the_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    main()
    assert {each.name: each.read_text("utf-8") for each in tmp_path.iterdir()} == generated()


def test_every_table_and_column_stands_on_the_page_with_its_codes():
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
    assert list(sections) == [table.name for table in CANONICAL]
    for table in CANONICAL:
        rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", sections[table.name], re.MULTILINE)
        assert [column for column, _ in rows] == list(table.names)
        for column, (_, cells) in zip(table.columns, rows, strict=True):
            assert len(cells.split(" | ")) == 4
            assert ("**required**" in cells) == column.required
            assert all(f"`{code}`" in cells for code in column.codes)
