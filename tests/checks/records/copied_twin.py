"""Which reports are near-duplicates, found slowly, by the words of the definition?"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

import numpy as np

START = datetime(2022, 1, 1)


def archive(seed: int, reports: int = 240, authors: int = 18) -> tuple[list[dict], list[dict]]:
    """Incidents and narratives of a small vocabulary, with forms, habits, copies and repeats.

    Some are of one case or one minute; some words stand once, and some pairs twice in one text.
    """
    rng = np.random.default_rng(seed)
    chance = 1 / np.arange(1, 901) ** 0.8
    vocabulary = [f"w{'abcdefghij'[k % 10]}{'klmnopqrst'[k // 10 % 10]}{k // 100 * 'z'}"
                  for k in range(900)]  # fmt: skip
    cases, told, texts = [], [], []
    for number in range(reports):
        author = int(rng.integers(authors))
        words = [
            str(w) for w in rng.choice(vocabulary, rng.integers(5, 26), p=chance / chance.sum())
        ]
        if texts and rng.random() < 0.3:
            mine = [k for k, each in enumerate(told) if each["author_id"] == f"a{author}"]
            near = mine if mine and number % 2 else range(max(0, number - 60), number)
            words = list(texts[int(rng.choice(near))])
            for place in rng.integers(0, len(words), len(words) // 8):
                words[place] = str(rng.choice(vocabulary))
        words = list(texts[-1]) if number % 20 == 1 else words
        texts.append(list(words))
        if author < 5:
            words += [f"usual{'abcde'[author]}{'xyzuv'[k]}" for k in range(5)]
        if number % 9 == 0:
            once = "abcdefghij"[number // 9 % 10] * (1 + number // 90)
            words += [*words[:2], f"once{once}"]
        words += [f"form{'rst'[number % 3]}{'uvwxyz'[k]}" for k in range(6)]
        case = number - 1 if number % 20 == 1 else number
        told.append({"incident_id": f"c{case}", "author_id": f"a{author}", "text": " ".join(words)})
        cases.append({
            "incident_id": f"c{number}", "unit_id": f"u{author % 4}", "area_id": f"{number % 5}",
            "offense_code": "rst"[number % 3],
            "occurred_at": START + timedelta(minutes=int(rng.integers(reports // 2)) * 600),
        })  # fmt: skip
    return cases, told


def pairs(
    cases: list[dict], told: list[dict], least: int = 300
) -> set[tuple[int, int, int, int, int]]:
    """Numbers of both reports, the smaller first; pairs in both, of the first and of the second.

    Of reports that are `least` in a thousand alike.
    """
    case = {each["incident_id"]: each for each in cases}
    order = sorted(told, key=lambda r: (r["author_id"], case[r["incident_id"]]["occurred_at"],
                                        r["incident_id"], r["text"]))  # fmt: skip
    author = [each["author_id"] for each in order]
    when = [case[each["incident_id"]]["occurred_at"] for each in order]
    stands = [Counter(zip(t := r["text"].split(), t[1:], strict=False)) for r in order]
    times = sum(stands, Counter())
    forms = _forms(order, stands, case)
    own = [{p for p in each if times[p] > 1 and p not in forms} for each in stands]
    alone = [sum(times[p] == 1 for p in each) for each in stands]
    written, used = (
        Counter(author),
        Counter((a, p) for a, o in zip(author, own, strict=True) for p in o),
    )
    habit = [{p for p in o if used[a, p] > 5 and used[a, p] * 10 > written[a]}
             for a, o in zip(author, own, strict=True)]  # fmt: skip
    size = [len(o) + n for o, n in zip(own, alone, strict=True)]
    met = _by_author(author, own, habit, size) | _by_rare(when, own, times)
    each = (_alike(one, other, own, habit, size, least) for one, other in met)
    return {found for found in each if found}


def _forms(order: list[dict], stands: list[Counter], case: dict[str, dict]) -> set:
    forms = set()
    for stratum in ("offense_code", "unit_id"):
        of = [case[each["incident_id"]][stratum] for each in order]
        who = defaultdict(Counter)
        for place, each in enumerate(stands):
            for pair, n in each.items():
                who[of[place], pair][order[place]["author_id"]] += n
        many = Counter(of)
        forms |= {pair for (s, pair), by in who.items()
                  if (n := by.total()) > 5 and (n - max(by.values())) * 20 > many[s]
                  and len(by) >= 3}  # fmt: skip
    return forms


def _by_author(author: list, own: list, habit: list, size: list) -> set[tuple[int, int]]:
    met, last = set(), {}
    for place, whose in enumerate(author):
        links = defaultdict(list)
        for pair in own[place]:
            before = last.get((whose, pair))
            if before is not None and place - before <= 50:
                links[before].append(pair)
            last[whose, pair] = place
        for other, through in links.items():
            new = sum(pair not in habit[place] for pair in through)
            if size[place] >= 6 and (new >= 3 or len(through) * 5 >= size[place] * 2):
                met.add((place, other))
    return met


def _by_rare(when: list, own: list, times: Counter) -> set[tuple[int, int]]:
    links, seen = Counter(), defaultdict(list)
    for place in sorted(range(len(own)), key=lambda k: (when[k], k)):
        for pair in own[place]:
            if times[pair] <= 50:
                links.update((place, other) for other in seen[pair][-3:])
                seen[pair].append(place)
    return {both for both, n in links.items() if n >= 2}


def _alike(one: int, other: int, own: list, habit: list, size: list, least: int) -> tuple | None:
    both = own[one] & own[other]
    new = len(both - habit[one] - habit[other])
    if len(both) < 4 or min(size[one], size[other]) < 6:
        return None
    either = size[one] + size[other] - len(both)
    rest = size[one] - len(habit[one]) + size[other] - len(habit[other]) - new
    anew = new >= 4 and new * 1000 >= rest * least
    if len(both) * 1000 < either * least or not (anew or len(both) * 1000 >= either * 600):
        return None
    first, second = sorted((one, other))
    return first, second, len(both), size[first], size[second]
