"""Does the first page say of every check what its own rows add up to?"""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.calibrate import index

SHARES = ("found", "unexplained", "audits", "stands", "precision", "explained")
TOLD = {"on": "2026-01-02", "tallystick": "9.9", "worlds": "4", "seed": "7"}


def row(check, nature="innocent", **given):
    plain = {"check": check, "nature": nature, "world": "clean", "dose": None, "size": "medium",
             "source": check, "subject_kind": "", "tested": 1.0,
             "verdict_of_all": "held"}  # fmt: skip
    for name in SHARES:
        plain |= {name: 0.0, f"{name}_low": 0.0, f"{name}_high": 0.1, f"{name}_of": 100}
    return plain | given


ONE = [
    row("a.one"),
    row("a.one", world="odd", unexplained=0.08, unexplained_of=300, found_of=300, audits=0.5,
        unexplained_low=0.05, unexplained_high=0.12, verdict_of_all="broken for unit"),
    row("a.one", world="rare", unexplained=1.0, unexplained_of=2, found_of=2,
        tested=0.03, verdict_of_all="broken"),
    row("a.one", world="peer", source="rddensity", unexplained=0.9),
    row("a.one", world="part", subject_kind="unit", unexplained=0.8),
    row("a.one", world="silent", found=None, unexplained=None, found_of=0, unexplained_of=0),
    row("a.one", "planted", world="act", dose=0.1, found=0.125, precision=None, precision_of=0),
    row("a.one", "planted", world="act", dose=0.5, found=0.25, precision=0.95),
    row("a.one", "planted", world="act", dose=1.0, found=0.75, stands=0.5, precision=0.9,
        explained=0.2),
    row("a.one", "planted", world="act", dose=0.5, size="large", found=1.0, precision=0.4,
        precision_of=7),
]  # fmt: skip


def keep(folder, check, rows):
    table = pa.Table.from_pylist(rows).replace_schema_metadata(TOLD)
    pq.write_table(table, folder / f"{check}.parquet")


@pytest.fixture
def folder(tmp_path):
    keep(tmp_path, "z.other", [row("z.other", found_of=0, unexplained_of=0)])
    keep(tmp_path, "a.one", ONE)
    keep(tmp_path, "b.two", [row("b.two")])
    return tmp_path


def test_checks_come_in_the_order_given_and_strangers_last(folder):
    kept = index.kept_in(folder, ["b.two", "a.one"])
    assert [each.check for each in kept] == ["b.two", "a.one", "z.other"]


def test_the_size_is_that_of_the_check_over_all_subjects_in_innocent_worlds(folder):
    """By hand: (0 x 100 + .08 x 300 + 1 x 2) / 402 = .065; audits (0 + .5 + 0) / 3."""
    one, _, other = index.sizes(index.kept_in(folder, ["a.one"])).rows
    made = "2026-01-02, 9.9, 4, 7"
    assert one == ("a.one", "3", "402", "0.065", "0.080 [0.050, 0.120]", "odd", "0.167",
                   "odd: broken for unit; rare: too few answers", made)  # fmt: skip
    assert other[-2:] == ("not tested", made)


def test_the_power_is_by_dose_in_middling_departments(folder):
    table = index.powers(index.kept_in(folder, ["a.one"]))
    (told,) = table.rows
    assert told[:-2] == ("a.one", "act", "0.125", "0.250", "0.750", "0.500", "0.900", "0.200")
    assert told[-2:] == ("0.400 of 7", "found")
    assert table.header[3:5] == ("power at dose 0.5", "power at dose 1")


def test_a_dose_that_was_not_tried_has_a_dash(folder):
    keep(folder, "b.two", [row("b.two", "planted", world="more", dose=0.2, found=None,
                               precision_of=0)])  # fmt: skip
    rows = index.powers(index.kept_in(folder, ["a.one"])).rows
    assert rows[0][2:6] == ("0.125", "–", "0.250", "0.750")
    assert rows[1][2:6] == ("–", "–", "–", "–")
    assert rows[1][-2:] == ("–", "found none")


def test_the_first_page_links_each_check_and_then_the_finer_pages(folder):
    finer = folder / "finer.md"
    finer.write_text("# A finer page\n\nText.\n")
    page = index.markdown(index.kept_in(folder, ["a.one"]), [finer])
    places = [page.index(text) for text in (
        "## Does each check keep its size?\n", "## Does it find what was planted?\n",
        "](calibration/a.one.md)", "](calibration/b.two.parquet)",
        "[A finer page](calibration/finer.md)",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "not calibrated in full" not in page


def test_a_check_with_a_page_and_no_rows_is_said_to_be_uncalibrated(folder):
    page = folder / "pace.md"
    page.write_text("# Of pace\n\nText.\n")
    waits = "`figures.pace`, which was not calibrated in full yet; [what is known of it]"
    assert waits + "(calibration/pace.md)" in index.markdown(index.kept_in(folder, []), [page])
    keep(folder, "figures.pace", [row("figures.pace")])
    assert "not calibrated in full" not in index.markdown(index.kept_in(folder, []), [page])
