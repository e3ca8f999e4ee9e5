"""A run folder in which any value was replaced and that was sealed anew: it is refused in words, or
taken in, and then every page shows it and the log makes its tables again."""

import json
import shutil

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_runs import CAUSES, Made, make_run, resealed
from opened_case import ACTOR, opened_copy
from people_at_work import browser_of

FILES = ("findings.json", "leads.json", "run.json", "threads.json")
HOSTILE = st.sampled_from([
    None, True, -1, 0, 10**400, 1e308, -1e-320, float("nan"), float("inf"), "", " ", "x" * 5_000,
    "\u202e\u2066\u200b", "../../../etc/passwd", "=cmd()|'", "<script>alert(1)</script>",
    "{{ 7 * 7 }}", "NUL\x00", "\ud800", "9999-99-99", "0000-00-00", [], {}, [[]], {"": None},
    ["x"] * 3, {"x": {"y": "z"}},
])  # fmt: skip
MADE = (Made(), Made("K1029", kind="officer", lead=True, aspect="cannabis"),
        Made("Division 2", estimate=None, explanations=CAUSES[:1]))  # fmt: skip


def places(value, path=()):
    """Every place of a JSON value, the whole among them."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(
        value, list) else ()  # fmt: skip
    for key, each in inner:
        yield from places(each, (*path, key))


def replaced(value, path, by):
    if not path:
        return by
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = replaced(value[path[0]], path[1:], by)
    return copied


def pages_of():
    from tallystick.review.models import Pattern, Run

    yield from ("/", "/findings", "/findings?q=x&sort=strength", "/runs", "/log", "/checks")
    for run in Run.objects.all():
        yield f"/runs/{run.id}"
    for pattern in Pattern.objects.all():
        yield from (f"/findings/{pattern.code}", f"/findings/{pattern.code}/records",
                    f"/findings/{pattern.code}/picture")  # fmt: skip


@pytest.mark.parametrize("examples", [20, pytest.param(300, marks=pytest.mark.slow)])
def test_any_value_of_a_run_is_refused_in_words_or_shown(template, tmp_path_factory, examples):
    from tallystick.review.log.replay import differences
    from tallystick.review.models import LogEntry, Run
    from tallystick.review.runs.copying import RunRefusedError
    from tallystick.review.runs.importing import import_run

    root = tmp_path_factory.mktemp("hostile")
    good = make_run(root / "good", *MADE)
    spots = [(name, path) for name in FILES
             for path in places(json.loads((good / name).read_text()))]  # fmt: skip
    done = {"taken": 0, "refused": 0}

    @settings(max_examples=examples)
    @example(("findings.json", (0, "interval", 1)), 10**400)
    @example(("findings.json", (1, "n")), 10**400)
    @example(("findings.json", (0, "evidence", "rows")), 2**63)
    @example(("run.json", ("checks", 1, "tests")), 10**400)
    @example(("findings.json", (1, "verdict")), "")
    @example(("run.json", ("parameters", "alpha")), "")
    @example(("run.json", ("rows", "incidents")), 2**63)
    @example(("findings.json", (0, "title")), "<script>alert(1)</script>")
    @given(st.sampled_from(spots), HOSTILE)
    def tried(spot, by):
        name, path = spot
        folder = tmp_path_factory.mktemp("one")
        case = opened_copy(template, folder / "CASE")
        run = shutil.copytree(good, folder / "run")
        value = json.loads((run / name).read_text())
        (run / name).write_text(json.dumps(replaced(value, path, by)))
        before = LogEntry.objects.count()
        told = ""
        try:
            import_run(ACTOR, resealed(run))
        except RunRefusedError as error:
            told = str(error)
        done["refused" if told else "taken"] += 1
        if told:
            assert str(run) in told, told
            assert "udit again" in told or "restore" in told, told
            assert (Run.objects.count(), LogEntry.objects.count()) == (0, before)
            assert list((case.folder / "runs").iterdir()) == []
        else:
            browser = browser_of("me")
            for address in pages_of():
                answer = browser.get(address)
                assert answer.status_code == 200, address
                text = answer.content.decode()
                assert "<script>alert" not in text
                assert "\u202e" not in text
            assert differences() == []
        shutil.rmtree(folder)

    tried()
    assert min(done.values()) > 0, done
