"""Is each manipulation that was added later in the tables, and is each truth right?"""

import re
from collections import Counter
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
from rivals.plants.other_words import OTHER
from rivals.reports import CLAUSES, SENTENCES
from test_rival_plants import LINES, by_key, hold_weights, readings
from test_rival_worlds import made, table


@pytest.fixture
def planted(tmp_path):
    def world(*names):
        words = [word for name in names for word in ("--plant", name)]
        return tmp_path, made(tmp_path, *words, "--dose", "0.4", size=6000)

    return world


def incidents(folder):
    return {each["incident_id"]: each for each in table(folder, "incidents")}


def persons(folder, role):
    rows = (row for row in table(folder, "involvements") if row["role"] == role)
    return {
        number: [row["person_id"] for row in parts]
        for number, parts in by_key(rows, "incident_id").items()
    }


def minutes_from_the_log(case, log):
    return min(
        (abs(case["occurred_at"] - entry["occurred_at"]) for entry in log[case["officer_id"]]),
        default=timedelta(days=1),
    )


def test_a_ghost_has_an_entry_in_the_log_and_no_outcome(planted):
    folder, truth = planted("ghosts_in_both_systems")
    cases, log = incidents(folder), by_key(table(folder, "counterparts"), "officer_id")
    outcomes = table(folder, "outcomes")
    decided = {row["incident_id"] for row in outcomes}
    heard = {row["decided_at"] for row in outcomes}
    assert all(row["from_at"] in heard for row in table(folder, "duties") if row["kind"] == "court")
    for each in truth["planted"]:
        ghosts = [cases[number] for number in each["made"]]
        assert {(ghost["clearance"], ghost["origin"]) for ghost in ghosts} == {("arrest", "patrol")}
        named = [ghost for ghost in ghosts if ghost["officer_id"]]
        assert all(minutes_from_the_log(ghost, log) < timedelta(minutes=40) for ghost in named)
        assert not decided & set(each["made"])
        honest = set(each["records"]) - set(each["made"])
        arrests = {number for number in honest if cases[number]["clearance"] == "arrest"}
        assert len(arrests & decided) > 0.7 * len(arrests)


def test_weights_lie_far_past_a_line_and_none_beside_it(planted):
    hold_weights(*planted("weights_far_past_line"), 1.4, 3.15)


@pytest.mark.parametrize(
    ("name", "role", "count"),
    [("rotating_suppliers", "supplier", 6), ("rotating_witnesses", "attesting_witness", 8)],
)
def test_several_people_take_turns(name, role, count, planted):
    folder, truth = planted(name)
    parts, elsewhere = persons(folder, role), table(folder, "involvements")
    for each in truth["planted"]:
        turns = Counter(person for number in each["made"] for person in parts[number])
        assert len(turns) == min(count, turns.total())
        assert max(turns.values()) - min(turns.values()) <= 1
        rows = [row for row in elsewhere if row["person_id"] in turns]
        assert {row["role"] for row in rows} == {role}
        assert {row["incident_id"] for row in rows} == set(each["made"])


def five_words(text):
    words = text.split()
    return {tuple(words[place : place + 5]) for place in range(len(words) - 4)}


def amounts(text):
    return sorted(re.findall(r"(\d+) (minutes|crowns)", text))


def test_paraphrases_say_what_an_old_report_says_in_other_words(planted):
    folder, truth = planted("paraphrased_reports")
    texts = {each["incident_id"]: each["text"] for each in table(folder, "narratives")}
    cases, form = incidents(folder), set.union(*map(five_words, CLAUSES))
    first_words, numbers = [], []
    for each in truth["planted"]:
        honest = sorted(
            set(each["records"]) - set(each["made"]), key=lambda n: cases[n]["occurred_at"]
        )
        old = set.union(*(five_words(texts[number]) for number in honest)) - form
        facts = [amounts(texts[number]) for number in honest[:5]]
        for number in each["made"]:
            text = texts[number]
            at = cases[number]["occurred_at"].strftime("%H.%M")
            assert not five_words(text) & old
            assert at in text
            assert amounts(text) in facts
            first_words.append(at in text[: len(text) // 4])
            numbers.append(len(amounts(text)))
    assert sum(first_words) < 0.5 * len(first_words)
    assert sum(numbers) > 0


def test_every_sentence_has_two_others_with_its_facts():
    def slots(sentence):
        return set(re.findall(r"\{\w\}", sentence))

    for variants, others in zip(SENTENCES, OTHER, strict=True):
        for variant, pair in zip(variants, others, strict=True):
            assert len(set(pair)) == 2
            assert all(slots(other) == slots(variant) for other in pair)


def test_unsolved_complaints_are_called_unfounded(planted):
    folder, truth = planted("called_unfounded")
    cases = incidents(folder)
    for each in truth["planted"]:
        for number in each["records"]:
            assert cases[number]["origin"] == "complaint"
            false = number in each["made"]
            assert cases[number]["clearance"] == ("unfounded" if false else "none")


def test_unsolved_cases_are_pinned_on_five_people_with_a_record(planted):
    folder, truth = planted("pinned_on_known")
    cases, subjects = incidents(folder), persons(folder, "subject")
    convicted = {row["person_id"]: row["prior_convictions"] for row in table(folder, "persons")}
    for each in truth["planted"]:
        assert {cases[number]["clearance"] for number in each["made"]} == {"arrest"}
        others = set(each["records"]) - set(each["made"])
        assert {cases[number]["clearance"] for number in others} == {"none"}
        often = Counter(person for number in each["made"] for person in subjects[number])
        five = {person for person, _ in often.most_common(5)}
        assert all(five & set(subjects[number]) for number in each["made"])
        assert all(convicted[person] for person in five)


def test_parts_weigh_together_what_the_whole_weighs(planted):
    folder, truth = planted("parts_counted_again")
    weights, lab = (readings(folder, "net_weight", stage) for stage in ("field", "lab"))
    for each in truth["planted"]:
        case_of = {number: weights[number]["incident_id"] for number in each["records"]}
        made_of = by_key((weights[number] for number in each["made"]), "incident_id")
        for case, parts in made_of.items():
            others = {number for number in each["records"] if case_of[number] == case}
            wholes = [weights[number]["value"] for number in others - set(each["made"]) - set(lab)]
            total = sum(part["value"] for part in parts)
            assert any(
                abs(sum(some) - total) < 0.05 * len(parts) + 0.03 * total
                for count in range(1, len(wholes) + 1)
                for some in combinations(wholes, count)
            )
        assert sum(number in lab for number in each["made"]) > 0.6 * len(each["made"])


def test_other_truths_stay_right_where_exhibits_are_added(planted):
    folder, truth = planted("weights_past_line", "parts_counted_again")
    weights = readings(folder, "net_weight", "field")
    for each in truth["planted"]:
        if each["kind"] == "weights_past_line":
            for number in each["made"]:
                ratio = weights[number]["value"] / LINES[weights[number]["substance_code"]]
                assert 0.95 < ratio < 1.2


def test_overtime_is_filled_with_stops_that_nobody_else_saw(planted):
    folder, truth = planted("padded_overtime")
    cases, log = incidents(folder), by_key(table(folder, "counterparts"), "officer_id")
    for each in truth["planted"]:
        stops = sorted((cases[n] for n in each["made"]), key=lambda stop: stop["occurred_at"])
        assert {(stop["offense_code"], stop["clearance"]) for stop in stops} == {("ROAD", "none")}
        gaps = [b["occurred_at"] - a["occurred_at"] for a, b in pairwise(stops)]
        even = [timedelta(minutes=25) <= gap <= timedelta(minutes=55) for gap in gaps]
        assert sum(even) >= 0.7 * len(even)
        alone = [minutes_from_the_log(stop, log) > timedelta(minutes=60) for stop in stops]
        assert sum(alone) > 0.7 * len(alone)
        attended = by_key(
            (row for row in table(folder, "named_officers") if row["role"] == "attending"),
            "record_id",
        )
        for stop in stops:
            assert [row["officer_id"] for row in attended[stop["incident_id"]]] == [each["name"]]
        honest = {cases[n]["occurred_at"] for n in set(each["records"]) - set(each["made"])}
        during = [
            any(abs(at - stop["occurred_at"]) < timedelta(minutes=20) for at in honest)
            for stop in stops
        ]
        assert sum(during) < 0.1 * len(during)
