"""Does a path mean the file that it names, and no other, on every way in?"""

import gzip
import hashlib
import io
import json
import os
import re
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tallystick.load import InputError, intake, load, read_engagement, walk
from tallystick.load.walk import TooManyError, Walk

HEAD = """
[engagement]
name = "Harbour"
agency = "City Police"
time_zone = "UTC"
"""
BLOCK = """
[[tables.incidents]]
source = {source}
[tables.incidents.columns]
incident_id = "id"
occurred_at = "day"
"""
QUERY = 'url = {url}\nquery = "select id, day from cases"'
DAY = "2020-01-05"
# A line for each letter or sign by which a name could be taken for another.
NAMES = [
    "part[1]", "[!a]", "[a-z]", "[", "a]b[c", "[[]1]", "a*", "**", "*", "a?", "?", "{a,b}",
    "{1..3}",
    "a%20b", "%41", "100%", " a", "a b", "a'b", 'a"b', "a`b", "a\nb", "a\rb", "a\tb", "a\\b",
    "\\", "\\[1]", "a\\*", "~", "~root", "$HOME", "${HOME}", "unit_id=A", "hive=1", "a;b", "a&b",
    "a#b", "a?b=c", "a:b", "file:a", "s3:b", "-a", "a,b", "a\u202eb", "é[é]", "Ａ*", "a|b",
    "(a)", "a.csv",
    "incident_id=9", "--", "NULL", "a\x1b[31mb", "^a$", "<a>",
]  # fmt: skip
LETTERS = st.sampled_from(list("[]*?{}%'\"`\\ \n~$=!-^#&:;,.ab1é\u202e"))


def others(name):
    """The names that a reader would open in the place of `name` if it took it for a pattern."""
    found = {
        re.sub(r"\[!?(.)[^]]*\]", r"\1", name),
        re.sub(r"\[!.*?\]", "b", name),
        name.replace("*", "x").replace("?", "y"),
        name.replace("**", "x").replace("*", ""),
        re.sub(r"\{(.*?)[,.].*\}", r"\1", name),
        unquote(name),
        name.replace("\\", ""),
        name.partition("?")[0],
        name.partition("#")[0],
        name.strip(),
        os.path.expandvars(name),
        name.replace("'", "''"),
        name.replace("\n", "\\n"),
        name.upper(),
        "a",
        "1",
    }
    return {each for each in found if each not in (name, "", ".", "..") and "/" not in each}


@cache
def content(kind, ids):
    """The bytes of a file that holds records called `ids`."""
    rows, held = [{"id": each, "day": DAY} for each in ids], io.BytesIO()
    text = "id,day\n" + "".join(f"{each},{DAY}\n" for each in ids)
    if kind == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), held)
    elif kind == ".jsonl":
        return "".join(json.dumps(row) + "\n" for row in rows).encode()
    elif kind == ".xlsx":
        book = openpyxl.Workbook()
        for row in [("id", "day"), *((each, DAY) for each in ids)]:
            book.active.append(row)
        book.save(held)
    elif kind == ".db":
        with closing(sqlite3.connect(":memory:")) as own:
            own.execute("create table cases (id text, day text)")
            own.executemany("insert into cases values (:id, :day)", rows)
            own.commit()
            return own.serialize()
    else:
        return gzip.compress(text.encode()) if kind == ".csv.gz" else text.encode()
    return held.getvalue()


def write_file(path, kind, ids):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content(kind, tuple(ids)))


KINDS = (".csv", ".csv.gz", ".jsonl", ".parquet", ".xlsx", ".db")


def toml(text):
    return json.dumps(text, ensure_ascii=False)


def engagement_of(folder, blocks, **options):
    path = folder / "engagement.toml"
    path.write_text(HEAD + blocks, encoding="utf-8", newline="")
    return read_engagement(path, **options)


def seen(folder):
    """The bytes and the times of the last changes of every file."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ctime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def block_of(kind, names):
    """The source that reads files of one kind: by their names, or as folders where they are so."""
    if kind != ".db":
        return BLOCK.format(source=toml(names))
    return "".join(
        BLOCK.replace("source = {source}", QUERY.format(url=toml(f"sqlite:///{quote(each)}")))
        for each in names
    )


def write_all(folder, names):
    """Write a file of each kind for each name, and some in a folder called so, amid decoys.

    Returns the files by kind, and what ids each holds.
    """
    files = {kind: [] for kind in KINDS}
    ids = {}
    for number, name in enumerate(names):
        home, decoys = folder / str(number), others(name)
        for kind in KINDS:
            for each in decoys - {name.removesuffix(kind)}:
                write_file(home / f"{each}{kind}", kind, ["decoy"])
            for each in sorted(decoys)[:2]:
                write_file(home / each / f"{name}{kind}", kind, ["decoy"])
            if kind == ".db" and not set(name) & set("%?#['\\"):
                continue
            for within in (".", name) if kind in (".csv", ".parquet") else (".",):
                path = home / within / f"{name}{kind}"
                called = path.relative_to(folder).as_posix()
                ids[called] = [f"{len(ids)} 1", f"{len(ids)} 2"]
                write_file(path, kind, ids[called])
                files[kind].append(called)
    return files, ids


def check_all_kinds(folder, engine, names, monkeypatch):
    """Each named file gives its own rows, and its own hash; no file is touched."""
    files, ids = write_all(folder, names)
    before = seen(folder)
    engagement = engagement_of(folder, "".join(block_of(k, f) for k, f in files.items() if f))
    with monkeypatch.context() as patch:
        if not any("\\" in name for name in names):
            # What DuckDB can open by name it judges where it lies.
            patch.setattr(intake, "read_parquet", None)
        loaded = load(engagement, folder.parent / "out", engine)
    assert {path: now for path, now in seen(folder).items() if path in before} == before
    rows = engine.rows(loaded.tables["incidents"])
    assert sorted((r["source_file"], r["incident_id"]) for r in rows) == sorted(
        (name, each) for name, held in ids.items() for each in held
    )
    for source in loaded.received.sources:
        assert source.rows == 2
        if not source.path.endswith(".db"):
            digest = hashlib.sha256((folder / source.path).read_bytes()).hexdigest()
            assert source.sha256 == digest, source.path


SLASHED = [name for name in NAMES if "\\" in name]
PLAIN = [name for name in NAMES if name.isprintable() and name not in SLASHED]


@pytest.fixture
def sqlite():
    pytest.importorskip("adbc_driver_sqlite", reason="the driver of SQLite is not installed")


@pytest.mark.parametrize("names", [PLAIN, SLASHED], ids=["plain", "slashed"])
def test_a_named_file_is_read_and_no_other(tmp_path, engine, sqlite, names, monkeypatch):
    check_all_kinds(tmp_path / "in", engine, names, monkeypatch)


@given(names=st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=6))
@example(names=["b", "b "])
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_name_means_its_file(tmp_path_factory, engine, sqlite, names, monkeypatch):
    names = [name for name in names if name.isprintable() and name not in (".", "..")]
    if names:
        check_all_kinds(tmp_path_factory.mktemp("any") / "in", engine, names, monkeypatch)


def test_a_name_with_control_characters_is_refused_or_found_by_its_folder(tmp_path, engine):
    for name in set(NAMES) - set(PLAIN) - set(SLASHED):
        for kind in (".csv", ".parquet"):
            write_file(tmp_path / "in" / f"{name}{kind}", kind, [f"{name!a}{kind}"])
            with pytest.raises(InputError, match="it holds control characters; take them out"):
                engagement_of(tmp_path / "in", block_of(kind, [f"{name}{kind}"]))
    loaded = load(engagement_of(tmp_path / "in", block_of("", ".")), tmp_path / "out", engine)
    rows = engine.rows(loaded.tables["incidents"])
    assert len(rows) == 10
    assert all(ascii(Path(r["source_file"]).stem) in r["incident_id"] for r in rows)


def test_a_name_that_no_account_can_hold_is_refused(tmp_path, engine):
    home = tmp_path / "in"
    home.mkdir()
    write_file(home / os.fsdecode(b"a\xff.csv"), ".csv", ["1"])
    with pytest.raises(InputError, match=r"a\\udcff\.csv': its name is not UTF-8; rename it"):
        load(engagement_of(home, block_of("", ".")), tmp_path / "out", engine)


def test_brackets_of_a_pattern_stand_for_themselves(tmp_path, engine):
    """A pattern of files in ``q[1]`` reads none of ``q1``; a file that is gone has no stand-in."""
    home = tmp_path / "in"
    for folder in ("q[1]", "q1"):
        write_file(home / folder / "x.csv", ".csv", [folder])
    loaded = load(engagement_of(home, block_of("", "q[1]/*.csv")), tmp_path / "out", engine)
    assert [r["incident_id"] for r in engine.rows(loaded.tables["incidents"])] == ["q[1]"]
    (home / "q[1]" / "x.csv").unlink()
    for gone in ("q[1]/x.csv", "q[1]/*.csv"):
        with pytest.raises(InputError, match=r"no such file|matches no file"):
            load(engagement_of(home, block_of("", gone)), tmp_path / "out", engine)


def test_a_pattern_takes_the_files_that_it_describes(tmp_path):
    (tmp_path / "a/b/.hidden").mkdir(parents=True)
    for name in ("1.csv", "a/2.csv", "a/b/3.csv", "a/b/.4.csv", "a/b/.hidden/5.csv", "a/b/6.txt"):
        (tmp_path / name).touch()
    (tmp_path / "a/d.csv").mkdir()
    (tmp_path / "c").symlink_to("a", target_is_directory=True)
    (tmp_path / "a/gone.csv").symlink_to("nowhere")

    def found(text):
        return [os.path.relpath(each, tmp_path) for each in Walk().files(str(tmp_path), text)]

    assert found("**/*.csv") == ["1.csv", "a/2.csv", "a/b/3.csv", "a/gone.csv"]
    assert found("**") == ["1.csv", "a/2.csv", "a/b/3.csv", "a/b/6.txt", "a/gone.csv"]
    assert found("*/2.csv") == ["a/2.csv", "c/2.csv"]
    assert found("c/*/?.csv") == ["c/b/3.csv"]
    assert found("a/b/.*.csv") == ["a/b/.4.csv"]
    assert found("a/**/b/**/*.csv") == ["a/b/3.csv"]
    assert found("c/../a/[2].csv") == []
    assert found(str(tmp_path / "a" / "*.csv")) == ["a/2.csv", "a/gone.csv"]


def test_a_pattern_ends_where_links_point_back(tmp_path, monkeypatch):
    """Each of 40 links in 40 folders leads to the top: 40 to the power of the depth of ways."""
    for number in range(40):
        (tmp_path / str(number)).mkdir()
        (tmp_path / f"{number}/x.csv").touch()
        for link in range(40):
            (tmp_path / f"{number}/up{link}").symlink_to("..", target_is_directory=True)
    assert len(Walk().files(str(tmp_path), "**/*.csv")) == 40
    with pytest.raises(TooManyError, match="goes through more than 200,000 names"):
        Walk().files(str(tmp_path), "*/*/*/*/*/*/*/*/*.csv")
    monkeypatch.setattr(walk, "MOST_FILES", 39)
    with pytest.raises(TooManyError, match="names more than 39 files"):
        Walk().files(str(tmp_path), "**/*.csv")


def test_a_pattern_without_end_is_one_message(tmp_path, engine):
    home = tmp_path / "in"
    for number in range(30):
        write_file(home / f"{number}/x.csv", ".csv", ["1"])
        (home / f"{number}/up").symlink_to("..", target_is_directory=True)
    wide = "/".join(["*"] * 12) + "/x.csv"
    with pytest.raises(
        InputError, match=r"source: '\*/.* goes through more than .* smaller folder"
    ):
        load(engagement_of(home, block_of("", wide)), tmp_path / "out", engine)
