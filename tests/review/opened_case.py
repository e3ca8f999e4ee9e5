"""The case that Django has open, changed for each test."""

import shutil

ACTOR = "person:me"


def point_to(case):
    """Make `case` the one that Django has open."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connections

    connections.close_all()
    settings.CASE = case
    connections["default"].settings_dict["NAME"] = str(case.database)
    cache.clear()


def opened_copy(of, folder):
    from django.db import connections

    from tallystick.review.case_folder import open_case

    connections.close_all()
    shutil.copytree(of.folder, folder)
    case = open_case(folder)
    point_to(case)
    return case
