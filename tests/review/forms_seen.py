"""The forms of an office's pages, as a browser that follows every link finds them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

WITHOUT_VALUE = ("radio", "checkbox", "submit", "button", "reset")
FITTING = {"date": ("2090-01-01", "2025-03-01"), "number": ("10",)}
WORDS = ("Seen in the file",)
"""What a person may write into a field that is empty, by its type."""


@dataclass(frozen=True)
class Form:
    """Where a form goes, on which page, by whom, and its fields with what each may be left at."""

    login: str
    page: str
    to: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass
class Seen(HTMLParser):
    """The links and forms of one page."""

    page: str
    links: set = field(default_factory=set)
    forms: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self._fields, self._to, self._others, self._select = None, "", [], ""

    def handle_starttag(self, tag, attributes):
        held = dict(attributes)
        if tag == "a" and held.get("href", "").startswith(("/", "?")):
            self.links.add(urljoin(self.page, held["href"]))
        elif tag == "form":
            self._to, self._others = urljoin(self.page, held.get("action") or ""), []
            self._fields = {} if held.get("method", "get").lower() == "post" else None
        elif self._fields is not None and held.get("formaction"):
            self._others.append(urljoin(self.page, held["formaction"]))
        elif self._fields is not None and tag == "option" and self._select:
            self._fields[self._select].append(held.get("value", ""))
        elif self._fields is not None and held.get("name"):
            self._select = held["name"] if tag == "select" else ""
            values = self._fields.setdefault(held["name"], [])
            if tag in ("input", "button") and (
                held.get("type") in WITHOUT_VALUE or held.get("value") or not values
            ):
                values.append(held.get("value", "on" if held.get("type") == "checkbox" else ""))
            if not any(values) and tag in ("input", "textarea"):
                values += FITTING.get(held.get("type", ""), WORDS)

    def handle_endtag(self, tag):
        if tag == "form" and self._fields is not None:
            held = tuple((name, tuple(dict.fromkeys(values)) or ("",))
                         for name, values in sorted(self._fields.items())
                         if name != "csrfmiddlewaretoken")  # fmt: skip
            self.forms += [(to, held) for to in (self._to, *self._others)]
            self._fields = None


def route(address):
    """The pattern of the office's addresses that an address has."""
    from django.urls import resolve

    return resolve(urlsplit(address).path).route


def forms_of(browser, login, begins=("/",), most_of_a_route=4):
    """Every form on the pages that somebody reaches, a few pages of each kind."""
    waiting, seen, counts, found = list(begins), set(begins), {}, {}
    while waiting:
        page = waiting.pop(0)
        kind = route(page)
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] > most_of_a_route or kind.startswith(("static", "documents/")):
            continue
        answer = browser.get(page)
        assert answer.status_code in (200, 302, 403, 404), (login, page, answer.status_code)
        if answer.status_code == 302:
            links = {answer["Location"]}
        elif answer.get("Content-Type", "").startswith("text/html"):
            held = Seen(page)
            held.feed(answer.content.decode())
            links = held.links
            for to, fields in held.forms:
                form = Form(login, page, to, fields)
                found.setdefault((route(to), tuple(name for name, _ in fields)), form)
        else:
            continue
        for each in sorted(links - seen):
            seen.add(each)
            waiting.append(each)
    return list(found.values())
