"""How do the tests of the loader write an engagement and load it?"""

import hashlib

import pytest

from tallystick.engine import connect
from tallystick.load import load, read_engagement

HEAD = """
[engagement]
name = "Harbour"
agency = "City Police"
time_zone = "America/New_York"
max_set_aside = {share}
{period}
"""


def digest(folder):
    """A hash of every name and byte in a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape"))
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()


@pytest.fixture(scope="session")
def engine():
    engine = connect(threads=1)
    yield engine
    engine.close()


@pytest.fixture
def loads(tmp_path, engine):
    """Write files and the rest of an engagement; load it; see that the input is untouched.

    The cells of rows that are set aside are shown where no key makes codes.
    """

    def run(files, tables, *, share=1, period="", allow_outside=False, **options):
        identify = options.pop("identify", "key" not in options)
        given = tmp_path / "given"
        given.mkdir(exist_ok=True)
        for name, content in files.items():
            path = given / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        file = given / "engagement.toml"
        file.write_text(HEAD.format(share=share, period=period) + tables, encoding="utf-8")
        before = digest(given)
        try:
            engagement = read_engagement(file, allow_outside=allow_outside)
            loaded = load(engagement, tmp_path / "out", engine, identify=identify,
                          **options)  # fmt: skip
        finally:
            assert digest(given) == before
        assert not list((tmp_path / "out").glob(".loading*"))
        return loaded, {name: engine.rows(loaded.tables[name]) for name in loaded.tables.relations}

    return run
