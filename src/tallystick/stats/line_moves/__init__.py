"""Did records move with a line, or with a group, compared with records of the same kind?"""
