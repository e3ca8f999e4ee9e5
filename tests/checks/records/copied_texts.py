"""Which reports are made by hand for the tests of copied ones?"""

from datetime import datetime, timedelta

from worlds import tables_of

START = datetime(2023, 1, 1, 12)


def letters(number):
    """A number without digits, since each digit counts as a 0."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def told(number, words=20):
    """A text that has no word with another number in common."""
    name = letters(number) if isinstance(number, int) else number
    return " ".join(f"w{name}x{letters(place)}" for place in range(words))


def report(number, text, author="a", unit="U", day=None, area="here", offence="theft"):
    """An incident and its report, one a day unless the day is given."""
    incident = {
        "incident_id": str(number), "unit_id": unit, "area_id": area, "offense_code": offence,
        "occurred_at": START + timedelta(days=number if day is None else day),
    }  # fmt: skip
    return incident, {"incident_id": str(number), "author_id": author, "text": text}


def tables(reports):
    incidents, narratives = zip(*reports, strict=True)
    return tables_of({"incidents": list(incidents), "narratives": list(narratives)})
