from tallystick import checks as checks
from tallystick.audit.called import Room
from tallystick.notebook import Proposal
from tallystick.notebook import Run as Run
from tallystick.notebook import check as check
from tallystick.notebook import open_run as open_run
from tallystick.propose.called import Proposer

__version__: str
ROOMS: tuple[str, ...]
NOTEBOOK: tuple[str, ...]
ANSWERS: tuple[str, ...]
audit: Room[Run]
propose: Proposer[Proposal]
