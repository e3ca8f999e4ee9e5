"""Day and month of a date that fits both orders follow another date of the same file."""

from test_proposals import looked, tables

HEAD = "Case No,Stop Date,Closed Date,Beat\n"


def rows(closed):
    """Stops of the first days of January; `closed` is when each case was closed."""
    return HEAD + "".join(f"{i},01/{1 + i % 12:02}/2024,{closed},7\n" for i in range(40))


def test_the_order_is_that_of_another_date(tmp_path):
    found = tables(looked(tmp_path, "a.csv", rows("01/31/2024")))["incidents"]
    assert found.columns["occurred_at"].mapping["format"] == "%m/%d/%Y"
    assert found.columns["occurred_at"].remark.endswith("that of the other dates")
    assert found.doubts == ()


def test_the_order_stays_open_where_no_date_tells_it(tmp_path):
    found = tables(looked(tmp_path, "a.csv", rows("01/02/2024")))["incidents"]
    assert "occurred_at" in {each.column for each in found.doubts}
