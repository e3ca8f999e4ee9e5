"""Do tables sort and filter in a browser, by the page's own script and under its own policy?"""

import html
import re
import subprocess

import pytest
from browser import CHROMIUM, NEEDS_CHROMIUM, QUIET
from fixture import FINDINGS, write_run
from reading import read

from tallystick.report import write_report

pytestmark = NEEDS_CHROMIUM
WRITTEN = """<script>{steps}
const told = document.createElement("pre"); told.id = "told";
told.textContent = JSON.stringify(said); document.body.append(told);</script></body>"""
ROWS = 'document.querySelectorAll("table.inputs, table.settings")'


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return write_report(write_run(tmp_path_factory.mktemp("run")))


def shown(path, folder):
    command = [CHROMIUM, *QUIET, f"--user-data-dir={folder / 'profile'}", "--dump-dom",
               path.as_uri()]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, timeout=300)
    return done.stdout.decode()


def after(page, folder, steps):
    """What the steps say, run after the page's script; the policy would keep them out."""
    text = page.read_text(encoding="utf-8")
    free = re.sub(r"<meta[^>]*Content-Security-Policy[^>]*>", "", text)
    path = folder / "stepped.html"
    path.write_text(free.replace("</body>", WRITTEN.format(steps=steps)), encoding="utf-8")
    found = re.search(r'<pre id="told">(.*?)</pre>', shown(path, folder), re.DOTALL)
    return html.unescape(found[1])


def test_the_policy_lets_the_pages_own_script_run_and_no_other(page, tmp_path):
    made = shown(page, tmp_path)
    assert made.count('<label class="filter">') > 2
    text = page.read_text(encoding="utf-8")
    odd = tmp_path / "odd.html"
    odd.write_text(text.replace("</body>", "<script>document.title = 'x'</script></body>"), "utf-8")
    assert "<title>x</title>" not in shown(odd, tmp_path)


def test_a_filter_hides_the_rows_without_its_words_and_keeps_the_questions(page, tmp_path):
    said = after(
        page,
        tmp_path,
        """
        const table = document.querySelector("table.tests");
        const field = table.previousElementSibling.querySelector("input");
        field.value = " NO SUCH WORDS "; field.dispatchEvent(new Event("input"));
        const rows = [...table.tBodies].flatMap(each => [...each.rows]);
        const seen = rows.filter(each => !each.hidden);
        const said = [seen.every(each => each.className === "question"),
                      rows.filter(each => each.hidden).length > 5];
        field.value = ""; field.dispatchEvent(new Event("input"));
        said.push(rows.every(each => !each.hidden));""",
    )
    assert said == "[true,true,true]"


def test_a_head_sorts_by_number_up_and_then_down(page, tmp_path):
    said = after(
        page,
        tmp_path,
        """
        const table = [...document.querySelectorAll("table.records")].find(
          each => each.querySelector("thead .n button") && each.tBodies[0].rows.length > 7);
        const head = table.querySelector("thead .n");
        const cells = () => [...table.tBodies[0].rows].map(
          row => parseFloat(row.cells[head.cellIndex].textContent));
        const up = (head.firstChild.click(), cells()), down = (head.firstChild.click(), cells());
        const said = [up.every((each, at) => !at || up[at - 1] <= each),
                      down.every((each, at) => !at || down[at - 1] >= each),
                      up.join() !== down.join(), head.getAttribute("aria-sort")];""",
    )
    assert said == '[true,true,true,"descending"]'


def test_without_the_script_every_row_is_there(page):
    made = read(page.read_text(encoding="utf-8"))
    assert not made.all("button", "input")
    lists = [each for each in made.all("table") if "records" in each.attributes.get("class", "")]
    assert len(lists) == len([each for each in FINDINGS if each.evidence is not None])
