"""Is a query refused that could leave its read-only transaction?"""

import pytest

from tallystick.load import InputError, read_engagement
from tallystick.load.reaching import reaching

ENGAGEMENT = """
[engagement]
name = "X"
agency = "X"
jurisdiction = "KZ"
time_zone = "UTC"
[[tables.incidents]]
url = "{url}"
query = {query!r}
[tables.incidents.columns]
incident_id = "a"
unit_id = "a"
occurred_at = "a"
"""


# Each was tried on PostgreSQL 15: the first writes, in a read-only transaction, by a connection of
# its own; the others read or write a file of the server, or run a text as a query.
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("select * from dblink('', 'insert into t values (1) returning a') as t(a int)", "dblink"),
        ("select x.DBLINK_EXEC('drop table t')", "DBLINK_EXEC"),
        ("select dblink/**/('')", "dblink"),
        ('select "pg_read_file"(a) from t', "pg_read_file"),
        ('select U&"pg_read\\005ffile"(a)', 'U&"'),
        ("select * from pg_ls_dir('/')", "pg_ls_dir"),
        ("with x as (select lo_from_bytea(0, 'x')) select * from x", "lo_from_bytea"),
        ("select query_to_xml('select 1', true, true, '')", "query_to_xml"),
        ("select set_config('a.b', 'c', false)", "set_config"),
    ],
)
def test_a_function_that_reaches_out_is_found_however_it_is_written(query, name):
    assert reaching(query) == name


@pytest.mark.parametrize(
    "query",
    [
        "select id, to_char(at, 'YYYY') from cases where place ilike '%x%'",
        "with t as (select max(a) from cases) select coalesce(a, 0), st_x(point) from t",
        "select lo_limit, pg_class, my_dblink_like from cases",
    ],
)
def test_an_ordinary_query_is_not(query):
    assert reaching(query) == ""


def test_it_is_refused_by_file_and_key_with_the_next_move_before_anything_is_connected(tmp_path):
    path = tmp_path / "engagement.toml"
    path.write_text(ENGAGEMENT.format(url="postgresql://u@nowhere/x", query="select pg_sleep(9)"))
    with pytest.raises(InputError, match=r"(?s)engagement\.toml.*query: read 'pg_sleep'.*a view"):
        read_engagement(path)


def test_sqlite_has_no_such_functions(tmp_path):
    path = tmp_path / "engagement.toml"
    path.write_text(ENGAGEMENT.format(url="sqlite:///x.db", query="select a as dblink from t"))
    assert read_engagement(path).sources
