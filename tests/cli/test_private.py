"""May anybody but its user read what the program writes?"""

import stat

from main_here import main_here
from small import write_small

FORMATS = ("html", "json", "csv", "parquet", "md", "xlsx")


def run(*arguments):
    """Run the program under the loosest umask, whatever that of the tests is."""
    done = main_here(*arguments)
    assert done.returncode == 0, done.stderr


def readable(folder):
    """What in `folder`, itself among it, others than its owner may read, write or enter."""
    everything = [folder, *folder.rglob("*")]
    assert len(everything) > 1
    return [path for path in everything if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_a_run_and_all_that_is_made_of_it_is_its_owners_alone(tmp_path):
    engagement, runs = write_small(tmp_path / "in", reported=5), tmp_path / "runs"
    run("audit", engagement, "--out", runs, "--mask")
    assert readable(runs) == []
    (folder,) = runs.iterdir()
    forms = [word for each in FORMATS for word in ("--format", each)]
    run("report", folder, *forms)
    run("report", folder, *forms, "--mask", "--out", tmp_path / "masked")
    assert readable(runs) == readable(tmp_path / "masked") == []
    (tmp_path / "drawn").mkdir(mode=0o700)
    run("sample", "draw", folder, "--table", "incidents", "--size", "1", "--seed", "1",
        "--out", tmp_path / "drawn" / "sheet.csv")  # fmt: skip
    assert readable(tmp_path / "drawn") == []


def test_a_proposed_engagement_file_is_its_owners_alone(tmp_path):
    """It has examples of what each column holds."""
    write_small(tmp_path / "in").unlink()
    made = tmp_path / "in" / "engagement.toml"
    run("init", tmp_path / "in", "--yes")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
