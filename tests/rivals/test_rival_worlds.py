"""Does the program accept the agencies of a second hand, and do they hold what was asked?"""

import hashlib
import json
import tomllib
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from rivals.__main__ import main
from rivals.kinds import ODDITIES, PLANTS

from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.tables import CANONICAL

ROOT = Path(__file__).parents[2]
SIZE = 3000
FIRST_HALF = "0b80a880743974566dcb9aa60f31745de04ea2776712036ee79fd7d34b4723e0"  # of SIZE, seed 7


def made(folder, *arguments, size=SIZE, seed=7):
    main([str(folder), "--size", str(size), "--seed", str(seed), *arguments])
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


def table(folder, name):
    return pq.read_table(folder / "tables" / f"{name}.parquet").to_pylist()


def digest(folder):
    total = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    return folder, made(folder)


def test_a_clean_agency_has_no_subject(clean):
    assert (clean[1]["odd"], clean[1]["planted"]) == ([], [])


def test_sizes_are_what_was_asked(clean):
    cases = table(clean[0], "incidents")
    assert len(cases) == SIZE
    assert len({each["unit_id"] for each in cases}) == 15
    days = [each["occurred_at"].date().isoformat() for each in cases]
    assert clean[1]["first_day"] <= min(days) < "2021-01-08"
    assert "2023-12-20" < max(days) <= clean[1]["last_day"]
    assert 0.9 < len(table(clean[0], "counterparts")) / SIZE < 1.15
    assert 0.3 < len(table(clean[0], "narratives")) / SIZE < 0.8


def test_every_table_of_the_dictionary_is_filled(clean):
    names = {path.stem for path in (clean[0] / "tables").glob("*.parquet")}
    assert names == {each.name for each in CANONICAL}


def test_the_same_seed_gives_the_same_bytes(clean, tmp_path):
    made(tmp_path / "again")
    assert digest(tmp_path / "again") == digest(clean[0])
    made(tmp_path / "other", seed=8)
    assert digest(tmp_path / "other") != digest(clean[0])


def contents(folder):
    """Of all tables and texts, however Parquet packs them."""
    total = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        packed = path.suffix == ".parquet"
        rows = pq.read_table(path).to_pylist() if packed else path.read_text("utf-8")
        total.update(json.dumps([path.name, rows], default=str).encode())
    return total.hexdigest()


def test_a_clean_agency_is_what_it_was_before_the_second_half(clean):
    if np.__version__.split(".")[:2] != ["2", "4"]:
        pytest.skip("the contents were taken with the random numbers of NumPy 2.4")
    assert contents(clean[0]) == FIRST_HALF


def test_an_oddity_leaves_the_officers_as_they_were(clean, tmp_path):
    made(tmp_path, "--oddity", "late_academy")
    assert table(tmp_path, "officers") == table(clean[0], "officers")
    assert table(tmp_path, "postings") == table(clean[0], "postings")


def test_a_table_without_a_row_is_not_written(tmp_path):
    """No officer of this small agency has had two badges."""
    folder = tmp_path / "small"
    made(folder, size=1000, seed=2)
    names = {path.stem for path in (folder / "tables").glob("*.parquet")}
    engagement = tomllib.loads((folder / "engagement.toml").read_text(encoding="utf-8"))
    assert names == set(engagement["tables"]) == {each.name for each in CANONICAL} - {"aliases"}
    assert loaded(folder, tmp_path / "loaded").set_aside == ()


def loaded(folder, build):
    engine = connect(threads=1)
    try:
        return load(read_engagement(folder / "engagement.toml"), build, engine).received
    finally:
        engine.close()


def test_the_program_sets_no_record_of_a_clean_agency_aside(clean, tmp_path):
    received = loaded(clean[0], tmp_path)
    assert received.set_aside == ()
    assert len(received.sources) == len(CANONICAL)
    assert received.links.settled > 0
    assert received.links.unsettled == 0
    assert received.alike == ()


def test_the_program_sets_no_record_aside_where_much_is_planted(tmp_path):
    kinds = [*(("--plant", name) for name in PLANTS), *(("--oddity", name) for name in ODDITIES)]
    truth = made(tmp_path / "world", *(word for kind in kinds for word in kind))
    assert {each["kind"] for each in truth["planted"]} == set(PLANTS)
    assert {each["kind"] for each in truth["odd"]} == set(ODDITIES)
    assert loaded(tmp_path / "world", tmp_path / "build").set_aside == ()


@pytest.mark.parametrize("name", ODDITIES)
def test_an_oddity_names_its_subjects_and_their_records(name, tmp_path):
    truth = made(tmp_path, "--oddity", name)
    assert truth["planted"] == []
    assert {each["kind"] for each in truth["odd"]} == {name}
    assert len(truth["odd"]) == ODDITIES[name].units
    for each in truth["odd"]:
        assert each["table"] is None or each["records"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--dose", "1"],
        ["--dose", "0.8", "--plant", "split_arrest", "--size", "1000"],
        ["--dose", "0.85", "--plant", "parts_counted_again", "--size", "1000"],
        ["--size", "10"],
        ["--plant", "none"],
    ],
)
def test_what_cannot_be_made_is_refused(wrong, tmp_path, capsys):
    with pytest.raises(SystemExit) as raised:
        main([str(tmp_path / "no"), *wrong])
    assert raised.value.code == 2
    assert wrong[0].strip("-") in capsys.readouterr().err
    assert not (tmp_path / "no").exists()


def test_the_wheel_does_not_hold_it():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert build["targets"]["wheel"]["packages"] == ["src/tallystick"]
