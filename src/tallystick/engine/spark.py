"""How are the same expressions run on Spark?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
from ibis.expr.types import Table as Relation

from tallystick.engine import memory
from tallystick.engine.embedded import Engine, connect
from tallystick.engine.paths import EngineError, backticked, unglobbed
from tallystick.engine.spark_faults import asked_of_spark
from tallystick.engine.spark_session import NO_PYSPARK, beside, first_line, remote, started


def _nothing() -> None:
    """End nothing: a session that was given goes on."""


def _unknown() -> str:
    """Say nothing of a Java that somebody else started."""
    return ""


@dataclass(frozen=True)
class SparkEngine(Engine):
    """Spark, which counts, beside the DuckDB of this process, which writes files.

    Only answers leave Spark, as Arrow tables; `stop` ends what was started for this engine, and
    `ended` says how it ended by itself. Each call raises EngineError when Spark itself fails.
    """

    name: str = "pyspark"
    beside: Engine | None = None
    stop: Callable[[], None] = _nothing
    ended: Callable[[], str] = _unknown
    kept: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    withheld: set[str] = field(default_factory=set)

    @property
    def local(self) -> Engine:
        """The DuckDB of this process."""
        assert self.beside is not None
        return self.beside

    def read_parquet(self, paths: Path | Sequence[Path], name: str) -> Relation:
        """Return one Parquet file, or several; EngineError when Spark does not see them."""
        from pyspark.errors import PySparkException

        files = [paths] if isinstance(paths, Path) else paths
        try:
            with asked_of_spark(self.ended):
                named = [f"file:{unglobbed(each)}" for each in files]
                self.backend._session.read.parquet(*named).createOrReplaceTempView(name)
                return self.backend.table(name)
        except PySparkException as error:
            raise EngineError(
                f"{files[0]}: Spark cannot read it: {first_line(error)}; give a path that Spark's "
                "own machines see too, or name tables that it holds under [engine] tables"
            ) from error

    def query_of(self, paths: Sequence[Path]) -> str:
        """Return the query that gives the rows of Parquet files in Spark SQL."""
        return "\nUNION ALL ".join(f"SELECT * FROM {backticked(path)}" for path in paths)  # noqa: S608

    def opened(self, paths: Sequence[Path]) -> list[tuple[str, int]]:
        """Return the files and their rows as DuckDB finds them; Spark does not say."""
        return self.local.opened(paths)

    def view(self, expression: Relation, name: str) -> Relation:
        """Return a relation called `name` that stands for `expression`."""
        with asked_of_spark(self.ended):
            return super().view(expression, name)

    def tables_in(self, database: str) -> list[str]:
        """Return the names of the tables of a database; EngineError when there is none."""
        from pyspark.errors import PySparkException

        try:
            with asked_of_spark(self.ended):
                listed = self.backend.raw_sql(f"SHOW TABLES IN {_quoted(database)}").collect()
        except PySparkException as error:
            raise EngineError(f"{database}: Spark cannot list it: {first_line(error)}") from error
        return sorted(row["tableName"] for row in listed if not row["isTemporary"])

    def named(self, table: str) -> Relation:
        """Return a table of Spark's catalogs, its name in parts joined by dots.

        EngineError when there is none of that name.
        """
        from pyspark.errors import PySparkException

        try:
            with asked_of_spark(self.ended):
                return self.backend.sql(f"SELECT * FROM {_quoted(table)}")  # noqa: S608
        except PySparkException as error:
            raise EngineError(f"{table}: Spark cannot read it: {first_line(error)}") from error

    def instants(self, relation: Relation) -> tuple[str, ...]:
        """The columns whose type is TIMESTAMP, which Ibis does not tell from TIMESTAMP_NTZ."""
        with asked_of_spark(self.ended):
            fields = self.backend._session.table(relation.get_name()).schema.fields
        return tuple(each.name for each in fields if each.dataType.typeName() == "timestamp")

    def keep(self, expression: Relation, name: str) -> Relation:
        """Set the rows of `expression` by under `name` when they are first read."""
        relation = self.view(expression, name)
        with asked_of_spark(self.ended):
            self.backend._session.catalog.cacheTable(name)
        self.kept.add(name)
        self.usage.kept.append((name, None))
        return _as_made(relation, expression)

    def keep_step(self, expression: Relation, name: str) -> Relation:
        """Set the rows of `expression` by under `name` now, apart from how they were made.

        Spark writes out a view within each query that names it, and only then looks whether its
        rows are cached: steps that are each made from several others grow beyond measure.
        """
        self.view(expression, name)
        with asked_of_spark(self.ended):
            self.backend._session.table(name).localCheckpoint().createOrReplaceTempView(name)
        self.steps.add(name)
        self.usage.kept.append((name, None))
        return _as_made(self.backend.table(name), expression)

    def keep_parts(
        self, whole: Relation, parts: Sequence[Relation], name: str, laid: str | None = None
    ) -> Relation:
        """As `keep_step`: Spark divides its work itself, and spills what it does not hold."""
        return self.keep_step(whole, name)

    def let_go(self, name: str, *, view: bool = False) -> None:
        """Let go of what is kept under `name`; all of it is a view here."""
        with asked_of_spark(self.ended):
            if name in self.kept:
                self.backend._session.catalog.uncacheTable(name)
            self.backend._session.catalog.dropTempView(name)
        self.kept.discard(name)
        self.steps.discard(name)

    def withhold(self, name: str, text: str) -> Any:
        """Hold `text` in a setting of the session; Spark puts it in where a query names that.

        EngineError where a session is set not to: what is made of it would not be what it is
        taken for.
        """
        setting = f"tallystick.{name}"
        with asked_of_spark(self.ended):
            self.backend._session.conf.set(setting, text)
            self.withheld.add(setting)
            ((given,),) = self.backend._session.sql(f"SELECT '${{{setting}}}'").collect()
        if given != text:
            raise EngineError(
                "Spark puts no settings into queries; set spark.sql.variable.substitute to true"
            )
        return ibis.literal(f"${{{setting}}}")

    def arrow(self, expression: Relation) -> Any:
        """Run `expression` and return its rows as an Arrow table, without pandas between."""
        with asked_of_spark(self.ended):
            self.backend._run_pre_execute_hooks(expression)
            answer = self.backend.raw_sql(self.backend.compile(expression)).toArrow()
        self.usage.add(answer.num_rows)
        return answer.cast(expression.schema().to_pyarrow())

    def write_parquet(self, expression: Relation, path: Path) -> None:
        """Write the rows of `expression` to one Parquet file of this machine."""
        self.local.write_parquet(self._brought(expression), path)

    def write_csv(self, expression: Relation, path: Path) -> None:
        """Write the rows of `expression` to one UTF-8 CSV file with a header."""
        self.local.write_csv(self._brought(expression), path)

    def _brought(self, expression: Relation) -> Relation:
        return self.local.hold(self.arrow(expression), "brought_from_spark")

    def close(self) -> None:
        """Stop what was started for this engine; a session that was given goes on, rid of it."""
        for name in self.kept:
            self.backend._session.catalog.uncacheTable(name)
        for name in self.kept | self.steps:
            self.backend._session.catalog.dropTempView(name)
        with suppress(Exception):  # a session that ended by itself has no settings any more
            for name in self.withheld:
                self.backend._session.conf.unset(name)
        self.stop()
        self.local.close()


def _quoted(name: str) -> str:
    return ".".join("`{}`".format(part.replace("`", "``")) for part in name.split("."))


def _as_made(kept: Relation, expression: Relation) -> Relation:
    """The rows kept, with whole numbers as wide as those of the expression.

    Ibis takes a year times twelve for 64 bits already, and leaves out the cast; Spark keeps 32.
    """
    made = expression.schema()
    narrower = {
        name: made[name]
        for name, kind in kept.schema().items()
        if kind.is_integer() and made[name].is_integer() and kind.nbytes < made[name].nbytes
    }
    return kept.cast(narrower) if narrower else kept


def connect_spark(
    *,
    session: Any = None,
    url: str | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    spill_folder: Path | None = None,
) -> SparkEngine:
    """Open Spark through Ibis: a session of this machine, a Spark Connect server, or yours.

    Parameters
    ----------
    session
        An existing SparkSession. It is worked in through a new session of the same application,
        so that its settings and views stay as they are, and it is not stopped. A Connect
        session has no such twin: there the time zone is set to UTC.
    url
        A Spark Connect server, ``"sc://host:15002"``.
    memory_limit
        The memory of a session of this machine (``"8GB"``). None takes 4 GB, or half of what
        this process may use where that is less.
    threads
        How many threads such a session may use; 2 when None.
    spill_folder
        Where it keeps its own files while it runs; None takes the system's temporary folder.

    Raises
    ------
    EngineError
        When pyspark, Java or the server is not there.
    """
    try:
        import pyspark  # noqa: F401
    except ImportError:
        raise EngineError(NO_PYSPARK) from None
    if session is not None:
        opened, stop, ended = beside(session), _nothing, _unknown
    elif url is not None:
        opened = remote(url)
        stop, ended = opened.stop, _unknown
    else:
        opened, stop, ended = started(memory_limit or _memory(), threads or 2, spill_folder)
    try:
        backend = ibis.pyspark.connect(opened)
    except BaseException:
        stop()
        raise
    return SparkEngine(backend, beside=connect(spill_folder=spill_folder), stop=stop, ended=ended)


def _memory() -> str:
    return f"{min(4 * 10**9, memory.usable() // 2) // 10**6}MB"
