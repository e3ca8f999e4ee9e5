"""The page that opens letters: its library, its policy, and links that the office cannot read."""

import base64
import hashlib
import io
import json
import posixpath
import re
import tarfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from people_at_work import add, browser_of
from sealed_box import PACKAGES as PUBLISHED

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 12, 1)
KEYS = 3
# By the format of age, section by section: its version, three recipients, a MAC; nonce, tag.
LENGTH = 22 + KEYS * (10 + 43 + 1 + 43 + 1) + (4 + 43 + 1) + 16 + 1024 + 16
MAGIC = b"age-encryption.org/v1\n"


def links(count=8, length=LENGTH, magic=MAGIC):
    return json.dumps(
        [base64.b64encode(magic + bytes([at]) * (length - len(magic))).decode()
         for at in range(count)]
    )  # fmt: skip


@pytest.fixture
def rea(case):
    add("rea", ("reader",))
    return browser_of("rea")


@pytest.fixture
def packages(monkeypatch, tmp_path):
    """Two packages in place of those of the library, with hashes of their own."""
    from tallystick.review.acting import library

    paths, known = [], {}
    for name, main in (("one", "dist/index.js"), ("two", "")):
        path = tmp_path / f"{name}-1.0.tgz"
        with tarfile.open(path, "w:gz") as package:
            for file in ("package/dist/index.js", "package/README.md", "package/a.js"):
                data = f"export const {name} = '{file}';".encode()
                member = tarfile.TarInfo(file)
                member.size = len(data)
                package.addfile(member, io.BytesIO(data))
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        known[name] = library.Package(f"@x/{name}", "1.0", sha256, main)
        paths.append(path)
    monkeypatch.setattr(library, "PACKAGES", known)
    return paths


def test_the_length_of_a_link_is_that_of_the_format(django_ready):
    from tallystick.review.acting.links import PLAIN_BYTES, REST, STANZA

    assert PLAIN_BYTES + REST + KEYS * STANZA == LENGTH


def test_links_are_kept_eight_at_once_without_a_name_in_no_log_and_in_no_order(rea):
    from tallystick.review.acting.links import kept
    from tallystick.review.models import LogEntry, SealedLink

    before = LogEntry.objects.count()
    answer = rea.post("/reports/links/keep", {"links": links()})
    assert answer.status_code == 200
    assert sorted(answer.json()["links"]) == sorted(json.loads(links()))
    assert rea.get("/reports/links").json() == {"links": kept()}
    assert LogEntry.objects.count() == before
    assert {each.name for each in SealedLink._meta.fields} == {"code", "day", "ciphertext"}
    assert kept() != json.loads(links()) or kept() != kept()[::-1]


@pytest.mark.parametrize(
    "told",
    ["", "x", "{}", "[]", "null", "[1,2,3,4,5,6,7,8]", links(7), links(9),
     links(length=LENGTH + 1), links(magic=b"plain text of a letter"),
     links(7)[:-1] + "," + links(1, LENGTH + 98)[1:], "[" * 5000, links(length=60)],
)  # fmt: skip
def test_what_are_no_eight_files_of_age_of_one_length_is_refused_in_words(rea, told):
    from tallystick.review.models import SealedLink

    answer = rea.post("/reports/links/keep", {"links": told})
    assert answer.status_code == 400
    assert "no locked links" in answer.content.decode()
    assert not SealedLink.objects.exists()


def test_links_end_after_a_year_and_there_are_never_more_than_a_browser_opens(case, monkeypatch):
    from tallystick.review.acting import links as acting
    from tallystick.review.models import SealedLink

    acting.keep(links(), TODAY - timedelta(days=366))
    acting.keep(links(), TODAY - timedelta(days=365))
    acting.keep(links(), TODAY)
    assert SealedLink.objects.count() == 16
    monkeypatch.setattr(acting, "MOST", 23)
    with pytest.raises(acting.LinksError, match="links_full"):
        acting.keep(links(), TODAY)
    assert SealedLink.objects.count() == 16


def test_links_are_in_no_bundle_and_a_replay_agrees(case_of_two):
    from tallystick.review.bundle.state import state_json
    from tallystick.review.log.replay import differences

    add("rea", ("reader",))
    assert browser_of("rea").post("/reports/links/keep", {"links": links()}).status_code == 200
    assert "sealed_link" not in json.loads(state_json(None))
    assert differences() == []


def test_packages_are_taken_by_their_hash_and_served_as_published(rea, case, packages):
    from tallystick.review.acting import library
    from tallystick.review.log.entries import entries

    assert "not here" in rea.get("/reports/letters").content.decode()
    assert rea.get("/reports/library/one/dist/index.js").status_code == 404
    moved = packages[0].rename(packages[0].with_name("another name"))
    library.take(case, [packages[1], moved])
    entry = list(entries())[-1]
    assert (entry.act, entry.actor) == ("library.take", "program")
    assert entry.object["packages"] == {
        f"{each.module}@1.0": each.sha256 for each in library.PACKAGES.values()
    }
    answer = rea.get("/reports/library/one/dist/index.js")
    assert answer.content == b"export const one = 'package/dist/index.js';"
    assert answer["Content-Type"].startswith("text/javascript")
    for path in ("one/README.md", "one/package/a.js", "one/../../secrets/office.key", "three/a.js"):
        assert rea.get(f"/reports/library/{path}").status_code == 404, path
    assert library.import_map()["imports"] == {
        "@x/one": "/reports/library/one/dist/index.js", "@x/two/": "/reports/library/two/",
    }  # fmt: skip


def test_a_package_that_is_changed_or_missing_is_refused_and_nothing_is_kept(case, packages):
    from tallystick.review.acting import library

    with pytest.raises(library.LibraryError, match=r"@x/two@1\.0 is missing"):
        library.take(case, packages[:1])
    packages[1].write_bytes(packages[1].read_bytes() + b"\0")
    with pytest.raises(library.LibraryError, match="of none of the packages"):
        library.take(case, packages)
    with pytest.raises(library.LibraryError, match="name the file"):
        library.take(case, [packages[0].with_name("none")])
    assert not (case.folder / "library").exists()


def test_a_package_that_was_changed_in_the_case_is_not_served(rea, case, packages):
    from tallystick.review.acting import library

    library.take(case, packages)
    kept = case.folder / "library/one.tgz"
    kept.write_bytes(packages[1].read_bytes())
    assert rea.get("/reports/library/one/dist/index.js").status_code == 404
    assert rea.get("/reports/library/two/a.js").status_code == 200
    assert "not as its authors" in rea.get("/reports/letters").content.decode()


def test_the_policy_lets_the_import_map_alone_stand_in_the_page(rea, case, packages):
    from tallystick.review.acting import library

    library.take(case, packages)
    answer = rea.get("/reports/letters")
    text = answer.content.decode()
    (told,) = re.findall(r"<script[^>]*>([^<]+)</script>", text)
    digest = base64.b64encode(hashlib.sha256(told.encode()).digest()).decode()
    policy = dict(each.split(" ", 1) for each in answer["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == f"'self' 'sha256-{digest}'"
    assert (policy["default-src"], policy["connect-src"]) == ("'none'", "'self'")
    other = rea.get("/reports")["Content-Security-Policy"]
    assert "script-src 'self';" in other
    assert "blob:" not in other
    # What is chosen or pasted has no name, and stands in no form that could send it.
    forms = re.findall(r"<form.*?</form>", text, re.DOTALL)
    for each in ("data-key", "data-pasted", "data-box"):
        (field,) = re.findall(f"<(?:input|textarea)[^>]* {each}>", text)
        assert " name=" not in field
        assert not any(field in form for form in forms)


def test_a_reader_alone_sees_no_finding_on_it_and_others_see_nothing(case_of_two, packages):
    from tallystick.review.acting import library

    library.take(case_of_two, packages)
    for login, roles in {"rea": ("reader",), "ria": ("reader", "reviewer"),
                         "rev": ("reviewer",)}.items():  # fmt: skip
        add(login, roles)
    assert "<option" not in browser_of("rea").get("/reports/letters").content.decode()
    page = browser_of("ria").get("/reports/letters").content.decode()
    offered = re.findall(r'<option value="(\w+)">', page)
    code = offered[0]
    assert len(offered) == len(set(offered)) > 2
    assert browser_of("rev").get("/reports/letters").status_code == 403
    beside = browser_of("ria").get(f"/findings/{code}").content.decode()
    assert "links_beside" in beside
    assert f'data-links="{code}"' in beside
    assert "links_beside" not in browser_of("rev").get(f"/findings/{code}").content.decode()


@pytest.mark.parametrize("page", ["docs/channel.md", "Makefile"])
def test_the_pages_name_the_packages_and_versions_that_are_known(django_ready, page):
    from tallystick.review.acting.library import PACKAGES

    named = re.findall(
        r"(?<![\w/@])(@?[a-z][\w/-]+)@(\d[\d.]*\d)", (ROOT / page).read_text("utf-8")
    )
    assert named == [(each.module, each.version) for each in PACKAGES.values()]


@pytest.mark.skipif(not PUBLISHED, reason="not shown: build/library has no packages (make library)")
def test_the_packages_as_published_are_those_and_import_nothing_that_is_not_served(case):
    from tallystick.review.acting import library

    library.take(case, PUBLISHED)
    found, waiting = set(), [("age-encryption", "dist/index.js"), ("noble-curves", "ed25519.js")]
    known = library.import_map()["imports"]
    while waiting:
        name, path = waiting.pop()
        if (name, path) in found:
            continue
        found.add((name, path))
        text = library.module(case, name, path).decode()
        for told in re.findall(
            r"""^(?:import|export)\b[^;]*?\bfrom ['"]([^'"]+)['"]""", text, re.M
        ):
            if told.startswith("."):
                beside = posixpath.join(posixpath.dirname(path), told)
                waiting.append((name, posixpath.normpath(beside)))
                continue
            (key,) = (each for each in known if f"{told}/".startswith(f"{each.rstrip('/')}/"))
            at = (known[key] + told.removeprefix(key)).removeprefix(f"{library.ADDRESS}/")
            waiting.append(tuple(at.split("/", 1)))
    assert len(found) > 30
