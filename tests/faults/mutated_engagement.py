"""How is a mutated engagement file made: keys removed and renamed, values of every other kind?"""

from __future__ import annotations

import copy
import json
from datetime import date, datetime, time

from mutated_bytes import mutate_bytes

BASE = {
    "engagement": {
        "name": "n",
        "agency": "a",
        "jurisdiction": "US-MA",
        "time_zone": "America/New_York",
        "currency": "USD",
        "first_day": date(2019, 1, 1),
        "last_day": date(2019, 12, 31),
        "max_set_aside": 0.6,
    },
    "tables": {
        "measurements": [
            {
                "source": "w.csv",
                "format": "csv",
                "delimiter": ",",
                "header_row": 1,
                "time_zone": "UTC",
                "columns": {
                    "incident_id": "id",
                    "measured_at": {"columns": ["day", "hour"], "format": ["%d/%m/%Y %H:%M"]},
                    "kind": {"constant": "net_weight"},
                    "value": {
                        "column": "w",
                        "decimal": ",",
                        "thousands": ".",
                        "unit_column": "u",
                        "units": {"KILO": "kg"},
                    },
                    "officer_id": {"column": "who", "strip_leading_zeros": True},
                    "count": {"column": "n", "empty": "1"},
                },
                "leave_out": [{"column": "id", "equals": ["TOTAL"], "reason": "totals"}],
            }
        ],
    },
    "lines": [
        {
            "name": "10 g",
            "kind": "net_weight",
            "value": 10,
            "unit": "g",
            "inclusive": True,
            "direction": "up",
            "citation": "art. 1",
            "below": 5,
            "above": 4.5,
            "from": date(2010, 1, 1),
        }
    ],
    "periods": [
        {"name": "month", "rule": "month"},
        {"name": "half", "ends": [date(2019, 6, 30), date(2019, 12, 31)], "window_days": 3},
    ],
    "metrics": [
        {
            "name": "weighings",
            "table": "measurements",
            "where": {"kind": ["net_weight"]},
            "total": "records",
            "is_control": False,
            "direction": "at most",
        }
    ],
}
INCIDENTS = {
    "source": "i.csv",
    "columns": {
        "incident_id": "id",
        "occurred_at": "at",
        "origin": {"column": "o", "values": {"CP": "controlled_purchase"}, "otherwise": "other"},
    },
}
ROWS = [
    "id,day,hour,w,u,who,n",
    '1,01/02/2019,10:00,"1,5",g,007,',
    "2,1/3/2019,9:30,2,KILO,8,2",
    '3,31/12/2019,00:00,"1.234,5",mg,"a ""b""",1',
    "TOTAL,,,99,g,,",
    "4,05/05/2019,23:59,0,g,9,3",
]
CASES = ["id,at,o", "1,2019-01-01,CP", "2,2019-02-01T10:00Z,x", "3,2019-03-01 10:00:00,"]
VALUES = [
    None,
    "",
    " ",
    "x",
    "g",
    "net_weight",
    0,
    1,
    -1,
    1.5,
    10**30,
    float("nan"),
    float("inf"),
    1e300,
    True,
    False,
    [],
    {},
    [1],
    ["a", "b"],
    {"column": "w"},
    {"a": {"b": 1}},
    date(2019, 2, 3),
    datetime(2019, 2, 3, 4),
    time(4, 5),
    "%d/%m/%Y",
    "%",
    "%Q",
    "../x.csv",
    "/etc/passwd",
    "*",
    "**/*",
    "[",
    "\t",
    "\n",
    "\x1f",
    "\\",
    "'",
    '"',
    "'; drop table x; --",
    "🚔",
    "é" * 300,
    "x" * 5000,
    "utf-16",
    "cp037",
    "latin-1",
    "undefined",
    "idna",
    "America/new_york",
    "../../etc",
    "w.csv",
    "sqlite:///x.db",
    "postgresql://u:p@[::1/x",
    "select 1",
    [[]],
    [{}],
    {"constant": {}},
    "\u0000",
    "\u202e",
    "1e400",
    "0x1F",
    "NaN",
    -(10**18),
    ["w.csv", "w.csv"],
    [date(2019, 1, 2)] * 2,
    date(1, 1, 1),
    date(9999, 12, 31),
    -0.0,
    2**63,
    10**400,
    "0000-00-00",
    "a\u200bb",
    {"x": {"x": {"x": {"x": {"x": 1}}}}},
]


def toml(value):
    """Write a value as TOML; None gives something that is none."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return "nothing" if value is None else repr(value)


def places(value, path=()):
    """Every path in a nested value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else (enumerate(value) if isinstance(value, list) else ())
    )
    for key, each in inner:
        yield (*path, key)
        yield from places(each, (*path, key))


def mutate_content(rng, content):
    """Drop, rename, mistype, copy or add a key somewhere."""
    path = rng.choice(list(places(content)))
    holder = content
    for key in path[:-1]:
        holder = holder[key]
    key, act = path[-1], rng.randrange(6)
    if act == 0:
        del holder[key]
    elif act == 1 and isinstance(holder, dict):
        name = rng.choice(
            [f"{key}s", key[:-1], key.upper(), "", "x y", "é", "constructor", "t" * 99]
        )
        holder[name] = holder.pop(key)
    elif act == 2 and isinstance(holder, dict):
        holder[
            rng.choice(
                [
                    "column",
                    "unit",
                    "format",
                    "values",
                    "url",
                    "query",
                    "encoding",
                    "sheet",
                    "empty",
                    "otherwise",
                    "constant",
                    "rule",
                    "to",
                    "stage",
                    "_x",
                ]
            )
        ] = rng.choice(VALUES)
    elif act == 3 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        holder[key] = copy.deepcopy(rng.choice(VALUES))


def table_blocks(names, sources, mapped):
    """The ``[[tables.<name>]]`` of generated exports: every column under its own name."""
    blocks = {}
    for name, source in zip(names, sources, strict=True):
        columns = {column: column for column in mapped[name]}
        if name == "measurements":
            columns.pop("unit", None)
            columns["value"] = {"column": "value", "unit_column": "unit"}
        if name == "custody":
            columns["net_weight_g"] = {"column": "net_weight_g", "unit": "g"}
        blocks.setdefault(name, []).append(source | {"columns": columns})
    return blocks


def deep(rng):
    """Text that nests deeper, or is larger, than any engagement file."""
    many = rng.choice([33, 300, 1_200, 5_000, 100_000])
    return rng.choice(
        [
            "a." * many + "a = 1\n",
            "[" + "a." * many + "a]\n",
            "x = " + "[" * many + "]" * many + "\n",
            "x = " + "{a = " * min(many, 5_000) + "1" + "}" * min(many, 5_000) + "\n",
            "x = " + "9" * many + "\n",
            "x = 0x" + "f" * many + "\n",
            f"x = 1e{many}\n",
            'x = "' + "\\u202e" * many + '"\n',
        ]
    )


def engagement_bytes(rng, content, mutations):
    """The file of `content` after so many mutations of its keys, and perhaps some of its bytes."""
    content = copy.deepcopy(content)
    for _ in range(mutations):
        mutate_content(rng, content)
    text = "\n".join(f"{json.dumps(key)} = {toml(value)}" for key, value in content.items())
    if mutations and rng.random() < 0.08:
        text = deep(rng) + text
    raw = text.encode("utf-8", "surrogatepass")
    return mutate_bytes(rng, raw) if mutations and rng.random() < 0.15 else raw
