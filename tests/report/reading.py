"""What does a page hold, read without a browser?"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tallystick.report.pages.page import script

VOID = {"meta", "link", "br", "path", "input", "img", "hr", "line"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def walk(self):
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, *tags: str) -> list[Element]:
        return [each for each in self.walk() if each.tag in tags]

    def text(self, *without: str) -> str:
        if self.tag in without:
            return ""
        parts = (c if isinstance(c, str) else c.text(*without) for c in self.children)
        return " ".join(" ".join(parts).split())

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> repeats an attribute"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read(page: str) -> Element:
    """Return the page as a tree; AssertionError when its tags do not nest."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.root


def foreign(page: Element) -> list[Element]:
    """The elements of a page that could fetch or run what is not the program's own."""
    own, *others = page.all("script")
    assert "".join(map(str, own.children)) == script()[0]
    return [*others, *page.all("img")]
