"""What is a small law pack that keeps every rule?"""

from __future__ import annotations

from pathlib import Path

from tallystick.statutes.reading import COLUMNS


def header(table: str) -> str:
    """Return the first row of a table."""
    return f"{','.join(COLUMNS[table])}\n"


FILES = {
    "pack.toml": """format = 1
code = "XA"
name = "Exampleland"
also = ["Example"]
kind = "binding"
about = "an invented law"

[[gaps]]
substance = "opium"
upper = 10
why = "below 10 g the law says nothing"

[[caveats]]
text = "an invented caveat"
substance = "heroin"
acts = ["sale"]
from = 2020-01-01

[double_counting]
rule = "an element is not counted again"
citation = "Art. 9"
confidence = "verified_text"
source = ["code"]

[synonyms]
heroin = ["brown sugar"]
""",
    "sources.csv": "key,text\ncode,the invented code\npress,an invented paper\n",
    "thresholds.csv": header("thresholds") + """\
heroin,small,total_weight,g,0,no,1,yes,2015-01-01,2019-12-31,Decree 1,,verified_text,code,
heroin,large,total_weight,g,1,no,,,2015-01-01,2019-12-31,Decree 1,,verified_text,code,
heroin,small,total_weight,g,0,no,2,unknown,2020-01-01,,Decree 2,,verified_secondary,press,
heroin,large,total_weight,g,2,unknown,,,2020-01-01,,Decree 2,,conflicting,press code,prints 3 g
opium,large,total_weight,g,10,yes,,,2015-01-01,,Decree 1,,verified_text,code,
cannabis_plant,few,plants,{plant},1,yes,5,yes,2015-01-01,,Decree 1,,verified_text,code,
cannabis_plant,many,plants,{plant},6,yes,,,2015-01-01,,Decree 1,,verified_text,code,
""",
    "offences.csv": header("offences") + """\
1(1),1,1,criminal,sale,selling,any,,,,2015-01-01,,verified_text,code,
1(2),1,2,criminal,sale,selling,large,group,,,2015-01-01,,verified_text,code,
1(3),1,3,criminal,sale,selling,any,,officer,,2015-01-01,,verified_text,code,
2,2,,administrative,public_use,use in public,any,,,,2015-01-01,,inferred,code,
3,3,,criminal,cultivation,growing,many,,,cannabis_plant,2015-01-01,,verified_text,code,
""",
    "penalties.csv": header("penalties") + """\
1(1),1,3,no,,,,,,,,2015-01-01,,verified_text,code,
1(2),3,6,no,,,,,,,,2015-01-01,,verified_text,code,
1(3),5,10,yes,,,,,,,confiscation,2015-01-01,,memory,press,
2,,,no,,5,unit,,10,3,,2015-01-01,,verified_text,code,
3,0,2,no,,,,,,,,2015-01-01,,verified_text,code,
""",
    "circumstances.csv": header("circumstances") + """\
group,by a group,element,,no,,,verified_text,code,
officer,by an officer,aggravating,8,yes,,,verified_text,code,
oath,in breach of an oath,aggravating,8,yes,,,verified_text,code,
age,by a minor,mitigating,7,no,2018-01-01,,verified_text,code,
""",
    "reference_units.csv": header("reference_units") + """\
unit,100,EUR,2015-01-01,2020-12-31,verified_text,code,
unit,120,EUR,2021-01-01,,memory,press,
""",
}  # fmt: skip


def write_pack(folder: Path, **edits: tuple[str, str]) -> Path:
    """Write the pack into `folder`; an edit, by the file's stem, replaces a text in it once."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        old, new = edits.get(name.partition(".")[0], ("", ""))
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return folder
