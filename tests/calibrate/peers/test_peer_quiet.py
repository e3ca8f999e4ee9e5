"""Does a peer leave the process as it was: no output, no warning, the same filters?"""

import importlib.util
import subprocess
import sys
import warnings

import pytest

from tallystick.calibrate.peers.quiet import quiet

CALLS = {
    "rddensity": "from {peers}.density import rddensity_p as f; f(rng.normal(size=200), 0.0)",
    "pyod": "from {peers}.outliers import ecod_flags as e, isolation_forest_flags as f\n"
    "x = rng.normal(size=(50, 3)); x[:, 1] = 2.0; e(x); f(x)",
    "benfordslaw": "from {peers}.digits import benford_p as f; f(rng.integers(1, 999, 200))",
}
PEERS = "tallystick.calibrate.peers"
AROUND = """
import warnings
import numpy as np
import tallystick.calibrate
rng, before, state = np.random.default_rng(0), list(warnings.filters), np.geterr()
{call}
assert warnings.filters == before and np.geterr() == state
"""


@pytest.mark.parametrize("peer", CALLS)
def test_a_first_call_leaves_nothing_behind(peer):
    if importlib.util.find_spec(peer) is None:
        pytest.skip(f"the peer {peer} is not installed (dependency group peers)")
    command = [
        sys.executable,
        "-W",
        "error",
        "-c",
        AROUND.format(call=CALLS[peer].format(peers=PEERS)),
    ]
    answer = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_filters_and_streams_come_back(capsys):
    before = list(warnings.filters)
    with quiet():
        warnings.simplefilter("ignore", FutureWarning)
        warnings.warn("not heard", stacklevel=1)
        print("not seen")
    print("seen")
    assert warnings.filters == before
    assert capsys.readouterr().out == "seen\n"


def test_filters_come_back_after_an_error():
    before = list(warnings.filters)

    def peer():
        with quiet():
            warnings.simplefilter("ignore", FutureWarning)
            raise KeyError("from a peer")

    with pytest.raises(KeyError):
        peer()
    assert warnings.filters == before
