"""Is each manipulation in the tables, in the dose that was asked?"""

import re
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
from rivals.kinds import PLANTS
from test_rival_worlds import made, table

OF_OFFICERS = ("pasted_reports", "paraphrased_reports", "padded_overtime")
LINES = {"cannabis_herb": 30, "heroin": 1, "cocaine": 3, "amphetamine": 4, "mdma": 2}


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Worlds by kind: the folder and the truth; made once."""
    worlds = {}

    def world(name):
        if name not in worlds:
            folder = tmp_path_factory.mktemp(name)
            worlds[name] = folder, made(folder, "--plant", name, "--dose", "0.4", size=6000)
        return worlds[name]

    return world


def by_key(rows, key):
    found = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


@pytest.mark.parametrize("name", PLANTS)
def test_the_dose_is_what_was_asked(name, planted):
    folder, truth = planted(name)
    cases = {each["incident_id"]: each for each in table(folder, "incidents")}
    case_of = {each["exhibit_id"]: each["incident_id"] for each in table(folder, "measurements")}
    author = {number: each["officer_id"] for number, each in cases.items()}
    author |= {each["incident_id"]: each["author_id"] for each in table(folder, "narratives")}
    assert truth["odd"] == []
    assert len(truth["planted"]) == (6 if name in OF_OFFICERS else 3)
    for each in truth["planted"]:
        records, false = set(each["records"]), set(each["made"])
        assert (each["kind"], each["dose"]) == (name, 0.4)
        assert false <= records
        assert abs(len(false) - 0.4 * len(records)) < 1
        assert abs(len(false) / len(records) - each["share"]) < 0.001
        of = [case_of.get(record, record) for record in records]
        subject = {"unit": lambda number: cases[number]["unit_id"], "officer": author.get}[
            each["type"]
        ]
        assert {subject(number) for number in of} == {each["name"]}


def test_ghosts_are_all_else_in_the_unit_than_its_honest_records(planted):
    folder, truth = planted("ghost_records")
    cases = by_key(table(folder, "incidents"), "unit_id")
    log = by_key(table(folder, "counterparts"), "officer_id")
    for each in truth["planted"]:
        assert set(each["records"]) == {row["incident_id"] for row in cases[each["name"]]}
        near = {True: [], False: []}
        for row in cases[each["name"]]:
            entries = log[row["officer_id"]] if row["officer_id"] else ()
            close = any(
                abs(row["occurred_at"] - entry["occurred_at"]) < timedelta(minutes=60)
                for entry in entries
            )
            near[row["incident_id"] in each["made"]].append(close)
        assert sum(near[False]) > 0.7 * len(near[False])
        assert sum(near[True]) < 0.1 * len(near[True])


def test_a_split_arrest_is_the_same_person_and_officer_again(planted):
    folder, truth = planted("split_arrest")
    cases = {each["incident_id"]: each for each in table(folder, "incidents")}
    subjects = {
        number: {row["person_id"] for row in rows if row["role"] == "subject"}
        for number, rows in by_key(table(folder, "involvements"), "incident_id").items()
    }
    for each in truth["planted"]:
        honest = by_key((cases[n] for n in set(each["records"]) - set(each["made"])), "officer_id")
        for number in each["made"]:
            copy = cases[number]
            assert any(
                timedelta() < copy["occurred_at"] - source["occurred_at"] < timedelta(minutes=90)
                and subjects[number] & subjects[source["incident_id"]]
                for source in honest[copy["officer_id"]]
            )


def test_a_lesser_label_stands_at_the_month_end(planted):
    folder, truth = planted("month_end_relabelling")
    cases = {each["incident_id"]: each for each in table(folder, "incidents")}
    for each in truth["planted"]:
        for number in each["records"]:
            at = cases[number]["occurred_at"]
            assert (at + timedelta(days=6)).month != at.month
            lesser = cases[number]["offense_code"] in ("MINOR-ASSAULT", "DAMAGE", "THEFT")
            assert lesser == (number in each["made"])


def test_a_back_dated_entry_was_recorded_in_the_month_after(planted):
    folder, truth = planted("backdated_entries")
    cases = {each["incident_id"]: each for each in table(folder, "incidents")}
    for each in truth["planted"]:
        for number in each["made"]:
            at, entered = cases[number]["occurred_at"], cases[number]["recorded_at"]
            assert (at.year, at.month) < (entered.year, entered.month)
            assert (at + timedelta(days=3)).month != at.month


def readings(folder, kind, stage):
    rows = table(folder, "measurements")
    return {r["exhibit_id"]: r for r in rows if (r["kind"], r["stage"]) == (kind, stage)}


def hold_weights(folder, truth, low, high):
    """Each made weight lies between so many times its line, and no other past it."""
    weights = readings(folder, "net_weight", "field")
    for each in truth["planted"]:
        for number in each["records"]:
            ratio = weights[number]["value"] / LINES[weights[number]["substance_code"]]
            assert (low < ratio < high) if number in each["made"] else ratio < 1.1


def test_weights_lie_just_past_a_line(planted):
    hold_weights(*planted("weights_past_line"), 0.95, 1.2)


def test_a_lot_grows_weaker_from_seizure_to_seizure(planted):
    folder, truth = planted("recut_lot")
    purity = readings(folder, "purity", "lab")
    falls = {True: [], False: []}
    for each in truth["planted"]:
        for false in (True, False):
            rows = [
                purity[n] for n in each["records"] if (n in each["made"]) == false and n in purity
            ]
            rows.sort(key=lambda row: row["exhibit_id"])
            for series in by_key(rows, "substance_code").values():
                pairs = pairwise(series)
                falls[false] += [b["value"] < a["value"] for a, b in pairs]
    assert sum(falls[True]) > 0.7 * len(falls[True])
    assert sum(falls[False]) < 0.65 * len(falls[False])


def test_the_supplier_is_one_person_whom_nobody_charges(planted):
    folder, truth = planted("uncharged_supplier")
    rows = table(folder, "involvements")
    parts = by_key(rows, "incident_id")
    for each in truth["planted"]:
        named = [
            {row["person_id"] for row in parts[number] if row["role"] == "supplier"}
            for number in each["made"]
        ]
        (who,) = set.union(*named)
        assert {row["role"] for row in rows if row["person_id"] == who} == {"supplier"}
        assert all(any(r["role"] == "buyer" for r in parts[number]) for number in each["made"])


def test_three_people_attest_all_that_is_made(planted):
    folder, truth = planted("stock_witnesses")
    rows = table(folder, "involvements")
    parts = by_key((row for row in rows if row["role"] == "attesting_witness"), "incident_id")
    for each in truth["planted"]:
        assert set(each["records"]) <= set(parts)
        stock = {row["person_id"] for number in each["made"] for row in parts[number]}
        assert len(stock) == 3
        others = set(each["records"]) - set(each["made"])
        assert not stock & {row["person_id"] for number in others for row in parts[number]}


def test_pasted_reports_are_three_texts(planted):
    folder, truth = planted("pasted_reports")
    texts = {each["incident_id"]: each["text"] for each in table(folder, "narratives")}
    for each in truth["planted"]:
        bare = {re.sub(r"\d\d\.\d\d", "", texts[number], count=1) for number in each["made"]}
        assert len(bare) <= 3 < len(each["made"])
