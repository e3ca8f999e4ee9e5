"""Functions of PostgreSQL by which a query reaches out of its read-only transaction.

Such a transaction forbids a query to write its own tables. It forbids no function that opens
another connection, reads or writes files of the server, ends other sessions, or runs a text as a
query. These are the functions of PostgreSQL itself and of what is shipped with it; what somebody
wrote for one database, in a view too, only the rights of the role can stop.
"""

from __future__ import annotations

import re

# Found wherever they stand, in a text or a comment too: no reading of the query can be misled.
REACHING = re.compile(
    r"(?<!\w)(?:dblink\w*"
    r"|lo_(?:import|export|from_bytea|put|create?|unlink|open|truncate(?:64)?)|lowrite"
    r"|pg_(?:read|ls|file|stat_file|logdir|logical|replication|terminate|cancel|reload|rotate"
    r"|advisory|try_advisory|sleep|notify|switch|create|drop|promote|start|stop|backup|wal|log)\w*"
    r"|(?:query|table|schema|database|cursor)_to_xml\w*"
    r"|set_config|nextval|setval|ts_stat|crosstab\w*|connectby|xpath_table|postgres_fdw\w*"
    r"|U&\s*\")",
    re.IGNORECASE,
)


def reaching(query: str) -> str:
    """Return the first function by which `query` could reach out; "" when none is known."""
    found = REACHING.search(query)
    return found.group() if found else ""
