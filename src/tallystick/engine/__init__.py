"""Where are expressions run? The one thin room over Ibis: DuckDB in this process, or Spark 4."""

from tallystick.engine.embedded import Engine, connect
from tallystick.engine.paths import EngineError
from tallystick.engine.shortage import shortage
from tallystick.engine.spark import SparkEngine, connect_spark
from tallystick.engine.translations import users_own
from tallystick.engine.usage import Usage

__all__ = [
    "Engine",
    "EngineError",
    "SparkEngine",
    "Usage",
    "connect",
    "connect_spark",
    "shortage",
    "users_own",
]
