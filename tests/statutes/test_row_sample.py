"""Is each draw of rows whole, and does the last one that was read have no row that is wrong?"""

import csv
from collections import Counter
from pathlib import Path

from row_sample import OF_EACH, ROWS, drawn

PAGE = Path(__file__).parents[2] / "docs" / "law.md"
VERDICTS = Path(__file__).with_name("row_sample_verdicts.csv")
WORDS = {"right", "wrong", "outdated", "cannot be read"}


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
    for which, rows in zip(("first", "second"), draws().values(), strict=True):
        told, seed = Counter(row["verdict"] for row in rows), rows[0]["seed"]
        assert (
            f"Of the {which} draw ({ROWS} rows, seed {seed}) {told['right']} were right, "
            f"{told['wrong']} wrong and {told['cannot be read']} could not be read"
        ) in page


def test_the_last_draw_has_no_row_that_is_wrong():
    assert "wrong" not in {row["verdict"] for row in list(draws().values())[-1]}
