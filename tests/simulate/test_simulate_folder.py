"""Is a world's folder whole, the same for the same seed, and never half made?"""

import hashlib
import json
import tomllib
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_worlds import LAW, UNMADE, made, world_of

from tallystick.load import read_engagement
from tallystick.simulate import folder as making
from tallystick.simulate.folder import simulate
from tallystick.simulate.world import World, WorldError
from tallystick.simulate.written.sinks import ParquetFiles
from tallystick.tables import CANONICAL

WORLD = world_of(
    months=3, behaviours=[{"kind": "ghosts", "dose": 0.5, "driven_by": "decree"}],
    incentives={"regime": {"kind": "count"}},
)  # fmt: skip


def bytes_of(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("once") / "world"
    simulate(WORLD, folder)
    return folder


def test_what_an_auditor_gets_and_what_is_kept_apart(once):
    files = set(bytes_of(once))
    tables = {f"tables/{table.name}.parquet" for table in CANONICAL}
    tables -= {f"tables/{name}.parquet" for name in UNMADE}
    truth = {f"truth/{name}.parquet" for name in ("labels", "happened", "schemes", "units")}
    assert files == tables | truth | {"truth/summary.json", "engagement.toml"}
    assert "truth" not in (once / "engagement.toml").read_text()


def test_the_files_hold_what_is_made_in_memory(once):
    world = made(WORLD)
    for name, table in world.tables.items():
        read = pq.read_table(once / "tables" / f"{name}.parquet")
        assert read.equals(pa.concat_tables([table])), name
    assert pq.read_table(once / "truth" / "labels.parquet").equals(world.labels)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(once, tmp_path):
    simulate(WORLD, tmp_path / "again")
    assert bytes_of(tmp_path / "again") == bytes_of(once)
    simulate(WORLD, tmp_path / "other", seed=2)
    same = [
        name for name, digest in bytes_of(tmp_path / "other").items()
        if digest == bytes_of(once)[name]
    ]  # fmt: skip
    assert same == ["engagement.toml", "truth/schemes.parquet"]


def test_a_folder_that_holds_something_is_refused_and_untouched(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("out", "file"):
        with pytest.raises(WorldError, match="already holds something; choose another --out"):
            simulate(WORLD, tmp_path / name)
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "mine.txt", "out"]


def test_an_empty_folder_and_one_below_nothing_are_filled(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    small = WORLD.model_copy(update={"months": 1})
    for out in ("../deep/er/world", "."):
        simulate(small, (tmp_path / "empty").joinpath(out) if out == "." else tmp_path / out[3:])
    assert (tmp_path / "deep" / "er" / "world" / "engagement.toml").exists()
    assert (tmp_path / "empty" / "engagement.toml").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "empty"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WorldError, match="cannot be made"):
        simulate(WORLD, tmp_path / "file" / "world")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
@pytest.mark.parametrize("when", ["month", "tables", "end"])
def test_a_failure_midway_leaves_nothing(tmp_path, monkeypatch, error, when):
    def fail(*_):
        raise error("midway")

    progress = (lambda month, _: fail() if month == 2 else None) if when == "month" else None
    if when == "tables":
        monkeypatch.setattr(ParquetFiles, "_write", fail)
    if when == "end":
        monkeypatch.setattr(making, "engagement_of", fail)
    said = {} if progress is None else {"progress": progress}
    with pytest.raises(error, match="midway"):
        simulate(WORLD, tmp_path / "world", **said)
    assert list(tmp_path.iterdir()) == []


def test_a_unit_that_is_not_there_is_named_and_nothing_is_left(tmp_path):
    entry = {"kind": "ghosts", "dose": 1, "units": ["N01", "Nowhere"], "officers": ["K9"]}
    for nature, kind in (("behaviours", "ghosts"), ("oddities", "packs")):
        world = world_of(**{nature: [{**entry, "kind": kind}]})
        with pytest.raises(WorldError) as error:
            simulate(world, tmp_path / "world")
        assert str(error.value) == f"{kind}: no unit or officer is called K9, Nowhere"
    assert list(tmp_path.iterdir()) == []


HOSTILE = [
    'a "quoted" name', "back\\slash \\u0041 \\", "two\nlines\r\n[engagement]", "tab\there",
    "]]\n[[tables.incidents]]\nsource = 'x'", "bell\x07 escape\x1b[2J delete\x7f",
    "\u2028 \u0085 \u200f \ufeff", "\U000e0041 beyond \U0001f3f4", "'''", '"""', "# no comment",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_text_and_change_nothing_else(tmp_path, text):
    for name in ("plain", "hostile"):
        said = {"name": text, "agency": text} if name == "hostile" else {}
        simulate(world_of(months=1, **said), tmp_path / name)
    plain, hostile = (
        tomllib.loads((tmp_path / name / "engagement.toml").read_text(encoding="utf-8"))
        for name in ("plain", "hostile")
    )
    told = hostile["engagement"]
    assert told["name"] == text
    assert told["agency"] == f"{text} (synthetic)"
    for key in ("name", "agency"):
        told[key] = plain["engagement"][key]
    assert hostile == plain
    same, other = bytes_of(tmp_path / "plain"), bytes_of(tmp_path / "hostile")
    assert {name for name in same if same[name] != other[name]} == {
        "engagement.toml", "truth/summary.json",
    }  # fmt: skip
    assert (
        json.loads((tmp_path / "hostile" / "truth" / "summary.json").read_text())["world"] == text
    )


def test_the_engagement_is_read_back_as_the_world_said_it(once):
    read = read_engagement(once / "engagement.toml")
    assert read.name == World().name
    assert read.agency == "Synthetic Police (synthetic)"
    lines = {(line.substance_code, float(line.value)) for line in read.frame.lines}
    assert lines == {(each["substance"], cut["g"]) for each in LAW for cut in each["lines"]}
    assert {line.stage for line in read.frame.lines} == {"field"}
    assert [metric.name for metric in read.frame.metrics if metric.is_control] == ["complaints"]
    days = tomllib.loads((once / "engagement.toml").read_text())["engagement"]
    assert (days["first_day"], days["last_day"]) == (date(2023, 10, 1), date(2023, 12, 31))


def test_a_regime_that_checks_by_the_quarter_is_audited_by_the_quarter(tmp_path):
    world = world_of(months=1, incentives={"regime": {"kind": "count", "checks": "quarter"}})
    simulate(world, tmp_path / "world")
    read = read_engagement(tmp_path / "world" / "engagement.toml")
    assert [period.rule for period in read.frame.periods] == ["quarter"]
