"""Does the case law on provocation stand as data, and do the checks ask for what it asks?"""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tallystick.checks.people import sting_share, supplied_buyers
from tallystick.cli import app
from tallystick.findings.words import words_of
from tallystick.statutes.provocation import QUESTIONS, holdings

GATHERED = Path(__file__).parents[3] / "shared" / "law" / "additions" / "blocked"
CHECKS = [sting_share.CHECK.name, supplied_buyers.CHECK.name]
# A burden of proof is no document.
DOCUMENTS = [key for key in QUESTIONS if key != "proof"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("check", CHECKS)
def test_a_check_of_test_purchases_asks_for_each_document(check, language):
    words = words_of(check, language)
    asked = words.text(words.entry("suggestion"), {})
    for key in DOCUMENTS:
        assert words.text(words.entry(key), {}) in asked


def test_each_question_rests_on_a_judgment_that_was_read():
    for key in QUESTIONS:
        assert [each for each in holdings() if each.asks == key]
    assert {each.confidence for each in holdings()} <= {"verified_text", "verified_secondary"}


# Numbers and days of judgment as the Court prints them at the head of each.
@pytest.mark.parametrize(
    ("application", "decided", "violation"),
    [
        ("25829/94", date(1998, 6, 9), True),
        ("74420/01", date(2008, 2, 5), True),
        ("55146/14", date(2018, 2, 20), False),
        ("6228/09", date(2014, 4, 24), True),
        ("18757/06", date(2010, 11, 4), False),
        ("66152/14", date(2021, 4, 20), True),
    ],
)
def test_the_judgments_are_those_of_the_court(application, decided, violation):
    own = [each for each in holdings() if each.application.startswith(application)]
    assert own
    assert {(each.decided, each.violation) for each in own} == {(decided, violation)}


@pytest.mark.skipif(
    not GATHERED.is_dir(), reason="the judgments that were gathered are not beside the project "
    "(../shared/law/additions): the case law is not compared with them here",
)  # fmt: skip
def test_every_gathered_judgment_is_there():
    with (GATHERED / "provocation_caselaw.csv").open(encoding="utf-8", newline="") as opened:
        gathered = list(csv.DictReader(opened))
    held = {(number, each.decided.isoformat()) for each in holdings()
            for number in each.application.split(", ")}  # fmt: skip
    assert len(gathered) == 4
    for row in gathered:
        assert any(number in row["case"] and row["date"] == day for number, day in held), row


def asked(*arguments):
    return CliRunner().invoke(app, ["law", "KZ", "--on", "2025-06-01", *arguments]).stdout


def test_the_law_of_provocation_is_told_with_what_courts_ask():
    printed = " ".join(asked("--act", "provocation").split())
    for question in QUESTIONS.values():
        assert f" {question}: " in printed
    assert "Teixeira de Castro v Portugal, 1998" in printed
    said = json.loads(asked("--act", "provocation", "--json"))
    assert len(said["test_purchases"]) == len(holdings())
    assert said["test_purchases"][0]["decided"] == "1998-06-09"
    assert "Test purchase" not in asked("--act", "theft")
