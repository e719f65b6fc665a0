"""Reads whose statement is built once and then only filled in.

Django's ORM spends ten times as long on building a statement as a database on answering it, and
builds the same few statements for each request. A `Prepared` read is written with the ORM, scope
and all; its statement is kept by thread and shape, and a call fills in the values.

    _of_partner = Prepared(lambda partner_id: Partner.objects.unscoped(…).filter(pk=partner_id))
    _of_partner(7)

Values are whole numbers, texts, days, moments and tuples of these; an actor counts by its keys,
while its side, roles and scopes are the shape, as is everything else that is handed over. The
builder is called with stand-ins of the values, twice, and a statement that does not hold them as
parameters is refused; so a value can never decide about the statement, only about its result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from qudao.core.actor import Actor

Row = TypeVar("Row")
T = TypeVar("T")
Value = int | str | date
MOST_SHAPES = 200
_BASES = (1_100_000_000, 1_200_000_000)  # of stand-ins for numbers: fit into 32 bits
_SMALL_BASE = 11_000  # fits into 16


_KINDS = (int, str, datetime, date)  # the first that fits


class UnpreparedError(Exception):
    """A read that cannot be prepared: its statement depends on more than the shape."""


@dataclass(frozen=True, slots=True)
class Fixed(Generic[T]):
    """An argument that belongs to the shape although it looks like values: an order, a window. Few
    different ones may occur, since each has a statement of its own."""

    value: T


class Prepared(Generic[Row]):
    """One read, by its builder: a function of values that returns a queryset."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._local = threading.local()

    def __call__(self, *arguments: Any) -> list[Row]:
        """All rows, as the queryset would give them."""
        shape: list[object] = []
        values: list[Value] = []
        for argument in arguments:
            _take_apart(argument, shape, values)
        statement = self._statement(tuple(shape), arguments)
        return cast("list[Row]", statement.rows(values))

    def anew(self, *arguments: Any) -> list[Row]:
        """The same without keeping anything, where what was asked for will hardly come again."""
        return list(self._build(*(_plain(argument) for argument in arguments)))

    def first(self, *arguments: Any) -> Row | None:
        rows = self(*arguments)
        return rows[0] if rows else None

    def _statement(self, shape: tuple[object, ...], arguments: Sequence[Any]) -> _Statement:
        kept: dict[object, _Statement] | None = getattr(self._local, "kept", None)
        if kept is None:
            kept = self._local.kept = {}
        statement = kept.get(shape)
        if statement is None or statement.is_stale:
            if len(kept) >= MOST_SHAPES:
                kept.clear()
            statement = kept[shape] = _built(self._build, arguments)
        return statement


# ------------------------------------------------------------------ arguments


def _take_apart(argument: Any, shape: list[object], values: list[Value]) -> None:
    """Put what is a value among the values, and the rest into the shape."""
    if isinstance(argument, Actor):
        shape.append((argument.side, argument.roles, argument.api_scopes, argument.language))
        for key in _keys(argument):
            _take_apart(key, shape, values)
    elif isinstance(argument, tuple):
        padded = _padded(argument)
        shape.append(len(padded))
        if set(map(type, padded)) <= {int}:  # keys of rows, by the hundred
            shape.append(int)
            values.extend(padded)
            return
        for one in padded:
            _take_apart(one, shape, values)
    elif _is_value(argument):
        shape.append(next(kind for kind in _KINDS if isinstance(argument, kind)))
        values.append(argument)
    else:
        shape.append(argument)


def _is_value(argument: Any) -> bool:
    return isinstance(argument, _KINDS) and not isinstance(argument, bool)


def _plain(argument: Any) -> Any:
    return argument.value if isinstance(argument, Fixed) else argument


def _keys(actor: Actor) -> tuple[int | None, int | None, int | None]:
    return actor.user_id, actor.person_id, actor.organisation_id


def _padded(many: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lengthened by its last member to a power of two, so that few lengths make few shapes."""
    wanted = 1 << (len(many) - 1).bit_length() if many else 0
    return many + many[-1:] * (wanted - len(many))


class _StandIns:
    """Unlikely values of the right types, numbered from a base."""

    def __init__(self, base: int) -> None:
        self._numbers = iter(range(base, base + 100_000))
        self.made: list[Value] = []

    def of(self, argument: Any) -> Any:
        if isinstance(argument, Actor):
            user, person, organisation = (self.of(key) for key in _keys(argument))
            return replace(argument, user_id=user, person_id=person, organisation_id=organisation)
        if isinstance(argument, tuple):
            return tuple(self.of(one) for one in _padded(argument))
        if not _is_value(argument):
            return _plain(argument)
        number = next(self._numbers)
        made: Value = number
        if isinstance(argument, str):
            made = f"stand-in {number}"
        if isinstance(argument, datetime):
            made = datetime.fromtimestamp(number, UTC)
        elif isinstance(argument, date):
            made = date.fromordinal(number // 2_000 + number % 2_000)
        self.made.append(made)
        return made


# ------------------------------------------------------------------ statements


@dataclass
class _Statement:
    """One statement on one connection. `places`: position in the parameters, number of the value,
    and how the value becomes a parameter."""

    queryset: QuerySet[Any, Any]
    connection: BaseDatabaseWrapper
    compiler: _Kept
    sql: str = ""
    parameters: Sequence[Any] = ()
    places: Sequence[tuple[int, int, Callable[[Any], Any]]] = ()
    is_never: bool = False  # the shape itself leaves no row

    @property
    def is_stale(self) -> bool:
        return connections[self.queryset.db] is not self.connection

    def rows(self, values: Sequence[Value]) -> list[Any]:
        if self.is_never:
            return []
        parameters = list(self.parameters)
        for position, index, adapt in self.places:
            parameters[position] = adapt(values[index])
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            self.compiler.fetched = cursor.fetchall()
        as_django_makes_them: Any = self.queryset._iterable_class
        return list(as_django_makes_them(self.queryset))


class _Kept:
    """Django's compiler of a statement, answering with rows that are already fetched."""

    def __init__(self, compiler: Any) -> None:
        self._compiler = compiler
        self._converters: list[tuple[int, Callable[[Iterable[Any]], list[Any]]]] = []
        self.fetched: Sequence[Any] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler, name)

    def as_sql(self) -> tuple[str, Sequence[Any]]:
        sql, parameters = self._compiler.as_sql()
        selected = self._compiler.select[: self._compiler.col_count]
        found = self._compiler.get_converters([column[0] for column in selected])
        self._converters = [
            (position, _of_column(converters, expression, self._compiler.connection))
            for position, (converters, expression) in found.items()
        ]
        return sql, parameters

    def execute_sql(self, *_args: Any, **_kwargs: Any) -> None:
        """The rows are there."""

    def results_iter(
        self, _results: None = None, *, tuple_expected: bool = False, **_how: Any
    ) -> Iterator[Any]:
        if not self._converters or not self.fetched:
            return iter(self.fetched)
        columns: list[Iterable[Any]] = list(zip(*self.fetched, strict=True))
        for position, converted in self._converters:
            columns[position] = converted(columns[position])
        return zip(*columns, strict=True)


def _of_column(
    converters: Sequence[Callable[..., Any]], expression: Any, connection: BaseDatabaseWrapper
) -> Callable[[Iterable[Any]], list[Any]]:
    """All values of a column as Python has them: a step of its own for each column costs half of
    Django's walk through each row."""

    def converted(values: Iterable[Any]) -> list[Any]:
        for convert in converters:
            values = [convert(value, expression, connection) for value in values]
        return list(values)

    def moments(values: Iterable[Any]) -> list[Any]:
        """SQLite knows no time zones; a column's moments are in UTC. What an expression gives is
        a text, and Django's to read."""
        return [
            value.replace(tzinfo=UTC) if type(value) is datetime
            else value and converted([value])[0]
            for value in values
        ]  # fmt: skip

    of_django = getattr(connection.ops, "convert_datetimefield_value", None)
    are_moments = [*converters] == [of_django] and connection.timezone is UTC
    return moments if are_moments else converted


def _built(build: Callable[..., QuerySet[Any, Any]], arguments: Sequence[Any]) -> _Statement:
    """Build twice with different stand-ins; where the parameters differ, the values belong."""
    first, again = (_compiled(build, arguments, base) for base in _BASES)
    if first.is_never or again.is_never:
        return _never(build, arguments, first)
    if first.sql != again.sql or len(first.parameters) != len(again.parameters):
        raise UnpreparedError("A value is a part of the statement, not a parameter of it.")
    pairs = zip(first.parameters, again.parameters, strict=True)
    differing = [position for position, (one, other) in enumerate(pairs) if one != other]
    placed = {position for position, _index, _adapt in first.places}
    if set(differing) != placed:
        raise UnpreparedError("A value is changed on its way into the statement.")
    return first


def _never(
    build: Callable[..., QuerySet[Any, Any]], arguments: Sequence[Any], first: _Statement
) -> _Statement:
    """A statement that finds nothing whatever its values are. Django also finds nothing where a
    number is too large for its column, as a stand-in is for a small one on PostgreSQL."""
    if not _compiled(build, arguments, _SMALL_BASE).is_never:
        raise UnpreparedError("A column is too small for every number that may be looked for.")
    return first


def _compiled(
    build: Callable[..., QuerySet[Any, Any]], arguments: Sequence[Any], base: int
) -> _Statement:
    stand_ins = _StandIns(base)
    handed = [stand_ins.of(argument) for argument in arguments]
    queryset = _without_reading(build, handed)
    if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise UnpreparedError("Related rows are read by a Prepared of their own.")
    connection = connections[queryset.db]
    kept = _Kept(queryset.query.get_compiler(using=queryset.db))
    queryset.query.get_compiler = lambda *_args, **_kwargs: kept  # type: ignore[method-assign]
    try:
        sql, parameters = kept.as_sql()
    except EmptyResultSet:
        return _Statement(queryset, connection, kept, is_never=True)
    places = _places(connection, parameters, stand_ins.made)
    return _Statement(queryset, connection, kept, sql, parameters, places)


def _without_reading(
    build: Callable[..., QuerySet[Any, Any]], handed: Sequence[Any]
) -> QuerySet[Any, Any]:
    """The builder's queryset; what it would read of stand-ins would be wrong, so it may not."""

    def refuse(*_arguments: Any) -> Any:
        raise UnpreparedError("The builder reads rows itself.")

    with connections["default"].execute_wrapper(refuse):
        return build(*handed)


def _places(
    connection: BaseDatabaseWrapper, parameters: Sequence[Any], made: Sequence[Value]
) -> list[tuple[int, int, Callable[[Any], Any]]]:
    adapted = {_adapted(connection, one): index for index, one in enumerate(made)}
    return [
        (position, adapted[parameter], _adapter(connection, made[adapted[parameter]], parameter))
        for position, parameter in enumerate(parameters)
        if isinstance(parameter, _KINDS) and parameter in adapted
    ]


def _adapted(connection: BaseDatabaseWrapper, value: Value) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _adapter(connection: BaseDatabaseWrapper, value: Value, parameter: Any) -> Callable[[Any], Any]:
    """How a value becomes a parameter like the one that its stand-in became."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value
    return type(parameter)  # psycopg's own kinds of whole numbers
