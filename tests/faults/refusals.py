"""Does a refusal say which file, where in it, by which rule and what to do next?"""

from __future__ import annotations

import re

RAW = ("Traceback", "pydantic", "Input should", "Error:", "duckdb", " at 0x", "  ")
STARTS = r"'?(?P<file>{files})'?(?P<row>,? (?:rows?|line|sheet|table) [^:]{{1,60}})?: (?P<rest>.+)"
# A key of the file, a row, a byte, a line or a column of it; or "it", which is the file itself.
PLACE = re.compile(
    r"(?:it |there is no |no (?:line|object) has a key |\d+ columns |no record is left )|"
    r"(?:byte|line|row|column|key|query|at line) ?[\d,']|"
    r"(?:[\w.()<>\\ -]|'[^']*'|'.{1,50}\.\.\. \(\d[\d,]* characters\))+: "
)
VERBS = (
    *("add", "are", "ask", "audit", "check", "choose", "close", "copy", "correct", "did you mean"),
    *(
        "draw",
        "export",
        "free",
        "give",
        "keep",
        "leave",
        "lift",
        "list",
        "make",
        "map",
        "move",
        "name",
    ),
    *("put", "quote", "raise", "remove", "rename", "repair", "save", "shorten", "split"),
    *("state", "swap", "take", "use", "wait", "write"),
)
NEXT = re.compile(rf"[;.:] (?:{'|'.join(VERBS)})\b.*", re.IGNORECASE)


def wrong_in(message, files):
    """Return what a message lacks, by name; empty when it has all."""
    wrong = []
    if len(message.splitlines()) != 1 or not message.isprintable() or len(message) > 4_000:
        wrong.append("one paragraph")
    wrong += [f"no {word!r}" for word in RAW if word in message]
    found = re.match(STARTS.format(files="|".join(map(re.escape, files))), message)
    if not found:
        return [*wrong, "file"]
    rest = found["rest"]
    if not found["row"] and not PLACE.match(rest):
        wrong.append("place")
    if not NEXT.search(rest):
        wrong.append("next move")
    rule = NEXT.sub("", rest)
    return wrong if len(rule) > 8 else [*wrong, "rule"]
