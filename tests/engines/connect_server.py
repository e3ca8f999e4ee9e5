"""How is a Spark Connect server started that nobody outside this machine can reach?

``python connect_server.py PORT FOLDER``: it serves until its standard input ends.
"""

import sys
from pathlib import Path

from tallystick.engine import spark_session

port, folder = sys.argv[1:]
spark_session.SPARK_SETTINGS |= {
    "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.connect.grpc.binding.port": port,
}
_session, stop, _ended = spark_session.started("1GB", 2, Path(folder))
print("ready", flush=True)
sys.stdin.read()
stop()
