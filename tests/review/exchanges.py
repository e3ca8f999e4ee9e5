"""Two units, each with a person of its own, and the people of the office, at work on one case."""

from io import BytesIO

from people_at_work import add, browser_of

PDF = b"%PDF-1.7\n% a letter of the unit\n"
OWN, OTHER = "Division 3", "Division 1"
"""The units of the two auditees; tests/review/two_runs.py has a finding on each."""


def everybody(extra=()):
    for login, role in (("ana", "analyst"), ("rev", "reviewer"), ("leg", "legal")):
        add(login, (role,))
    add("uno", ("auditee",), unit=OWN)
    add("dos", ("auditee",), unit=OTHER)
    add("who", ("auditee",), unit="Division 77")
    add("chief", ("auditee",), unit="Narcotics Police")


def mask_of(unit):
    from tallystick.review.models import MaskedName

    return MaskedName.objects.get(kind="unit", name=unit).mask


def file_of(content=PDF, name="letter.pdf"):
    held = BytesIO(content)
    held.name = name
    return held


def last_seq():
    from tallystick.review.models import LogEntry

    return LogEntry.objects.order_by("-seq").first().seq


def seq_of(act):
    """The number of the newest entry with an act."""
    from tallystick.review.models import LogEntry

    return LogEntry.objects.filter(act=act).order_by("-seq").first().seq


def release(pattern, to, by="leg"):
    """Release a pattern to the unit with that mask, by the page; give its number."""
    answer = browser_of(by).post(f"/findings/{pattern.code}/release", {"to": to})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return seq_of("release.propose")


def ask(to, pattern=None, text="The weigh book of May", due="2090-01-01", by="ana"):
    form = {"to": to, "text": text, "due": due, "pattern": pattern.code if pattern else ""}
    answer = browser_of(by).post("/requests/ask", form)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return seq_of("request.ask")


def release_request(seq, by="leg"):
    from tallystick.review.models import Request

    to = Request.objects.get(created_seq=seq).to
    answer = browser_of(by).post(f"/requests/{seq}/release", {"to": to})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return seq_of("release.propose")


def add_document(pattern, content=PDF, name="list.pdf", by="ana"):
    form = {"documents": file_of(content, name)}
    answer = browser_of(by).post(f"/findings/{pattern.code}/document", form)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return seq_of("document.add")


def release_document(seq, to, by="leg", reason="It names nobody"):
    answer = browser_of(by).post(f"/documents/{seq}/release", {"to": to, "reason": reason})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return seq_of("release.propose")
