"""What do a browser, its printer and axe make of a page?"""

import json
import re
import shutil
import subprocess
from importlib import resources
from urllib.parse import unquote

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
NEEDS_PDFTOTEXT = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed"
)
ASKED = """<script>{axe}</script><script>axe.run().then(said => parent.postMessage([
said.violations.map(each => [each.id, each.impact, each.nodes.map(node => node.html)]),
said.passes.length, document.documentElement.scrollWidth], "*"));</script>"""
# A window is never narrower than 500 pixels; a frame in it is.
FRAME = """<!doctype html><iframe src="asked.html" width="{width}" height="1500"></iframe><script>
onmessage = said => {{ const told = document.createElement("pre"); told.id = "axe";
told.textContent = encodeURIComponent(JSON.stringify(said.data)); document.body.append(told); }};
</script>"""


def sheets(page, folder, paper=""):
    """The text of each sheet that the browser prints of a page, on Letter unless told."""
    pdf = folder / f"report{paper}.pdf"
    if paper:
        sized = page.read_text(encoding="utf-8").replace(
            "</style>", f"@page {{ size: {paper} }}</style>", 1
        )
        page = folder / f"{paper}.html"
        page.write_text(sized, encoding="utf-8")
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [CHROMIUM, *QUIET, profile, f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=900)
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return said.stdout.decode().split("\f")[:-1]


def asked(page, folder, width, seconds=900):
    """What axe finds in a page of that many pixels, how many rules hold, and how wide it is."""
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    free, policies = re.subn(r"<meta[^>]*Content-Security-Policy[^>]*>", "", page)
    assert policies == 1  # it keeps every script out, axe too
    own = free.replace("</body>", ASKED.format(axe=axe) + "</body>")
    (folder / "asked.html").write_text(own, encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(FRAME.format(width=width), encoding="utf-8")
    size = ("--window-size=1500,1600", "--virtual-time-budget=4000")
    command = [CHROMIUM, *QUIET, *size, f"--user-data-dir={folder / 'own'}",
               "--dump-dom", frame.as_uri()]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, timeout=seconds)
    said = re.search(r'<pre id="axe">(.*)</pre>', done.stdout.decode())
    assert said, "axe did not answer"
    found, passed, wide = json.loads(unquote(said[1]))
    return found, passed, wide
