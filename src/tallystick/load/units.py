"""Which unit is meant, and how many grams is one of it?"""

from __future__ import annotations

import csv
from fractions import Fraction
from importlib.resources import files

GRAMS: dict[str, Fraction] = {
    "g": Fraction(1),
    "kg": Fraction(1000),
    "mg": Fraction(1, 1000),
    "ug": Fraction(1, 1_000_000),
    "ng": Fraction(1, 1_000_000_000),
    "cg": Fraction(1, 100),
    "dg": Fraction(1, 10),
    "t": Fraction(1_000_000),
    "[lb_av]": Fraction("453.59237"),
    "[oz_av]": Fraction("28.349523125"),
    "[dr_av]": Fraction("1.7718451953125"),
    "[gr]": Fraction("0.06479891"),
    "[lb_tr]": Fraction("373.2417216"),
    "[oz_tr]": Fraction("31.1034768"),
    "[pwt_tr]": Fraction("1.55517384"),
    "[car_m]": Fraction(1, 5),
}
OTHERS = (
    *("L", "dL", "cL", "mL", "uL", "[gal_us]", "[qt_us]", "[pt_us]", "[foz_us]", "[gal_br]"),
    *("m3", "cm3", "m", "km", "cm", "mm", "[mi_i]", "[ft_i]", "[in_i]", "[yd_i]"),
    *("km/h", "m/s", "[mi_i]/h", "[kn_i]", "s", "min", "h", "d", "wk", "mo", "a"),
    *("%", "[ppth]", "[ppm]", "1", "g/L", "mg/L", "g/dL", "mg/dL", "ug/L", "ug/dL", "mg/mL"),
)
CODES = (*GRAMS, *OTHERS)
ANNOTATION = r"^\{[^{} ]+\}$"
SPELLED = {
    **{"l": "L", "dl": "dL", "cl": "cL", "ml": "mL", "ul": "uL", "g/l": "g/L", "mg/l": "mg/L"},
    **{"g/dl": "g/dL", "mg/dl": "mg/dL", "ug/dl": "ug/dL", "ug/l": "ug/L", "mg/ml": "mg/mL"},
    **{"µg": "ug", "μg": "ug"},
}


def _words() -> dict[str, str]:
    """Return the UCUM code of each word in ``unit_words.csv``."""
    text = files("tallystick.load").joinpath("unit_words.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {word: row["code"] for row in rows for word in row["words"].split(";")}


WORDS = _words()
"""Words in small letters. None stands for two weights: libra, Pfund and ton are not there."""
_NEAR = {
    **WORDS,
    **dict.fromkeys(("mph", "mi/h"), "[mi_i]/h"),
    **dict.fromkeys(("kph", "kmh", "kmph"), "km/h"),
    **dict.fromkeys(("ton", "tons"), "t"),
    **dict.fromkeys(("carat", "carats", "ct"), "[car_m]"),
    **dict.fromkeys(("year", "years", "yr", "yrs"), "a"),
    **dict.fromkeys(("point", "points"), "{score}"),
}


def ucum(text: str) -> str | None:
    """Return the UCUM code that `text` is, in its one spelling; None when it is none we know.

    An annotation in braces, such as ``{plant}`` or ``{USD}``, is a unit of its own.
    """
    if text in CODES:
        return text
    if len(text) > 2 and text[0] == "{" and text[-1] == "}" and text[1:-1].isprintable():
        return None if set("{} ") & set(text[1:-1]) else text
    return SPELLED.get(text)


def is_weight(code: str) -> bool:
    """Whether `code` is a unit of mass."""
    return code in GRAMS


def near_unit(text: str) -> str:
    """Return what to write for a unit that `text` may mean."""
    code = _NEAR.get(text.strip().rstrip(".").casefold())
    if code is None:
        code = next((known for known in CODES if known.casefold() == text.casefold()), None)
    if code is not None:
        return f"did you mean {code!r}?"
    return "write a UCUM code such as 'g', 'kg', '[oz_av]', 'mL' or '{score}'"
