"""Letters that a reader opens in Chromium: what is shown, and what never leaves the page."""

import base64
import json
import shutil
import subprocess
from urllib.parse import unquote_to_bytes

import pytest
from browser import NEEDS_CHROMIUM
from flow_reader import axe, serving
from people_at_work import add
from sealed_box import NEEDS_LIBRARY, PACKAGES, sealed_box
from test_browser import beside_a_loop, chromium, cookie_of

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM, NEEDS_LIBRARY]
__all__ = ["beside_a_loop", "chromium"]
SETTINGS = [(1280, "en"), (390, "en"), (1280, "ru"), (390, "ru")]
# Of each letter a word that is nowhere else, and signs that are written in several ways.
TEXTS = tuple(
    f'canary{each} "quoted" \\ / \u2028 Жанбыр <b>\n\tтекст\x7f\x01 😀'
    for each in ("kestrel", "merlin", "osprey", "harrier", "buzzard")
)
WHY, ANSWERED, FIELD = "canarygoshawk <i>", "canarysparrow", "canaryfalcon"
CANARIES = tuple(each.split()[0] for each in (*TEXTS, WHY, ANSWERED, FIELD))
STORED = """async () => [Object.entries(localStorage), Object.entries(sessionStorage),
await indexedDB.databases(), await caches.keys()]"""
OF_HTMX = [[], [["htmx-current-path-for-history", "/reports/letters"]], [], []]
ASKED = "axe.run().then(done => done.violations.map(each => [each.id, each.nodes[0].html]))"
TOLD = "document.querySelector('[data-told]')"
HANDS = "all => all.map(each => each.dataset.hand || '')"
WIDTHS = "all => all.map(each => each.naturalWidth)"


@pytest.fixture
def served(case_of_two):
    from tallystick.review.acting.library import take

    for login, roles in {"ria": ("reader", "reviewer"), "rea": ("reader",)}.items():
        add(login, roles)
    take(case_of_two, PACKAGES)
    with serving() as address:
        yield address


@pytest.fixture
def box(tmp_path):
    return sealed_box(tmp_path, TEXTS, {"kind": FIELD, "2": "b", "1": "a"})


class Desk:
    """A reader at the page, with every request and every message of their windows."""

    def __init__(self, chromium, served, login, width=1280, language="en", **how):
        size = {"width": width, "height": 900}
        self.context = chromium.new_context(viewport=size, accept_downloads=True, **how)
        self.context.add_cookies([cookie_of(login, served)])
        self.served, self.width, self.sent, self.messages = served, width, [], []
        self.context.on("request", self._seen)
        self.page = self.window("/")
        if language != "en":
            self.page.get_by_role("button", name="Русский").click()
        self.page.goto(f"{served}/reports/letters")

    def window(self, path):
        page = self.context.new_page()
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.goto(self.served + path)
        return page

    def _seen(self, request):
        body = request.post_data_buffer or b""
        head = f"{request.url} {request.headers}".encode()
        self.sent.append(head + body + unquote_to_bytes(body))

    def open(self, box, key=None, pasted=""):
        self.page.set_input_files("[data-box]", box)
        if key:
            self.page.set_input_files("[data-key]", key)
        self.page.fill("[data-pasted]", pasted)
        self.page.evaluate(f"{TOLD}.textContent = ''")
        self.page.click("[data-open]")
        self.page.wait_for_function(
            f"said => !['', said].includes({TOLD}.textContent)", arg=self.words("opening")
        )
        return self.page.inner_text("[data-told]")

    def words(self, name):
        return json.loads(self.page.get_attribute("[data-reader]", "data-said"))[name]

    def look(self):
        """Nothing that axe finds, nothing wider than the screen."""
        self.page.evaluate(axe())
        assert self.page.evaluate(ASKED) == []
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width

    def keep(self):
        with self.page.expect_response(lambda each: each.request.method == "POST"):
            self.page.click("[data-keep] button")
        self.page.get_by_text(self.words("kept"), exact=True).wait_for()

    def beside(self, code):
        """What the page of a finding in another window shows of links."""
        other = self.window(f"/findings/{code}")
        other.wait_for_timeout(500)
        found = other.locator("[data-links] li").all_inner_texts()
        other.close()
        return found


def shapes(word):
    """A word as it could be written in what was sent: plain, in base64 at three places, in hex."""
    data = word.encode()
    yield data
    yield data.hex().encode()
    for skipped in range(3):
        shifted = base64.b64encode(b"\0" * skipped + data)
        yield shifted[-(-skipped * 8 // 6) : -4]


def sightings(data, words):
    return {word for word in words if any(each in data for each in shapes(word))}


def read_by_program(box):
    """The oracle: what `tallystick box open` reads of the same box, by reader."""
    from tallystick.intake.letters.hand import is_proven
    from tallystick.intake.reading import open_letters

    return {
        name: [(each.letter.text, is_proven(each.letter, each.thread), each.letter.hand)
               for each in open_letters(box.box, identity)]
        for name, identity in box.identities.items()
    }  # fmt: skip


def opened_links(box):
    """What each reader's key opens of all that the office holds, empty ones left out."""
    from tallystick.intake.letters.locking import opened
    from tallystick.review.acting.links import kept

    found = {name: [] for name in box.identities}
    for each in kept():
        for name, identity in box.identities.items():
            data = opened(base64.b64decode(each), identity)
            if data is not None:
                assert len(data) == 1024
                found[name].append(json.loads(data[4 : 4 + int.from_bytes(data[:4], "big")]))
    return found


@pytest.mark.parametrize(("width", "language"), SETTINGS)
def test_letters_links_and_an_answer_and_nothing_of_them_leaves_the_page(
    chromium, served, box, case_of_two, tmp_path, caplog, width, language
):
    desk = Desk(chromium, served, "ria", width, language)
    desk.look()
    assert "4" in desk.open(box.copy, box.key(tmp_path, "Inspector"))
    desk.look()
    of_program = read_by_program(box)
    assert shown(desk.page) == sorted(text for text, _, _ in of_program["Inspector"])
    hands = desk.page.locator("[data-hand]").evaluate_all(HANDS)
    assert sorted(hands) == ["not_proven", "several", "several", "several"]
    assert desk.page.locator("[data-pages] img").evaluate_all(WIDTHS) == [40, 40]
    desk.page.fill("[data-why]", WHY)
    code = desk.page.input_value("[data-pattern]")
    desk.page.click("[data-link]")
    assert desk.beside(code) == []
    desk.keep()
    assert desk.beside(code) == [f"aaaaaaaa: {WHY}"]
    (link,) = opened_links(box)["Inspector"]
    assert opened_links(box)["Ombudsman"] == [link]
    assert (link["thread"], link["pattern"], link["why"]) == (box.threads[0], code, WHY)
    answered(desk, box, tmp_path)
    # Another day: what was chosen is gone, a pasted line opens it again, and the link is there.
    desk.page.reload()
    assert shown(desk.page) == []
    assert desk.page.input_value("[data-pasted]") == ""
    desk.open(box.copy, pasted=f"# a line\n{box.identities['Inspector']}\n")
    assert WHY in desk.page.inner_text("[data-links-of]")
    desk.page.click("[data-links-of] button")
    desk.keep()
    assert desk.beside(code) == []
    desk.look()
    assert desk.page.evaluate(STORED) == OF_HTMX
    desk.context.close()
    assert desk.messages == []
    secret = [str(box.identities["Inspector"]), str(box.identities["Inspector"])[17:]]
    seen = [sightings(each, [*CANARIES, *secret]) for each in desk.sent]
    assert [each for each in seen if each] == []
    assert sightings(caplog.text.encode(), [*CANARIES, *secret]) == set()
    files = [path for path in case_of_two.folder.rglob("*") if path.is_file()]
    assert {path: found for path in files
            if (found := sightings(path.read_bytes(), [*CANARIES, *secret]))} == {}  # fmt: skip


def shown(page):
    return sorted(each.text_content() for each in page.locator("[data-text]").all())


def answered(desk, box, folder):
    """The answer that the page saves is delivered, and the colleague and both readers read it."""
    from pyrage.x25519 import Identity

    from tallystick.intake.letters.locking import opened
    from tallystick.intake.reading import deliver, open_letters

    desk.page.fill("[data-answer]", ANSWERED)
    with desk.page.expect_download() as held:
        desk.page.click("[data-answer-file]")
    held.value.save_as(folder / "answer.json")
    deliver(box.box, folder / "answer.json")
    (sealed,) = [bytes.fromhex(json.loads((folder / "answer.json").read_text())["ciphertext"])]
    assert ANSWERED.encode() in opened(sealed, Identity.from_str(box.colleague_identity))
    for identity in box.identities.values():
        (found,) = [each.letter for each in open_letters(box.box, identity)
                    if each.sender == "readers"]  # fmt: skip
        assert (found.text, len(found.readers)) == (ANSWERED, 2)


def test_a_link_is_locked_to_who_may_read_the_letter_and_eight_of_one_length_are_sent(
    chromium, served, box, tmp_path
):
    """The second thread excludes Inspector, whose key opens no link of it; the rest say nothing."""
    from tallystick.intake.letters.locking import stanzas
    from tallystick.review.acting.links import kept
    from tallystick.review.models import SealedLink

    desk = Desk(chromium, served, "rea")
    assert "5" in desk.open(box.copy, box.key(tmp_path, "Ombudsman"))
    second = desk.page.locator("[data-threads] > section").nth(1)
    second.locator("[data-pattern]").fill("F-02")
    second.locator("[data-why]").fill(WHY)
    second.locator("[data-link]").click()
    desk.keep()
    desk.keep()
    links = opened_links(box)
    assert links["Inspector"] == []
    (link,) = links["Ombudsman"]
    assert (link["thread"], link["pattern"]) == (box.threads[1], "F-02")
    held = [base64.b64decode(each) for each in kept()]
    assert len(held) == 16
    assert {(len(each), stanzas(each)) for each in held} == {(len(held[0]), 2)}
    assert len(set(SealedLink.objects.values_list("day", flat=True))) == 1


@pytest.mark.skipif(shutil.which("age") is None, reason="not shown: there is no program age")
def test_the_program_age_opens_what_the_page_locks_and_the_page_what_it_locks(
    chromium, served, box, tmp_path
):
    from tallystick.intake.box import threads
    from tallystick.intake.box.readers import in_force
    from tallystick.intake.browser_copy import browser_copy
    from tallystick.intake.letters.letter import COLLEAGUE, Letter, packed
    from tallystick.review.acting.links import kept

    prints = tuple(each.fingerprint for each in in_force(box.box))
    data = packed(Letter(COLLEAGUE, "by the program", prints, {}))
    to = [word for each in in_force(box.box) for word in ("-r", each.recipient)]
    sealed = subprocess.run(["age", *to], input=data, capture_output=True, check=True).stdout
    threads.add(box.box, box.threads[0], COLLEAGUE, (len(data), sealed))
    browser_copy(box.box, tmp_path / "again")
    desk = Desk(chromium, served, "ria")
    key = box.key(tmp_path, "Inspector")
    assert "5" in desk.open(tmp_path / "again", key)
    assert "by the program" in shown(desk.page)
    desk.page.fill("[data-why]", WHY)
    desk.page.click("[data-link]")
    desk.keep()
    found = [subprocess.run(["age", "-d", "-i", key], input=base64.b64decode(each),
                            capture_output=True, check=False) for each in kept()]  # fmt: skip
    (opened,) = [each.stdout for each in found if each.returncode == 0]
    assert WHY.encode() in opened


@pytest.mark.parametrize(("width", "language"), SETTINGS)
def test_what_is_no_key_or_no_box_is_said_and_forgotten(
    chromium, served, box, tmp_path, width, language
):
    desk = Desk(chromium, served, "rea", width, language)
    (tmp_path / "other").write_bytes(b"\0" * 40)
    identity = str(box.identities["Inspector"])
    for file, told, word in (
        (tmp_path / "other", identity, "no_box"),
        (box.copy, "", "no_key"),
        (box.copy, f"{identity[:-1]}Q", "wrong_key"),
        (box.copy, f"{identity}\n{identity}", "wrong_key"),
        (box.copy, box.colleague_identity.replace("1", "1", 1), "opened"),
    ):
        said = desk.open(file, pasted=told)
        if word == "opened":
            assert said.startswith(desk.words("opened").partition("{")[0])
        else:
            assert said == desk.words(word), word
        assert desk.page.input_value("[data-pasted]") == ""
    desk.look()
    desk.page.click("[data-forget]")
    assert shown(desk.page) == []
    assert desk.page.inner_text("[data-told]") == desk.words("forgotten")
    assert desk.messages == []


def test_letters_open_where_the_office_does_not_answer_and_what_is_not_kept_is_said(
    chromium, served, box, tmp_path
):
    desk = Desk(chromium, served, "rea")
    desk.page.route("**/reports/links*", lambda route: route.abort())
    desk.page.route("**/reports/links/keep", lambda route: route.abort())
    said = desk.open(box.copy, box.key(tmp_path, "Inspector"))
    assert said == desk.words("no_links").replace("{n}", "4")
    assert len(shown(desk.page)) == 4
    desk.page.fill("[data-pattern]", "F-01")
    desk.page.fill("[data-why]", "x" * 300)
    desk.page.click("[data-link]")
    desk.page.click("[data-keep] button")
    desk.page.get_by_text(desk.words("not_kept"), exact=True).wait_for()
    assert desk.words("unkept") in desk.page.inner_text("[data-links-of]")
    desk.page.fill("[data-pattern]", "Ж" * 500)
    desk.page.click("[data-link]")
    assert desk.page.inner_text("[data-told]") == desk.words("too_long")


def heap(desk):
    """Every text that the script of the page holds."""
    devices, chunks = desk.context.new_cdp_session(desk.page), []
    devices.on("HeapProfiler.addHeapSnapshotChunk", lambda told: chunks.append(told["chunk"]))
    devices.send("HeapProfiler.collectGarbage")
    devices.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    return "".join(chunks)


def test_what_was_forgotten_is_not_in_the_memory_of_the_script(chromium, served, box, tmp_path):
    desk = Desk(chromium, served, "rea")
    desk.open(box.copy, box.key(tmp_path, "Inspector"))
    secret = [str(box.identities["Inspector"]), "canaryfalcon"]
    assert sightings(heap(desk).encode(), secret) == set(secret)
    desk.page.click("[data-forget]")
    assert sightings(heap(desk).encode(), secret) == set()


def test_without_script_the_page_names_the_way_offline(chromium, served):
    desk = Desk(chromium, served, "rea", java_script_enabled=False)
    assert "tallystick box open" in desk.page.inner_text("[data-plain]")
    assert not desk.page.locator("[data-open]").is_visible()


def test_the_search_finds_each_shape_of_a_word():
    for word in CANARIES[:2]:
        shifted = (base64.b64encode(b"x" * n + word.encode() + b"yy") for n in range(5))
        for told in (word.encode(), word.encode().hex().encode(), *shifted):
            assert sightings(b"--" + told + b"--", CANARIES) == {word}
