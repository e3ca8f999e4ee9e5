"""Is a command in a control group really held to its memory?"""

import sys

import pytest
from benchmarks.speed.held import NoGroupError, memory_group, most_used
from benchmarks.speed.measured import FailedError, measured

MB = 10**6
HOLDS = [sys.executable, "-c", "x = bytearray(200_000_000); print(len(x))"]


@pytest.fixture
def group(request):
    try:
        with memory_group(request.param) as folder:
            yield folder
    except NoGroupError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("group", [400 * MB], indirect=True)
def test_what_fits_runs_and_is_counted(group):
    assert measured(HOLDS, group=group).output == "200000000\n"
    assert 200 * MB < most_used(group) <= 400 * MB


@pytest.mark.parametrize("group", [100 * MB], indirect=True)
def test_what_does_not_fit_is_killed(group):
    with pytest.raises(FailedError, match="ended by signal 9"):
        measured(HOLDS, group=group)


def test_where_no_group_can_be_made_the_reason_is_told(tmp_path):
    with (
        pytest.raises(NoGroupError, match="no control group can be made: No such file"),
        memory_group(10**9, tmp_path / "missing"),
    ):
        pass
