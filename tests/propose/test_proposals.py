"""Is each file proposed for the tables that it fills, with what is doubtful left to a person?"""

import gzip
import tomllib

import openpyxl
import pytest

from tallystick.load import InputError
from tallystick.load.periods import STATED
from tallystick.propose import Answers, engagement_text, look_at, presets, propose
from tallystick.propose.preset import FOLDER
from tallystick.tables import canonical

ANSWERS = Answers("n", 'A "b"\n[x]', "UTC")


def looked(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(gzip.compress(text.encode(encoding)) if name.endswith(".gz")
                     else text.encode(encoding))  # fmt: skip
    (look,) = look_at(path, name)
    return look


def tables(look):
    return {each.table: each for each in propose(look).tables}


SEIZURES = """№ КУСП;Дата изъятия;Отдел полиции;Вид наркотика;Масса;Единица;Примечание
24-1;31.01.2024;ОП-1;гашиш;0,10;г;—
24-2;01.02.2024;ОП-2;гашиш;12,50;г;—
"""


def test_one_file_fills_two_tables(tmp_path):
    look = looked(tmp_path, "s.csv", SEIZURES)
    found = tables(look)
    assert look.delimiter == ";"
    assert list(found) == ["incidents", "measurements"]
    cases, weights = (found[name].columns for name in found)
    assert {name: each.mapping for name, each in cases.items()} == {
        "incident_id": {"column": "№ КУСП"},
        "unit_id": {"column": "Отдел полиции"},
        "occurred_at": {"column": "Дата изъятия", "format": "%d.%m.%Y"},
    }
    assert weights["value"].mapping == {
        "column": "Масса", "decimal": ",", "unit_column": "Единица", "units": {"г": "g"},
    }  # fmt: skip
    assert weights["kind"].mapping == {"constant": "net_weight"}
    assert "unit_id" not in weights, "the case tells it"
    assert propose(look).unused == ("Примечание",)


FIGURES = {
    "kk": "Бөлім;Көрсеткіш;Кезең басы;Кезең соңы;Саны",
    "ru": "Отдел;Показатель;Начало периода;Конец периода;Количество",
    "en": "Unit;Indicator;Period start;Period end;Count",
    "de": "Dienststelle;Kennzahl;Periodenbeginn;Periodenende;Fallzahl",
}


@pytest.mark.parametrize("header", FIGURES.values(), ids=FIGURES)
def test_a_table_of_figures_is_met_in_each_language(header, tmp_path):
    rows = "А;ұрлық;2024-01-01;2024-01-31;15\nБ;ұрлық;2024-01-01;2024-01-31;17\n"
    look = looked(tmp_path, "f.csv", f"{header}\n{rows}")
    found = tables(look)
    assert list(found) == ["reported_figures"]
    assert [each.mapping["column"] for each in found["reported_figures"].columns.values()] == (
        header.split(";")
    )
    assert propose(look).unused == ()


def test_a_kazakh_register_of_exhibits_is_met_with_its_words(tmp_path):
    text = (
        "АЕК нөмірі;Алынған күні;Есірткі түрі;Салмағы;Өлшем бірлігі;Саты;Өлшенген күні\n"
        "1;31.01.2024;гашиш;0,10;грамм;қарап-тексеру;31.01.2024\n"
        "2;13.02.2024;гашиш;12,5;грамм;сараптама;20.02.2024\n"
    )
    weights = tables(looked(tmp_path, "k.csv", text))["measurements"].columns
    assert weights["value"].mapping["units"] == {"грамм": "g"}
    assert weights["stage"].mapping["values"] == {"қарап-тексеру": "field", "сараптама": "lab"}
    assert weights["measured_at"].mapping["column"] == "Өлшенген күні"


def test_a_number_that_repeats_is_told_and_the_first_row_of_each_is_then_the_case(tmp_path):
    found = tables(looked(tmp_path, "s.csv", SEIZURES + "24-2;01.02.2024;ОП-2;гашиш;3,00;г;—\n"))
    assert list(found) == ["incidents", "measurements"]
    assert found["incidents"].beside == {"one_row_per": "incident_id"}
    assert "unit_id" in found["incidents"].columns
    text = "Case No,Date,Unit Name\n1,2024-01-01,A\n1,2024-01-02,A\n"
    assert "1 of the rows" in tables(looked(tmp_path, "t.csv", text))["incidents"].remark


def test_a_unit_of_measure_is_asked_for_where_nothing_tells_it(tmp_path):
    text = "Case No,Date,Drug,Net Weight\n1,2024-01-01,x,5\n2,2024-01-02,x,7\n"
    table = tables(looked(tmp_path, "s.csv", text))["measurements"]
    (doubt,) = table.doubts
    assert [label for label, _ in doubt.options] == ["g", "kg", "mg"]
    assert "value" not in table.columns
    written = engagement_text(ANSWERS, [propose(looked(tmp_path, "s.csv", text))])
    assert "measurements" not in tomllib.loads(written)["tables"], "not ready, so a comment"
    assert '# value = { column = "Net Weight", unit = "kg" }' in written


def test_an_amount_is_no_weight_unless_goods_are_weighed(tmp_path):
    text = "Ticket Number,Date,Amount\n1,2024-01-01,50\n2,2024-01-02,75\n"
    assert list(tables(looked(tmp_path, "t.csv", text))) == ["incidents"]
    with_goods = text.replace("Date,", "Date,Drug,").replace("01,50", "01,x,50")
    assert "measurements" in tables(looked(tmp_path, "u.csv", with_goods.replace("02,", "02,x,")))


def test_a_word_for_two_things_is_decided_by_its_values(tmp_path):
    text = "Case No,Date,Weight,Unit\n1,2024-01-01,5,{}\n2,2024-01-02,6,{}\n"
    grams = tables(looked(tmp_path, "a.csv", text.format("g", "kg")))
    assert "unit_id" not in grams["incidents"].columns
    assert grams["measurements"].columns["value"].mapping["unit_column"] == "Unit"
    posts = tables(looked(tmp_path, "b.csv", text.format("North", "South")))
    assert posts["incidents"].columns["unit_id"].mapping == {"column": "Unit"}


def test_an_open_order_of_day_and_month_makes_the_table_wait(tmp_path):
    text = "Case No,Incident Date\n1,01/02/2024\n2,03/04/2024\n"
    table = tables(looked(tmp_path, "s.csv", text))["incidents"]
    assert [each.column for each in table.doubts] == ["occurred_at"]
    assert "occurred_at" not in table.columns


def test_the_time_of_day_is_joined_to_the_day(tmp_path):
    text = "Stop ID,Stop Date,Stop Time,Officer ID\n1,01/31/2024,10:15,a\n2,01/30/2024,09:00,b\n"
    columns = tables(looked(tmp_path, "s.csv", text))["incidents"].columns
    assert columns["occurred_at"].mapping == {
        "columns": ["Stop Date", "Stop Time"], "format": "%m/%d/%Y %H:%M",
    }  # fmt: skip


OTHER = {
    "outcomes": "Case No,Defendant ID,Verdict,Sentence Months\n1,a,Guilty,12\n2,b,Acquitted,0\n",
    "involvements": "Case No,Person ID,Role\n1,a,Suspect\n2,b,Witness\n",
    "postings": "Officer ID,Unit Name,Start Date,End Date\n1,A,2020-01-01,\n2,B,2020-02-01,\n",
    "custody": "Exhibit No,Received by,Released by,Transfer date\n"
    "E1,x,y,2024-01-01\nE2,x,z,2024-01-02\n",
    "reported_figures": "Metric,Unit Name,Period start,Period end,Value\n"
    "arrests,A,2024-01-01,2024-01-31,5\narrests,B,2024-01-01,2024-01-31,7\n",
    "targets": "Metric,Unit Name,Period start,Period end,Plan\narrests,A,2024-01-01,2024-01-31,5\n"
    "arrests,B,2024-01-01,2024-01-31,7\n",
    "narratives": "Case No,Reporting Officer,Narrative\n" + "".join(
        f"{k},a,{'a long report of what was seen ' * 10}\n" for k in range(3)),
}  # fmt: skip


@pytest.mark.parametrize("table", OTHER)
def test_other_tables_are_told_by_their_columns(tmp_path, table):
    found = tables(looked(tmp_path, "s.csv.gz", OTHER[table]))
    assert list(found) == [table]
    assert set(canonical(table).required) <= set(found[table].columns)


def test_nothing_is_proposed_where_no_column_tells(tmp_path):
    assert tables(looked(tmp_path, "s.csv", "Height,Hair color\n180,brown\n170,black\n")) == {}


def test_title_lines_a_sheet_and_a_guessed_encoding_are_stated(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Register of 2024"])
    for row in (["Case No", "Incident Date", "Officer ID"], ["1", "2024-01-01", "a"]):
        book.active.append(row)
    book.create_sheet("empty")
    book.save(tmp_path / "b.xlsx")
    (look,) = look_at(tmp_path / "b.xlsx", "b.xlsx")
    assert (look.header_row, look.sheet) == (2, "Sheet")
    told = looked(tmp_path, "p.csv", "№ КУСП;Роль\n1;понятой\n2;понятой\n", "cp1251")
    assert told.encoding == "windows-1251"
    written = tomllib.loads(engagement_text(ANSWERS, [propose(look)]))
    assert written["tables"]["incidents"][0]["header_row"] == 2


def test_a_workbook_that_unpacks_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["Case No", "Date"])
    book.save(tmp_path / "b.xlsx")
    monkeypatch.setattr("tallystick.load.sandbox.limits.WORKBOOK_BYTES", 100)
    with pytest.raises(InputError, match="it unpacks to more than 100 bytes"):
        look_at(tmp_path / "b.xlsx", "b.xlsx")


def test_hostile_headers_stay_texts(tmp_path):
    text = 'Case No,Incident Date,"x""] # \u202e\n[engine]"\n1,2024-01-01,q\n2,2024-01-02,q\n'
    written = engagement_text(ANSWERS, [propose(looked(tmp_path, "s.csv", text))])
    told = tomllib.loads(written)
    assert set(told) == {"engagement", "tables", "periods", "metrics"}
    assert told["engagement"]["agency"] == 'A "b"\n[x]'
    assert "\u202e" not in written


def test_presets_map_columns_that_there_are():
    assert set(presets()) == {path.stem for path in FOLDER.glob("*.toml")}
    for preset in presets().values():
        for table, columns in preset.tables.items():
            given = {*columns, *(STATED if "period" in preset.beside.get(table, {}) else ())}
            assert set(canonical(table).required) <= given <= set(canonical(table).names)


def test_a_preset_refuses_another_file(tmp_path):
    look = looked(tmp_path, "s.csv", "Case No,Date\n1,2024-01-01\n2,2024-01-02\n")
    with pytest.raises(InputError, match="Terry Stop ID"):
        presets()["seattle_terry"].proposed(look)


OPD = "DATE,SUBJECT_RACE,OFFICER_RACE\n2024-01-05,BLACK,WHITE\n2024-01-06,UNKNOWN,WHITE\n"


def opened(folder, text, name="opd.csv"):
    look = looked(folder, name, text)
    (preset,) = (each for each in presets().values() if each.fits(look))
    (table,) = preset.proposed(look).tables
    return {name: each.mapping for name, each in table.columns.items()}, table


def test_openpolicedata_is_known_by_a_date_and_one_column_of_the_subject(tmp_path):
    columns, _ = opened(tmp_path, OPD)
    assert columns == {
        "occurred_at": {"column": "DATE"},
        "subject_group": {"column": "SUBJECT_RACE", "values": {"UNKNOWN": "", "UNSPECIFIED": ""}},
    }
    look = looked(tmp_path, "officers.csv", OPD.replace("SUBJECT_RACE", "OFFICER_AGE"))
    (lacks,) = presets()["openpolicedata"].missing(look)
    assert lacks == "'SUBJECT_RACE', nor one of 7 others"


def test_of_openpolicedata_s_races_the_fullest_account_that_is_filled_is_read(tmp_path):
    text = "DATE,AGENCY,SUBJECT_RACE,SUBJECT_RE_GROUP,SUBJECT_RACE/ETHNICITY\n"
    text += "2024-01-05,X,BLACK,,BLACK\n2024-01-06,Y,WHITE,,HISPANIC/LATINO\n"
    columns, _ = opened(tmp_path, text)
    assert columns["subject_group"]["column"] == "SUBJECT_RACE/ETHNICITY", "the group is empty"
    assert columns["unit_id"] == {"column": "AGENCY"}
    full = text.replace(",,", ",BLACK,")
    assert opened(tmp_path, full)[0]["subject_group"]["column"] == "SUBJECT_RE_GROUP"


def test_openpolicedata_s_rest_is_read_by_terms_but_not_what_it_keeps_of_the_raw(tmp_path):
    text = "DATE,TIME,SUBJECT_RACE,Case Number,Beat,RAW_Officer ID\n"
    text += "01/31/2024,10:15:00,BLACK,1,B,o\n01/30/2024,23:59:00,WHITE,1,C,p\n"
    columns, table = opened(tmp_path, text)
    assert columns["occurred_at"] == {"columns": ["DATE", "TIME"], "format": "%m/%d/%Y %H:%M:%S"}
    assert (columns["incident_id"], columns["area_id"]) == (
        {"column": "Case Number"}, {"column": "Beat"},
    )  # fmt: skip
    assert "officer_id" not in columns
    assert "1 of the rows looked at repeat" in table.remark
    both = opened(tmp_path, text.replace("01/31/", "01/11/").replace("01/30/", "01/10/"))[1]
    assert [each.column for each in both.doubts] == ["occurred_at"], "the order is open"


@pytest.mark.parametrize(
    ("name", "clearance"),
    [
        ("Virginia_Fairfax_TRAFFIC_ARRESTS_2020.csv", {"constant": "arrest"}),
        ("Virginia_Fairfax_ARRESTS_MULTIPLE.csv", {"constant": "arrest"}),
        ("Virginia_Fairfax_TRAFFIC_STOPS_2020.csv", None),
        ("no_ARRESTS_here.csv", None),
    ],
)
def test_the_name_of_a_table_of_arrests_tells_that_each_row_is_one(tmp_path, name, clearance):
    assert opened(tmp_path, OPD, name)[0].get("clearance") == clearance


def test_a_day_as_iso_has_it_is_joined_with_its_time_of_day_too(tmp_path):
    text = "Stop ID,Stop Date,Stop Time,Officer ID\n1,2024-01-31,10:15,a\n2,2024-01-30,09:00,b\n"
    columns = tables(looked(tmp_path, "s.csv", text))["incidents"].columns
    assert columns["occurred_at"].mapping == {
        "columns": ["Stop Date", "Stop Time"], "format": "%Y-%m-%d %H:%M",
    }  # fmt: skip


def test_the_blocks_to_fill_in_by_hand_have_what_their_tables_need(tmp_path):
    look = looked(tmp_path, "s.csv", "Height,Hair color\n180,brown\n170,black\n")
    text = engagement_text(ANSWERS, [propose(look)])
    blocks = "\n".join(
        line.removeprefix("# ")
        for line in text.partition("take the marks off:")[2].splitlines()
        if line.startswith("# ")
    )
    told = tomllib.loads(blocks)["tables"]
    assert {"counterparts", "duties", "named_officers", "aliases"} < set(told)
    for table, (block,) in told.items():
        columns = block["columns"]
        assert set(canonical(table).required) <= set(columns) <= set(canonical(table).names)
        for name, mapping in columns.items():
            codes = canonical(table).column(name).codes
            assert not codes or mapping["constant"] in codes
