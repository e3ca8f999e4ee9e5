"""How does a run become a page that survives the reply of those it is about?"""

from tallystick.report.cases import CaseList
from tallystick.report.folder import write_report
from tallystick.report.page import render

__all__ = ["CaseList", "render", "write_report"]
