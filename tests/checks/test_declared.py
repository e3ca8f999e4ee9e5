"""Do results, findings, case lists and causes follow from what a check declares, by hand?"""

import importlib.util
import sys

import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.findings import Result
from tallystick.findings.values import values_of
from tallystick.findings.words import Words
from worlds import instant, tables_of

CODE = '''"""Are there more thefts than two?

Criteria
Test
Cause, innocent first
References
"""

from tallystick.checks.declared import Cause, declared
from tallystick.checks.proposed import undecided
from dataclasses import replace


def query(tables):
    rows = tables["incidents"]
    return rows.group_by("unit_id").aggregate(n=rows.count())


def test(unit_id, n, *, frame):
    found = []
    for name, number in sorted(zip(unit_id, n)):
        result = undecided("unit", name, "thefts", int(number), "few", more=int(number) - 2)
        if number > 2:
            result = replace(result, verdict="exceptions", reason="", estimate=float(number))
        found.append(result)
    return found


def listed(tables, result):
    rows = tables["incidents"]
    return rows.filter(rows.unit_id == result.subject)


CHECK = declared(
    __name__,
    name="records.thefts",
    needs={"incidents": ("unit_id",)},
    query=query,
    test=test,
    listed=listed,
    columns=("incident_id", "origin"),
    order=("incident_id",),
    causes={CAUSES},
    constants={"least": 3},
    values=lambda result, tables: {"names": ["x", "y"]},
)
'''
CAUSES = """{
        "tips": Cause(lambda rows: rows.origin == "tip", needs={"incidents": ("origin",)}),
        "alike": Cause(among=lambda rows: rows.aggregate(explains=rows.count(), of=rows.count())),
    }"""
WORDS = """
title = "{whose}{n} thefts{so_many}"
criteria = "Two."
effect = "None."
condition = "{n} of {least} or more: {names_told}."
cause = "{more} too many"
estimand = "thefts of {subject}"
so_many = {if = "more", then = ", {word}", else = ""}
word = {by = "more", 1 = "one too many", else = "{more} too many"}
names_told = {each = "names", text = "<{item}>", join = ", "}
caveats = ["Always.", {if = "none", then = "never"}, {each = "names", text = "Of {item}."}]

[reasons]
few = "fewer than {least} thefts, {n}"

[causes.asked_of_nobody]
cause = "A first cause"
check = "Ask"

[causes.tips]
cause = "Tips"
check = "Count them"

[causes.alike]
cause = "All"
check = "Count all"
"""
ROWS = [
    {"incident_id": f"{unit}{k}", "unit_id": unit, "origin": "tip" if k < 2 else "patrol",
     "occurred_at": instant("2024-01-01")}
    for unit, size in (("A", 4), ("B", 2))
    for k in reversed(range(size))
]  # fmt: skip


def made(folder, causes=CAUSES, name="declared_thefts", words=WORDS):
    path = folder / name / "__init__.py"
    path.parent.mkdir()
    path.write_text(CODE.replace("{CAUSES}", causes))
    path.with_name("words.en.toml").write_text(words)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module.CHECK


def test_results_words_cases_and_causes_follow(tmp_path, engine):
    check, tables = made(tmp_path), tables_of({"incidents": ROWS})
    assert (check.name, check.question) == ("records.thefts", "Are there more thefts than two?")
    (many, few), _ = results_of(check, tables, engine)
    assert (few.check, few.verdict) == ("records.thefts", "insufficient")
    assert (few.reason, few.estimand) == ("fewer than 3 thefts, 2", "thefts of B")
    assert (many.reason, many.estimate) == ("", 4.0)
    finding = describe(check, many, tables, engine)
    assert finding.title == "unit A: 4 thefts, 2 too many"
    assert finding.condition == "4 of 3 or more: <x>, <y>."
    assert finding.cause == "2 too many"
    assert finding.caveats == ("Always.", "Of x.", "Of y.")
    told = [(each.cause, each.explains, each.of) for each in finding.explanations]
    assert told == [("A first cause", None, None), ("Tips", 2, 4), ("All", 4, 4)]
    rows = engine.rows(cases(check, many, tables))
    assert [tuple(row.values()) for row in rows] == [
        ("A0", "tip"), ("A1", "tip"), ("A2", "patrol"), ("A3", "patrol"),
    ]  # fmt: skip


def test_a_cause_without_words_is_refused(tmp_path):
    with pytest.raises(KeyError, match=r"records.thefts: words.en.toml has no \[causes.tipps\]"):
        made(tmp_path, CAUSES.replace('"tips"', '"tipps"'), "declared_otherwise")


def test_a_finding_without_a_sentence_is_refused(tmp_path):
    without = WORDS.replace("criteria", "criterion").replace("effect", "affect")
    with pytest.raises(KeyError, match=r"words\.en.toml has no criteria, effect"):
        made(tmp_path, name="declared_in_part", words=without)


def test_a_choice_takes_the_value_or_the_rest_and_truth_as_a_word():
    words = Words({"a": {"by": "yes", "true": "so", "false": "not so"}, "b": {"by": "n", "2": "two",
                   "else": "{n:,}"}})  # fmt: skip
    assert [words.text(words.entries["a"], {"yes": each}) for each in (True, False)] == [
        "so", "not so",
    ]  # fmt: skip
    assert [words.text("{b}", {"n": each}) for each in (2, 3000)] == ["two", "3,000"]


def test_a_value_is_never_a_template():
    """A unit may be called what it likes."""
    result = Result("records.x", "unit", "{n} {0} {a[b]}", "x", "exceptions", 3)
    words = Words({"title": "unit {subject}: {n}", **dict.fromkeys(
        ("criteria", "condition", "cause", "effect"), "")})  # fmt: skip
    finding = words.finding(result, values_of(result), None)
    assert finding.title == "unit {n} {0} {a[b]}: 3"


def test_what_is_not_known_is_an_error():
    with pytest.raises(KeyError):
        Words({}).text("{nothing}", {})
    with pytest.raises(KeyError):
        Words({}).text({"by": "n", "1": "one"}, {"n": 2})
