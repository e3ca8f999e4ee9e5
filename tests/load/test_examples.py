"""Does each example that a message tells a reader to write fit the key that it is told for?"""

import tomllib
from decimal import Decimal

from every_fault import holds_of_each
from tallystick.load import shapes
from tallystick.load.faults import _example, read_block

BLOCKS = {
    "engagement": shapes.EngagementBlock,
    "engine": shapes.EngineBlock,
    "tables.incidents": shapes.SourceBlock,
    "tables.incidents.columns.officer_id": shapes.ColumnBlock,
    "tables.incidents.leave_out": shapes.LeaveOutBlock,
    "lines": shapes.LineBlock,
    "periods": shapes.PeriodBlock,
    "metrics": shapes.MetricBlock,
    "substitutions": shapes.SubstitutionBlock,
    "values": shapes.ValueBlock,
    "prices": shapes.PriceBlock,
    "rates": shapes.RateBlock,
    "law": shapes.LawBlock,
    "law.lines": shapes.LawLineBlock,
}


def gives_examples_that_can_be_written(block):
    model = BLOCKS[block]
    for name, field in model.model_fields.items():
        key = field.alias or name
        example = tomllib.loads(_example(key, block), parse_float=Decimal)
        assert list(example) == [key]
        faults = []
        read_block(model, example, block, faults.append)
        assert not [
            words for words in faults if words.startswith((f"{block}.{key}:", f"{block}.{key} "))
        ]


def test_every_example_can_be_written():
    holds_of_each(gives_examples_that_can_be_written, BLOCKS, "_example of load/faults.py")
