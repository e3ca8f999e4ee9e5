"""Are the built pages built of their data, as worked out by hand on small tables?"""

import json

import pytest
from docs_site import built_pages, sample_tables
from docs_site.filled import MARK, UnfilledError, filled
from shown import ROOT

from tallystick.calibrate.index import Kept
from tallystick.calibrate.texts import EXPLAINED

BUILT = ("calibration.md", "worlds.md", "benchmarks.md", "validation.md")


def test_each_place_is_filled_with_its_part():
    page = "# A\n\n<!-- built: one -->\n\nIn `<!-- built: no -->`.\n\n<!-- built: two -->\n"
    assert filled(page, {"two": "2\n2", "one": r"\1"}) == (
        "# A\n\n\\1\n\nIn `<!-- built: no -->`.\n\n2\n2\n"
    )


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        ("<!-- built: one -->\n", {}),
        ("", {"one": ""}),
        ("<!-- built: one -->\n<!-- built: one -->\n", {"one": ""}),
    ],
)
def test_a_place_without_a_part_or_a_part_without_a_place_is_refused(page, parts):
    with pytest.raises(UnfilledError, match="one"):
        filled(page, parts)


def test_no_page_of_docs_is_built_but_those_that_the_site_builds():
    marked = {
        each.relative_to(ROOT / "docs").as_posix()
        for each in (ROOT / "docs").rglob("*.md")
        if MARK.search(each.read_text("utf-8"))
    }
    kept = (ROOT / "docs" / "calibration" / "tables").glob("*.json")
    assert marked == {*BUILT, *(f"calibration/{each.stem}.md" for each in kept)}


def row(found, of, nature="innocent", **given):
    """A row of a calibration in which `found` of `of` tests found something."""
    shares = ("found", "unexplained", "audits", "stands", "precision", "explained")
    plain = {"check": "a.b", "nature": nature, "world": "clean", "dose": None, "size": "medium",
             "source": "a.b", "subject_kind": "", "tested": 1.0,
             "verdict_of_all": "held"}  # fmt: skip
    for name in shares:
        plain |= {name: found / of, f"{name}_low": 0.0, f"{name}_high": 0.5, f"{name}_of": of}
    return plain | given


def test_the_first_page_of_the_calibration_has_its_tables_and_links():
    """By hand: 1 of 100 tests in one innocent world; 3 of 4 planted subjects are found."""
    planted = row(3, 4, "planted", world="act", dose=1.0)
    parts = built_pages.first_parts([Kept("a.b", [row(1, 100), planted], "day", "9", "2", "7")])
    assert parts["words"] == EXPLAINED
    assert "## Does each check keep its size?\n" in parts["tables"]
    size = "| a.b | 1 | 100 | 0.010 | 0.010 [0.000, 0.500] | clean | 0.010 | held | day, 9, 2, 7 |"
    assert size in parts["tables"].splitlines()
    power = "| a.b | act | 0.750 | 0.750 | 0.750 | 0.750 | 0.750 of 4 | found |"
    assert power in parts["tables"].splitlines()
    assert parts["checks"] == (
        "- [a.b](calibration/a.b.md), all numbers with the seed of every world: "
        "[a.b.parquet](calibration/a.b.parquet)"
    )


def test_a_table_of_public_data_has_a_row_for_each_result(tmp_path):
    (tmp_path / "validation").mkdir()
    cells = ["10 g", "moved", "9", "1", "1", "2", "1 to 3", "4", "a|b"]
    (tmp_path / "validation" / "public_data.json").write_text(json.dumps({"one": [cells]}))
    assert built_pages.validation_parts(tmp_path) == {
        "one": "| aspect | verdict | n | p | q | estimate | 95 % | detectable | reason |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
        "| 10 g | moved | 9 | 1 | 1 | 2 | 1 to 3 | 4 | a\\|b |"
    }


PASTED = "# A\n\n| a | b |\n| --- | --- |\n| 1 | x \\| y |\n\nText | text.\n\n| c |\n|---|\n|  |\n"
PLACES = "# A\n\n<!-- built: table-1 -->\n\nText | text.\n\n<!-- built: table-2 -->\n"
TABLES = [[["a", "b"], ["1", "x | y"]], [["c"], [""]]]


def test_pasted_tables_are_moved_and_put_back():
    assert sample_tables.moved(PASTED, []) == (PLACES, TABLES)
    back = sample_tables.put_back(PLACES, TABLES)
    assert back == PASTED.replace("| --- | --- |", "|---|---|")
    assert sample_tables.moved(PLACES, TABLES) == (PLACES, TABLES)


def test_a_table_pasted_before_a_place_is_numbered_before_it():
    text = "| new |\n|---|\n| 2 |\n\n<!-- built: table-2 -->\n"
    told, tables = sample_tables.moved(text, TABLES)
    assert told == "<!-- built: table-1 -->\n\n<!-- built: table-2 -->\n"
    assert tables == [[["new"], ["2"]], TABLES[1]]


def test_the_command_moves_the_tables_of_each_page(tmp_path, monkeypatch):
    monkeypatch.setattr(sample_tables, "SAMPLES", tmp_path)
    (tmp_path / "a.md").write_text(PASTED)
    (tmp_path / "b.md").write_text("# No table\n")
    for _ in range(2):
        sample_tables.main()
        assert (tmp_path / "a.md").read_text() == PLACES
        assert json.loads((tmp_path / "tables" / "a.json").read_text()) == TABLES
    assert not (tmp_path / "tables" / "b.json").exists()


def test_every_built_page_is_whole():
    pages = built_pages.built_pages()
    own = {f"calibration/{each.stem}.md"
           for each in (ROOT / "docs" / "calibration").iterdir()
           if each.suffix in (".parquet", ".md")}  # fmt: skip
    assert set(pages) == {*BUILT, *own}
    assert all(text.startswith("# ") and not MARK.search(text) for text in pages.values())
