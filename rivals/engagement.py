"""The engagement file that the agency's analyst would write."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from rivals.city import FIRST_DAY, SUBSTANCES
from rivals.world import World

LINE = """
[[lines]]
name = "{name} {grams:g} g"
kind = "net_weight"
substance_code = "{name}"
stage = "field"
value = {grams}
unit = "g"
inclusive = true
direction = "up"
citation = "Sable Point Penal Code (invented) s. 41(2): {grams:g} g of {name} or more is supply"
"""
METRICS = {
    "cases": "",
    "arrests": 'where = { clearance = ["arrest"] }',
    "complaints": 'where = { origin = ["complaint"] }\nis_control = true',
    "assault": 'where = { offense_code = ["ASSAULT"] }',
    "minor assault": 'where = { offense_code = ["MINOR-ASSAULT"] }',
    "burglary": 'where = { offense_code = ["BURGLARY"] }',
    "damage": 'where = { offense_code = ["DAMAGE"] }',
    "robbery": 'where = { offense_code = ["ROBBERY"] }',
    "theft": 'where = { offense_code = ["THEFT"] }',
}
NEIGHBOURS = (("assault", "minor assault"), ("burglary", "damage"), ("robbery", "theft"))
HOW_READ = {
    "value": '{ column = "value", unit_column = "unit" }',
    "net_weight_g": '{ column = "net_weight_g", unit = "g" }',
}


def engagement_text(world: World, tables: Mapping[str, Iterable[str]]) -> str:
    """The whole file, for tables of these columns."""
    last = FIRST_DAY + datetime.timedelta(days=world.days - 1)
    parts = [
        "# Sable Point is invented.\n\n[engagement]\n"
        f'name = "Sable Point, {FIRST_DAY} to {last}"\n'
        'agency = "Sable Point Constabulary (synthetic)"\njurisdiction = "XX"\n'
        f'time_zone = "UTC"\nfirst_day = {FIRST_DAY}\nlast_day = {last}\n'
    ]
    for table, columns in tables.items():
        parts.append(f'\n[[tables.{table}]]\nsource = "tables/{table}.parquet"\n')
        parts.append(f"[tables.{table}.columns]\n")
        for column in columns:
            if column == "unit":
                continue
            how = HOW_READ.get(column) if table in ("measurements", "custody") else None
            parts.append(f"{column} = {how or chr(34) + column + chr(34)}\n")
    parts += [LINE.format(name=name, grams=line) for name, _, line, _, _ in SUBSTANCES]
    parts.append('\n[[periods]]\nname = "month"\nrule = "month"\n')
    for name, where in METRICS.items():
        rest = f"{where}\n" if where else ""
        parts.append(f'\n[[metrics]]\nname = "{name}"\ntable = "incidents"\n{rest}')
    for serious, lesser in NEIGHBOURS:
        parts.append(f'\n[[substitutions]]\nfrom = "{serious}"\nto = "{lesser}"\n')
    return "".join(parts)
