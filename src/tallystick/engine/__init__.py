"""Where are expressions run? The one thin room over Ibis: DuckDB in this process, or Spark 4."""

from tallystick.engine.asked import Asked
from tallystick.engine.embedded import Engine, connect
from tallystick.engine.paths import EngineError
from tallystick.engine.shortage import shortage
from tallystick.engine.spark import SparkEngine, connect_spark
from tallystick.engine.translations import users_own

__all__ = [
    "Asked",
    "Engine",
    "EngineError",
    "SparkEngine",
    "connect",
    "connect_spark",
    "shortage",
    "users_own",
]
