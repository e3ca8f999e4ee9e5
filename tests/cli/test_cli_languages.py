"""Does each command that writes a report refuse a language that there is none in, at once?"""

import pytest
from typer.testing import CliRunner

from tallystick.cli import app


@pytest.mark.parametrize("command", ["report", "audit"])
@pytest.mark.parametrize("language", ["xx", "../en", "\x1b[31m"])
def test_an_unknown_language_is_refused_before_anything_is_read(command, language, tmp_path):
    out = tmp_path / "out"
    asked = [command, str(tmp_path / "nowhere"), "--language", language, "--out", str(out)]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 2
    assert "there is no report in this language; choose one of en, ru" in done.output
    assert "\x1b" not in done.output
    assert not out.exists()
