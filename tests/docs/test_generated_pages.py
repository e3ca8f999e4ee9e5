"""Are the files made from the source and from docs/ up to date, and do they say the same?"""

import re
import shutil
import tomllib
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
from docs_site import generated as pages
from docs_site.generated import MEND, generated, main
from docs_site.power_curves import power_curves

from every_fault import no_fault
from tallystick.tables import CANONICAL

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGE = (DOCS / "tables.md").read_text(encoding="utf-8")


def test_no_file_is_stale():
    made = generated()
    assert {"docs/tables.md", "docs/terminal.schema.json", "src/tallystick/lab/power.toml"} <= set(
        made
    )
    no_fault(
        (f"{name}: stale" for name, text in made.items()
         if (ROOT / name).read_text(encoding="utf-8") != text),
        MEND,
    )  # fmt: skip


def test_the_command_writes_the_files(tmp_path, monkeypatch):
    made = generated()
    for name in made:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "docs" / "calibration").symlink_to(DOCS / "calibration")
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    main()
    assert {name: (tmp_path / name).read_text("utf-8") for name in made} == made


def test_a_new_calibration_makes_the_curves_of_the_lab_stale_and_the_command_mends_them(tmp_path):
    """Of one check, every unit is found at every dose; the other curves stay as they are."""
    folder, check = tmp_path / "calibration", "people.stock_witnesses"
    shutil.copytree(DOCS / "calibration", folder, ignore=shutil.ignore_patterns("tables", "*.md"))
    table = pq.read_table(folder / f"{check}.parquet")
    found = pc.if_else(pc.is_valid(table["found"]), 1.0, None)
    place = table.schema.get_field_index("found")
    pq.write_table(table.set_column(place, "found", found), folder / f"{check}.parquet")
    published, again = (
        {(each["act"], each["check"]): each["points"] for each in tomllib.loads(text)["curve"]}
        for text in (power_curves(DOCS / "calibration"), power_curves(folder))
    )
    assert {key for key in again if again[key] != published[key]} == {("witness", check)}
    assert {chance for _, chance in again["witness", check]} == {1}


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
