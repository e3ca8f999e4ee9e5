"""Reports: a grammar of which every author likes some turns better than others."""

from __future__ import annotations

import numpy as np

from rivals.city import UNITS
from rivals.rows import Column, Rows, texts
from rivals.world import World

# Slots: {h} hour, {s} street, {n} house number, {w} clothes, {i} thing, {r} reason, {m} mood,
# {p} place in the pocket or car, {t} total of money, {o} what was said, {d} minutes.
SENTENCES = (
    ("At {h} while on patrol in {s} I saw a person in {w}.",
     "I was sent to {n} {s} at {h}.",
     "About {h} the control room asked us to go to {s}, number {n}.",
     "On my shift, {h}, I came to {s} together with a colleague.",
     "{h}. {s} {n}. We were stopped by a passer-by."),
    ("The person {r}.",
     "What drew my attention: somebody who {r}.",
     "We watched for about {d} minutes; the person {r}.",
     "According to the caller a stranger in {w} {r}.",
     "I noticed that one of those present {r}."),
    ("I said who I am and showed my card.",
     "We introduced ourselves and gave the reason for the check.",
     "After I had given my name the person became {m}.",
     "I asked for papers, which were handed over after {d} minutes.",
     "The person was {m} and had no papers."),
    ("I found {i} {p}.",
     "{i} came to light {p}.",
     "In the presence of those named I took {i} from where it lay, {p}.",
     "The check brought {i}, carried {p}.",
     "Nothing was found but {i} and {t} crowns in small notes.",
     "There was {i} {p}, and {t} crowns in cash."),
    ("Asked about it the person said: \"{o}\"",
     "The explanation given was \"{o}\", which I wrote down.",
     "\"{o}\", the person told us, and would not say more.",
     "The person did not wish to speak.",
     "First there was no answer, then: \"{o}\""),
    ("The journey to the station took {d} minutes.",
     "We went to the station on foot, about {d} minutes.",
     "The car of the shift took everybody to the station at once.",
     "The person was let go after {d} minutes with a notice.",
     "A doctor was called because the person felt unwell, and came after {d} minutes."),
    ("The things were packed and sealed.",
     "Everything was photographed, packed, and the bag sealed with my seal.",
     "I handed what was taken to the duty desk at the end of the shift.",
     "A list of things was made in two copies.",
     "Neighbours at number {n} saw nothing."),
)  # fmt: skip


def _list(words: str) -> list[str]:
    return words.split("|")


def _pairs(first: str, second: str, form: str = "{} {}") -> list[str]:
    return [form.format(a, b) for a in _list(first) for b in _list(second)]


CLAUSES = (  # what the stations of some units end a report with
    "Rights were explained under s. 9, and form R2 was signed.",
    "The person was told of the right to a lawyer and did not ask for one.",
    "Copies to the duty officer and to the file.",
)
WORDS = {
    "s": _pairs(
        "Anchor|Baker|Chandler's|Dyer's|Elm|Fuller's|Gull|Hatter's|Ivy|Jetty|Kiln|Lantern|Mast|"
        "Needle|Oar|Pepper|Quarry|Rope|Salt|Tanner's",
        "Street|Lane|Row|Hill|Yard",
    ),
    "w": _pairs(
        "dark|green|torn|red|grey|white|striped|blue",
        "jacket|coat|sweater|raincoat|cap|overall|hood",
        "a {} {}",
    ),
    "i": _pairs(
        "a folded paper with|a small bag with|a tin with|a purse and|a rucksack with|"
        "three bags of|a sock with|a cigarette box with",
        "powder|dried leaves|tablets|tools|papers|coins|a telephone|a knife|tobacco|wire|bottles|"
        "cards",
    ),
    "r": _list(
        "kept looking back at us|tried three parked cars|shouted at the people in the queue|"
        "walked off quickly when we came nearer|stood at the back door of a closed shop|"
        "passed something to another person|pushed a man against the wall|slept in the doorway|"
        "drove without lights|threw something over the fence|ran across the road between cars|"
        "argued with the owner about the bill|carried goods without a receipt|broke a window|"
        "could hardly stand|hid behind the bus stop|went from door to door asking for money|"
        "turned round at the sight of the checkpoint"
    ),
    "m": _list("calm|loud|nervous|polite|angry|tired|silent|quite drunk"),
    "p": _list(
        "in the left pocket|in the right pocket|under the seat|in the boot|in a shoe|"
        "behind the radiator|in the lining of the coat|on the kitchen shelf|in the hand|"
        "under a stone beside the path|in the glove box|in a flower pot"
    ),
    "o": _list(
        "It is not mine.|I found it this morning.|A friend asked me to hold it.|"
        "I only wanted to go home.|He began it.|I paid for that.|Ask my brother.|"
        "I have no work since the winter.|You have the wrong one.|It was a present.|"
        "I did not see the sign.|We were only talking.|I use it for my back.|"
        "They owed me money.|I was waiting for the ferry.|I left my card at home."
    ),
}
FORM = (
    "Form 12. Detained in the course of the assembly. Place: Customs Square. Reason: did not "
    "leave after the third call. Handed to the collecting point. No injuries. Signed for the line."
)


def draw_reports(world: World) -> None:
    """A report of each arrest and of each search; on a form where the case has one."""
    cases, rng = world.cases, world.rng("reports")
    case = np.flatnonzero((cases["clearance"] == "arrest") | (cases["search"] == "yes"))
    author = cases["officer"][case]
    text = written(world, case, author, rng)
    on_form = cases["form"][case] != ""
    text[on_form] = cases["form"][case][on_form]
    world.tables["narratives"] = Rows(case=case, author=author, text=text)


def written(world: World, case: Column, author: Column, rng: np.random.Generator) -> Column:
    """Texts in the author's manner; the facts differ from case to case."""
    habits, size = world.rng("turns of phrase"), len(case)
    minute = world.cases["occurred"][case]
    facts = {name: texts(list_)[rng.integers(0, len(list_), size)] for name, list_ in WORDS.items()}
    facts["h"] = texts([f"{m // 60 % 24:02d}.{m % 60:02d}" for m in minute])
    facts["n"] = rng.integers(1, 180, size).astype(object)
    facts["t"] = rng.integers(3, 900, size).astype(object)
    facts["d"] = rng.integers(3, 55, size).astype(object)
    parts: list[list[str]] = []
    for number, variants in enumerate(SENTENCES):
        liking = np.cumsum(habits.dirichlet([0.7] * len(variants), len(world.effort)), axis=1)[
            author
        ]
        drawn = (liking < rng.random((size, 1))).sum(axis=1).clip(max=len(variants) - 1)
        left_out = rng.random(size) < habits.beta(1, 6, len(world.effort))[author]
        drawn[left_out & (number > 1)] = -1
        names = [name for name in facts if any("{" + name + "}" in each for each in variants)]
        columns = zip(*(facts[name] for name in names), strict=True)
        parts.append([
            variants[which].format(**dict(zip(names, values, strict=True))) if which >= 0 else ""
            for which, values in zip(drawn.tolist(), columns, strict=True)
        ])  # fmt: skip
    clause = texts([*CLAUSES, ""])[
        habits.integers(0, len(CLAUSES) + 2, len(UNITS)).clip(max=len(CLAUSES))
    ]
    used = rng.random(size) < habits.uniform(0.3, 0.95, len(UNITS))[world.cases["unit"][case]]
    parts.append(np.where(used, clause[world.cases["unit"][case]], "").tolist())
    return texts([" ".join(filter(None, each)) for each in zip(*parts, strict=True)])
