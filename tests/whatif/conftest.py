"""On which engine do the tests of a changed law count?"""

from __future__ import annotations

import pytest

from tallystick.engine import connect


@pytest.fixture(scope="session")
def ask():
    """Run an expression on DuckDB and return its columns."""
    opened = connect(threads=2)
    yield opened.columns
    opened.close()
