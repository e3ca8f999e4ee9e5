"""Several people at work on one case, each with a browser of their own."""

from opened_case import ACTOR

PEOPLE = {
    "ana": ("analyst",),
    "rev": ("reviewer",),
    "leg": ("legal",),
    "aud": ("auditee",),
    "rea": ("reader",),
    "adm": ("administrator",),
    "see": ("read_only",),
}
"""A person of each role, by login."""


def add(login, roles, **about):
    from tallystick.review.log.entries import append

    object = {"login": login, "name": f"Person {login}", "roles": list(roles), **about}
    append(ACTOR, "person.add", object)


def browser_of(login):
    """A client in whose session somebody came in; "" for nobody."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    if login:
        session = client.session
        session["person"] = login
        session.save()
        from django.conf import settings

        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def hidden(pattern):
    """What the page gives with a form of this pattern."""
    from tallystick.review.decisions.disposition import decided_last

    pattern.refresh_from_db()
    return {"after": decided_last(pattern), "seal": pattern.latest.run.manifest_sha256}


def explained(pattern, **changes):
    """A form that explains a pattern by a cause of its own list."""
    return {"value": "explained", "cause_id": "slip", "explains": "Seen in the file",
            "document": "Decree 7", "until": "2090-01-01", **hidden(pattern),
            **changes}  # fmt: skip


def referred(pattern, **changes):
    return {"value": "referred", "to": "The prosecutor", "basis": "Law, art. 5",
            "sent": "The list", "day": "2025-03-01", **hidden(pattern), **changes}  # fmt: skip


def corrected(pattern, **changes):
    return {"value": "corrected", "wrong": "A weight twice", "source": "Register",
            "day": "2025-03-01", "gone_from": "2025-12-31", **hidden(pattern),
            **changes}  # fmt: skip


def waiting(pattern, **changes):
    return {"value": "open", "waits_for": "The file", "until": "2090-01-01", **hidden(pattern),
            **changes}  # fmt: skip
