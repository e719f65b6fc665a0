"""A prepared read answers as the ORM does, and refuses what a kept statement would get wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from qudao.core.actor import Actor
from qudao.core.prepared import Prepared, UnpreparedError
from qudao.people.models import Membership, Organisation, User
from tests.people import Cast

REASON = "a test"


def organisations() -> Any:
    return Organisation.objects.unscoped(reason=REASON).order_by("pk")


def test_values_of_a_second_call_stand_where_those_of_the_first_stood(cast: Cast) -> None:
    named = Prepared(lambda key: organisations().filter(pk=key).values_list("public_id", "pk"))
    every = list(organisations())
    assert [named(one.pk) for one in every] == [[(one.public_id, one.pk)] for one in every]


def test_rows_come_as_the_queryset_would_give_them(cast: Cast) -> None:
    query = organisations().values_list("side", flat=True)
    assert Prepared(lambda: query)() == list(query)
    members = Membership.objects.unscoped(reason=REASON).select_related("user__person")
    prepared = Prepared(lambda: members.order_by("pk"))()
    assert [(one, one.user.person.name, one.started_at) for one in prepared] == [
        (one, one.user.person.name, one.started_at) for one in members.order_by("pk")
    ]


def test_a_prepared_read_takes_one_query_and_joined_rows_none(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    members = Membership.objects.unscoped(reason=REASON).select_related("user")
    read = Prepared(lambda key: members.filter(organisation_id=key))
    with django_assert_num_queries(1):
        assert all(one.user.pk for one in read(cast.channel_manager.organisation_key))


def test_texts_moments_and_nothing_are_values_too(cast: Cast, now: datetime) -> None:
    read = Prepared(
        lambda name, since, until: (
            organisations()
            .filter(name_en=name, created_at__gte=since)
            .exclude(created_at__gt=until)
        )
    )
    one = organisations().exclude(name_en="").first()
    assert one in read(one.name_en, one.created_at, one.created_at)
    assert read(one.name_en, one.created_at + timedelta(days=1), now + timedelta(days=9)) == []
    assert read(one.name_en + "?", one.created_at, now) == []


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5])
def test_keys_of_any_number_are_found_once_each(cast: Cast, size: int) -> None:
    keys = tuple(organisations().values_list("pk", flat=True)[:size])
    read = Prepared(lambda keys: organisations().filter(pk__in=keys).values_list("pk", flat=True))
    assert read(keys) == list(keys)


def test_an_actor_counts_by_its_keys_and_is_told_apart_by_its_roles(cast: Cast) -> None:
    def people(actor: Actor) -> QuerySet[User]:
        people: QuerySet[User] = User.objects.visible_to(actor).order_by("pk")
        return people

    read = Prepared(people)
    for actor in (
        cast.seller_a,
        cast.seller_b,
        cast.channel_manager,
        cast.channel_director,
        cast.seller_a,
    ):
        assert read(actor) == list(people(actor))


def test_a_value_that_decides_about_the_statement_is_refused(cast: Cast) -> None:
    with pytest.raises(UnpreparedError):
        Prepared(lambda count: organisations()[:count])(3)


def test_a_value_that_is_changed_on_its_way_is_refused(cast: Cast) -> None:
    with pytest.raises(UnpreparedError):
        Prepared(lambda text: organisations().filter(name_en__icontains=text))("x")


def test_a_builder_that_reads_rows_is_refused(cast: Cast) -> None:
    def reading(key: int) -> Any:
        return organisations().filter(pk__in=list(organisations().values_list("pk", flat=True)))

    with pytest.raises(UnpreparedError):
        Prepared(reading)(1)


def test_related_rows_of_their_own_are_refused(cast: Cast) -> None:
    with pytest.raises(UnpreparedError):
        Prepared(lambda: organisations().prefetch_related("memberships"))()
