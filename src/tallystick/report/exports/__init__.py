"""In which files does a run leave: the page, a workbook, a ticket, tables?"""
