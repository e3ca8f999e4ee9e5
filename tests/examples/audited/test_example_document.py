"""Does the audit of the bundled example, names shown and masked, keep to the published schema?"""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.findings import store

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "docs" / "run.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("masked", [False, True], ids=["named", "masked"])
def test_the_document_of_the_example_keeps_to_the_schema(audited, tmp_path, masked):
    options = ["--mask"] if masked else []
    asked = ["report", str(audited[1]), "--format", "json", "--out", str(tmp_path), *options]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    document = json.loads((tmp_path / "document.json").read_text(encoding="utf-8"))
    assert [each.message for each in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    assert len(document["results"]) == len(store.read_results(audited[1]))
    assert ("Division 3" in str(document["findings"])) is not masked
