from tallystick.notebook import Run as Run
from tallystick.notebook import check as check
from tallystick.notebook import open_run as open_run
from tallystick.notebook import run_audit as run_audit

__version__: str
NOTEBOOK: tuple[str, ...]
