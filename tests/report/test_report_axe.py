"""Does axe find nothing in the page that keeps somebody from reading it?"""

import json
import re
import shutil
import subprocess
from datetime import date
from importlib import resources

import pytest
from fixture import write_run

from tallystick.findings import Reply
from tallystick.report.folder import write_page
from tallystick.report.opened import answered, opened

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=4000",
)  # fmt: skip
ASKED = """<script>{axe}</script><script>axe.run().then(said => {{
const told = document.createElement("pre"); told.id = "axe";
told.textContent = JSON.stringify(said.violations.map(each =>
[each.id, each.impact, each.nodes.map(node => node.html)])) + "/" + said.passes.length;
document.body.append(told); }});</script>"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


def violations(page, folder, width):
    """What axe finds in a page of that many pixels, and how many of its rules hold."""
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    asked = folder / "asked.html"
    free, policies = re.subn(r"<meta[^>]*Content-Security-Policy[^>]*>", "", page)
    assert policies == 1  # it keeps every script out, axe too
    asked.write_text(free.replace("</body>", ASKED.format(axe=axe) + "</body>"), encoding="utf-8")
    command = [CHROMIUM, *QUIET, f"--window-size={width},1500", f"--user-data-dir={folder / 'own'}",
               "--dump-dom", asked.as_uri()]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, timeout=120)
    said = re.search(r'<pre id="axe">(.*)/(\d+)</pre>', done.stdout.decode(), re.DOTALL)
    assert said, "axe did not answer"
    plain = said[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return json.loads(plain), int(said[2])


REPLIES = (
    Reply("F-01", "Chief", date(2026, 3, 2), "Scales.\nThey round.", disposition="explained"),
    Reply("F-02", "Eastgate Patrol", date(2026, 3, 3), "Nothing to add.", "Office"),
)


@pytest.fixture(scope="module", params=[(), REPLIES], ids=["plain", "answered"])
def page(request, tmp_path_factory):
    folder = write_run(tmp_path_factory.mktemp("run"))
    made = write_page(answered(opened(folder), request.param), folder)
    return made.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_in_the_way_of_a_reader(page, tmp_path, width):
    found, passed = violations(page, tmp_path, width)
    assert found == []
    assert passed > 20


def test_a_picture_without_words_and_a_table_without_heads_would_be_found(page, tmp_path):
    spoiled = page.replace("</main>", '<img src="data:,"></main>').replace('lang="en"', "", 1)
    found, _ = violations(spoiled, tmp_path, 1280)
    assert {"image-alt", "html-has-lang"} <= {name for name, _, _ in found}
