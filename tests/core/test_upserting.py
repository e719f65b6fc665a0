"""Rows of another system are brought to what its file says; each row's fate is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import models
from pytest_django import DjangoAssertNumQueries

from qudao.core.bulk import ROWS_A_STATEMENT, insert_missing
from qudao.core.models import Deadline, Holiday, Programme, Total
from qudao.core.upserting import Fate, Keyed, Refused, Upsert, amount_problem, differing
from tests.people import Cast

FIELDS = ("bucket", "count", "amount")


def row(owner: str, bucket: str = "", count: int = 0, amount: str = "0") -> Total:
    return Total(kind="t", owner=owner, bucket=bucket, count=count, amount=Decimal(amount))


def there() -> dict[str, Total]:
    return {one.owner: one for one in Total.objects.filter(kind="t")}


def kept() -> list[tuple[str, str, int, Decimal]]:
    rows = Total.objects.filter(kind="t").order_by("owner")
    return [(one.owner, one.bucket, one.count, one.amount) for one in rows]


@pytest.fixture
def upsert(db: None) -> Upsert[Total]:
    row("a", "won", 1, "5").save()
    row("b", "lost", 2, "7").save()
    return Upsert(there(), FIELDS)


def test_each_row_meets_its_fate(upsert: Upsert[Total]) -> None:
    assert upsert.put("a", row("a", "won", 1, "5")) is Fate.UNCHANGED
    assert upsert.put("b", row("b", "won", 2, "7.0001")) is Fate.UPDATED
    assert upsert.put("c", row("c", "open", 3, "9")) is Fate.CREATED
    upsert.write(Total.objects.all())
    assert kept() == [
        ("a", "won", 1, Decimal(5)),
        ("b", "won", 2, Decimal("7.0001")),
        ("c", "open", 3, Decimal(9)),
    ]


def test_a_blank_wipes_out_nothing(upsert: Upsert[Total]) -> None:
    assert upsert.put("a", row("a", "", 1, "5")) is Fate.UNCHANGED
    assert upsert.put("b", row("b", "", 9, "7")) is Fate.UPDATED
    upsert.write(Total.objects.all())
    assert kept()[1] == ("b", "lost", 9, Decimal(7))


def test_nothing_is_a_figure_too(upsert: Upsert[Total]) -> None:
    assert upsert.put("b", row("b", "lost", 0, "0")) is Fate.UPDATED
    upsert.write(Total.objects.all())
    assert kept()[1] == ("b", "lost", 0, Decimal(0))


def test_the_first_row_of_a_key_counts(upsert: Upsert[Total]) -> None:
    assert upsert.put("c", row("c", "first")) is Fate.CREATED
    assert upsert.put("c", row("c", "second")) is Fate.MERGED
    assert upsert.put("b", row("b", "won"), repeated=True) is Fate.MERGED
    upsert.write(Total.objects.all())
    assert [one[1] for one in kept()] == ["won", "lost", "first"]


def test_writing_nothing_writes_nothing(
    upsert: Upsert[Total], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = kept()
    upsert.put("a", row("a", "won", 1, "5"))
    with django_assert_num_queries(0):
        upsert.write(Total.objects.none())
    assert kept() == before


def test_a_versioned_row_is_one_version_on(cast: Cast) -> None:
    programme = Programme.objects.get()
    upsert = Upsert({"p": programme}, ["name_en"])
    assert upsert.put("p", Programme(name_en="New name")) is Fate.UPDATED
    upsert.write(Programme.objects.all())
    programme.refresh_from_db()
    assert (programme.name_en, programme.version) == ("New name", 2)


@pytest.mark.django_db
def test_many_rows_go_in_few_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    upsert: Upsert[Total] = Upsert({}, FIELDS)
    for number in range(1100):
        upsert.put(str(number), row(f"{number:04}", "b", number))
    with django_assert_max_num_queries(12):
        upsert.write(Total.objects.all())
    assert Total.objects.count() == 1100


@dataclass
class Doc:
    tags: list[str] | dict[str, str] | str | None = None


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        (["a"], ["b"], True),
        (["a"], [], False),
        ({"a": "b"}, {}, False),
        ({"a": "b"}, {"a": "c"}, True),
        ("x", None, False),
        ("x", "", False),
        ("x", "y", True),
        ("", "y", True),
        (None, "y", True),
    ],
)
def test_documents_and_lists_are_compared_too(old: object, new: object, *, differs: bool) -> None:
    before, after = Doc(old), Doc(new)  # type: ignore[arg-type]
    found = differing(before, after, ["tags"])  # type: ignore[arg-type]
    assert found == (["tags"] if differs else [])


@pytest.mark.parametrize(
    ("amount", "rule"),
    [
        (None, None),
        ("0", None),
        ("-12.3456", None),
        ("99999999999999", None),
        ("100000000000000", "amount_too_large"),
        ("-100000000000000", "amount_too_large"),
        ("NaN", "amount_too_large"),
        ("Infinity", "amount_too_large"),
        ("1.00001", "too_many_decimals"),
    ],
)
def test_an_amount_that_cannot_be_kept_is_refused_with_its_rule(
    amount: str | None, rule: str | None
) -> None:
    found = amount_problem("f", None if amount is None else Decimal(amount))
    assert (found.rule if found else None) == rule
    if found:
        assert (found.field, found.value) == ("f", f"{Decimal(str(amount)):f}")


def test_a_field_may_hold_fewer_decimals() -> None:
    assert amount_problem("f", Decimal("1.25"), decimals=2) is None
    assert amount_problem("f", Decimal("1.255"), decimals=2) == Refused(
        "f", "too_many_decimals", "1.255"
    )


def test_a_keyed_row_knows_whether_it_came_before() -> None:
    assert not Keyed("k", 1).repeated
    assert Keyed("k", 1, repeated=True).key == "k"


# ------------------------------------------------------------------ past the ORM


@pytest.mark.django_db
def test_moments_and_hostile_texts_are_kept_as_they_are(now: datetime) -> None:
    moment = datetime(2026, 3, 2, 1, 30, 59, 123456, tzinfo=UTC)
    texts = ["a'b", 'a"b', "%s", "a;--", "马", "\\", "{}"]
    rows = [("people.mail_notice", text, moment, 0) for text in texts]
    insert_missing(Deadline, ("job", "subject_id", "due_at", "attempts"), rows)
    found = dict(Deadline.objects.values_list("subject_id", "due_at"))
    assert found == dict.fromkeys(texts, moment)


@pytest.mark.django_db
@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_portions_of_every_size_are_whole(extra: int) -> None:
    rows = [("t", f"{n}", "b", 0, n, 0) for n in range(ROWS_A_STATEMENT + extra)]
    insert_missing(Total, ("kind", "owner", "bucket", "shard", "count", "amount"), rows)
    found = Total.objects.aggregate(models.Count("pk"), models.Sum("count"))
    assert found == {"pk__count": len(rows), "count__sum": sum(range(len(rows)))}


@pytest.mark.django_db
def test_a_column_that_the_model_lacks_is_told() -> None:
    with pytest.raises(KeyError):
        insert_missing(Holiday, ("day", "no_such_column"), [("2026-01-01", 1)])
