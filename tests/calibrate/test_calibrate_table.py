"""Is a calibration printed and kept as it came out?"""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from docs_site.kept_calibration import calibration_of_file
from rich.console import Console

from tallystick import calibrate
from tallystick.audit import UnknownCheckError
from tallystick.calibrate import table, trials_of
from tallystick.calibrate.beside import installed, peers_of
from tallystick.calibrate.measures import share_of
from tallystick.calibrate.trials import HELD

CHECK = "figures.recount"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("docs")
    (out / "calibration").mkdir()
    (out / "calibration" / "finer.md").write_text("# A finer page\n\nText.\n")
    return out


@pytest.fixture(scope="module")
def calibration(folder):
    kept = [each for each in trials_of(CHECK) if each.name in ("clean", "padded figures")][:2]
    short = [replace(x, world=x.world.model_copy(update={"months": 3})) for x in kept]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibrate, "trials_of", lambda name: short)
        return calibrate.run((CHECK,), worlds=2, out=folder, seed=4)


def test_the_parquet_file_holds_every_cell_with_its_seeds_and_versions(calibration, folder):
    read = pq.read_table(folder / "calibration" / f"{CHECK}.parquet")
    cells = [held for each in calibration.outcomes for held in each.cells]
    assert read["found"].to_pylist() == [held.found.share for held in cells]
    assert read["explained_of"].to_pylist() == [held.explained.of for held in cells]
    assert read["unexplained"].to_pylist() == [held.unexplained.share for held in cells]
    assert read["source"].to_pylist() == [held.source for held in cells]
    seeds = {(trial.nature): trial for trial in (each.trial for each in calibration.outcomes)}
    assert set(seeds) == {"innocent", "planted"}
    assert all(len(set(row)) == 2 for row in read["seeds"].to_pylist())
    assert read.schema.metadata[b"seed"] == b"4"
    assert read.schema.metadata[b"worlds"] == b"2"
    assert read.schema.metadata[b"tallystick"].decode() == calibration.versions["tallystick"]


def test_a_check_has_its_page_with_its_tables(calibration, folder):
    page = (folder / "calibration" / f"{CHECK}.md").read_text()
    assert f"--check {CHECK} --worlds 2 --seed 4" in page
    places = [page.index(f"## {each.title}\n") for each in table.tables_of(calibration)]
    assert places == sorted(places)


def test_the_page_that_the_site_builds_of_the_parquet_file_is_the_one_that_was_written(folder):
    kept = calibration_of_file(folder / "calibration" / f"{CHECK}.parquet")
    written = (folder / "calibration" / f"{CHECK}.md").read_text()
    assert table.markdown(kept, CHECK) == written


def test_a_row_says_what_its_cells_say(calibration):
    innocent, planted, times = table.tables_of(calibration)
    clean = calibration.outcomes[0].cell()
    assert innocent.rows[0][:5] == ("clean", "–", f"{clean.found.of}", "–", "0.000 [0.000, 0.057]")
    assert innocent.header[4:6] == ("found", "of these explained")
    assert innocent.rows[0][5] == "–"
    assert clean.found.of == 64  # 2 worlds x 8 units x 4 figures; 3.84 / 67.84 = 0.057 by hand
    assert planted.rows[0][3:6] == ("1.000 of 6", "– / 1.000 / –", "– / 1.000 / –")
    assert planted.header[7] == "explained away"
    assert planted.rows[0][7] == "0.000 of 24"  # 2 worlds x 3 units x 4 figures
    assert times.rows[0][:2] == (CHECK, "medium")
    for each in table.tables_of(calibration):
        assert all(len(row) == len(each.header) for row in each.rows)


def test_a_column_tells_where_titles_say_that_records_cannot_tell(calibration):
    first = calibration.outcomes[0]
    cells = tuple(replace(each, untold=share_of([3], [4])) for each in first.cells)
    said = replace(calibration, outcomes=(replace(first, cells=cells), *calibration.outcomes[1:]))
    innocent, planted, _ = table.tables_of(said)
    assert innocent.rows[0][innocent.header.index("untold")] == "0.750 of 4"
    assert "untold" not in planted.header
    assert "untold" not in table.tables_of(calibration)[0].header


def test_a_peer_that_was_not_installed_says_so(calibration):
    own = tuple(
        replace(each, cells=tuple(x for x in each.cells if x.source == each.trial.check))
        for each in calibration.outcomes
    )
    told = table.tables_of(replace(calibration, outcomes=own))
    assert told[0].rows[0][-1] == "not installed"


def test_a_peer_stands_beside_a_check_that_is_there():
    beside = set(peers_of("exhibits.threshold_bunching"))
    assert {"rddensity", "polynomial bunching", "pyod ECOD"} <= beside
    assert installed("polynomial bunching"), "it is made of NumPy alone"
    assert peers_of("outside.check") == ()
    assert not installed("no_such_package IForest")
    assert {name for name in HELD if peers_of(name)} == {
        "exhibits.moved_line",
        "exhibits.threshold_bunching",
        "figures.digits",
        "figures.pace",
        "figures.period_end",
        "figures.ratchet",
        "figures.recount",
        "figures.reversion",
        "figures.round_targets",
        "figures.too_smooth",
    }


def test_a_terminal_prints_the_intervals(calibration):
    console = Console(width=200, record=True, file=None, quiet=False)
    with console.capture() as captured:
        for each in calibrate.terminal(calibration):
            console.print(each)
    assert "0.000 [0.000, 0.057]" in captured.get()


def test_a_wrong_number_or_name_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        calibrate.run(worlds=0)
    with pytest.raises(UnknownCheckError, match="recount"):
        calibrate.run(("figures.recont",), worlds=1)


@pytest.mark.parametrize(
    ("found", "verdict"), [(2, "held"), (8, "held"), (12, "broken for agency")]
)
def test_one_kind_of_subject_can_be_broken_alone(calibration, found, verdict):
    """Wilson's 95 % interval is .041-.150 at 8 of 100 and .070-.198 at 12: 5 % lies outside."""
    outcome = calibration.outcomes[0]
    whole = outcome.cell()
    agency = replace(whole, kind="agency", unexplained=share_of([found], [100]))
    mixed = replace(outcome, cells=(replace(whole, unexplained=share_of([12], [1000])), agency))
    assert mixed.verdict == verdict
    assert bool(replace(calibration, outcomes=(mixed,)).broken) == (found == 12)


def test_a_check_calibrated_before_keeps_its_rows(calibration, folder, tmp_path):
    (tmp_path / "calibration").mkdir()
    for page in (folder / "calibration").iterdir():
        (tmp_path / "calibration" / page.name).write_bytes(page.read_bytes())
    short = [replace(trials_of("figures.digits")[0], check="figures.digits")]
    short = [replace(x, world=x.world.model_copy(update={"months": 3})) for x in short]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibrate, "trials_of", lambda name: short)
        calibrate.run(("figures.digits",), worlds=1, out=tmp_path, seed=9)
    page = (tmp_path / "calibration.md").read_text()
    assert page.index("| figures.recount | 1 | 64 |") < page.index("| figures.digits | ")
    assert "[A finer page](calibration/finer.md)" in page
