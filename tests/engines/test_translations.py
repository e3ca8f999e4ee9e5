"""Is a query that was translated before answered as one that is translated anew?"""

import ibis
import ibis.backends.duckdb
import pyarrow as pa
import pytest
from ibis.backends.sql import SQLBackend
from ibis.backends.sql.datatypes import DuckDBType

from tallystick.engine import connect, users_own
from tallystick.engine.duckdb_backend import _type_of
from tallystick.engine.private_folder import own_caches
from tallystick.engine.structure import GENERATED, UnknownStructureError, structure_of
from tallystick.engine.translations import Translations

NAMED = "Officer O'Hara\n'; DROP TABLE numbers; --"


TEXT = Translations.text


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """Without what looks at each twentieth translation in all other tests."""
    monkeypatch.setattr(Translations, "text", TEXT)


@pytest.fixture
def made(monkeypatch):
    """What Ibis is asked to translate while a test runs."""
    asked = []
    plain = SQLBackend.compile

    def counted(self, expression, **options):
        asked.append(expression)
        return plain(self, expression, **options)

    monkeypatch.setattr(ibis.backends.duckdb.Backend, "compile", counted)
    return asked


@pytest.fixture
def engine():
    """One that begins with nothing translated."""
    opened = connect(threads=1, translations=Translations())
    yield opened
    opened.close()


def held(*values):
    return ibis.memtable(pa.table({"unit": pa.array(values), "n": pa.array(range(len(values)))}))


def question(one, other):
    """Which rows of one stand in the other, and how many there are beside each."""
    joined = one.join(other, "unit").filter(ibis._.n > 0).drop("n_right")
    twice = joined.join(joined.view(), "unit")
    return twice.group_by("unit").agg(rows=twice.count()).order_by("unit")


def test_the_same_question_of_other_rows_is_translated_once_and_answered_of_them(engine, made):
    a, b, c = held("x", "y", "y"), held("y", "z", "y"), held("y", "y", "x", "x")
    told = [engine.rows(question(*pair)) for pair in ((a, b), (b, a), (c, c), (a, c), (a, b))]
    # By hand: two y of a beside two of b are 4 rows, and 16 beside themselves; but one y of b is
    # its row 0, so that of b beside a there are 2, and 4.
    assert told[0] == told[4] == [{"unit": "y", "rows": 16}]
    assert told[1] == [{"unit": "y", "rows": 4}]
    assert [each["unit"] for each in told[2]] == ["x", "y"]
    assert len(made) == 2, "a table beside itself is another question"
    for pair in ((b, c), (c, b)):
        text = engine.backend.compile(question(*pair))
        assert text == SQLBackend.compile(engine.backend, question(*pair))
        assert set(GENERATED.findall(text)) == {each.op().name for each in pair}


def test_a_question_of_a_named_table_is_the_same_on_another_engine(engine, made):
    first = engine.hold(pa.table({"n": [1, 2]}), "numbers")
    assert engine.rows(first.agg(n=first.n.sum())) == [{"n": 3}]
    other = connect(threads=1, translations=engine.backend.translations)
    again = other.hold(pa.table({"n": [5, 6]}), "numbers")
    assert other.rows(again.agg(n=again.n.sum())) == [{"n": 11}]
    assert len(made) == 1
    renamed = other.hold(pa.table({"n": [7]}), "others")
    assert other.rows(renamed.agg(n=renamed.n.sum())) == [{"n": 7}]
    other.close()
    assert len(made) == 2


@pytest.mark.parametrize(
    "other",
    [
        lambda table: table.filter(table.n > 2),
        lambda table: table.filter(table.n > 1.0),
        lambda table: table.filter(table.n >= 1),
        lambda table: table.filter(table.n.cast("float64") > 1),
        lambda table: table.filter(table.n > 1).limit(1),
        lambda table: table.rename(m="n").filter(ibis._.m > 1),
        lambda table: table.filter(table.unit == "1"),
    ],
)
def test_what_differs_in_a_part_differs_in_its_structure(other):
    table = held("x", "y")
    one = structure_of(table.filter(table.n > 1).op()).text
    assert one == structure_of((t := held("z", "z")).filter(t.n > 1).op()).text
    assert one != structure_of(other(table).op()).text


@pytest.mark.parametrize("text", ["VARCHAR", "BIGINT", "DECIMAL(38,0)", "TIMESTAMP", "INTEGER[]"])
@pytest.mark.parametrize("nullable", [True, False])
def test_a_type_is_the_one_that_ibis_parses(text, nullable):
    assert _type_of(text, nullable) == DuckDBType.from_string(text, nullable=nullable)
    assert _type_of(text, nullable) is _type_of(text, nullable)


def test_a_table_has_the_columns_that_ibis_finds(engine):
    table = pa.table({"a b": [1], 'q"t': ["x"], "d": pa.array([None], pa.decimal128(12, 3))})
    kept = engine.keep(engine.hold(table, 'odd "name"'), "kept_odd")
    for name in ('odd "name"', "kept_odd"):
        assert engine.backend.table(name).schema() == ibis.backends.duckdb.Backend.get_schema(
            engine.backend, name
        )
    assert engine.rows(kept) == table.to_pylist()
    with pytest.raises(ibis.common.exceptions.TableNotFound):
        engine.backend.table("absent")


def test_what_may_look_like_another_is_translated_each_time(engine, made):
    named = held("x").op().copy(name="mine").to_expr()
    with pytest.raises(UnknownStructureError):
        structure_of(named.op())
    assert [engine.rows(named) for _ in range(2)] == [[{"unit": "x", "n": 0}]] * 2
    assert len(made) == 2


def own(tmp_path):
    return users_own({"XDG_CACHE_HOME": str(tmp_path)})


def asked_anew(translations, made, *values, name=NAMED):
    """The rows of a name, and how many queries were translated for them."""
    engine, before = connect(threads=1, translations=translations), len(made)
    table = engine.hold(pa.table({"unit": values, "n": [*range(len(values))]}), "numbers")
    named = table.filter((table.unit == name) | (table.unit == "both")).order_by("n")
    rows, text = engine.rows(named), engine.sql(named)
    engine.close()
    return [row["n"] for row in rows], text, len(made) - before


def test_a_later_process_makes_none_that_an_earlier_one_made(tmp_path, made):
    first = asked_anew(own(tmp_path), made, NAMED, "x", "both")
    again = asked_anew(own(tmp_path), made, "x", "both", NAMED, NAMED)
    assert (first[0], first[2]) == ([0, 2], 1)
    assert (again[0], again[2]) == ([1, 2, 3], 0)
    assert first[1] == again[1] == asked_anew(Translations(), made, "x")[1]
    assert asked_anew(own(tmp_path), made, "x", name="x")[::2] == ([0], 1), "of another name"


def test_no_text_of_a_query_and_nothing_of_rows_is_written(tmp_path, made):
    asked_anew(own(tmp_path), made, NAMED, "Unit of nobody")
    files = [each.read_bytes() for each in folder(tmp_path).iterdir()]
    assert len(files) == 2
    for content in files:
        assert b"numbers" in content
        assert not any(word in content for word in (b"Hara", b"DROP", b"both", b"nobody"))


def folder(tmp_path):
    return own_caches({"XDG_CACHE_HOME": str(tmp_path)}, "translations")


@pytest.mark.parametrize("content", [b"", b"x", b"[]", b'{"a": 1}', b'["DROP TABLE numbers"]'])
def test_a_file_that_was_not_written_by_the_program_is_not_run(tmp_path, made, content):
    first = asked_anew(own(tmp_path), made, NAMED)
    for file in folder(tmp_path).iterdir():
        file.write_bytes(content)
    assert asked_anew(own(tmp_path), made, NAMED) == first


def test_a_translation_under_the_name_of_another_is_not_run(tmp_path, made):
    one = own(tmp_path)
    first = asked_anew(one, made, NAMED)
    names = {each.name for each in folder(tmp_path).iterdir()}
    other = asked_anew(one, made, NAMED, "x", name="x")
    theirs = {each.name for each in folder(tmp_path).iterdir()} - names
    for name, moved in zip(sorted(names), sorted(theirs), strict=True):
        (folder(tmp_path) / name).write_bytes((folder(tmp_path) / moved).read_bytes())
    assert (first[0], other[0]) == ([0], [1])
    assert asked_anew(own(tmp_path), made, NAMED) == first


@pytest.mark.parametrize("places", ["[7]", "[-1]", "[true]", "[1.0]", "[null]", "[["])
def test_a_translation_that_cannot_be_read_is_made_anew(tmp_path, made, monkeypatch, places):
    first = asked_anew(own(tmp_path), made, NAMED)
    kept = own(tmp_path)
    for file in folder(tmp_path).iterdir():
        kept.folder.write(file.name, places.encode())
    assert asked_anew(own(tmp_path), made, NAMED) == first
