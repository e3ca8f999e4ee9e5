"""What is added to a made world, so that every check finds what it needs to run?

The simulator writes no searches, no groups of people, one release and a law that does not change.
Here a share of the cases is searched, by an arithmetic of their numbers; an earlier release lacks
one case in 2,000 and has another clearance in one of 1,000; the line moves in the middle, and one
holds in one unit; charges are judged by the law pack whose articles the world borrows; and
neighbours and values are named. Nothing is planted by it: it is there so that there is something
to count.
"""

from __future__ import annotations

import re
from pathlib import Path

EARLIER = """
select * replace (case when {n} % 1000 = 7 then 'exceptional' else clearance end as clearance)
from read_parquet('{source}') where {n} % 2000 <> 3
"""
LATER = """
select *,
  case when {n} % 5 = 0 then 'yes' else 'no' end as search_conducted,
  case when {n} % 5 <> 0 then null when {n} % 15 = 0 then 'yes' else 'no' end as contraband_found,
  case {n} // 5 % 3 when 0 then 'north' when 1 then 'south' else 'west' end as subject_group
from read_parquet('{source}')
"""
NUMBER = "md5_number_lower(incident_id)"
MAPPED = """search_conducted = "search_conducted"
contraband_found = "contraband_found"
subject_group = "subject_group"
"""
MOVES = """to = 2025-06-30

[[lines]]
name = "cannabis herb 8 g"
kind = "net_weight"
substance_code = "cannabis_herb"
stage = "field"
value = 8.0
unit = "g"
citation = "an invented act"
from = 2025-07-01

[[lines]]
name = "cannabis herb 2 g, one unit"
kind = "net_weight"
substance_code = "cannabis_herb"
stage = "field"
value = 2.0
unit = "g"
citation = "an invented act"
units = ["N01"]
"""
ENTRIES = """
[[substitutions]]
from = "arrests"
to = "complaints"

[[values]]
metric = "cleared"
count = "cases"
currency = "USD"
"""


def complete(folder: Path) -> None:
    """Add to the world in `folder`, which `world.make` has made, what the simulator leaves out."""
    import duckdb

    incidents = folder / "tables" / "incidents.parquet"
    made = incidents.with_suffix(".made")
    incidents.rename(made)
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = true")
        for name, query in (("incidents", LATER), ("earlier_incidents", EARLIER)):
            rows = connection.sql(query.format(n=NUMBER, source=made))
            rows.write_parquet(str(incidents.with_name(f"{name}.parquet")))
    made.unlink()
    engagement = folder / "engagement.toml"
    engagement.write_text(_more(engagement.read_text("utf-8")), encoding="utf-8")


def _more(text: str) -> str:
    (block,) = re.findall(r"\[\[tables\.incidents\]\].*?\n\n", text, re.DOTALL)
    earlier = block.replace("tables.incidents", "tables.earlier_incidents")
    earlier = earlier.replace("incidents.parquet", "earlier_incidents.parquet")
    text = text.replace(block, f"{block.rstrip()}\n{MAPPED}\n{earlier}")
    text = text.replace('jurisdiction = "XX"', 'jurisdiction = "KZ"')
    return (
        text.replace('citation = "an invented act"\n', f'citation = "an invented act"\n{MOVES}')
        + ENTRIES
    )
