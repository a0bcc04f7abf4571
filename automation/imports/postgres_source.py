"""A foreign store in PostgreSQL, read row by row in one snapshot; its library comes with the extra `postgres`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlsplit

from models.errors import BadInput, StewardError

if TYPE_CHECKING:
    import psycopg

_AT_ONCE = 2000
_WAIT_S = 10
_AS_THEY_ARE: Final = frozenset({"bool", "int2", "int4", "int8", "oid", "float4", "float8", "bytea"})
_TABLES: Final = """SELECT table_name FROM information_schema.tables
    WHERE table_schema = ANY (current_schemas(false)) AND table_type = 'BASE TABLE' ORDER BY table_name"""
_KEYS: Final = """SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indisprimary AND pg_table_is_visible(c.oid) ORDER BY c.relname, array_position(i.indkey, a.attnum)"""


class PostgresSource:
    """A database by its `postgresql://` address, read only.

    The password stays out of the name and of every message. Raises BadInput import_needs_extra, import_bad_address;
    StewardError import_unreachable.
    """

    def __init__(self, url: str) -> None:
        self._where, self._secret = _said(url)
        self._connection = self._connect(url)
        with self._faults():
            self._names = {str(name).lower(): str(name) for name in self._column(_TABLES)}
            self._keys: dict[str, list[str]] = {}
            for table, column in self._connection.execute(_KEYS):
                self._keys.setdefault(table.lower(), []).append(column)
        self.name = self._where
        self.folder: Path | None = None

    def tables(self) -> list[str]:
        """The tables on the connection's search path."""
        return list(self._names)

    def columns(self, table: str) -> list[str]:
        """The columns of a table."""
        with self._faults():
            found = self._connection.execute(self._query("SELECT * FROM {} LIMIT 0", table))
            return [column.name.lower() for column in found.description or ()]

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with self._faults():
            [number] = self._column(self._query("SELECT count(*) FROM {}", table))
            return int(number)

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows in the order of the key, some at a time; what is neither number nor truth comes as text."""
        names = self.columns(table)
        with self._faults(), self._connection.cursor(name=f"steward_{table}") as cursor:
            cursor.itersize = _AT_ONCE
            for row in cursor.execute(self._query("SELECT * FROM {}", table, self._keys.get(table, []))):
                yield dict(zip(names, row, strict=True))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _connect(self, url: str) -> psycopg.Connection[Any]:
        try:
            import psycopg
        except ImportError as error:
            raise BadInput("import_needs_extra", "postgres") from error
        try:
            connection = psycopg.connect(url, connect_timeout=_WAIT_S)
        except psycopg.Error as error:
            raise StewardError("import_unreachable", self._where, reason=self._plain(error)) from error
        connection.isolation_level, connection.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        _read_as_text(connection)
        with self._faults():
            connection.execute("SET datestyle TO 'ISO'")
            connection.execute("SET timezone TO 'UTC'")
            # A database that keeps bytes without asking what they mean would refuse to give some of them as UTF-8.
            if connection.info.parameter_status("server_encoding") != "SQL_ASCII":
                connection.execute("SET client_encoding TO 'UTF8'")
        return connection

    def _query(self, statement: str, table: str, order: list[str] | None = None) -> Any:
        from psycopg import sql

        query = sql.SQL(statement).format(sql.Identifier(self._names[table]))
        if not order:
            return query
        return query + sql.SQL(" ORDER BY ") + sql.SQL(", ").join(map(sql.Identifier, order))

    def _column(self, query: Any) -> list[Any]:
        return [value for (value,) in self._connection.execute(query)]

    @contextmanager
    def _faults(self) -> Iterator[None]:
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            raise StewardError("import_unreachable", self._where, reason=self._plain(error)) from error

    def _plain(self, error: Exception) -> str:
        """The first line of what the library says, without the password."""
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        return said.replace(self._secret, "…") if self._secret else said


def is_address(path: str) -> bool:
    """Whether a path is the address of a database."""
    return path.startswith(("postgresql://", "postgres://"))


def with_password(url: str, password: str | None) -> str:
    """The address with a password in it, where it has none of its own and names somebody whose it could be."""
    try:
        parts = urlsplit(url)
        if not password or parts.password is not None or parts.username is None:
            return url
    except ValueError:
        return url  # opening it says what is wrong with it
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


def _said(url: str) -> tuple[str, str]:
    """What may be said of an address, "database@host", and the password in it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "localhost", parts.port
    except ValueError as error:
        raise BadInput("import_bad_address", "postgresql://…") from error
    database = parts.path.strip("/") or parts.username or "postgres"
    return f"{database}@{host}{f':{port}' if port else ''}", unquote(parts.password or "")


def _read_as_text(connection: psycopg.Connection[Any]) -> None:
    """Take what is neither number, truth nor bytes as text: a database knows times that Python does not."""
    from psycopg import adapters
    from psycopg.adapt import Loader

    class Words(Loader):
        """Text as it stands; bytes that are no text come through marked, and their row is refused."""

        def load(self, data: Any) -> str:
            """The text."""
            return bytes(data).decode("utf-8", "surrogateescape")

    connection.adapters.register_loader(0, Words)
    for kind in adapters.types:
        if kind.name not in _AS_THEY_ARE:
            connection.adapters.register_loader(kind.oid, Words)
        if kind.array_oid:
            connection.adapters.register_loader(kind.array_oid, Words)
