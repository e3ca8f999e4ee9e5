"""Somebody who reads and fills in pages in Debian's Chromium, by words of the page's language.

Each page that is come to is looked at: no wider than the screen, no short table that is cut, no
message of the browser, and, where script is on, nothing that axe finds. `Keys` does the same by
keyboard alone.
"""

import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources

from playwright.sync_api import expect

MOST_TABS = 300
CHANGING = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
FOCUSED = "each => each === document.activeElement"
ASKED = "axe.run().then(done => done.violations.map(each => [each.id, each.nodes[0].html]))"
CUT = """[...document.querySelectorAll('.scroll, .scroll-x:has(> .stacked)')].filter(
each => each.matches('.scroll')
  ? each.querySelectorAll('tbody tr').length <= 40 && each.scrollHeight > each.clientHeight + 1
  : each.scrollWidth > each.clientWidth + 1).map(each => each.innerText.slice(0, 40))"""
SHOWN = """each => { const held = each.getBoundingClientRect();
return each.matches(':focus-visible') && held.width > 0 && held.bottom > 0
&& held.top < window.innerHeight; }"""


def _is_page(answer):
    return answer.request.resource_type in ("document", "xhr") and not 300 <= answer.status < 400


@dataclass(frozen=True)
class Setting:
    """How the pages are looked at."""

    script: bool
    width: int
    language: str

    def __str__(self):
        return f"{'script' if self.script else 'plain'}-{self.width}-{self.language}"


# Each two of script, width and language meet in each of their ways.
SETTINGS = (
    Setting(script=True, width=1280, language="en"),
    Setting(script=False, width=390, language="en"),
    Setting(script=True, width=390, language="ru"),
    Setting(script=False, width=1280, language="ru"),
)


@cache
def axe():
    return (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")


class Reader:
    """One person with a browser of their own; without a cookie, who did not log in yet."""

    def __init__(self, chromium, served, setting, cookie):
        size = {"width": setting.width, "height": 900}
        self._context = chromium.new_context(
            viewport=size, java_script_enabled=setting.script, accept_downloads=True
        )
        if cookie:
            self._context.add_cookies([cookie])
        self.page, self._setting, self.served = self._context.new_page(), setting, served
        self.page.set_default_timeout(20_000)
        self.messages, self.looked_at = [], {}
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.goto(served)
        if setting.language != "en":
            self.page.locator(".languages").get_by_text("Русский").click()
            self.page.locator('html[lang="ru"]').wait_for(state="attached")
        self.look()

    def close(self):
        """End, and say what axe found on each page, and what the browser said."""
        self._context.close()
        return {each: told for each, told in self.looked_at.items() if told}, self.messages

    def words(self, key, n=None, /, **values):
        """The sentence of a key in the language of the pages; of a count, with its number."""
        from tallystick.report.words.wording import spoken
        from tallystick.review.words import tell, tell_count

        with spoken(self._setting.language):
            if n is None:
                return tell(key, **values)
            return tell_count(key, n, **{"n": n, **values})

    def look(self):
        """Look at the page that was come to."""
        self.page.wait_for_load_state()
        address = self.page.url.removeprefix(self.served).partition("#")[0]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self._setting.width, (
            f"{address} is wider than the screen"
        )
        assert self.page.evaluate(CUT) == [], f"{address}: a table is cut"
        assert self.page.evaluate("document.documentElement.lang") == self._setting.language
        assert self.page.locator("main").count() == 1, f"{address} lies within another page"
        if self._setting.script:
            self.page.evaluate(axe())
            self.looked_at[address] = self.page.evaluate(ASKED)

    def open(self, address):
        """Type an address."""
        answer = self.page.goto(self.served + address)
        self.look()
        return answer

    def go(self, found):
        """Use what leads to another page, or changes this one, and look at it."""
        self.page.evaluate("document.documentElement.dataset.left = 'yes'")
        with self.page.expect_response(_is_page) as held:
            self._use(found)
        if held.value.request.resource_type == "document":
            self.page.locator("html:not([data-left])").wait_for(state="attached")
        else:
            expect(self.page.locator(CHANGING)).to_have_count(0)
        self.look()

    def follow(self, key, /, **values):
        """Follow the first link that is called so."""
        self.go(self._link(self.words(key, **values)))

    def follow_to(self, address):
        """Follow the first link of the page to an address that begins so."""
        self.go(self._seen(self.page.locator(f'main a[href^="{address}"]')))

    def press(self, key, /, **values):
        """Press the first button that is called so."""
        self.go(self._button(key, **values))

    def download(self, key, path, /, *, link=False):
        """Press a button, or follow a link, that hands out a file."""
        with self.page.expect_download() as held:
            self._use(self._link(self.words(key)) if link else self._button(key))
        held.value.save_as(path)
        return path

    def unfold(self, key, /, **values):
        """Open a part that is closed."""
        self._use(self._seen(self.page.locator("summary", has_text=self.words(key, **values))))

    def write(self, key, text):
        """Write into the field of a label."""
        field = self._field(key)
        self._enter(field, text)

    def day(self, key, year=2090):
        """Enter the first of January of a year as a day."""
        self._enter_day(self._field(key), year)

    def choose(self, key, value):
        """Choose a value of a list."""
        self._select(self._field(key), value)

    def tick(self, name, value):
        """Tick a box or a point by its name and value."""
        self._tick(self.page.locator(f'main input[name="{name}"][value="{value}"]').first)

    def reads(self, key, n=None, /, **values):
        """Hold that a sentence stands on the page."""
        expect(self.page.locator("main")).to_contain_text(self._plain(self.words(key, n, **values)))

    def reads_text(self, text):
        """Hold that a text stands on the page."""
        expect(self.page.locator("main")).to_contain_text(text)

    def not_there(self, text):
        """Hold that a text is nowhere on the page."""
        expect(self.page.locator("main")).not_to_contain_text(text)

    def rows(self, n):
        """Hold that the list has so many rows."""
        expect(self.page.locator("table.patterns tbody tr")).to_have_count(n)

    def _plain(self, text):
        return re.sub(r"\s+", " ", text)

    def _seen(self, found):
        return found.filter(visible=True).first

    def _link(self, name):
        return self._seen(self.page.get_by_role("link", name=name))

    def _button(self, key, /, **values):
        return self._seen(
            self.page.get_by_role("button", name=self.words(key, **values), exact=True)
        )

    def _field(self, key):
        main, name = self.page.locator("main"), self.words(key)
        exact = main.get_by_label(name, exact=True).filter(visible=True)
        return exact.first if exact.count() else self._seen(main.get_by_label(name))

    def _use(self, found):
        found.click()

    def _enter(self, field, text):
        field.fill(text)

    def _enter_day(self, field, year):
        field.fill(f"{year}-01-01")

    def _select(self, field, value):
        field.select_option(value)

    def _tick(self, field):
        field.check()


class Keys(Reader):
    """The same by keyboard alone: Tab to come to a thing, Enter, Space, arrows and letters."""

    def _reach(self, found):
        found.wait_for()
        for _ in range(MOST_TABS):
            if found.evaluate(FOCUSED):
                return self._sees(found)
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {found}")

    def _sees(self, found):
        """Hold that what has the focus can be seen, once the page has scrolled to it."""
        for _ in range(40):
            if found.evaluate(SHOWN):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"what has the focus cannot be seen: {found}")

    def _use(self, found):
        self._reach(found)
        self.page.keyboard.press("Enter")

    def _enter(self, field, text):
        self._reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        assert field.input_value() == text

    def _enter_day(self, field, year):
        self._reach(field)
        self.page.keyboard.type(f"0101{year}")
        assert field.input_value() == f"{year}-01-01"

    def _select(self, field, value):
        self._reach(field)
        for _ in range(MOST_TABS):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow comes to {value}")

    def _tick(self, field):
        if field.get_attribute("type") == "checkbox":
            self._reach(field)
            self.page.keyboard.press("Space")
        else:
            self._point(field)
        assert field.is_checked()

    def _point(self, field):
        """Come to the group of a point, as Tab does, and go through it by arrows."""
        group = self.page.locator(f'main input[name="{field.get_attribute("name")}"]')
        for _ in range(MOST_TABS):
            if group.evaluate_all("all => all.includes(document.activeElement)"):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if field.is_checked():
                return
            self.page.keyboard.press("ArrowDown")


@contextmanager
def serving():
    """The address of the case that is open, without its token."""
    import threading

    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    from tallystick.review import loopback

    at = loopback.listening(0)
    server = create_server(get_wsgi_application(), sockets=[at], threads=2)

    def answer():
        # Its sockets are closed by another thread, which it may be waiting for.
        with suppress(OSError):
            server.run()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{at.getsockname()[1]}"
    server.close()
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()


def cookie_of(login, served):
    """The cookie of a session in which somebody came in."""
    from django.conf import settings
    from people_at_work import browser_of

    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": browser_of(login).cookies[name].value, "url": served}
