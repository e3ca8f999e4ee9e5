"""Why is each gate missed that is missed?

One sentence a gate; the page is not written while a miss lacks its reason, or a reason its miss.
"""

from __future__ import annotations

DAYS = (
    "the regime decides how much is done in a month and not on which day, so that nothing but "
    "chance differs between the halves or the ends of a month; section 6"
)
UNFOUND = (
    "at the ordinary pressure unfounding costs more than it brings, and only half of the officers "
    "would ever do it; it doubles at four times the pressure, and the rate still rises by less "
    "than .03, since each complaint that is removed moves it little"
)
GHOSTS = (
    "at the ordinary pressure few of those who may make up records do; it takes four times the "
    "pressure to reach the 1.5 % of Victoria, whose target had been raised by 40 %"
)

REASONS: dict[str, str] = {
    "G5": "four times the pressure lifts every month of the year and not the month at target "
    "alone, so that this month stands out less against the others, not more",
    "G10a": UNFOUND,
    "G10b": UNFOUND,
    "G15a": GHOSTS,
    "G18": "chance: a world holds some 16 schemes, and the difference lies within two standard "
    "errors, which is what the review asks",
    "G6 records, least unit": "the least of thirty estimates, each from the few weights of one "
    "unit; by the decisions themselves (G6b) every unit takes part",
    "G7 records, weighed elsewhere": "from records the missing share is an estimate with a "
    "sampling error of some hundredths, which a limit of .001 cannot hold; by the decisions "
    "themselves (G7b) nothing is moved",
    "G8 days, regime": DAYS,
    "G8 behind": DAYS,
    "G9 unfounded": "the decisions rise by two fifths (G9c); complaints found to be no offence "
    "honestly stand in both shares, and bring the ratio nearer to 1",
    "G10 records": f"as G10a: {UNFOUND}",
    "G10 records, unfounded": "as G10b; complaints found to be no offence honestly stand in both "
    "shares, and bring the ratio nearer to 1",
    "G15 records over devices": f"as G15a: {GHOSTS}",
    "G15 gaps, found": "an officer makes up one or two tickets in most months in which he does so "
    "at all, and three are needed for a run; it follows from G15a",
}
