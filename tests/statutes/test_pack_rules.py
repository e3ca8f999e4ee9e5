"""Is every rule that a law pack breaks told, with the file, the row and the next move?"""

import pytest
from small_pack import FILES, write_pack

from tallystick.statutes import PackError, read_at, read_pack

ROW = "heroin,small,total_weight,g,0,no,1,yes,2015-01-01,2019-12-31,Decree 1,,verified_text,code,"
UNITS = FILES["reference_units.csv"]
UNITS_TOO = UNITS.splitlines()[0] + ",from_memory\n"
FAULTS = [
    # Cells.
    ("thresholds", ("g,0,no,1,yes", "g,0,no,-1,yes"),
     "thresholds.csv row 2: upper is '-1'; write a number such as 1000 or 0.25"),
    ("thresholds", ("g,0,no,1,yes", "g,0,no,1e400,yes"), "upper is '1e400'; write a number"),
    ("thresholds", ("g,0,no,1,yes", "g,0,no,NaN,yes"), "upper is 'NaN'; write a number"),
    ("thresholds", ("g,0,no,1,yes", "g,0,no,١,yes"), "upper is '١'; write a number"),
    ("thresholds", ("g,0,no,1,yes", 'g,0,no,"1,5",yes'), "upper is '1,5'; write a number"),
    ("thresholds", ("g,0,no,1,yes", "g,0,no,1,perhaps"), "write yes, no or unknown"),
    ("thresholds", ("g,1,no,,,2015", "g,1,no,,yes,2015"), "where there is no bound; empty the"),
    ("thresholds", ("2019-12-31", "2019-13-31"), "to is '2019-13-31'; write a day such as"),
    ("thresholds", ("total_weight,g", "weight,g"), "basis is 'weight'; write one of total_weight"),
    ("thresholds", ("total_weight,g", "total_weight,stone"), "unit is 'stone'; write one of ug"),
    ("thresholds", ("verified_text,code", "sure,code"),
     "row 2: confidence is 'sure'; write one of verified_text"),
    ("thresholds", ("verified_text,code", "verified_text,"),
     "row 2: source is empty; every row says where it was read"),
    ("thresholds", ("Decree 1", ""), "row 2: citation is empty"),
    ("thresholds", ("heroin,small", "\x1b[31mheroin,small"),
     r"row 2: substance is '\x1b[31mheroin'; a cell is one line of printable text"),
    ("thresholds", ("heroin,small", "\u202eheroin,small"), r"substance is '\u202eheroin'"),
    ("thresholds", ("heroin,small", f"{'h' * 3000},small"), "substance has 3,000 characters"),
    # Tables.
    ("thresholds", ("substance,class", "drug,class"), "row 1: it lacks substance; it has 'drug'"),
    ("thresholds", (ROW, ROW + ",,"), "row 2: it has 17 cells and the header 15"),
    ("thresholds", ("heroin,small", '"heroin,small'), "thresholds.csv: it is not valid CSV"),
    ("reference_units", (UNITS, f"{UNITS_TOO}unit,9,EUR,2015-01-01,,verified_text,code,,to\n"),
     "row 2: from_memory: 'to' is no cell here of which that can be said; name some of from, "),
    ("reference_units", (UNITS, f"{UNITS_TOO}unit,9,EUR,,,verified_text,code,,note value\n"),
     "row 2: from_memory: 'note' is no cell here of which that can be said; name some of value"),
    ("reference_units", (UNITS, f"{UNITS_TOO}unit,9,EUR,,,memory,code,,value\n"),
     "row 2: from_memory: confidence says memory of the whole row; empty the cell"),
    ("sources", ("key,text", "key,text,from_memory"), "row 1: it has 'from_memory'"),
    # What was let pass before.
    ("penalties", ("1(2),3,6", "1(2),3,100"), "row 3: prison is 100 years; no code states a term"),
    ("penalties", (",5,unit", ",5,Rs"), "row 5: fine_unit is 'Rs'; write a currency such as EUR"),
    ("penalties", ("1(2),3,6,no,,,,,,,,2015-01-01,", "1(2),3,6,no,,,,,,,,2015-01-03,"),
     "offences.csv row 3: it has no penalty from 2015-01-01 to 2015-01-02; correct the dates"),
    ("penalties", ("1(2),3,6,no,,,,,,,,2015-01-01,", "1(2),3,6,no,,,,,,,,2015-01-01,2019-12-31"),
     "offences.csv row 3: it has no penalty from 2020-01-01 on"),
    ("penalties", ("3,0,2,no,,,,,,,,2015-01-01,,verified_text,code,\n", ""),
     "offences.csv row 6: it has no penalty; add its row to penalties.csv"),
    ("penalties", ("1(3),5,10,yes", "1(3),5,10,mandatory"), "row 4: life is mandatory, and a"),
    ("penalties", ("1(3),5,10,yes", "1(3),5,10,perhaps"), "row 4: life is 'perhaps'; write one"),
    ("offences", ("2,2,,administrative,public_use", "1(4),1,1,criminal,sale,selling,any,,,,"
                  "2015-01-01,,verified_text,code,\n2,2,,administrative,public_use"),
     "row 5: '1(4)' covers what '1(1)' at row 2 covers, on the same days; take one out"),
    ("sources", ("the invented code", "x"), "row 2: text is 'x'; write where it can be"),
    ("thresholds", ("6,yes,,,2015-01-01", "6,yes,,,"), "row 8: from is empty, and no day is told"),
    ("offences", (",2015-01-01,,verified_text,code,\n1(2)", ",,,verified_text,code,\n1(2)"),
     "offences.csv row 2: from is empty, and no day is told from which its source tells the law"),
    ("pack", ('synonyms]', 'words]\nhorse = "a horse"\n\n[synonyms]'), "words: 'horse'; there is"),
    ("pack", ('[[gaps]]', 'office = "offcer"\n\n[[gaps]]'), "office: 'offcer'; did you mean of"),
    ("pack", ('[[gaps]]', 'aggravating_list = "open"\n\n[[gaps]]'),
     "aggravating_list is 'open'; write one of closed, partial"),
    ("pack", ('[synonyms]', '[[later_law]]\nrule = "mild"\ncitation = "9"\nserving = "yes"\n'
              'confidence = "memory"\nsource = ["code"]\n\n[synonyms]'),
     "later_law[1].rule is 'mild'; write one of milder, mildest_between, day_of_sentence"),
    # Bounds.
    ("thresholds", ("g,0,no,1,yes", "g,3,no,1,yes"), "row 2: lower is 3 and upper 1; swap them"),
    ("thresholds", ("g,1,no,,", "g,1,yes,,"),
     "row 3: 1 is in this class and in that of row 2; choose one"),
    ("thresholds", ("g,0,no,1,yes", "g,0,no,1,no"),
     "row 3: 1 is neither in this class nor in that of row 2"),
    ("thresholds", ("g,0,no,1,yes", "g,0,no,1.5,yes"),
     "row 3: it begins at 1 where row 2 goes on to 1.5; an amount has one class"),
    ("thresholds", ("g,1,no,,", "g,1.5,no,,"),
     "row 3: no class of heroin holds amounts from 1 to 1.5; add its row, or declare [[gaps]]"),
    ("thresholds", ("g,0,no,1,yes", "g,0.1,no,1,yes"), "row 2: no class of heroin holds amounts "
                                                        "below 0.1"),
    ("thresholds", ("g,1,no,,,", "g,1,no,9,yes,"), "no class of heroin holds amounts above 9"),
    ("thresholds", ("6,yes,,", "7,yes,,"), "no class of cannabis_plant holds amounts from 5 to 7"),
    ("thresholds", ("6,yes,,", "5,yes,,"), "5 is in this class and in that of row 7"),
    ("thresholds", ("plants,{plant},1", "plants,g,1"), "plants are counted in {plant}"),
    ("thresholds", ("heroin,large", "heroin,small"), "class 'small' stands twice in the table of"),
    ("thresholds", ("10,yes,,", ",,,"), "row 6: it has no bound"),
    # Days.
    ("thresholds", ("g,2,unknown,,,2020-01-01", "g,2,unknown,,,2019-01-01"),
     "two tables of heroin are in force together"),
    ("thresholds", ("2015-01-01,2019-12-31", "2016-01-01,2015-12-31"),
     "row 2: it is in force from 2016-01-01 to 2015-12-31; swap the dates"),
    ("pack", ("upper = 10", "upper = 9"), "have no gap of amounts below 9; take it out"),
    ("pack", ('substance = "opium"', 'substance = "opiun"'),
     "pack.toml: gaps: no threshold names 'opiun'"),
    # References.
    ("thresholds", ("verified_text,code", "verified_text,codex"),
     "row 2: source 'codex' is not in sources.csv; did you mean code?"),
    ("offences", ("selling,large", "selling,huge"), "row 3: classes: 'huge' is not in"),
    ("offences", ("large,group", "large,gruop"), "or_with: 'gruop' is not in circumstances.csv; "
                                                 "did you mean group?"),
    ("offences", ("any,,officer", ",,officer"), "row 4: it has neither classes nor or_with"),
    ("offences", ("criminal,sale", "criminal,selling"), "row 2: acts is 'selling'; write some of"),
    ("offences", ("criminal,sale", "bad,sale"), "kind is 'bad'; write one of criminal"),
    ("offences", ("1(2),1,2", "1(1),1,2"), "offence '1(1)' is in force at row 2 as well; end one"),
    ("offences", (",,cannabis_plant", ",,cannabis"), "substances: 'cannabis' is not in"),
    ("penalties", ("1(2),3", "1(4),3"), "penalties.csv row 3: offence '1(4)' is not in offences"),
    ("penalties", ("1(2),3,6", "1(2),7,6"), "row 3: the least prison is 7 and the most 6; swap"),
    ("penalties", (",5,unit", ",5,"), "row 5: it has a fine or works and no fine_unit"),
    ("penalties", ("1(1),1,3,no", "1(1),,,no"), "row 2: it punishes with nothing"),
    ("penalties", ("1(1),1,3,no,,,,,,,,2015-01-01,", "1(1),1,3,no,,,,,,,,2010-01-01,2014-01-01"),
     "row 2: the offence is not in force on any day of this penalty"),
    ("penalties", ("1(2),3", "1(1),3"), "'1(1)' has its penalty at row 2 as well; end one"),
    ("circumstances", ("oath,in", "group,in"), "circumstance 'group' stands twice"),
    ("circumstances", ("element", "grave"), "effect is 'grave'; write one of aggravating"),
    ("reference_units", ("2021-01-01", "2020-01-01"), "'unit' is worth something else at row 2"),
    ("reference_units", ("unit,100", "unit,0"), "value is 0"),
    ("sources", ("press,", "code,"), "sources.csv row 3: key is 'code'; a key is one word"),
    # The header.
    ("pack", ('code = "XA"', 'code = "Exampleland"'), "pack.toml: code is 'Exampleland'"),
    ("pack", ("format = 1", "format = 2"), "format is 2; this version reads format 1"),
    ("pack", ('kind = "binding"', 'kind = "law"'), "kind is 'law'; write one of binding"),
    ("pack", ("also = [", "aka = ["), "'aka' is no key; there is format"),
    ("pack", ('name = "Exampleland"\n', ""), "name is missing; write text in quotes"),
    ("pack", ("about = ", "about = 5 # "), "about is 5; write text in quotes"),
    ("pack", ("upper = 10", "upper = nan"), "gaps[1].upper is NaN; write a number"),
    ("pack", ("upper = 10", "upper = 1e999999999"), "write a number"),
    ("pack", ("upper = 10", 'upper = "10"'), "gaps[1].upper is '10'; write a number"),
    ("pack", ("from = 2020-01-01", "from = 2020-01-01T10:00:00"), "caveats[1].from is 2020-01-01"),
    ("pack", ('acts = ["sale"]', 'acts = ["sal"]'), "caveats: act 'sal'; did you mean sale?"),
    ("pack", ("[[gaps]]", "[gaps]"), "gaps: it is one table; write [[gaps]]"),
    ("pack", ("heroin = [", "horse = ["), "synonyms: no threshold names 'horse'"),
    ("pack", ('source = ["code"]', 'source = ["cod"]'), "double_counting.source 'cod' is not in"),
    ("pack", ('"Exampleland"', '"Example\\u001bland"'), r"name is 'Example\x1bland'; write text"),
    ("pack", ("format = 1", "format = = 1"), "pack.toml: it is not valid TOML"),
]  # fmt: skip


def test_the_small_pack_is_sound(tmp_path):
    pack = read_pack(write_pack(tmp_path / "xa"))
    assert (pack.code, len(pack.rows), pack.substances) == (
        "XA", 23, ("heroin", "opium", "cannabis_plant"),
    )  # fmt: skip


@pytest.mark.parametrize(("stem", "edit", "says"), FAULTS)
def test_every_fault_is_told(tmp_path, stem, edit, says):
    folder = write_pack(tmp_path / "xa", **{stem: edit})
    with pytest.raises(PackError) as raised:
        read_pack(folder)
    messages = raised.value.messages
    assert any(says in message for message in messages), messages
    assert all(message.startswith("xa/") for message in messages)
    assert all(message.isprintable() for message in messages)


def test_all_faults_are_told_at_once(tmp_path):
    folder = write_pack(
        tmp_path / "xa", thresholds=("g,0,no,1,yes", "g,0,no,x,yes"), penalties=("1(2),3", "1(4),x")
    )
    with pytest.raises(PackError) as raised:
        read_pack(folder)
    assert len(raised.value.messages) == 2


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("thresholds.csv", b"\xff\xfe", "byte 0 is not UTF-8; save the file in UTF-8"),
        ("thresholds.csv", b"", "row 1: it lacks"),
        ("thresholds.csv", b"a" * (5 << 20), "it is larger than 4 MiB"),
        ("pack.toml", b"x = " + b"[" * 100_000, "it is not valid TOML"),
        ("thresholds.csv", b"substance\0", "row 1: it lacks"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path, name, raw, says):
    folder = write_pack(tmp_path / "xa")
    (folder / name).write_bytes(raw)
    with pytest.raises(PackError) as raised:
        read_pack(folder)
    assert any(says in message for message in raised.value.messages), raised.value.messages


@pytest.mark.parametrize("missing", ["pack.toml", "sources.csv"])
def test_what_every_pack_has_is_missed(tmp_path, missing):
    folder = write_pack(tmp_path / "xa")
    (folder / missing).unlink()
    with pytest.raises(PackError, match=f"{missing}: it cannot be opened: No such file"):
        read_pack(folder)


def test_a_name_that_steers_a_terminal_is_shown_harmless(tmp_path):
    folder = write_pack(tmp_path / "x\x1b[2Ja")
    (folder / "sources.csv").unlink()
    with pytest.raises(PackError) as raised:
        read_pack(folder)
    assert str(raised.value).isprintable()
    assert r"x\x1b[2Ja/sources.csv" in str(raised.value)


def test_a_folder_of_packs_is_read_and_faults_of_all_are_told(tmp_path):
    write_pack(tmp_path / "a")
    write_pack(tmp_path / "b", pack=('"XA"', '"XB"'))
    assert [pack.code for pack in read_at(tmp_path)] == ["XA", "XB"]
    assert [pack.code for pack in read_at(tmp_path / "b" / "thresholds.csv")] == ["XB"]
    write_pack(tmp_path / "b")
    with pytest.raises(PackError, match="two packs have the code XA"):
        read_at(tmp_path)
    write_pack(tmp_path / "c", pack=('"XA"', '"xc"'))
    write_pack(tmp_path / "d", pack=('"XA"', '"xd"'))
    with pytest.raises(PackError) as raised:
        read_at(tmp_path)
    assert {message.split("/")[0] for message in raised.value.messages} >= {"c", "d"}


def test_a_place_without_a_pack_is_told(tmp_path):
    with pytest.raises(PackError, match=r"there is no pack\.toml in it"):
        read_at(tmp_path)
    with pytest.raises(PackError, match="No such file"):
        read_at(tmp_path / "nowhere")
