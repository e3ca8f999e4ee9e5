"""Columns of figures that divide another one by sex, so that their sum would count twice."""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.propose.headers.folded import tokens

SEXES = frozenset(
    {
        *("male", "males", "female", "females", "men", "women", "boys", "girls"),
        *("masc", "fem", "masculino", "masculinos", "femenino", "feminino", "femeninos"),
        *("hombre", "hombres", "mujer", "mujeres", "homem", "homens", "mulher", "mulheres"),
        *("homme", "hommes", "femme", "femmes", "männlich", "weiblich", "maschi", "femmine"),
        *("mannen", "vrouwen", "мужчины", "женщины", "мужчин", "женщин", "muži", "ženy"),
    }
)
LEAST_PARTS = 2


def without_parts_by_sex(headers: Sequence[str]) -> list[str]:
    """Return `headers` without those that say more than another one, which is divided by sex.

    ``victims_male``, ``victims_female`` and ``victims_unknown`` are left out beside ``victims``.
    """
    words = {header: tokens(header) for header in headers}
    left_out: set[str] = set()
    for whole, its in words.items():
        parts = [each for each in headers if len(words[each]) == len(its) + 1
                 and words[each][: len(its)] == its]  # fmt: skip
        of_sex = [each for each in parts if words[each][-1] in SEXES]
        if its and whole not in left_out and len(of_sex) >= LEAST_PARTS:
            left_out |= set(parts)
    return [each for each in headers if each not in left_out]
