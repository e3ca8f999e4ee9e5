"""Does a sheet come back as it was coded, and does each faulty row say what is wrong with it?"""

import csv
import io
import json

import pytest
from runs import cases

from tallystick.sample import (
    Coded,
    Plan,
    Population,
    SheetError,
    Stratum,
    draw,
    estimate,
    plan_path,
    read_sheet,
    write_sheet,
)
from tallystick.sample.sheet import disarmed


@pytest.fixture
def sheet(tmp_path):
    held = Population("run", "cases", ("incident_id",), cases(40).to_pydict())
    drawn = draw(held, 9, 7)
    path = tmp_path / "sheet.csv"
    write_sheet(path, held, drawn)
    return path, drawn, held


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def coded(path, codes, *, delimiter=",", encoding="utf-8-sig", drop=()):
    """Write back the sheet with `codes` by row: two coders' and what they agreed on."""
    rows = rows_of(path)
    for row, given in zip(rows, codes, strict=False):
        row |= dict(zip(("coder_1", "coder_2", "agreed"), given, strict=False))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(row for row in rows if row["no"] not in drop)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def test_the_sheet_shows_what_finds_the_file_and_not_what_is_in_question(sheet):
    path, drawn, held = sheet
    rows = rows_of(path)
    assert [*rows[0]] == [
        "no", "incident_id", "unit_id", "area_id", "coder_1", "coder_2", "agreed", "note",
    ]  # fmt: skip
    assert [row["incident_id"] for row in rows] == [
        held.columns["incident_id"][place] for place in drawn.places
    ]
    assert {row["area_id"] for row in rows} == {"'=1+1"}
    assert {row["coder_1"] + row["coder_2"] + row["agreed"] for row in rows} == {""}
    other = path.with_name("open.csv")
    assert "clearance" in write_sheet(other, held, drawn, ("clearance",))
    plan = json.loads(plan_path(path).read_text())
    assert plan["seed"] == 7
    assert "I1" not in plan_path(path).read_text()


def test_a_sheet_that_is_there_is_not_written_over(sheet):
    path, drawn, held = sheet
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_sheet(path, held, drawn)
    plan_path(path).rename(path.with_name("elsewhere.json"))
    with pytest.raises(FileExistsError):
        write_sheet(path, held, drawn)
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "=SUM(A1)"])
def test_no_text_is_run_as_a_formula(text):
    assert disarmed(text) == f"'{text}"
    assert disarmed(f"a{text}") == f"a{text}"
    assert disarmed(f"a; {text}") == f"a; '{text}"
    assert disarmed(-1.5) == "-1.5"
    assert disarmed(None) == ""
    assert len(disarmed("x" * 1000)) == 300


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")]
)
def test_a_sheet_that_a_spreadsheet_saved_is_read(sheet, delimiter, encoding):
    path, drawn, _ = sheet
    codes = [("Right ", "WRONG", "wrong"), *[("wrong", "")] * 8]
    read = read_sheet(coded(path, codes, delimiter=delimiter, encoding=encoding))
    assert list(read.codes) == list(drawn.plan.rows)
    assert read.codes["C-1"] == ("right", "wrong", "wrong")
    assert read.codes["C-2"] == ("wrong", "", "")
    assert read.plan == drawn.plan


def test_each_faulty_row_says_which_it_is_and_what_to_do(sheet):
    path, _, _ = sheet
    codes = [("rigth", "right"), ("", "wrong"), ("right", "xyz"), *[("right",)] * 6]
    coded(path, codes, drop=("C-9",))
    text = path.read_text("utf-8-sig")
    path.write_text(text + text.splitlines()[4] + "\r\nC-99,,,,right\r\n,,\r\n")
    with pytest.raises(SheetError) as raised:
        read_sheet(path)
    assert str(raised.value).splitlines() == [
        "sheet.csv row 2 (C-1): coder_1 is 'rigth'; a code is one of right, wrong, unclear; did "
        "you mean right?",
        "sheet.csv row 3 (C-2): coder_1 is empty; write one of right, wrong, unclear",
        "sheet.csv row 4 (C-3): coder_2 is 'xyz'; a code is one of right, wrong, unclear",
        "sheet.csv row 10 (C-4): the number stands there twice; leave one of the rows",
        "sheet.csv row 11 (C-99): no record of that number was drawn; take the row out",
        "sheet.csv: C-9 is not in the sheet; put its row back, with a code",
    ]


def test_a_sheet_without_codes_says_so_briefly(tmp_path):
    held = Population("run", "cases", ("incident_id",), cases(90).to_pydict())
    write_sheet(tmp_path / "s.csv", held, draw(held, 60, 1))
    with pytest.raises(SheetError) as raised:
        read_sheet(tmp_path / "s.csv")
    assert len(str(raised.value).splitlines()) == 21
    assert str(raised.value).endswith("and 40 more")


def test_files_that_are_no_sheet_are_told(sheet, tmp_path):
    path, _, _ = sheet
    whole = path.read_bytes()
    for match, content in (
        ("no column no and no coder_1", b"a,b\n1,2\n"),
        ("not in UTF-8", b"no,coder_1,coder_2,agreed\nC-1,\xff\xe0,,\n"),
        ("no CSV file", b"no,coder_1,coder_2,agreed\nC-1," + b"x" * 200_000 + b",,\n"),
        ("no column", b""),
    ):
        path.write_bytes(content)
        with pytest.raises(SheetError, match=match):
            read_sheet(path)
    path.write_bytes(whole)
    plan_path(path).write_text('{"run": "x"}')
    with pytest.raises(SheetError, match="cannot be read as the plan"):
        read_sheet(path)
    plan_path(path).unlink()
    with pytest.raises(SheetError, match=r"--plan"):
        read_sheet(path)
    with pytest.raises(SheetError, match="name the coded sheet"):
        read_sheet(tmp_path / "none.csv", tmp_path / "none.json")


def by_hand(codes, strata=(("A", 100, 4), ("B", 300, 4))):
    names = [name for name, _, drawn in strata for _ in range(drawn)]
    numbers = [f"C-{k}" for k in range(1, len(names) + 1)]
    plan = Plan(
        "run", "cases", 1, 0.95, "unit_id", ("right", "wrong", "unclear"),
        tuple(Stratum(*each) for each in strata), dict(zip(numbers, names, strict=True)),
    )  # fmt: skip
    return estimate(Coded(plan, dict(zip(numbers, codes, strict=True))))


def test_the_estimate_is_that_added_up_by_hand():
    said = by_hand([
        ("wrong", "", ""), ("right", "right", ""), ("right", "wrong", "wrong"),
        ("right", "wrong", ""),
        ("wrong", "wrong", ""), ("unclear", "unclear", ""), ("right", "", ""),
        ("wrong", "right", "right"),
    ])  # fmt: skip
    whole, (a, b) = said.whole, said.strata
    assert (a.n, a.wrong, a.open) == (4, 2, 1)
    assert (b.n, b.wrong, b.open) == (4, 1, 1)
    assert (whole.n, whole.wrong, whole.open, said.unresolved) == (8, 3, 2, 1)
    assert whole.low.share == pytest.approx(0.25 * 2 / 4 + 0.75 * 1 / 4)
    assert whole.high.share == pytest.approx(0.25 * 3 / 4 + 0.75 * 2 / 4)
    assert whole.interval == (whole.low.interval[0], whole.high.interval[1])
    assert whole.records == (
        round(400 * whole.interval[0]), round(400 * whole.interval[1]),
    )  # fmt: skip
    # Six were coded twice: right right, right wrong twice, wrong wrong, unclear twice over, wrong
    # right: three alike of six.
    assert (said.agreement.n, said.agreement.same) == (6, 3)
    chance = (3 * 2 + 2 * 3 + 1 * 1) / 36
    assert said.agreement.kappa == pytest.approx((0.5 - chance) / (1 - chance))
    assert said.estimand.endswith("codes as wrong")


def test_one_coder_and_one_stratum_give_an_exact_range_and_no_kappa():
    said = by_hand([("wrong", "", "")] + [("right", "", "")] * 7, (("", 20, 8),))
    assert said.strata == ()
    # With 9 finds among 20, one or none of the 8: (165 + 9 x 330) / 125,970 = .0249; with 8 .054.
    assert said.whole.records == (1, 8)
    assert said.agreement.n == 0
