"""Is help short, the same by -h, and free of types of the language?"""

import re

import typer.main
from typer.testing import CliRunner

from every_fault import holds_of_each
from tallystick.cli import ORDER, app

PROGRAM = typer.main.get_command(app)
TYPES = re.compile(r"<[^>]*>|\b(?:bool|int|float|str)\b|list\[")


def commands(command=PROGRAM, words=()):
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*words, name))


def printed(*arguments):
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": "100", "TERM": "dumb"})
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def has_help_without_types_the_same_by_either_name(words):
    text = printed(*words, "--help")
    assert "Usage:" in text
    assert TYPES.findall(text.partition("Exit codes")[0]) == []
    assert printed(*words, "-h") == text


def test_help_names_no_type_and_is_the_same_by_either_name():
    rule = has_help_without_types_the_same_by_either_name
    holds_of_each(rule, commands(), "the command in src/tallystick/cli/", " ".join)


def test_commands_stand_in_the_order_in_which_they_are_met():
    assert set(ORDER) == set(PROGRAM.commands)
    text = printed("-h")
    places = [re.search(rf"^│ {name} ", text, re.MULTILINE).start() for name in ORDER]
    assert places == sorted(places)


def test_the_version_has_a_short_name():
    assert printed("-V") == printed("--version")


def test_completion_offers_the_commands_of_the_program():
    """As a shell asks: by environment variables, with the words typed so far."""
    asked = {"_TALLYSTICK_COMPLETE": "complete_bash", "COMP_WORDS": "tallystick pro",
             "COMP_CWORD": "1"}  # fmt: skip
    done = CliRunner().invoke(app, [], env=asked, prog_name="tallystick")
    assert done.stdout.split() == ["profile"]
