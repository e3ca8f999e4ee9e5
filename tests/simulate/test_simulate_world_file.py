"""Does a world file that cannot be used say where, by which rule, and what to do?"""

import pytest

from tallystick.simulate.behaviours import BEHAVIOURS
from tallystick.simulate.oddities import ODDITIES
from tallystick.simulate.world import World, WorldError, read_world

GHOSTS = '[[behaviours]]\nkind = "ghosts"\ndose = 0.5\n'
GOODS = '[[law]]\nsubstance = "heroin"\n'


def told(tmp_path, text):
    path = tmp_path / "WORLD.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorldError) as error:
        read_world(path)
    message = str(error.value)
    assert str(path) in message
    return message


@pytest.mark.parametrize(
    ("text", "place", "rule"),
    [
        ('nmae = "x"', "nmae", "Extra inputs are not permitted"),
        ("[department]\nunitz = 1", "department.unitz", "Extra inputs are not permitted"),
        ('[[department.units]]\nkind = "patrol"\nofficer = 3', "department.units.0.officer", ""),
        ('[[department.units]]\nkind = "patroll"', "department.units.0.kind", "'narcotics'"),
        (GHOSTS + "dosse = 1", "behaviours", "entry 1 (ghosts): dosse: Extra"),
        (GHOSTS + GHOSTS + "names = 0", "behaviours", "entry 2 (ghosts): names: Input should be"),
        (GHOSTS.replace("0.5", "1.5"), "behaviours", "dose: Input should be less than"),
        (GHOSTS.replace("ghosts", "goasts"), "behaviours", "no behaviour is called 'goasts'"),
        ('[[oddities]]\nkind = "ghosts"\ndose = 1', "oddities", "no oddity is called 'ghosts'"),
        ('[[behaviours]]\nkind = ["a"]', "behaviours", "no behaviour is called ['a']"),
        ("behaviours = [1]", "behaviours", "no behaviour is called None"),
        ('behaviours = "ghosts"', "behaviours", "valid tuple"),
        (GHOSTS + 'from_month = "2024-02"\nto_month = "2024-01"', "behaviours", "is before"),
        (GHOSTS + 'from_month = "2024-13"', "behaviours", "from_month"),
        ("months = 0", "months", "greater than or equal to 1"),
        ('first_month = "0000-01"', "first_month", "pattern"),
        ('first_month = "9999-12"', "first_month", "pattern"),
        ('first_month = "२०२३-01"', "first_month", "pattern"),
        ("[recording]\nprompt_hours = inf", "recording.prompt_hours", "finite"),
        ("[flow]\nweekend = nan", "flow.weekend", ""),
        ('[[law]]\nsubstance = "salt"', "the file", "the law names salt"),
        (GOODS + GOODS, "the file", "heroin: named twice"),
        *(
            (f'[[{nature}]]\nkind = "{kind}"\ndose = 1\nsubstance = "tea"', "the file",
             f"{kind}: no substance called tea; there are cannabis_herb, ")
            for nature, kind in (("oddities", "packs"), ("oddities", "law_change"),
                                 ("oddities", "specialist"), ("behaviours", "supply"))
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_place_and_rule(tmp_path, text, place, rule):
    message = told(tmp_path, text)
    assert f"  {place}: " in message
    assert rule in message
    assert "errors.pydantic.dev" not in message


def test_every_mistake_is_told_at_once(tmp_path):
    message = told(tmp_path, 'nmae = "x"\nmonths = -1\n[flow]\nseason = 2')
    assert message.startswith(f"{tmp_path / 'WORLD.toml'}: 3 thing(s)")
    assert all(f"\n  {place}: " in message for place in ("nmae", "months", "flow.season"))


def test_a_name_that_is_not_known_is_told_with_those_that_are(tmp_path):
    for nature, processes in (("behaviours", BEHAVIOURS), ("oddities", ODDITIES)):
        message = told(tmp_path, f'[[{nature}]]\nkind = "x"\ndose = 1')
        assert ", ".join(sorted(each.name for each in processes)) in message


def test_what_is_no_toml_or_no_file_is_told(tmp_path):
    assert "not a TOML file" in told(tmp_path, "months = ")
    (tmp_path / "WORLD.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(WorldError, match="not a TOML file"):
        read_world(tmp_path / "WORLD.toml")
    with pytest.raises(WorldError, match="cannot be read"):
        read_world(tmp_path / "none.toml")


def test_a_world_without_a_word_is_a_world(tmp_path):
    (tmp_path / "WORLD.toml").write_text("")
    assert read_world(tmp_path / "WORLD.toml") == World()
    assert (World().calendar.text(0), World().calendar.months) == ("2023-01", 36)


def test_entries_are_of_their_own_class_and_keep_their_options(tmp_path):
    (tmp_path / "WORLD.toml").write_text(GHOSTS + 'names = 7\nunits = ["N01"]\n')
    (entry,) = read_world(tmp_path / "WORLD.toml").behaviours
    assert (entry.kind, entry.dose, entry.names, entry.units) == ("ghosts", 0.5, 7, ("N01",))
    again = World(behaviours=(entry,))
    assert again.behaviours == (entry,)
