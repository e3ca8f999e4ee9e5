"""A bundle leaves masked, verifies by an outsider's own tools, and names each byte that changed."""

import json
import shutil
import subprocess
import sys
import zipfile

import pytest
from opened_case import ACTOR
from people_at_work import PEOPLE, add, browser_of, explained
from two_runs import GONE, LEAD, NEW, OFFICER_NOW, RUNS, STILL

REASON = "The court of Zhambyl asked for the names of Division 3"


def exported(browser, folder, how="masked", reason=""):
    """The bundle that the page hands out, as a file."""
    answer = browser.post("/bundle/make", {"how": how, "reason": reason})
    assert answer["Content-Type"] == "application/zip", answer.content.decode()
    path = folder / f"{how}.zip"
    path.write_bytes(answer.content)
    return path


def members(path):
    with zipfile.ZipFile(path) as bundle:
        return {each: bundle.read(each) for each in bundle.namelist()}


def unpacked(path, folder):
    with zipfile.ZipFile(path) as bundle:
        bundle.extractall(folder)
    return folder


def faults(path, half=None):
    from tallystick.seal import verify_bundle

    return verify_bundle(path, half, check_signature=False).differences


def signature_faults(path):
    from tallystick.seal import verify_bundle

    return verify_bundle(path).differences


def by_outsider(folder):
    return subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=folder, capture_output=True, text=True
    )


@pytest.fixture
def worked(case_of_two, browser):
    """The case after a person asked for names and answered a run, with texts that name."""
    from tallystick.review.models import Pattern, Question

    code = Pattern.objects.get(subject=STILL.subject).code
    browser.post(f"/findings/{code}/unmask", {"reason": "To ask Division 3 for the file"})
    question = Question.objects.get()
    told = {"answer": "keep", "reason": "K1029 explained it"}
    browser.post(f"/findings/{question.pattern.code}/question/{question.id}", told)
    return case_of_two


def test_an_export_is_an_entry_of_its_own_bundle_and_verifies(worked, browser, tmp_path):
    from tallystick.review.models import LogEntry
    from tallystick.seal import verify_folder

    path = exported(browser, tmp_path)
    held = members(path)
    log = [json.loads(line) for line in held["log.jsonl"].splitlines()]
    assert len(log) == LogEntry.objects.count() == 6
    assert log[-1]["act"] == "bundle.export"
    assert log[-1]["object"] == {"masked": True, "entries_with_names": 0, "runs_with_names": 0}
    assert faults(path) == ()
    seals = [each["object"]["seal"] for each in log if each["act"] == "run.import"]
    runs = {name.split("/")[1] for name in held if name.startswith("run/")}
    assert runs == {each[:16] for each in seals}
    for seal in seals:
        own = json.loads(held[f"run/{seal[:16]}/manifest.json"])
        assert own["files"].keys() > {"findings.json", "run.json"}
        assert verify_folder(worked.folder / "runs" / seal[:16], seal).differences == ()
    assert {each.name for each in (worked.folder / "runs").iterdir()} == runs


def test_a_masked_bundle_has_no_name_no_text_and_no_key_of_masks(worked, browser, tmp_path):
    from tallystick.review.models import MaskedName

    names = [each.name for each in MaskedName.objects.all()]
    made = {each.subject for run, _ in RUNS for each in run if each.kind != "agency"}
    assert made | {"K1029", "K1031"} <= set(names)
    held = members(exported(browser, tmp_path))
    for member, content in held.items():
        assert [name for name in names if name.encode() in content] == [], member
        assert b"7" * 64 not in content, member
        assert "Division" not in content.decode(), member
        assert b"ask Division" not in content
    assert not [each for each in held if "mask.key" in each or each.startswith("bodies/")]
    # What is left is not empty: the finding of Division 3 is there, under its mask.
    mask = MaskedName.objects.get(kind="unit", name=STILL.subject).mask
    findings = [json.loads(content) for name, content in held.items()
                if name.endswith("findings.masked.json")]  # fmt: skip
    assert [sum(each["subject"] == mask for each in run) for run in findings] == [1, 1]


def test_a_masked_state_has_the_rows_but_those_of_unopened_leads_on_officers(
    worked, browser, tmp_path
):
    from tallystick.review.models import CaseKey, Pattern, Sighting

    state = json.loads(members(exported(browser, tmp_path))["state.json"])
    assert len(state["pattern"]) == Pattern.objects.count() - 1 == 6
    lead = Pattern.objects.get(subject=OFFICER_NOW.subject)
    assert lead.fingerprint not in {each["fingerprint"] for each in state["pattern"]}
    assert len(state["sighting"]) == Sighting.objects.count() - 1
    officers = [each["key"] for each in state["case_key"] if each["kind"] == "officer"]
    assert officers
    assert {each.rpartition(" ")[0] for each in officers} == {"Officer"}
    cases = [each["key"] for each in state["case_key"] if each["kind"] == "incident"]
    own = CaseKey.objects.exclude(sighting__pattern=lead).filter(kind="incident")
    assert sorted(cases) == sorted(own.values_list("key", flat=True))
    assert [each["what"] for each in state["unmasking"]] == [
        Pattern.objects.get(subject=STILL.subject).fingerprint
    ]


def test_each_text_column_was_looked_at_before_it_leaves(django_ready):
    from django.db.models import CharField, JSONField, TextField

    from tallystick.review.bundle.state import AS_THEY_ARE, HIDDEN
    from tallystick.review.log.replay import state

    stays = {"case_key.key", "half.given_to", "masked_name.name", "pattern.aspect",
             "pattern.subject", "person.officer_id", "person.unit_id", "recusal.value",
             "reading.cause_id", "reading.value", "row_mark.key", "run.agency", "run.name",
             "sighting.estimand", "sighting.finding_json", "sighting.title"}  # fmt: skip
    texts = {f"{model._meta.db_table}.{each.attname}" for model in state()
             for each in model._meta.concrete_fields
             if isinstance(each, CharField | TextField | JSONField)}  # fmt: skip
    leave = {f"{table}.{name}" for table, names in AS_THEY_ARE.items() for name in names}
    assert texts - leave == stays
    assert {f"{table}.{name}" for table, names in HIDDEN.items() for name in names} < stays


def test_the_same_case_gives_the_same_bytes_but_for_the_entry(worked, browser, tmp_path):
    from tallystick.review.bundle.export import parts
    from tallystick.seal import write_bundle

    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    for path in (one, other):
        write_bundle(path, parts(masked=True), worked.office_key)
    assert one.read_bytes() == other.read_bytes()
    first = members(exported(browser, tmp_path))
    browser.post("/language", {"language": "ru"})
    second = members(exported(browser, tmp_path))
    differing = {each for each in first if first[each] != second[each]}
    assert differing == {"log.jsonl", "head.txt", "head.txt.sig"}
    assert second["log.jsonl"].startswith(first["log.jsonl"])


def test_names_and_texts_leave_only_with_a_reason_that_the_log_has(worked, browser, tmp_path):
    from tallystick.review.models import Body, LogEntry, Unmasking

    before = LogEntry.objects.count()
    for reason in ("", "   ", "x" * 2001):
        answer = browser.post("/bundle/make", {"how": "unmasked", "reason": reason})
        assert answer.status_code == 400
    assert browser.post("/bundle/make", {"how": "", "reason": REASON}).status_code == 400
    assert LogEntry.objects.count() == before
    path = exported(browser, tmp_path, "unmasked", REASON)
    assert faults(path) == ()
    held = members(path)
    texts = [json.loads(each)["text"] for name, each in held.items() if name.startswith("bodies/")]
    assert sorted(texts) == sorted(Body.objects.values_list("text", flat=True))
    assert REASON in texts
    assert b"Division 3" in held["state.json"]
    assert not [each for each in held if "mask.key" in each]
    assert b"7" * 64 not in b"".join(held.values())
    assert Unmasking.objects.order_by("-id").first().what == "bundle"
    assert REASON in browser.get("/bundle").content.decode()


def test_a_text_for_legal_alone_and_an_erased_one_stay(worked, browser, tmp_path):
    from tallystick.review.models import Body, Note, Pattern, Person
    from tallystick.seal import verify_bundle

    legal = Body.objects.get(text__contains="K1029")
    browser.post("/log/4/erase", {"reason": "A court said so"})
    Note.objects.create(id=1, pattern=Pattern.objects.first(), by=Person.objects.get(),
                        body_sha256=legal.sha256, seen_by="legal", created_seq=5)  # fmt: skip
    path = exported(browser, tmp_path, "unmasked", REASON)
    held = members(path)
    texts = [json.loads(each)["text"] for name, each in held.items() if name.startswith("bodies/")]
    assert sorted(texts) == ["A court said so", REASON]
    assert (
        "texts here: 2; erased: 1; not released: 1"
        in verify_bundle(path, check_signature=False).shown
    )


def test_a_log_that_names_a_unit_needs_a_reason_and_says_where(worked, browser, tmp_path):
    from tallystick.review.log.entries import append
    from tallystick.review.log.halves import GIVEN

    told = {"seq": 1, "hash": "0" * 64, "how": "printed"}
    append(ACTOR, GIVEN, told | {"to": "the court"})
    assert "no mask can cover" not in browser.get("/bundle").content.decode()
    entry = append(ACTOR, GIVEN, told | {"to": f"head of {GONE.subject}"})
    text = browser.get("/bundle").content.decode()
    assert "no mask can cover" in text
    assert f'href="/log/{entry.seq}"' in text
    assert browser.post("/bundle/make", {"how": "masked", "reason": ""}).status_code == 400
    held = members(exported(browser, tmp_path, "masked", REASON))
    last = json.loads(held["log.jsonl"].splitlines()[-1])
    assert last["object"]["entries_with_names"] == 1
    assert last["body"]
    named = [name for name, each in held.items() if b"Division" in each]
    assert named == ["log.jsonl"]


def test_a_run_whose_sources_are_called_after_units_needs_a_reason(case_of_two, browser):
    from tallystick.review.bundle.unmasked import _is_named
    from tallystick.review.runs.patterns import masks

    own = {"files": {"evidence/F-01.csv": {}}, "inputs": [{"path": "incidents.csv"}]}
    assert not _is_named(own, masks())
    assert _is_named(own | {"inputs": [{"path": "division 3/incidents.csv"}]}, masks())


def test_nothing_is_left_of_an_export_that_fails(worked, browser):
    from tallystick.review.models import LogEntry, Run

    before = LogEntry.objects.count()
    findings = worked.run_folder(Run.objects.first().manifest_sha256) / "findings.json"
    findings.chmod(0o644)
    findings.write_bytes(findings.read_bytes().replace(b"Division 3", b"Division 9"))
    answer = browser.post("/bundle/make", {"how": "masked"})
    assert answer.status_code == 400
    assert "findings.json" in answer.content.decode()
    assert LogEntry.objects.count() == before


def test_one_byte_of_each_kind_of_member_is_named(worked, browser, tmp_path):
    path = exported(browser, tmp_path, "unmasked", REASON)
    masked = exported(browser, tmp_path)
    kinds = {}
    for each in (path, masked):
        for name in members(each):
            kind = (
                name if "/" not in name else name.partition("/")[0] + name.rpartition("/")[2][-14:]
            )
            kinds.setdefault(kind, (each, name))
    names = {name.rpartition("/")[2] for _, name in kinds.values()}
    assert {"log.jsonl", "state.json", "allowed_signers", "head.txt", "verify.py", "manifest.json",
            "findings.json", "findings.masked.json"} < names  # fmt: skip
    for place, (each, name) in enumerate(kinds.values()):
        folder = unpacked(each, tmp_path / str(place))
        content = bytearray((folder / name).read_bytes())
        at = content.index(b"hash ") + 6 if name == "head.txt" else len(content) // 2
        content[at] = ord("0") if content[at] != ord("0") else ord("1")
        (folder / name).write_bytes(content)
        if name == "head.txt.sig":
            if shutil.which("ssh-keygen"):
                assert signature_faults(folder)[0].startswith("head.txt.sig: no signature")
            continue
        found = faults(folder)
        told = "head.txt" if name == "head.txt" else name
        assert [one for one in found if told in one or one.startswith("entry")], (name, found)
        if name != "verify.py":
            assert by_outsider(folder).returncode == 4, name


def test_an_outsider_needs_python_and_ssh_keygen_alone(worked, browser, tmp_path):
    if shutil.which("ssh-keygen") is None:
        pytest.skip("there is no ssh-keygen here, so that nobody checked the signature")
    folder = unpacked(exported(browser, tmp_path), tmp_path / "bundle")
    own = by_outsider(folder)
    assert own.returncode == 0, own.stdout + own.stderr
    assert "entries of the log: 6" in own.stdout
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", "office", "-n",
               "tallystick-bundle", "-s", "head.txt.sig"]  # fmt: skip

    def signature():
        head = (folder / "head.txt").read_bytes()
        return subprocess.run(command, cwd=folder, input=head, capture_output=True)

    good = signature()
    assert good.returncode == 0
    assert good.stdout.startswith(b"Good ")
    head = (folder / "head.txt").read_text()
    (folder / "head.txt").write_text(head.replace("seq 6", "seq 7"))
    assert signature().returncode != 0


def test_the_half_of_the_page_verifies_with_a_later_bundle(worked, browser, tmp_path):
    import html
    import re

    from tallystick.seal import Half

    text = browser.get("/half").content.decode()
    held = Half.read(html.unescape(re.search(r"<code>(seq .*?)</code>", text, re.DOTALL)[1]))
    path = exported(browser, tmp_path)
    assert faults(path, held) == ()
    other = Half(held.seq, held.hash[::-1], held.day, held.signature)
    assert [each for each in faults(path, other) if each.startswith("half of entry 5")]


def test_decisions_replies_and_recusals_leave_without_names(worked, browser, tmp_path):
    from tallystick.review.models import MaskedName, Pattern

    pattern = Pattern.objects.get(subject=STILL.subject)
    words = {"explains": "Division 3 and K1029 did it"}
    assert browser.post(f"/findings/{pattern.code}/propose", explained(pattern, **words)
                        ).status_code == 302  # fmt: skip
    add("rev", ("reviewer",))
    mask = MaskedName.objects.get(kind="officer", name="K1031").mask
    append_recusal("rev", mask)
    held = members(exported(browser, tmp_path))
    state = json.loads(held["state.json"])
    assert [each["value"] for each in state["disposition"]] == ["explained"]
    assert [each["kind"] for each in state["recusal"]] == ["officer"]
    for name in MaskedName.objects.values_list("name", flat=True):
        assert [member for member, each in held.items() if name.encode() in each] == []


def append_recusal(login, mask):
    from tallystick.review.log.entries import append

    append(ACTOR, "recusal.add", {"login": login, "kind": "officer", "value": mask}, "Served there")


@pytest.mark.parametrize("login", ["ana", "aud", "rea", "adm", "see"])
def test_who_may_not_export_gets_nothing_by_the_page_or_the_log(worked, login):
    from tallystick.review.bundle.export import export
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.models import LogEntry

    add(login, PEOPLE[login])
    before = LogEntry.objects.count()
    assert browser_of(login).post("/bundle/make", {"how": "masked"}).status_code == 403
    with pytest.raises(NotAllowedError, match="role"):
        export(f"person:{login}", worked.folder / "x.zip", masked=True)
    assert LogEntry.objects.count() == before
    assert not (worked.folder / "x.zip").exists()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_says_what_goes_in(worked, browser, language):
    browser.post("/language", {"language": language})
    answer = browser.get("/bundle")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Division" not in text
    assert "verify.py" in text
    assert LEAD.subject not in text
    assert NEW.aspect not in text
