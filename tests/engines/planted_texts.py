"""Which reports does one author paste again and again, beside others who write their own?"""

from __future__ import annotations

from datetime import datetime, timedelta

AUTHORS, EACH, PASTED = 22, 22, 9
START = datetime(2019, 3, 1, 9)


def reports() -> tuple[list[dict], list[dict]]:
    """Incidents and narratives of authors of whom the first pastes some, in letters of all kinds.

    Each ends in a form that all use; some of one author's stand in capitals, with a sigma at the
    end of words, a dotted capital, breaks and quotes.
    """
    cases, told = [], []
    for number in range(AUTHORS * EACH):
        who, place = number % AUTHORS, number // AUTHORS
        same = number if not (who == 0 and place <= PASTED) else 0
        name = "".join("абвгдежзий"[int(digit)] for digit in str(same))
        text = " ".join(f"слово{name}ς{k} İl{name} {'кмнпр'[k]}ς" for k in range(5))
        text += f"; {number} ٣ ½ {number % 24}:{number % 60}"
        text += "; \"the form was\r\nread' \\ =1"
        text = text.upper() if place % 5 == 1 else text
        case = {
            "incident_id": f"text {number}", "unit_id": f"told {who // 4}", "officer_id": None,
            "occurred_at": START + timedelta(hours=number), "offense_code": "told", "count": 1,
            "area_id": f"{number % 9}",
        }  # fmt: skip
        cases.append(case)
        told.append({"incident_id": case["incident_id"], "author_id": f"пише {who}", "text": text})
    return cases, told
