"""A run of the case that was changed or removed after it was sealed: pages say what to do."""

import shutil

import pytest
from people_at_work import browser_of
from test_dispositions import pattern_of
from two_runs import STILL


def removed(folder):
    folder.chmod(0o700)
    shutil.rmtree(folder)


def unreadable(folder):
    for name in ("findings.json", "run.json", "results.parquet", "manifest.json"):
        (folder / name).chmod(0o600)
        (folder / name).write_bytes(b"\x00 nothing")
    for each in (folder / "evidence").iterdir():
        each.chmod(0o600)
        each.write_bytes(b"\x00 nothing")


@pytest.mark.parametrize("fault", [removed, unreadable])
def test_pages_of_a_run_that_is_not_as_sealed_work_or_say_what_to_do(case_of_two, fault):
    from django.core.cache import cache

    from tallystick.review.log.verification import verify_case
    from tallystick.review.models import LogEntry
    from tallystick.review.runs import sealed

    pattern, before = pattern_of(STILL), LogEntry.objects.count()
    folder = case_of_two.run_folder(pattern.latest.run.manifest_sha256)
    fault(folder)
    cache.clear()
    sealed._document.cache_clear()
    me, told, shown = browser_of("me"), [], 0
    me.raise_request_exception = False
    run, code = pattern.latest.run_id, pattern.code
    for address in ("/", "/findings", "/runs", "/log", "/checks", f"/runs/{run}",
                    f"/runs/{run}/against/1", f"/findings/{code}", f"/findings/{code}/records",
                    f"/findings/{code}/records/again", f"/findings/{code}/picture",
                    f"/findings/{code}/statement", f"/findings/{code}/exchange"):  # fmt: skip
        answer = me.get(address)
        text = answer.content.decode()
        if answer.status_code == 200:
            shown += 1
            continue
        assert answer.status_code == 500, address
        assert "Make room" not in text, address
        assert "not as it was sealed" in text, (address, text[-1500:])
        assert "Restore the case from its backup" in text
        told.append(address)
    assert shown >= 5, told
    assert LogEntry.objects.count() == before
    differences = verify_case(case_of_two).differences
    assert [each for each in differences if each.startswith(f"runs/{folder.name}")]
