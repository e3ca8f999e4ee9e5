"""All that an export tells, as text."""

import openpyxl
import pyarrow.parquet as pq
from reading import read


def everything(path):
    """All that a file tells, as text: of a table with its types, every cell."""
    if path.suffix == ".parquet":
        return "\n".join(map(str, pq.read_table(path).to_pylist()))
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        return "\n".join([*book.sheetnames, *cells])
    text = path.read_text(encoding="utf-8-sig")
    return read(text).text() + text if path.suffix == ".html" else text
