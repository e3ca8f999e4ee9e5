"""Does every command that a page names exist, with the options that it shows?"""

import re
from importlib.util import find_spec

import typer.main
from shown import PAGES, ROOT, Shown, in_blocks, inline

from every_fault import no_fault
from tallystick.cli import app

PROGRAM = typer.main.get_command(app)
OURS = [each for each in (*in_blocks(), *inline()) if each.command.startswith("tallystick ")]
OTHERS = {
    "--causes",
    "--quick",
    "--patterns",
    "--replications",
}  # of programs in benchmarks/, which pages name too


def below(command):
    return getattr(command, "commands", {})


def options(command):
    """Those of a command and of the commands below it."""
    own = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    return own.union({"--help"}, *map(options, below(command).values()))


def unknown(shown):
    """What of a command is no command or option of ours."""
    _, *words = re.sub(r"[\[\]|…]", " ", shown.command).split()
    found = PROGRAM
    for word in words:
        found = below(found).get(word, found)
    named = {each for each in words if each.startswith("--")}
    first = {words[0]} - {*below(PROGRAM), *named}
    return sorted(first | (named - options(found)))


def test_every_command_exists_with_its_options():
    assert len(OURS) > 100
    no_fault(
        (f"{each}: no {', '.join(unknown(each))}" for each in OURS if unknown(each)),
        "show the command as `tallystick --help` tells it",
    )


def test_what_is_no_command_or_option_is_found():
    told = [unknown(Shown("a.md", f"tallystick {each}")) for each in (
        "audit E.toml --out DIR", "adit E.toml", "audit --ouch", "sample draw RUN --seed 7",
    )]  # fmt: skip
    assert told == [[], ["adit"], ["--ouch"], []]


def test_every_option_that_a_sentence_names_is_one_of_ours():
    named = {
        option
        for page in PAGES
        for option in re.findall(r"`(--[a-z-]+)[^`]*`", page.read_text("utf-8"))
    }
    assert len(named) > 20
    assert named <= options(PROGRAM) | OTHERS


def test_every_target_of_make_and_every_program_of_python_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets, modules, files = (
        {each for page in PAGES for each in re.findall(pattern, page.read_text("utf-8"))}
        for pattern in (
            r"(?:`|^    |^\$ )make ([\w-]+)",
            r"python -m ([\w.]+)",
            r"python ([\w/]+\.py)",
        )
    )
    shown = {
        file
        for page in PAGES
        for file in re.findall(r'^```python title="([^"]+)"', page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"audit", "test", "bench"} <= targets
    assert targets <= set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    assert all(find_spec(each) for each in modules)
    assert all((ROOT / each).is_file() for each in files - shown)
