"""Is each record that breaks a rule set aside under that rule, with its row and its cell?"""

from datetime import datetime

import pytest

from tallystick.load import InputError

WEIGHTS = """
[[tables.measurements]]
source = "w.csv"
[tables.measurements.columns]
exhibit_id = "id"
kind = {constant = "net_weight"}
"""
INCIDENTS = """
[[tables.incidents]]
source = "i.csv"
[tables.incidents.columns]
incident_id = "id"
occurred_at = "at"
"""


def asides(loaded):
    return [(each.rule, each.rows, each.examples) for each in loaded.received.set_aside]


def test_weights_that_are_none(loads):
    text = "id,w\na,1.5\nb,-3.1\nc,\nd,much\ne,1e20\nf,NaN\ng,inf\nh,2\n"
    loaded, rows = loads({"w.csv": text}, WEIGHTS + 'value = {column = "w", unit = "g"}')
    assert [
        (r["exhibit_id"], r["value"], r["unit"], r["source_row"], r["count"])
        for r in rows["measurements"]
    ] == [("a", 1.5, "g", 2, 1), ("h", 2.0, "g", 9, 1)]
    assert asides(loaded) == [
        ("below_minimum", 1, ("row 3: value is '-3.1'",)),
        ("missing", 1, ("row 4: value is empty",)),
        (
            "not_a_number",
            4,
            (
                "row 5: value is 'much'",
                "row 6: value is '1e20'",
                "row 7: value is 'NaN'",
                "row 8: value is 'inf'",
            ),
        ),
    ]
    assert loaded.received.sources[0].rows == 8
    assert "a value is >= 0" in loaded.received.set_aside[0].reason


def test_a_cell_is_told_by_its_shape_and_shown_to_who_asks(loads):
    files = {"w.csv": "id,w\na,2\nb,Müller A. 7-Ж\nc,-12.5\n"}
    tables = WEIGHTS + 'value = {column = "w", unit = "g"}'
    for identify, one, two in (
        (False, "row 3: value looks like 'Aaaaa A. 9-A'", "row 4: value looks like '-99.9'"),
        (True, "row 3: value is 'Müller A. 7-Ж'", "row 4: value is '-12.5'"),
    ):
        loaded, _ = loads(files, tables, identify=identify)
        assert [each for _, _, examples in asides(loaded) for each in examples] == [one, two]


def test_the_way_to_mend_a_code_quotes_no_cell(loads):
    files = {"i.csv": "id,at,o\na,2019-01-01,tip\nb,2019-01-01,Tipp\n"}
    loaded, _ = loads(files, INCIDENTS + 'origin = "o"', identify=False)
    (aside,) = loaded.received.set_aside
    assert aside.reason.endswith("map the value with values = {...}; did you mean 'tip'?")
    assert "Tipp" not in repr(loaded.received)


def test_units_in_a_column(loads):
    text = "id,w,u\na,1,KILO\nb,2,g\nc,3,stone\nd,4,\ne,1,[oz_av]\nf,1,mL\n"
    loaded, rows = loads(
        {"w.csv": text},
        WEIGHTS + 'value = {column = "w", unit_column = "u", units = {KILO = "kg"}}',
    )
    assert [(r["exhibit_id"], r["value"], r["unit"]) for r in rows["measurements"]] == [
        ("a", 1000.0, "g"),
        ("b", 2.0, "g"),
        ("e", 28.349523125, "g"),
    ]
    assert asides(loaded) == [
        (
            "unknown_unit",
            3,
            ("row 4: unit is 'stone'", "row 5: unit is empty", "row 7: unit is 'mL'"),
        ),
    ]


@pytest.mark.parametrize(
    ("unit", "grams"),
    [
        ("[lb_av]", 453.59237),
        ("[oz_av]", 28.349523125),
        ("[oz_tr]", 31.1034768),
        ("[gr]", 0.06479891),
        ("[dr_av]", 1.771845195313),
        ("t", 1e6),
        ("ug", 1e-6),
        ("mg", 0.001),
    ],
)
def test_exact_factors(loads, unit, grams):
    _, rows = loads(
        {"w.csv": "id,w\na,1\nb,3\n"}, WEIGHTS + f'value = {{column = "w", unit = "{unit}"}}'
    )
    one, three = (row["value"] for row in rows["measurements"])
    assert one == grams
    assert three == pytest.approx(3 * grams, rel=1e-9)


def test_other_kinds_keep_their_unit(loads):
    text = "id,v\na,14\n"
    tables = WEIGHTS.replace("net_weight", "speed_over_limit")
    _, rows = loads({"w.csv": text}, tables + 'value = {column = "v", unit = "[mi_i]/h"}')
    assert (rows["measurements"][0]["value"], rows["measurements"][0]["unit"]) == (14, "[mi_i]/h")
    _, rows = loads(
        {"w.csv": "id,v,u\na,14,ml\n"},
        tables.replace("speed_over_limit", "volume") + 'value = "v"\nunit = "u"',
    )
    assert rows["measurements"][0]["unit"] == "mL"


def test_custody_is_in_grams(loads):
    tables = """
[[tables.custody]]
source = "c.csv"
columns = {exhibit_id = "id", net_weight_g = {column = "w", unit_column = "u"}}
"""
    loaded, rows = loads({"c.csv": "id,w,u\na,1.5,kg\nb,,kg\nc,2,inch\nd,3,\n"}, tables)
    assert [(r["exhibit_id"], r["net_weight_g"]) for r in rows["custody"]] == [
        ("a", 1500.0),
        ("b", None),
    ]
    assert [each.rule for each in loaded.received.set_aside] == ["unknown_unit"]
    assert loaded.received.set_aside[0].rows == 2


def test_dates_and_offsets(loads):
    text = (
        "id,at\na,2019-07-01\nb,2019-07-01 13:45\nc,2019-07-01T13:45:10.5\nd,2019-07-01T20:00Z\n"
        "e,2019-01-01T03:00:00+03:00\nf,2019-02-30\ng,01/07/2019\nh,2019-07-01 25:00\n"
        "i,0019-07-01\nj,\nk,2019-07-01 20:00:01 +0000\nl,2019-07-01T20:00-04\n"
    )
    loaded, rows = loads({"i.csv": text}, INCIDENTS)
    assert {r["incident_id"]: r["occurred_at"] for r in rows["incidents"]} == {
        "a": datetime(2019, 7, 1),
        "b": datetime(2019, 7, 1, 13, 45),
        "c": datetime(2019, 7, 1, 13, 45, 10, 500000),
        "d": datetime(2019, 7, 1, 16),
        "e": datetime(2018, 12, 31, 19),
        "k": datetime(2019, 7, 1, 16, 0, 1),
        "l": datetime(2019, 7, 1, 20),
    }
    assert asides(loaded) == [
        (
            "not_a_date",
            4,
            (
                "row 7: occurred_at is '2019-02-30'",
                "row 8: occurred_at is '01/07/2019'",
                "row 9: occurred_at is '2019-07-01 25:00'",
                "row 10: occurred_at is '0019-07-01'",
            ),
        ),
        ("missing", 1, ("row 11: occurred_at is empty",)),
    ]


def test_date_formats_and_zones(loads):
    text = "id,d,t\na,31/12/2019,23:30\nb,1/2/2019,\nc,12-Feb-2019,7:05\nd,31/12/19,1:00\n"
    tables = INCIDENTS.replace(
        'occurred_at = "at"',
        'occurred_at = {columns = ["d", "t"], format = ["%d/%m/%Y %H:%M", "%d/%m/%Y", '
        '"%d-%b-%Y %H:%M"]}',
    ).replace('"i.csv"', '"i.csv"\ntime_zone = "UTC"')
    loaded, rows = loads({"i.csv": text}, tables)
    assert [(r["incident_id"], r["occurred_at"]) for r in rows["incidents"]] == [
        ("a", datetime(2019, 12, 31, 18, 30)),
        ("b", datetime(2019, 2, 1)),
        ("c", datetime(2019, 2, 12, 2, 5)),
    ]
    assert asides(loaded) == [("not_a_date", 1, ("row 5: occurred_at is '31/12/19 1:00'",))]


def test_offset_in_a_format(loads):
    tables = INCIDENTS.replace('"at"', '{column = "at", format = "%d.%m.%Y %H:%M %z"}')
    _, rows = loads({"i.csv": "id,at\na,01.07.2019 20:00 +0600\n"}, tables)
    assert rows["incidents"][0]["occurred_at"] == datetime(2019, 7, 1, 10)


def test_every_date_directive_is_understood(loads):
    form = "%A %-d %B %Y %I:%M:%S %p"
    tables = INCIDENTS.replace(
        '"at"', f'{{column = "at", format = ["{form}", "%j/%y", "%a %d %b %Y %H:%M:%S.%f"]}}'
    )
    text = "id,at\na,Monday 1 July 2019 01:02:03 PM\nb,032/19\nc,Mon 01 Jul 2019 01:02:03.25\n"
    _, rows = loads({"i.csv": text}, tables)
    assert [r["occurred_at"] for r in rows["incidents"]] == [
        datetime(2019, 7, 1, 13, 2, 3),
        datetime(2019, 2, 1),
        datetime(2019, 7, 1, 1, 2, 3, 250000),
    ]


def test_decimal_comma(loads):
    text = "id;w\na;1.234,5\nb;0,75\nc;1234\nd;1,2,3\ne;1.23,4\nf;3.5\ng;-,5\nh;1.234.567\n"
    loaded, rows = loads(
        {"w.csv": text},
        WEIGHTS.replace('"w.csv"', '"w.csv"\ndelimiter = ";"')
        + 'value = {column = "w", unit = "g", decimal = ",", thousands = "."}',
    )
    assert [(r["exhibit_id"], r["value"]) for r in rows["measurements"]] == [
        ("a", 1234.5),
        ("b", 0.75),
        ("c", 1234.0),
        ("h", 1234567.0),
    ]
    assert [(a.rule, a.rows) for a in loaded.received.set_aside] == [
        ("not_a_number", 3),
        ("below_minimum", 1),
    ]


def test_decimal_comma_is_suggested(loads):
    with pytest.raises(InputError) as caught:
        loads(
            {"w.csv": 'id,w\na,"1.234,5"\nb,"1,5"\n'},
            WEIGHTS + 'value = {column = "w", unit = "g"}',
        )
    assert 'did you mean decimal = "," and thousands = "."?' in str(caught.value)


def test_a_date_format_is_suggested(loads):
    with pytest.raises(InputError) as caught:
        loads({"i.csv": "id,at\na,31/12/2019\nb,30/12/2019\n"}, INCIDENTS)
    assert 'did you mean format = "%d/%m/%Y"?' in str(caught.value)


def test_a_stated_form_is_repeated_with_the_columns_that_it_joins(loads):
    stated = INCIDENTS.replace('"at"', '{columns = ["on", "at"], format = "%Y-%m-%d %H"}')
    assert stated != INCIDENTS
    with pytest.raises(InputError) as caught:
        loads({"i.csv": "id,on,at\na,2019-12-31,\nb,2019-12-30,\n"}, stated)
    assert "the stated form is '%Y-%m-%d %H', of 'on' + 'at' together" in str(caught.value)


def test_codes_values_otherwise_and_empty(loads):
    text = (
        "id,at,o,c\na,2019-01-01,CP,ARREST\nb,2019-01-01,XX,\nc,2019-01-01,,none\n"
        "d,2019-01-01,CP,closed\n"
    )
    tables = (
        INCIDENTS
        + """
origin = {column = "o", values = {"CP" = "controlled_purchase"}, otherwise = "other"}
clearance = {column = "c", values = {"ARREST" = "arrest"}, empty = "none"}
count = {column = "missing_count", empty = "0"}
"""
    )
    text = "\n".join(
        line + (",missing_count" if i == 0 else ",") for i, line in enumerate(text.splitlines())
    )
    loaded, rows = loads({"i.csv": text}, tables)
    assert [
        (r["incident_id"], r["origin"], r["clearance"], r["count"]) for r in rows["incidents"]
    ] == [
        ("a", "controlled_purchase", "arrest", 0),
        ("b", "other", "none", 0),
        ("c", None, "none", 0),
    ]
    assert asides(loaded) == [("unknown_code", 1, ("row 5: clearance is 'closed'",))]


def test_counts_are_whole(loads):
    text = (
        "id,at,n\na,2019-01-01,3\nb,2019-01-01,2.0\nc,2019-01-01,1.5\nd,2019-01-01,-1\n"
        "e,2019-01-01,\n"
    )
    loaded, rows = loads({"i.csv": text}, INCIDENTS + 'count = "n"')
    assert [(r["incident_id"], r["count"]) for r in rows["incidents"]] == [
        ("a", 3),
        ("b", 2),
    ]
    assert [each.rule for each in loaded.received.set_aside] == [
        "not_an_integer",
        "below_minimum",
        "missing",
    ]


def test_text_is_trimmed_and_leading_zeros_go(loads):
    text = "id,at,who\n 001 ,2019-01-01,000\nb\u00a0,2019-01-01, 0120 \nc,2019-01-01,\n"
    tables = INCIDENTS + 'officer_id = {column = "who", strip_leading_zeros = true}'
    loaded, rows = loads({"i.csv": text}, tables)
    assert [(r["incident_id"], r["officer_id"]) for r in rows["incidents"]] == [
        ("001", "0"),
        ("b", "120"),
        ("c", None),
    ]
    assert loaded.tables.filled["incidents"] == {
        "incident_id",
        "occurred_at",
        "officer_id",
        "count",
    }


def test_rows_left_out_do_not_count_against_the_share(loads):
    tables = (
        INCIDENTS
        + """
[[tables.incidents.leave_out]]
column = "id"
equals = ["TOTAL", ""]
reason = "total rows"
"""
    )
    loaded, rows = loads({"i.csv": "id,at\na,2019-01-01\nTOTAL,\n,x\n"}, tables, share=0)
    assert len(rows["incidents"]) == 1
    assert asides(loaded) == [("left_out", 2, ("row 3", "row 4"))]
    assert loaded.received.set_aside[0].reason == "total rows"


def test_records_outside_the_period(loads):
    period = "first_day = 2019-01-01\nlast_day = 2019-12-31"
    tables = (
        INCIDENTS
        + """
[[tables.involvements]]
source = "p.csv"
columns = {incident_id = "id", person_id = "p", role = {constant = "subject"}}
"""
    )
    loaded, rows = loads(
        {
            "i.csv": "id,at\na,2018-12-31 23:59\nb,2019-01-01\nc,2019-12-31 23:59:59\n"
            "d,2020-01-01\n",
            "p.csv": "id,p\na,1\nb,2\nz,3\n",
        },
        tables,
        share=0,
        period=period,
    )
    assert [r["incident_id"] for r in rows["incidents"]] == ["b", "c"]
    assert [r["incident_id"] for r in rows["involvements"]] == ["b", "z"]
    assert [(each.table, each.rule, each.rows) for each in loaded.received.set_aside] == [
        ("incidents", "outside_period", 2),
        ("involvements", "incident_outside_period", 1),
    ]


def test_copies_and_keys_that_conflict(loads):
    text = (
        "id,at,u\na,2019-01-01,x\nb,2019-01-01,x\na,2019-01-01,x\na,2019-01-02,x\n"
        ",2019-01-01,x\n,2019-01-01,x\na,2019-01-01,x\n"
    )
    loaded, rows = loads({"i.csv": text}, INCIDENTS + 'unit_id = "u"')
    assert [(r["incident_id"], r["source_row"]) for r in rows["incidents"]] == [
        ("a", 2),
        ("b", 3),
        ("a", 5),
        (None, 6),
        (None, 7),
    ]
    assert asides(loaded) == [("copy", 2, ("row 4", "row 8"))]
    assert loaded.received.notes == (
        "incidents: 1 keys name more than one different record (such as that of row 2 of i.csv); "
        "all are kept",
    )


def test_identical_rows_without_a_key_are_kept(loads):
    loaded, rows = loads(
        {"w.csv": "id,w\na,1\na,1\n"}, WEIGHTS + 'value = {column = "w", unit = "g"}'
    )
    assert len(rows["measurements"]) == 2
    assert not loaded.received.set_aside


def test_copies_over_two_sources(loads):
    tables = INCIDENTS.replace('"i.csv"', '["2.csv", "1.csv"]') + INCIDENTS.replace(
        "i.csv", "3.csv"
    )
    loaded, rows = loads(
        {
            "1.csv": "id,at\na,2019-01-01\n",
            "2.csv": "id,at\na,2019-01-01\nb,2019-01-01\n",
            "3.csv": "at,id\n2019-01-01,b\n2019-01-01,c\n",
        },
        tables,
    )
    assert [(r["source_file"], r["source_row"], r["incident_id"]) for r in rows["incidents"]] == [
        ("2.csv", 2, "a"),
        ("2.csv", 3, "b"),
        ("3.csv", 3, "c"),
    ]
    assert [(each.path, each.rule, each.rows) for each in loaded.received.set_aside] == [
        ("1.csv", "copy", 1),
        ("3.csv", "copy", 1),
    ]


def test_a_source_of_totals_and_one_of_records_make_one_table(loads):
    tables = INCIDENTS + 'count = "n"' + INCIDENTS.replace("i.csv", "j.csv")
    files = {"i.csv": "id,at,n\na,2019-01-01,7\n", "j.csv": "id,at\nb,2019-01-01\n"}
    _, rows = loads(files, tables)
    assert [(row["incident_id"], row["count"]) for row in rows["incidents"]] == [("a", 7), ("b", 1)]


def test_an_identifier_with_a_line_break(loads):
    loaded, rows = loads({"i.csv": 'id,at\n"a\nb",2019-01-01\nc,2019-01-01\n'}, INCIDENTS)
    assert [(r["incident_id"], r["source_row"]) for r in rows["incidents"]] == [("c", 3)]
    assert asides(loaded) == [("line_break", 1, ("row 2: incident_id is 'a\\nb'",))]


def test_too_many_set_aside_stops(loads):
    text = "id,at\n" + "a,x\n" * 6 + "".join(f"b{i},2019-01-01\n" for i in range(94))
    with pytest.raises(InputError) as caught:
        loads({"i.csv": text}, INCIDENTS, share=0.05)
    assert "incidents: 6 of 100 rows (6.0%) are set aside" in str(caught.value)
    assert "row 2: occurred_at is 'x'" in str(caught.value)
    loaded, _ = loads({"i.csv": text}, INCIDENTS, share=0.05, allow_exclusions=True)
    assert sum(each.rows for each in loaded.received.set_aside) == 6


def test_nothing_left_stops_even_when_exclusions_are_allowed(loads):
    with pytest.raises(InputError, match="no record is left"):
        loads({"i.csv": "id,at\na,x\n"}, INCIDENTS, allow_exclusions=True)
    with pytest.raises(InputError, match="no rows below the header"):
        loads({"i.csv": "id,at\n"}, INCIDENTS)


def test_rows_of_constants_alone(loads):
    tables = """
[[tables.measurements]]
source = "w.csv"
columns = {kind = {constant = "score"}, value = {constant = 3, unit = "{score}"}}
"""
    loaded, rows = loads({"w.csv": "a,b\n1,2\n3,4\n"}, tables)
    assert [(r["value"], r["unit"], r["source_row"]) for r in rows["measurements"]] == [
        (3.0, "{score}", 2),
        (3.0, "{score}", 3),
    ]
    assert loaded.tables.filled["measurements"] == {"kind", "value", "unit", "count"}
    assert loaded.tables["measurements"].columns[-2:] == ("source_file", "source_row")


def test_nothing_is_left_in_the_engine(loads, engine):
    def names():
        return [row[0] for row in engine.backend.con.execute("show tables").fetchall()]

    before = set(names())
    loads({"i.csv": "id,at\na,2019-01-01\na,2019-01-01\nb,x\n"}, INCIDENTS)
    with pytest.raises(InputError):
        loads({"i.csv": "id,at\na,x\n"}, INCIDENTS)
    assert set(names()) - before <= {"incidents"}
