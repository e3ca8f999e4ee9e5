"""Is ``[engine]`` read as it is meant, and every fault in it told with the next move?"""

import pytest

from tallystick.load import InputError, read_engagement
from tallystick.load.engine_block import EngineChoice

HEAD = '[engagement]\nname = "x"\nagency = "y"\ntime_zone = "UTC"\n'
SOURCE = '[[tables.incidents]]\nsource = "i.csv"\ncolumns = {occurred_at = "at"}\n'


def read(tmp_path, engine, rest=SOURCE):
    path = tmp_path / "e.toml"
    path.write_text(f"{HEAD}[engine]\n{engine}\n{rest}", encoding="utf-8")
    return read_engagement(path).engine


@pytest.mark.parametrize(
    ("engine", "rest", "meant"),
    [
        ("", SOURCE, EngineChoice()),
        ('name = "spark"\nmemory = "8GB"\nthreads = 4', SOURCE,
         EngineChoice("spark", memory="8GB", threads=4)),
        ('name = "spark"\nurl = "sc://h:15002/;token=s"\ntables = "lake.police"', "",
         EngineChoice("spark", url="sc://h:15002/;token=s", tables="lake.police")),
        ('tables = "tables"', "", EngineChoice(tables="tables")),
    ],
)  # fmt: skip
def test_a_good_one(tmp_path, engine, rest, meant):
    assert read(tmp_path, engine, rest) == meant


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        ('name = "sparc"', "engine.name: read 'sparc'; it must be one of 'duckdb' or 'spark'; "
                           'write name = "spark"'),
        ('engine = "spark"', "engine.engine: there is no such key"),
        ('url = "sc://h"', 'write name = "spark" beside it'),
        ('name = "spark"\nurl = "http://h;token=s3cret"', 'write url = "sc://host:15002"'),
        ('name = "spark"\nurl = "sc://h"\nmemory = "8GB"', "engine.memory: the server"),
        ('memory = "lots"', "engine.memory: read 'lots'; it is a size of at least 1GB; "
                            'write memory = "8GB"'),
        ('memory = "100MB"', "at least 1GB"),
        ("threads = 0", "engine.threads: read 0; it must be >= 1; write threads = 4"),
        ('tables = "tables"', "keep one of the two"),
        ('tables = "a\\nb"', "a name holds no control characters"),
    ],
)  # fmt: skip
def test_every_fault_is_told(tmp_path, engine, says):
    with pytest.raises(InputError) as raised:
        read(tmp_path, engine)
    assert any(says in message for message in raised.value.messages), raised.value.messages
    assert "s3cret" not in str(raised.value)


def test_an_engine_that_is_no_table_is_told(tmp_path):
    path = tmp_path / "e.toml"
    path.write_text(f'engine = "spark"\n{HEAD}{SOURCE}', encoding="utf-8")
    with pytest.raises(InputError, match="engine: read 'spark'; it must be a table"):
        read_engagement(path)
