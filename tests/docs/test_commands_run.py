"""Does every command that a page shows run as it is shown, here or in the test that is named?

So do those within a sentence, but for measurements of hours (`calibrate`).
"""

import re
import shlex
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from held_texts import texts_of, words_of
from runs import cases, write_run_folder
from shown import ROOT, in_blocks, inline, stripped
from small import STOPS, write_small
from typer.testing import CliRunner

from every_fault import no_fault
from tallystick.cli import app
from tallystick.statutes import built_in

ANSWERS = "City Police\nUTC\n\n"
WATCH = (
    "tallystick watch init ENGAGEMENT.toml --quarters 12 --alpha 0.05 --from 2020-01-01"
    " --only figures.recount --out WATCH"
)
LOOK = "tallystick watch look WATCH --through 2020-03-31"
# What stands for a command that shows what may be left out: each way of writing it.
WAYS = {
    "tallystick init FOLDER [--yes] [--preset NAME]": (
        "tallystick init FOLDER --yes",
        "tallystick init FOLDER --yes --preset openpolicedata",
    ),
    "tallystick audit ENGAGEMENT.toml [--out DIR] [--alpha 0.05] [--only CHECK …] [--leads 3]"
    " [--key FILE | --identify] [--explain]": (
        "tallystick audit ENGAGEMENT.toml --out DIR --alpha 0.05 --only figures.recount --leads 3"
        " --only records.integrity --key FILE --explain",
        "tallystick audit ENGAGEMENT.toml --out DIR --only figures.recount --identify",
    ),
    "tallystick map --confirm stops-engagement.toml": (
        "tallystick audit exports/stops.csv && tallystick map --confirm stops-engagement.toml",
    ),
    "tallystick profile exports/engagement.toml": (
        "tallystick init exports/ --yes && tallystick profile exports/engagement.toml",
    ),
    "tallystick audit FOLDER/engagement.toml": (
        "tallystick init FOLDER && tallystick audit FOLDER/engagement.toml",
    ),
    "tallystick audit appg/engagement.toml --out appg/run": (
        "tallystick simulate examples/worlds/appg.toml --out appg"
        " && tallystick audit appg/engagement.toml --out appg/run",
    ),
    "tallystick calibrate [--check NAME …] [--worlds N] [--jobs N] [--out DIR]": (
        "tallystick calibrate --check figures.recount --worlds 1 --jobs 1 --out DIR",
    ),
    "tallystick calibrate --whole [--size N …] [--worlds N] [--jobs N] [--out DIR]": (
        "tallystick calibrate --whole --check records.unmatched --size 500 --worlds 1 --jobs 1 "
        "--out DIR",
    ),
    "tallystick law check FOLDER": ("tallystick law check PACK",),
    "tallystick law [JURISDICTION] [--substance S --grams G --purity P --act A --on DATE"
    " --circumstance C …] [--json]": (
        "tallystick law",
        "tallystick law KZ",
        "tallystick law KZ --substance cannabis --grams 5 --act sale --on 2024-01-01"
        " --circumstance oath --json",
    ),
    "tallystick watch look WATCH --through 2020-03-31": (f"{WATCH} && {LOOK}",),
    "tallystick watch show WATCH": (f"{WATCH} && {LOOK} && tallystick watch show WATCH",),
    "tallystick simulate WORLD.toml --out DIR [--seed N] [--scale 1.0]": (
        "tallystick simulate WORLD.toml --out DIR",
        "tallystick simulate WORLD.toml --out DIR --seed 3 --scale 1.0",
    ),
}  # fmt: skip
AUDIT = "tallystick audit ENGAGEMENT.toml --out DIR --only figures.recount"
DRAW = "tallystick sample draw LISTED --finding F-01 --within 0.1 --seed 7 --out sheet.csv"
# The same of one within a sentence, which may name it without what it needs.
WAYS_SAID = {
    "tallystick audit": (AUDIT,),
    "tallystick audit FILE": ("tallystick audit exports/stops.csv",),
    "tallystick audit --only CHECK": (AUDIT,),
    "tallystick audit --identify": (f"{AUDIT} --identify",),
    "tallystick init": ("tallystick init FOLDER --yes",),
    "tallystick law check FOLDER": ("tallystick law check PACK",),
    "tallystick map": ("tallystick map ENGAGEMENT.toml",),
    "tallystick map FILE.toml": ("tallystick map ENGAGEMENT.toml",),
    "tallystick map --confirm": ("tallystick map --confirm ENGAGEMENT.toml",),
    "tallystick map --confirm FILE.toml": ("tallystick map --confirm ENGAGEMENT.toml",),
    "tallystick profile": ("tallystick profile ENGAGEMENT.toml",),
    "tallystick report RUN --language XX": ("tallystick report RUN --language ru",),
    "tallystick report --schema > docs/run.schema.json": ("tallystick report --schema",),
    "tallystick sample": (DRAW,),
    # A recount lists no records to draw from.
    "tallystick sample draw RUN --finding F-01 --within 0.1 --seed 7 --out sheet.csv": (DRAW,),
    "tallystick simulate": ("tallystick simulate WORLD.toml --out DIR",),
    "tallystick verify": ("tallystick verify RUN",),
}
# Commands that other tests run: the file and the functions, which must hold every word of them.
ELSEWHERE = {
    "law whatif ENGAGEMENT.toml": (
        "tests/cli/test_cli_whatif.py",
        "test_the_example_s_classes_are_those_of_a_query_of_its_own",
        "test_the_command_takes_the_engine_by_its_name",
    ),
    "audit examples/zhambyl": (
        "tests/examples/audited/test_readme.py",
        "test_the_readme_shows_the_audit_of_the_bundled_example",
    ),
    "generate.py": (
        "tests/examples/test_harbour.py",
        "test_generating_again_gives_the_same_bytes",
    ),
    "--engine spark": (
        "tests/engines/test_spark_engine.py",
        "test_an_audit_on_spark_leaves_the_bytes_of_one_on_duckdb_and_nothing_else",
    ),
    "identify ENGAGEMENT.toml": (
        "tests/cli/test_identity.py",
        "test_the_command_tells_the_number_behind_a_code",
    ),
    **dict.fromkeys(
        ("review account", "review serve", "review import"),
        (
            "tests/review/test_serving.py",
            "test_an_office_begins_at_the_shell_and_its_first_person_logs_in_at_the_socket",
        ),
    ),
    **dict.fromkeys(
        ("review backup", "review restore"),
        (
            "tests/review/test_backup.py",
            "test_a_backup_restores_to_the_same_tables_files_and_secrets",
        ),
    ),
    "review migrate": (
        "tests/review/test_server_roles.py",
        "test_the_command_refuses_roles_that_could_change_the_log_all_the_same",
    ),
    "tallystick review": (
        "tests/review/test_loopback.py",
        "test_one_command_makes_the_case_and_serves_it_on_loopback_alone",
    ),
    "verify CASE": (
        "tests/review/test_case_verification.py",
        "test_the_command_ends_as_it_does_for_runs",
    ),
    "verify BUNDLE --half HALF": (
        "tests/review/test_case_verification.py",
        "test_the_command_ends_as_it_does_for_runs",
    ),
    "pin_canary": ("tests/test_pins.py", "test_every_call_of_the_canary_works"),
    "openssl": (
        "tests/load/test_person_key.py",
        "test_the_page_s_command_makes_a_key_that_is_taken",
    ),
}
# Pages of which another test runs every command, by the list from which it takes them.
PAGES_ELSEWHERE = {
    "docs/own_check.md": ("tests/docs/test_own_check.py", "COMMANDS"),
    "docs/reports.md": ("tests/docs/test_reports_page.py", "COMMANDS"),
    "docs/sampling.md": ("tests/examples/test_sampling_page.py", "COMMANDS"),
    "docs/seal.md": ("tests/seal/test_seal_page.py", "COMMANDS"),
    "docs/law.md": ("tests/examples/test_law_page.py", "COMMANDS"),
    "docs/lab.md": ("tests/lab/test_lab_commands.py", "COMMANDS"),
    "docs/channel.md": ("tests/intake/test_channel_page.py", "COMMANDS"),
}
# What no test runs: the continuous integration itself, installers, and measurements of hours.
NOT_RUN = ("make audit", "make test", "pip install", "python3 -m venv", "python -m benchmarks")
HOURS = ("docs/benchmarks_apart.md",)
# From ten seconds to a minute each.
SLOW = ("examples/zhambyl/", "examples/harbour/", "appg", "calibrate")
SHARED = "examples/public/"


def elsewhere(shown):
    return next((ELSEWHERE[key] for key in ELSEWHERE if key in shown.command), None)


def run_by_its_page(shown):
    path, name = PAGES_ELSEWHERE.get(shown.page, ("", ""))
    return bool(path) and shown.command in listed(path, name)


@cache
def listed(path, name):
    """The commands in a list of another test file, of which some keep what is printed too."""
    made = spec_from_file_location(f"read_{Path(path).stem}", ROOT / path)
    module = module_from_spec(made)
    made.loader.exec_module(module)
    told = [each if isinstance(each, str) else each[0] for each in getattr(module, name)]
    ours = {stripped(f"tallystick {each.removeprefix('tallystick ')}") for each in told}
    return ours | set(map(stripped, told))


def left_alone(shown):
    return shown.page in HOURS or shown.command.startswith(NOT_RUN)


def marks(way):
    slow = any(each in way for each in SLOW)
    return [pytest.mark.slow] * slow + [pytest.mark.shared] * (SHARED in way)


HERE = [
    each
    for each in in_blocks()
    if not left_alone(each) and elsewhere(each) is None and not run_by_its_page(each)
]
SAID = [each for each in inline() if not each.command.startswith("tallystick calibrate")]
COMMANDS = [
    pytest.param(way, marks=marks(way), id=way)
    for way in dict.fromkeys(
        way
        for here, ways in ((HERE, WAYS), (SAID, WAYS_SAID))
        for shown in here
        for way in ways.get(shown.command, (shown.command,))
    )
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two finished runs of a small engagement."""
    home = tmp_path_factory.mktemp("shown")
    for name, reported in (("RUN1", 5), ("RUN2", 2)):
        engagement = write_small(home / f"of_{name}", reported=reported)
        told(f"tallystick audit {engagement} --out {home / 'out'} --only figures.recount")
        (made,) = (home / "out").iterdir()
        made.rename(home / name)
    return home


@pytest.fixture
def desk(runs, tmp_path, monkeypatch):
    """A folder in which every name of the pages lies."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    # Whoever starts the tests may do so from a shell without completion.
    monkeypatch.setattr("shellingham.detect_shell", lambda *_: ("bash", "/bin/bash"))
    write_small(tmp_path).rename("ENGAGEMENT.toml")
    for folder in ("FOLDER", "exports"):
        Path(folder).mkdir()
        (Path(folder) / "stops.csv").write_text(STOPS, encoding="utf-8")
    Path("FOLDER/opd.csv").write_text("DATE,SUBJECT_RACE\n2024-01-05,BLACK\n", encoding="utf-8")
    for name, run in (("RUN", "RUN1"), ("RUN1", "RUN1"), ("RUN2", "RUN2"), ("runs/RUN", "RUN1")):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).symlink_to(runs / run)
    write_run_folder(tmp_path / "LISTED", cases(60))
    Path("FILE").write_text("0123456789abcdef" * 4)
    replies = (ROOT / "docs" / "reports.md").read_text("utf-8")
    Path("REPLIES.toml").write_text(re.search(r"```toml\n(.*?)```", replies, re.DOTALL).group(1))
    Path("PACK").symlink_to(built_in()["KZ"])
    Path("examples").symlink_to(ROOT / "examples")
    world = (ROOT / "docs" / "worlds.md").read_text("utf-8")
    Path("WORLD.toml").write_text(re.search(r"```toml\n(.*?)```", world, re.DOTALL).group(1))


def told(command):
    asked = "1\n" if command == "tallystick init FOLDER" else ""  # both lists are read
    done = CliRunner().invoke(app, shlex.split(command)[1:], input=asked + ANSWERS)
    assert done.exit_code == 0, (command, done.output, done.exception)
    return done.stdout


def words_not_there(shown):
    """The words of a command that the test which runs it does not hold."""
    path, *functions = elsewhere(shown)
    texts = [text for name in functions for text in texts_of(path, name)]
    missing = [each for each in words_of(shown.command) if not any(each in text for text in texts)]
    return [f"{shown}: {path} {functions} has no {each}" for each in missing]


def test_what_another_test_runs_has_every_word_there():
    run = [each for each in in_blocks() if elsewhere(each) and not left_alone(each)]
    assert len(run) >= len(ELSEWHERE)
    no_fault(
        (fault for shown in run for fault in words_not_there(shown)),
        "the page, or the test that runs its command",
    )


def test_a_text_of_a_neighbouring_test_is_not_held():
    """By tests/test_pins.py as it reads: the page is read by the test below the canary's."""
    path = "tests/test_pins.py"
    one, other = (texts_of(path, f"test_every_{each}") for each in (
        "call_of_the_canary_works", "bound_has_its_reason",
    ))  # fmt: skip
    assert ("pin_canary.py" in one, "engines.md" in one) == (True, False)
    assert ("pin_canary.py" in other, "engines.md" in other) == (False, True)
    with pytest.raises(KeyError):
        texts_of(path, "test_that_is_not_there")


def test_every_exception_is_of_a_command_that_is_shown():
    shown = [each for each in in_blocks() if not left_alone(each)]
    assert set(WAYS) <= {each.command for each in HERE}
    assert set(WAYS_SAID) <= {each.command for each in SAID}
    assert all(any(key in each.command for each in shown) for key in ELSEWHERE)
    assert all(any(run_by_its_page(each) for each in shown if each.page == page)
               for page in PAGES_ELSEWHERE)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("desk")
def test_a_command_runs_as_it_is_shown(command):
    for step in command.split(" && "):
        assert told(step)
