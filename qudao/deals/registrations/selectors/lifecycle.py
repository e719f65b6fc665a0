"""Partners by the stage of their life, and which of them do nothing with us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from qudao.core.actor import Actor
from qudao.core.programme import today
from qudao.deals.accountroom.models import Message
from qudao.deals.registrations.models import Registration
from qudao.market.listing import Orderable, bounded, first_window, ordering, readable_name
from qudao.market.partners.models import PartnerAssignment, PartnerCell, PartnerQuerySet
from qudao.market.partners.selectors import PartnerQuery, owner_names, partners_found
from qudao.market.partners.states import TRANSITIONS, Lifecycle

SILENT_AFTER = timedelta(days=90)
_NEVER = datetime(1990, 1, 1, tzinfo=UTC)
_A_DATE = "the partner is visible; only a count and a date are read"


class Signal(StrEnum):
    """Why an active partner deserves a call."""

    NEVER = "never"  # has registered nothing yet
    SILENT = "silent"  # has registered, but neither side stirred for 90 days


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeQuery:
    """Which partners, in which order. Empty fields do not narrow; `owner` may be "none"."""

    stage: str = ""
    signal: str = ""
    owner: str = ""
    region: str = ""
    text: str = ""
    order: tuple[str, ...] = ("stage",)
    window: slice = field(default_factory=first_window)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeRow:
    """A partner in its stage. `last_touch` is the latest registration, update or message."""

    public_id: str
    code: str
    name: str
    kind_label: str
    place: str
    stage: str
    stage_label: str
    since: datetime
    days: int
    owner: str
    last_touch: datetime | None
    registrations: int
    cells: int
    signal: str
    next_stages: tuple[Lifecycle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeCounts:
    """How many partners stand in each stage, and how many of the active ones do nothing."""

    by_stage: Mapping[str, int]
    never: int
    silent: int

    @property
    def total(self) -> int:
        return sum(self.by_stage.values())


def partners_by_stage(actor: Actor, query: LifeQuery, *, now: datetime) -> list[LifeRow]:
    """One window of the partners that the actor may see, with what stirs; two queries."""
    found = _found(actor, query, now=now).select_related("region")
    rows = found.order_by(*ordering(query.order, _columns(actor)))[bounded(query.window)]
    shown: list[Any] = list(rows)  # with the annotations
    owners = owner_names(row.pk for row in shown)
    return [_row(actor, row, owners.get(row.pk, ""), now=now) for row in shown]


def count_by_stage(actor: Actor, query: LifeQuery, *, now: datetime) -> int:
    return _found(actor, query, now=now).count()


def life_counts(actor: Actor, *, now: datetime) -> LifeCounts:
    """The figures above the table, over all partners that the actor may see; one query."""
    rows = _stirring(partners_found(actor, PartnerQuery()))
    stages = {one.value: Count("pk", filter=Q(lifecycle=one)) for one in Lifecycle}
    signals = {one.value: Count("pk", filter=_is(one, now)) for one in Signal}
    figures = rows.aggregate(**stages, **signals)
    return LifeCounts(
        by_stage={one.value: figures[one.value] for one in Lifecycle},
        never=figures[Signal.NEVER.value],
        silent=figures[Signal.SILENT.value],
    )


def _found(actor: Actor, query: LifeQuery, *, now: datetime) -> PartnerQuerySet:
    narrowed = PartnerQuery(
        lifecycle=query.stage, owner=query.owner, region=query.region, text=query.text
    )
    rows = _stirring(partners_found(actor, narrowed))
    if query.signal in set(Signal):
        rows = rows.filter(_is(Signal(query.signal), now))
    return rows


def _stirring(rows: PartnerQuerySet) -> PartnerQuerySet:
    """With each partner's count of registrations and cells, and when something last happened."""
    own = Q(partner=OuterRef("pk"))
    claims = Registration.objects.unscoped(reason=_A_DATE).filter(own).exclude(number=None)
    spoken = Message.objects.unscoped(reason=_A_DATE).filter(own, is_internal=False)
    cells = PartnerCell.objects.unscoped(reason=_A_DATE).filter(own)
    moved = claims.order_by().values("partner").annotate(latest=Max("last_update_at"))
    said = spoken.order_by().values("partner").annotate(latest=Max("written_at"))
    return rows.annotate(
        claims=_counted(claims),
        served=_counted(cells),
        touched=Greatest(
            Coalesce(Subquery(moved.values("latest")), Value(_NEVER)),
            Coalesce(Subquery(said.values("latest")), Value(_NEVER)),
        ),
        entered=Coalesce("lifecycle_since", "created_at"),
    )


def _counted(rows: Any) -> Coalesce:
    found = rows.order_by().values("partner").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def _is(signal: Signal, now: datetime) -> Q:
    active = Q(lifecycle=Lifecycle.ACTIVE)
    if signal is Signal.NEVER:
        return active & Q(claims=0)
    return active & Q(claims__gt=0, touched__lt=now - SILENT_AFTER)


def _columns(actor: Actor) -> dict[str, Orderable]:
    owner = PartnerAssignment.objects.unscoped(reason=_A_DATE).current()
    owner_name = owner.filter(partner=OuterRef("pk")).values("user__person__name")[:1]
    places = [When(lifecycle=one, then=Value(place)) for place, one in enumerate(Lifecycle)]
    return {
        "stage": Case(*places, default=Value(9), output_field=IntegerField()),
        "name": readable_name(actor.language),
        "since": F("entered"),
        "owner": Subquery(owner_name),
        "touch": F("touched"),
        "registrations": F("claims"),
        "cells": F("served"),
    }


def _row(actor: Actor, row: Any, owner: str, *, now: datetime) -> LifeRow:
    stage = Lifecycle(row.lifecycle)
    region = row.region.name(actor.language) if row.region else ""
    return LifeRow(
        public_id=row.public_id,
        code=row.code,
        name=row.name(actor.language),
        kind_label=str(row.get_business_kind_display() or row.get_partner_type_display()),
        place=row.city or region,
        stage=stage.value,
        stage_label=str(stage.label),
        since=row.entered,
        days=max(0, (today(now) - today(row.entered)).days),
        owner=owner,
        last_touch=row.touched if row.touched > _NEVER else None,
        registrations=row.claims,
        cells=row.served,
        signal=_signal_of(row, now),
        next_stages=tuple(one for one in Lifecycle if one in TRANSITIONS[stage]),
    )


def _signal_of(row: Any, now: datetime) -> str:
    if row.lifecycle != Lifecycle.ACTIVE:
        return ""
    if not row.claims:
        return Signal.NEVER.value
    return Signal.SILENT.value if row.touched < now - SILENT_AFTER else ""
