"""Is each draw of rows whole, and has each row that a draw found wrong left the packs?"""

import csv
from collections import Counter
from pathlib import Path

from row_sample import OF_EACH, ROWS, drawn, law_rows

from tallystick.statutes import built_in

PAGE = Path(__file__).parents[2] / "docs" / "law.md"
VERDICTS = Path(__file__).with_name("row_sample_verdicts.csv")
WORDS = {"right", "wrong", "outdated", "cannot be read"}
# Of each row that was found wrong or outdated, by draw and number: its table and the cells that
# stood there when it was drawn.
AS_DRAWN = {
    ("1", "15"): ("ge", "penalties", {"offence": "45", "from": "2025-06-01"}),
    ("1", "21"): ("kz", "offences", {"name": "manufacture, processing, production for sale"}),
    ("3", "2"): ("br", "offences", {"acts": "possession use cultivation"}),
    ("3", "8"): ("de", "thresholds", {"substance": "psilocin", "from": "2008-12-03"}),
    ("3", "52"): (
        "us_fl", "thresholds",
        {"substance": "heroin", "class": "trafficking_tier3_25y", "upper": ""},
    ),
    ("4", "3"): ("by", "offences", {"offence": "328(1)", "from": "2015-01-01"}),
    ("4", "8"): ("de", "thresholds", {"substance": "cocaine_hydrochloride", "from": "2008-12-03"}),
    ("4", "9"): ("de", "thresholds", {"substance": "ghb", "from": "2008-12-03"}),
    ("4", "31"): ("pl", "offences", {"offence": "UPN 62(1)", "from": "2011-12-09"}),
    ("4", "32"): ("pl", "offences", {"offence": "UPN 62(3)", "from": "2011-12-09"}),
    ("4", "40"): ("ru", "circumstances", {"name": "by an official with use of the office"}),
    ("5", "51"): (
        "us_fed", "offences",
        {"name": "the same with death, kidnapping or an attempt to kill"},
    ),
    ("5", "52"): ("us_fed", "circumstances", {"name": "bodily injury, or a dangerous weapon"}),
    ("5", "53"): (
        "us_fed", "circumstances", {"name": "death, kidnapping or an attempt to kill"},
    ),
    ("6", "12"): (
        "de", "offences",
        {"name": "trafficking, making, possession, of cannabis, whatever the amount"},
    ),
    ("6", "19"): (
        "in", "offences", {"name": "producing, possessing, selling, buying, transporting cannabis"},
    ),
    ("6", "27"): (
        "lt", "offences",
        {"name": "making, acquiring, keeping, carrying, sending without intent to distribute"},
    ),
    ("6", "30"): (
        "mx", "offences", {"name": "supply to a minor or one who cannot understand"},
    ),
    ("6", "37"): (
        "pt", "offences", {"name": "possession for own use, up to ten days' amount"},
    ),
    ("6", "44"): ("ua", "offences", {"offence": "307(2)", "or_with": ""}),
    ("7", "40"): ("ru", "penalties", {"offence": "228.1(2)", "fine_max": ""}),
    ("7", "51"): ("us_fed", "penalties", {"offence": "242 death", "other": "or death"}),
    ("8", "3"): ("by", "offences", {"offence": "328(2)", "to": "2019-06-13"}),
    ("8", "4"): ("by", "penalties", {"offence": "328(1)", "read_to": ""}),
    ("8", "5"): (
        "cz", "thresholds", {"substance": "methamphetamine", "from": "2010-01-01", "note": ""},
    ),
    ("9", "39"): ("pt", "thresholds", {"substance": "amphetamine", "basis": "total_weight"}),
    ("10", "59"): ("uz", "offences", {"offence": "276(1)", "classes": "any"}),
    ("11", "37"): ("pt", "thresholds", {"substance": "opium", "confidence": "verified_text"}),
    ("11", "38"): (
        "pt", "thresholds", {"substance": "opium", "class": "above_10_days", "lower": "2"},
    ),
}  # fmt: skip


def draws():
    with VERDICTS.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return {draw: [row for row in rows if row["draw"] == draw] for draw in sorted(
        {row["draw"] for row in rows}, key=int)}  # fmt: skip


def test_each_draw_has_two_rows_of_each_pack_and_a_verdict_for_each():
    for rows in draws().values():
        assert [int(row["number"]) for row in rows] == list(range(1, ROWS + 1))
        assert min(Counter(row["pack"] for row in rows).values()) >= OF_EACH
        assert {row["verdict"] for row in rows} <= WORDS
        assert all(row["read"] and row["confidence"] for row in rows)
        (seed,) = {row["seed"] for row in rows}
        assert len(seed) == 8


def test_a_seed_draws_the_same_rows_again_and_another_others():
    def places(seed):
        return [(pack, table, line) for pack, table, line, _ in drawn(seed)]

    assert places("88f56c80") == places("88f56c80")
    assert places("88f56c80") != places("88f56c81")
    assert len(set(places("88f56c80"))) == ROWS


def test_the_page_publishes_each_draw_with_its_errors():
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    names = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
             "tenth", "eleventh", "twelfth")  # fmt: skip
    for which, rows in zip(names[: len(draws())], draws().values(), strict=True):
        told, seed = Counter(row["verdict"] for row in rows), rows[0]["seed"]
        assert (
            f"Of the {which} draw ({ROWS} rows, seed {seed}) {told['right']} were right, "
            f"{told['wrong']} wrong and {told['cannot be read']} could not be read"
        ) in page


def test_each_row_that_was_wrong_is_mended():
    found = {
        (draw, row["number"]): (row["pack"], row["table"])
        for draw, rows in draws().items()
        for row in rows
        if row["verdict"] in {"wrong", "outdated"}
    }
    assert found == {key: (pack, table) for key, (pack, table, _) in AS_DRAWN.items()}
    held = [row for folder in built_in().values() for row in law_rows(folder)]
    for pack, table, cells in AS_DRAWN.values():
        assert not [
            row for *place, _, row in held
            if place == [pack, table] and cells.items() <= row.items()
        ]  # fmt: skip
