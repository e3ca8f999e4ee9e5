"""How does a run become a page that survives the reply of those it is about?"""

from tallystick.report.exports.folder import write_report
from tallystick.report.pages.cases import CaseList
from tallystick.report.pages.page import render

__all__ = ["CaseList", "render", "write_report"]
