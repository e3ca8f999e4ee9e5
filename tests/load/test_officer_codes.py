"""Are officers whose numbers could be names shown by codes in all tables, others as they are?"""

import hashlib

import pyarrow.parquet as pq
import pytest

from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.load.officer_codes import could_be_names, doubtful_holders, officer_code
from tallystick.load.person_key import key_of

KEY = key_of("k" * 40)
TABLES = """
[[tables.incidents]]
source = "i.csv"
columns = {incident_id = "case", officer_id = "who", badge = "badge", occurred_at = "day"}
[[tables.custody]]
source = "c.csv"
columns = {exhibit_id = "e", from_holder = "from", to_holder = "to"}
[[tables.officers]]
source = "o.csv"
columns = {officer_id = "who", rank = "rank"}
[[tables.postings]]
source = "p.csv"
columns = {officer_id = "who", unit_id = "unit", badge = "badge"}
[[tables.aliases]]
source = "a.csv"
columns = {officer_id = "who", kind = "kind", value = "value"}
[[tables.narratives]]
source = "n.csv"
columns = {incident_id = "case", author_id = "who", text = "text"}
"""


def files(*who):
    one, two, three = who
    return {
        "i.csv": f"case,who,badge,day\n1,{one},,2019-01-05\n2,,77,2019-01-05\n3,Olde,,2019-01-06\n",
        "c.csv": f"e,from,to\nx,{one},Evidence room North\nx,Lab,Doctor Who\nx,,{two}\n",
        "o.csv": f"who,rank\n{one},sergeant\n{two},constable\n{three},constable\n",
        "p.csv": f"who,unit,badge\n{one},North,77\n{two},North,78\n",
        "a.csv": f"who,kind,value\n{two},name,Olde\n{two},badge,79\n",
        "n.csv": f"case,who,text\n1,{three},words\n",
    }


def by_hand(name):
    return "o" + hashlib.sha256((KEY.secret + name).encode()).hexdigest()[:12]


@pytest.mark.parametrize(
    ("numbers", "names"),
    [
        (["7", "8"], False),
        (["K-7", "AB 8", "K9"], False),
        (["PD-HQ 1", "pdhq-2", "PDHQ 3"], False),
        (["PDHQ 1", "PDHQ 2"], True),
        (["7", "8", "Smith"], True),
        (["7", "8", "Smith 1", "Smith 2"], True),
        (["7", "I.v.a.n.o.v 1"], True),
        (["7", "И\u200bв\u200bанов 1"], True),
        (["7", "K"], True),
        (["o0123456789ab", "7"], False),
        ([], False),
    ],
)
def test_one_number_that_could_be_a_name_hides_all(numbers, names):
    assert could_be_names(numbers) is names


def test_a_holder_in_the_words_of_places_and_units_is_no_name():
    names = {
        "unit": {"Division 4"}, "officer": {"K1"},
        "holder": {"K1", "K-17", "Evidence room Division 4", "Lab", "Depot Aksu", "J. R. D. K",
                   "Room Smith", "o0123456789ab"},
    }  # fmt: skip
    assert doubtful_holders(names) == {"Depot Aksu", "J. R. D. K", "Room Smith"}


def test_codes_of_officers_stand_in_every_table_and_lead_to_one_another(loads):
    loaded, rows = loads(files("Smith", "Jones", "K7"), TABLES, key=KEY)
    smith, jones, k7 = map(by_hand, ("Smith", "Jones", "K7"))
    assert officer_code("Smith", KEY) == smith
    assert [each["officer_id"] for each in rows["incidents"]] == [smith, smith, jones]
    assert [each["officer_id"] for each in rows["officers"]] == [smith, jones, k7]
    assert [each["officer_id"] for each in rows["postings"]] == [smith, jones]
    assert [(each["officer_id"], each["value"]) for each in rows["aliases"]] == [
        (jones, by_hand("Olde")), (jones, "79"),
    ]  # fmt: skip
    assert rows["narratives"][0]["author_id"] == k7
    assert [(each["from_holder"], each["to_holder"]) for each in rows["custody"]] == [
        (smith, "Evidence room North"), ("Lab", by_hand("Doctor Who")), (None, jones),
    ]  # fmt: skip
    assert loaded.tables.names == {
        "unit": {"North"}, "officer": {smith, jones, k7},
        "holder": {smith, jones, "Evidence room North", "Lab", by_hand("Doctor Who")},
    }  # fmt: skip
    assert f"codes of the key {KEY.fingerprint}" in loaded.received.notes[-1]


def test_numbers_of_officers_stay_and_no_key_is_asked_for(loads):
    loaded, rows = loads(
        files("K1", "K2", "K7") | {"c.csv": "e,from,to\nx,K1,Lab\n"}, TABLES, identify=False,
        find=lambda: pytest.fail("no key is needed"),
    )  # fmt: skip
    assert [each["officer_id"] for each in rows["incidents"]] == ["K1", "K1", "K2"]
    assert rows["aliases"][0]["value"] == "Olde"
    assert not loaded.received.notes


def test_without_a_key_names_stay(loads):
    _, rows = loads(files("Smith", "Jones", "K7"), TABLES)
    assert [each["officer_id"] for each in rows["incidents"]] == ["Smith", "Smith", "Jones"]


@pytest.fixture
def another():
    engine = connect(threads=1)
    yield engine
    engine.close()


def test_ready_made_tables_give_the_same_codes_and_their_queries_spell_no_name(
    loads, tmp_path, another
):
    _, coded = loads(files("Smith", "Jones", "K7"), TABLES, key=KEY)
    lake = tmp_path / "lake"
    (lake / "tables").mkdir(parents=True)
    loads(files("Smith", "Jones", "K7"), TABLES)
    for path in (tmp_path / "out").glob("*.parquet"):
        table = pq.read_table(path)
        if path.stem == "incidents":
            table = table.set_column(2, "officer_id", [["Smith", None, "Olde"]])
        pq.write_table(table, lake / "tables" / path.name)
    (lake / "engagement.toml").write_text(
        '[engagement]\nname = "x"\nagency = "x"\ntime_zone = "UTC"\n[engine]\ntables = "tables"\n'
    )
    made = load(read_engagement(lake / "engagement.toml"), lake / "out", another, key=KEY)
    for name, rows in coded.items():
        columns = [each for each in rows[0] if not each.startswith("source")]
        told = another.rows(made.tables[name])
        one, two = (sorted(str([row[c] for c in columns]) for row in each) for each in (told, rows))
        assert one == two, name
    said = "\n".join(made.tables.views.values())
    assert not any(each in said for each in ("Smith", "Jones", "Olde", "Who", KEY.secret))
