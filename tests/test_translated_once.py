"""Is a query that was translated before answered as one that is translated anew?"""

import ibis
import pyarrow as pa
import pytest

import translated_once
from tallystick.engine import connect
from translated_once import GENERATED, UnknownStructureError, structure_of


@pytest.fixture
def translations(monkeypatch):
    """What Ibis is asked to translate while a test runs, which begins with nothing kept."""
    asked = []
    plain = translated_once._translate

    def counted(self, expression, **options):
        asked.append(expression)
        return plain(self, expression, **options)

    monkeypatch.setattr(translated_once, "_kept", {})
    monkeypatch.setattr(translated_once, "_translate", counted)
    monkeypatch.setattr("ibis.backends.duckdb.Backend.compile", translated_once._compile)
    return asked


def held(*values):
    return ibis.memtable(pa.table({"unit": pa.array(values), "n": pa.array(range(len(values)))}))


def question(one, other):
    """Which rows of one stand in the other, and how many there are beside each."""
    joined = one.join(other, "unit").filter(ibis._.n > 0).drop("n_right")
    twice = joined.join(joined.view(), "unit")
    return twice.group_by("unit").agg(rows=twice.count()).order_by("unit")


def test_the_same_question_of_other_rows_is_translated_once_and_answered_of_them(
    engine, translations
):
    a, b, c = held("x", "y", "y"), held("y", "z", "y"), held("y", "y", "x", "x")
    told = [engine.rows(question(*pair)) for pair in ((a, b), (b, a), (c, c), (a, c), (a, b))]
    # By hand: two y of a beside two of b are 4 rows, and 16 beside themselves; but one y of b is
    # its row 0, so that of b beside a there are 2, and 4.
    assert told[0] == told[4] == [{"unit": "y", "rows": 16}]
    assert told[1] == [{"unit": "y", "rows": 4}]
    assert [each["unit"] for each in told[2]] == ["x", "y"]
    assert len(translations) == 2, "a table beside itself is another question"
    for pair in ((b, c), (c, b)):
        text = engine.backend.compile(question(*pair))
        assert text == translated_once._translate(engine.backend, question(*pair))
        assert set(GENERATED.findall(text)) == {each.op().name for each in pair}


def test_a_question_of_a_named_table_is_the_same_on_another_engine(engine, translations):
    first = engine.hold(pa.table({"n": [1, 2]}), "numbers")
    assert engine.rows(first.agg(n=first.n.sum())) == [{"n": 3}]
    other = connect(threads=1)
    again = other.hold(pa.table({"n": [5, 6]}), "numbers")
    assert other.rows(again.agg(n=again.n.sum())) == [{"n": 11}]
    assert len(translations) == 1
    renamed = other.hold(pa.table({"n": [7]}), "others")
    assert other.rows(renamed.agg(n=renamed.n.sum())) == [{"n": 7}]
    other.close()
    assert len(translations) == 2


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
    one = structure_of(table.filter(table.n > 1).op())[0]
    assert one == structure_of((t := held("z", "z")).filter(t.n > 1).op())[0]
    assert one != structure_of(other(table).op())[0]


@pytest.mark.parametrize("text", ["VARCHAR", "BIGINT", "DECIMAL(38,0)", "TIMESTAMP", "INTEGER[]"])
@pytest.mark.parametrize("nullable", [True, False, None])
def test_a_type_is_the_one_that_ibis_parses(text, nullable):
    held = translated_once._type_of(text, nullable=nullable)
    assert held == translated_once._parse(text, nullable=nullable)
    assert held is translated_once._type_of(text, nullable=nullable)


def test_what_may_look_like_another_is_translated_each_time(engine, translations):
    named = held("x").op().copy(name="mine").to_expr()
    with pytest.raises(UnknownStructureError):
        structure_of(named.op())
    assert [engine.rows(named) for _ in range(2)] == [[{"unit": "x", "n": 0}]] * 2
    assert len(translations) == 2
