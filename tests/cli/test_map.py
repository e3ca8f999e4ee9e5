"""Does `tallystick map` show, ask and confirm a mapping, and lose no line of the file?"""

import os
import re
import tomllib

import pytest
from small import STOPS, write_small
from test_questions import AMBIGUOUS, HEADER, rows
from typer.testing import CliRunner

from tallystick.cli import app, engagement_lines
from tallystick.cli.engagement_lines import reasons_in, with_mapping
from tallystick.cli.session import UnusableInputError
from tallystick.load import read_engagement

# Two that wait: in which unit the weight is, and which number is the day.
WEIGHED = "Case ID,Drug,Weight,Weighed at\n" + "".join(
    f"c{k},{'cannabis' if k % 2 else 'heroin'},{k % 40}.5,{1 + k % 12:02d}/03/2024\n"
    for k in range(60)
)


@pytest.fixture
def at_a_terminal(monkeypatch):
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)


def run(*arguments, code=0, said=None):
    done = CliRunner().invoke(app, [*map(str, arguments)], input=said)
    assert done.exit_code == code, (done.output, done.exception)
    return done


def proposed(folder, text, code=0):
    (folder / "stops.csv").write_text(text, encoding="utf-8")
    run("init", folder, "--yes", code=code)
    return folder / "engagement.toml"


def left_open(folder, text):
    """The engagement of somebody who answered none of the questions of init."""
    (folder / "stops.csv").write_text(text, encoding="utf-8")
    run("init", folder, code=2, said="q\n")
    return folder / "engagement.toml"


def lost(before, after):
    """The lines of a file that are no more there, but for the mark of a comment."""
    left = after.splitlines()
    gone = []
    for line in before.splitlines():
        same = next((each for each in (line, line.removeprefix("# ")) if each in left), None)
        if same is None:
            gone.append(line)
        else:
            left.remove(same)
    return gone


def test_it_shows_each_column_with_its_header_first_values_by_shape_and_why(tmp_path):
    path = proposed(tmp_path, STOPS)
    before = path.read_bytes()
    told = run("map", path).stdout
    assert re.search(r"officer_id +Officer ID +a9 +the term", told)
    assert "o1" not in told
    assert "Nothing is open" in told
    assert path.read_bytes() == before


def test_what_a_file_written_by_hand_does_not_say_is_proposed_again(tmp_path):
    path = write_small(tmp_path)
    told = run("map", path).stdout
    assert re.search(r"unit_id +Unit +A, =9\+9 +the term 'unit'", told)
    assert "always cases" in told
    assert "map --confirm" not in told


def test_a_block_that_waits_is_read_once_its_question_is_answered(tmp_path, at_a_terminal):
    path = left_open(tmp_path, rows(HEADER, AMBIGUOUS))
    path.write_text(path.read_text() + "# written by hand\n")
    before = path.read_text()
    assert "Not ready" in before
    run("map", path, said="2\n\n")
    after = path.read_text()
    assert lost(before, after) == []
    added = set(after.splitlines()) - {line.removeprefix("# ") for line in before.splitlines()}
    assert added - set(before.splitlines()) == {"# Answered: line 2 of these:"}
    (source,) = read_engagement(path).sources
    second = re.search(r"\n# occurred_at = .*\n# occurred_at = (.*)   # (.*)\n", before)[2]
    assert source.block.columns["occurred_at"].format == (second,)
    assert len(source.block.columns) == 5
    assert "Nothing is open" not in run("map", path, said="\n").stdout  # the area, as ever


def test_of_two_questions_that_wait_the_first_answer_is_kept(tmp_path, at_a_terminal):
    path = left_open(tmp_path, WEIGHED)
    text = path.read_text().replace("settle value, then", "settle value, measured_at, then")
    before = "# Not ready: settle value" + text.partition("# Not ready: settle value")[2]
    before = text.partition("# Not ready")[0] + before
    path.write_text(before)
    run("map", path, said="1\nq\n")
    between = path.read_text()
    assert lost(before, between) == []
    assert "tables" not in tomllib.loads(between)
    left = [each for each in reasons_in(between.split("\n")).questions if each.answered < 0]
    assert [each.column for each in left] == ["value"]
    run("map", path, said="2\n")
    assert lost(between, path.read_text()) == []
    (source,) = read_engagement(path).sources
    assert source.block.columns["value"].unit == "kg"
    assert source.block.columns["measured_at"].format == ("%m/%d/%Y",)


def test_a_question_that_was_answered_is_not_asked_of_another_table(tmp_path, at_a_terminal):
    path = left_open(tmp_path, WEIGHED)
    told = run("map", path, said="2\n1\n").stdout
    assert told.count("Is 'Weighed at' read") - told.count("open:") == 1
    for source in read_engagement(path).sources:
        when = "occurred_at" if source.table == "incidents" else "measured_at"
        assert source.block.columns[when].format == ("%d/%m/%Y",)


def test_an_unsure_column_is_changed_and_the_line_before_stays_as_a_comment(
    tmp_path, at_a_terminal
):
    path = proposed(tmp_path, rows(HEADER))
    before = path.read_text()
    told = run("map", path, said="2\n").stdout
    assert "Which column is area_id" in told
    assert "map --confirm" in told
    after = path.read_text()
    assert lost(before, after) == ['area_id = "Sector"']
    assert '# area_id = "Sector"   # before\n# area_id: chosen by a person; the term' in after
    (source,) = read_engagement(path).sources
    assert source.block.columns["area_id"].column == "Beat"
    assert re.search(r"area_id +Beat +a9 +chosen by a person", run("map", path).stdout)


def test_confirm_changes_one_key_and_nothing_else(tmp_path):
    path = proposed(tmp_path, STOPS)
    os.chmod(path, 0o640)
    raw = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(raw)
    told = run("map", path, "--confirm", "--yes").stdout
    assert "Confirmed: " in told
    assert f"audit {path}" in told
    old, new = raw.split(b"\r\n"), path.read_bytes().split(b"\r\n")
    assert [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]] == [
        (next(line for line in old if line.startswith(b"mapping")), b'mapping = "confirmed"')
    ]
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []
    assert read_engagement(path).mapping == "confirmed"
    assert "confirmed already" in run("map", path, "--confirm").stdout


@pytest.mark.parametrize(("key", "mapping"), [("y", "confirmed"), ("n", "proposed")])
def test_one_key_confirms_and_any_other_changes_nothing(tmp_path, at_a_terminal, key, mapping):
    path = proposed(tmp_path, STOPS)
    before = path.read_bytes()
    run("map", path, "--confirm", said=key)
    assert read_engagement(path).mapping == mapping
    assert (path.read_bytes() == before) == (mapping == "proposed")


def test_without_a_terminal_nobody_confirms_or_answers(tmp_path):
    path = proposed(tmp_path, STOPS)
    assert "give --yes once a person has read" in run("map", path, "--confirm", code=2).stderr
    path.unlink()
    path = proposed(tmp_path, rows(HEADER))
    assert "there is no terminal to ask at" in run("map", path).stdout
    assert "--yes answers for --confirm" in run("map", path, "--yes", code=2).stderr


def test_a_file_that_waits_whole_cannot_be_confirmed(tmp_path, at_a_terminal):
    path = left_open(tmp_path, rows(HEADER, AMBIGUOUS))
    said = run("map", path, "--confirm", "--yes", code=2).stderr
    assert "no table of it can be read yet; first: " in said


def test_a_file_that_changed_meanwhile_is_left_as_it_is(tmp_path, monkeypatch):
    path = proposed(tmp_path, STOPS)

    def edited():
        path.write_text(path.read_text() + "# by another hand\n")
        return True

    monkeypatch.setattr("tallystick.cli.mapping_command._agreed", edited)
    assert "it changed in the meantime" in run("map", path, "--confirm", code=2).stderr
    assert path.read_text().endswith("# by another hand\n")
    assert read_engagement(path).mapping == "proposed"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["engagement.toml", "stops.csv"]


def test_what_a_link_names_is_edited_and_the_link_stays(tmp_path):
    path = proposed(tmp_path, STOPS)
    link = tmp_path / "link.toml"
    link.symlink_to(path.name)
    run("map", link, "--confirm", "--yes")
    assert link.is_symlink()
    assert read_engagement(path).mapping == "confirmed"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[engagement]\nname = "x"\n', 'mapping = "confirmed"'),
        ('[engagement]\nmapping = "proposed" # mine\n', 'mapping = "confirmed" # mine'),
        ("  [engagement]  # whose\nmapping='proposed'\n[engine]\n", 'mapping = "confirmed"'),
        ('# [engagement]\n[engine]\n[engagement]\nname = "x"', 'mapping = "confirmed"'),
    ],
)
def test_the_key_is_set_under_its_own_heading(tmp_path, text, key):
    edited = with_mapping(text, "confirmed", tmp_path)
    assert key in edited.split("\n")
    told = tomllib.loads(text)
    told["engagement"]["mapping"] = "confirmed"
    assert tomllib.loads(edited) == told


@pytest.mark.parametrize(
    "text",
    [
        "[engagement]\nname = '''\n[engine]\nmapping = \"proposed\"\n'''\nmapping = \"proposed\"",
        'x = """\n[engagement]\n"""\n[engagement]\nname = "x"\n',
        'engagement = {name = "x", mapping = "proposed"}\n',
        'engagement.mapping = "proposed"\n',
        "[engine]\n",
        "not TOML",
        "",
    ],
)
def test_a_key_that_cannot_be_set_safely_is_left_to_the_author(tmp_path, text):
    with pytest.raises(UnusableInputError, match="by hand"):
        with_mapping(text, "confirmed", tmp_path)


def test_the_questions_of_a_file_are_those_that_the_proposal_had(tmp_path, at_a_terminal):
    text = left_open(tmp_path, WEIGHED).read_text()
    told = reasons_in(text.split("\n")).questions
    marks = text.replace("\n#  ", "").count(engagement_lines.TAKE_ONE)
    assert len(told) == marks > 1
    for each in told:
        assert len(each.labels(text.split("\n"))) >= 2


def test_a_file_without_a_question_or_a_table_is_for_its_author(tmp_path):
    path = proposed(tmp_path, "Height,Eyes\n1,blue\n2,brown\n", code=2)
    assert "fill in one of its blocks by hand" in run("map", path, code=2).stderr


def test_a_text_that_says_so_already_stays_as_it_is(tmp_path):
    text = '[engagement]\nmapping = "proposed"  # mine\n'
    assert with_mapping(text, "proposed", tmp_path) == text


def test_an_export_in_place_of_its_engagement_file_is_told_the_way(tmp_path):
    (tmp_path / "calls.csv").write_text("Case,Date\n1,2024-01-05\n")
    for path in (tmp_path / "calls.csv", tmp_path):
        done = run("map", path, code=2)
        assert "ends in .toml; to make one of this: tallystick audit " in " ".join(
            done.stderr.split()
        )
