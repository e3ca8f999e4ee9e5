"""Are rows of totals seen, left out by what `init` writes, and nothing else with them?"""

import tomllib

import pytest
from proposed import ANSWERS, block, looked

from tallystick.propose import engagement_text, propose
from tallystick.propose.files.totals import totals

REGISTER = (
    "Case No,Incident Date,Unit,Offense\n1,2024-01-01,North,A\n2,2024-01-02,North,Total loss\n"
    "Subtotal:,,North,\n3,2024-01-03,South,B\n4,2024-01-04,South,A\n5,2024-01-05,South,A\n"
    "TOTAL,,,5\n"
)
SAID = (
    *("Total", "TOTAL GENERAL", "Total geral", "Sub-total", "Subtotal", "Grand Total:", "Totals"),
    *("Total for Division 3", "Всего", "Всего по республике", "Итого:", "ИТОГО", "Gesamt"),
    *("Insgesamt", "Summe", "Sous-total", "Suma", "Razem", "Ogółem", "Celkem", "Totaal", "合計"),
    *("총계", "Барлығы", "Разом", "Toplam", "Összesen"),
)
NOT_SAID = (
    *("Total loss", "Totally", "Summer", "Gesamtschule", "North", "", "Итоги", "Sumac", "5"),
    *("all drugs", "Total Wine & More"),
)


@pytest.mark.parametrize("word", SAID)
def test_a_word_for_totals_is_known(word):
    rows = [("North", "5"), ("South", "6"), (f" {word} ", "11")]
    assert totals(("Unit", "Cases"), rows) == (("Unit", (word,)),)


@pytest.mark.parametrize("word", NOT_SAID)
def test_another_word_is_none(word):
    assert totals(("Unit", "Cases"), [("North", "5"), ("South", "6"), (word, "11")]) == ()


def test_a_word_that_most_rows_have_is_a_value():
    assert totals(("Kind",), [("Total",), ("Total",), ("Part",)]) == ()


def test_a_row_counts_by_its_first_cell_that_says_so():
    rows = [("a", "b", "1")] * 8 + [("Total", "Total", "8"), ("c", "Subtotal", "8")]
    assert totals(("x", "y", "z"), rows) == (("x", ("Total",)), ("y", ("Subtotal",)))


def test_what_init_writes_leaves_the_totals_out(loads, tmp_path):
    (look,) = looked(tmp_path, "i.csv", REGISTER)
    assert look.totals == (("Case No", ("Subtotal:", "TOTAL")),)
    text = engagement_text(ANSWERS, [propose(look)])
    written = text[text.index("[[tables") :].partition("[[periods]]")[0]
    (source,) = tomllib.loads(written)["tables"]["incidents"]
    assert source["leave_out"] == [
        {"column": "Case No", "equals": ["Subtotal:", "TOTAL"], "reason": "rows of totals"}
    ]
    loaded, rows = loads({"i.csv": REGISTER}, written)
    assert [r["incident_id"] for r in rows["incidents"]] == ["1", "2", "3", "4", "5"]
    (aside,) = loaded.received.set_aside
    assert (aside.rule, aside.rows) == ("left_out", 2)


def test_totals_without_a_header_are_left_out_by_the_number_of_the_column(loads, tmp_path):
    text = "".join(f"K-{k},2024-01-0{k},North\n" for k in range(1, 8)) + "Итого,,7\n"
    (look,) = looked(tmp_path, "i.csv", text)
    assert (look.header_rows, look.totals) == (0, (("c1", ("Итого",)),))
    written = block(look, {"incident_id": "c1", "occurred_at": "c2", "unit_id": "c3"})
    assert len(loads({"i.csv": text}, written)[1]["incidents"]) == 7
