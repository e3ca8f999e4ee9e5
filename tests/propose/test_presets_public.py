"""Is a file of a public format known by its headers, and does it become the records it holds?"""

import csv

import pytest
from public_forms import FORMS

from tallystick.cli.public_formats import proposed
from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.load.periods import STATED
from tallystick.propose import Answers, engagement_text, look_at, presets


@pytest.fixture(scope="module")
def engine():
    engine = connect(threads=1)
    yield engine
    engine.close()


def written(form, folder):
    """The file of a form, and the look that `init` takes at it."""
    headers = form.headers.split(form.delimiter)
    with (folder / form.name).open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, headers, restval="", delimiter=form.delimiter)
        if form.header:
            rows.writeheader()
        rows.writerows(form.cells)
    (look,) = look_at(folder / form.name, form.name)
    return look


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_file_is_of_one_format_and_its_rows_become_its_records(form, tmp_path, engine):
    look = written(form, tmp_path)
    assert [each.name for each in presets().values() if each.fits(look)] == [form.preset]
    found = proposed(look, None)
    table = next(each for each in found.tables if each.table == form.table)
    assert {name: choice.headers for name, choice in table.columns.items()} == form.fills
    assert not table.doubts
    preset = presets()[form.preset]
    zone = preset.time_zone or "UTC"
    text = engagement_text(Answers("n", preset.agency or "x", zone, preset.jurisdiction), [found])
    text = text.replace("[engagement]\n", "[engagement]\nmax_set_aside = 1\n")
    (tmp_path / "e.toml").write_text(text, encoding="utf-8")
    loaded = load(read_engagement(tmp_path / "e.toml"), tmp_path / "out", engine)
    rows = engine.rows(loaded.tables[form.table])
    told = [name for name in form.fills if "row_number" not in table.columns[name].mapping]
    names = [*told, *(STATED if form.table == "reported_figures" else ())]
    assert [tuple(row[name] for name in names) for row in rows] == list(form.rows)
    assert sum(each.rows for each in loaded.received.set_aside) == form.aside


def test_every_format_of_a_place_says_whose_clock_it_has():
    for name, preset in presets().items():
        general = name in ("openpolicedata", "stanford_open_policing")
        assert bool(preset.time_zone and preset.jurisdiction) != general, name
