"""The sentences of reports in other words: two for each, in the order of `reports.SENTENCES`."""

from __future__ import annotations

from rivals.reports import WORDS

OTHER = (
    (("Patrolling {s}, my eye fell on somebody wearing {w}; it was {h}.",
      "It was {h} when, walking along {s}, I came upon someone dressed in {w}."),
     ("Dispatch gave me {s}, house {n}; the clock showed {h}.",
      "The order to drive to house {n} of {s} reached me, {h} by my watch."),
     ("We got a call for house {n}, {s}, at roughly {h}.",
      "Headquarters directed our car towards {s} ({n}) near {h}."),
     ("A fellow officer and I reached {s} during duty hours, {h}.",
      "Two of us turned up in {s}; I noted {h}."),
     ("Someone walking by waved us down outside {n} {s}, {h}.",
      "Beside house {n}, {s}, a pedestrian flagged our patrol, time {h}.")),
    (("This individual {r}.", "So far as one could tell, the subject {r}."),
     ("My notice was caught by one who {r}.", "I looked twice, since an individual {r}."),
     ("Some {d} minutes of observation showed that the subject {r}.",
      "From cover, during {d} minutes, it was plain that an individual {r}."),
     ("The telephone report spoke of an unknown man wearing {w} who {r}.",
      "Whoever rang had described an unfamiliar figure, {w}, that {r}."),
     ("One among the bystanders {r}, as could be seen.",
      "Of the group there, a single individual {r}; this I observed.")),
    (("My warrant card was produced and my name stated.",
      "Having identified myself, I held out the service document."),
     ("Both officers stated names, then why this control took place.",
      "The grounds for stopping were explained once our names had been stated."),
     ("On hearing who was speaking, the subject turned {m}.",
      "Told my surname, the individual grew {m}."),
     ("Identity documents, requested by me, came out {d} minutes later.",
      "It took {d} minutes until an identity document was given up at my demand."),
     ("No document could be shown; the mood was {m}.",
      "Being {m}, the subject could not produce any identification.")),
    (("My hand met {i} {p}.", "Located {p}: {i}."),
     ("There appeared, {p}, {i}.", "Searching produced {i} {p}."),
     ("With the listed people looking on, I removed {i} {p}.",
      "Everyone mentioned above saw me lift {i} {p}."),
     ("Kept {p} was {i}, as the search showed.", "What the subject had {p} proved to be {i}."),
     ("Apart from {i}, just {t} crowns in little banknotes turned up.",
      "All that emerged: {i}; also low banknotes worth {t} crowns."),
     ("Money, {t} crowns, lay beside {i} {p}.", "{t} crowns and {i} were discovered {p}.")),
    (("To my question came the answer \"{o}\"", "Questioned, the subject replied \"{o}\""),
     ("I took a note of the account offered: \"{o}\"",
      "\"{o}\" stands in my notebook as the subject's version."),
     ("Beyond \"{o}\" we got no word.", "Only this was heard: \"{o}\""),
     ("No statement was made.", "Silence was all I received in reply."),
     ("After a pause the subject came out with \"{o}\"",
      "At length, having kept quiet, the individual uttered \"{o}\"")),
    (("We reached the police house in {d} minutes.",
      "Transport to our building lasted {d} minutes."),
     ("Walking, it was some {d} minutes before all stood at the police house.",
      "All walked to our building, roughly {d} minutes away."),
     ("Everyone was driven straight to the police house in the duty vehicle.",
      "A patrol vehicle conveyed all of us directly to our building."),
     ("Release, against a written summons, followed {d} minutes later.",
      "Holding a summons, the subject could leave once {d} minutes had gone by."),
     ("Owing to sickness of the subject we sent for medical help, there within {d} minutes.",
      "{d} minutes passed until a physician arrived, whom I had summoned.")),
    (("All items went into a closed bag.", "What had been seized was wrapped, then stamped shut."),
     ("Pictures were made of all objects before they went into a bag bearing my stamp.",
      "I took photos, bagged each object and put my stamp on it."),
     ("At close of duty the seized goods passed to the front desk through me.",
      "The evidence was surrendered to the desk sergeant when my hours were over."),
     ("Two identical inventories were drawn up.",
      "We wrote an inventory, once for us, once for the subject."),
     ("People living in house {n} had not observed anything.",
      "Inquiry at house {n} brought no eyewitness.")),
)  # fmt: skip
_VALUES = {  # in the order of `reports.WORDS`
    "r": "glanced over the shoulder again and again|pulled at the doors of three vehicles|"
    "yelled at people waiting in line|hurried away as soon as we approached|"
    "waited by the rear entrance of premises already closed|gave an object to someone else|"
    "shoved somebody against a wall|was asleep in an entrance|steered an unlit car|"
    "tossed an object across the fence|darted through the traffic|"
    "quarrelled with the landlord over what was owed|had merchandise and no proof of payment|"
    "smashed a pane|scarcely kept upright|crouched at the rear of the bus shelter|"
    "begged at one house after another|turned back on seeing our roadblock",
    "m": "quiet|noisy|restless|courteous|furious|weary|mute|heavily intoxicated",
    "p": "inside the pocket on the left side|inside the pocket on the right side|"
    "below a car seat|among the luggage of the car|within a boot|at the rear of a radiator|"
    "sewn into a garment|atop a shelf of the kitchen|between the fingers|"
    "near the path, below a stone|among the gloves in the dashboard|among some potted plants",
    "o": "That does not belong to me.|This morning it was lying there.|"
    "I am keeping it for someone I know.|Home is where I was heading.|The other one started.|"
    "My money bought it.|My brother can tell you.|Since last winter nobody employs me.|"
    "I am not who you want.|Someone gave it to me.|There was a sign? I missed it.|"
    "We had a conversation, no more.|My back hurts, so I take it.|I was owed cash.|"
    "My boat had not come yet.|The card is back at my flat.",
}
REWORDED = {
    old: new
    for name, values in _VALUES.items()
    for old, new in zip(WORDS[name], values.split("|"), strict=True)
}
THINGS = {  # how the words for a thing begin
    "a folded paper with": "one paper wrap holding",
    "a small bag with": "one little sachet of",
    "a tin with": "one metal box containing",
    "a purse and": "one wallet besides",
    "a rucksack with": "one backpack containing",
    "three bags of": "bags (three) full of",
    "a sock with": "one stocking holding",
    "a cigarette box with": "one tobacco packet containing",
}
