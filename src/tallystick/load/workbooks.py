"""How does a sheet of an Excel workbook become rows of cells?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from tallystick.load.csv_files import wanted_columns
from tallystick.load.headers import Header
from tallystick.load.places import Place
from tallystick.load.sandbox.process import Sandbox
from tallystick.load.staging import Account, Stage
from tallystick.load.wording import InputError, meant, shown

_ALL = {"most": None, "characters": None}


def read_workbook(place: Place, stage: Stage, *, sheet: str | None, header: Header) -> Account:
    """Add the rows of one sheet to `stage`, numbered as Excel shows them.

    `sheet` may be left out when the workbook has one sheet. Rows without any content are no
    records. A formula counts by the value that Excel last stored. A child process reads the file.

    Raises
    ------
    InputError
        When it is no workbook, the sheet or a wanted column is not there, or it is too large.
    """
    account = Account()
    with Sandbox(place.name, "workbook", [place.path], member=place.member) as child:
        chosen = _chosen(place, sheet, child.answer()["sheets"])
        child.reply({"sheet": chosen, "header_row": header.row, "header_rows": header.rows} | _ALL)
        cells = child.answer()["header"]
        if not any(map(any, cells)):
            raise InputError(
                f"{place.name}: row {header.row}, the header, is empty; correct header_row or sheet"
            )
        child.reply({"columns": wanted_columns(place.name, header.names(cells), stage.wanted)})
        while "rows" in (block := child.answer()):
            stage.add(np.asarray(block["rows"], np.int64), *_columns(block))
            account.rows += len(block["rows"])
        account.blank = block["blank"]
    return account


def _columns(block: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return the texts of a block and whether each was made from a number or a date."""
    texts = [pa.array(column, pa.string()) for column in block["cells"]]
    flags = [np.frombuffer(column.encode(), np.uint8) == ord("1") for column in block["typed"]]
    return texts, [pa.array(each) for each in flags]


def _chosen(place: Place, sheet: str | None, names: list[str]) -> str:
    if sheet is None and len(names) == 1:
        sheet = names[0]
    if sheet is None:
        listed = ", ".join(shown(name) for name in names[:8])
        raise InputError(
            f"{place.name}: it has {len(names)} sheets ({listed}); write sheet = {shown(names[0])}"
            if names
            else f"{place.name}: it has no sheet; export it again"
        )
    if sheet not in names:
        raise InputError(f"{place.name}: there is no sheet {shown(sheet)}; {meant(sheet, names)}")
    return sheet
