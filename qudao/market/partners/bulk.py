"""Partners from files, and references to them resolved by the hundred."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from qudao.core.actor import Actor, Role
from qudao.core.programme import today
from qudao.core.sequences import next_number
from qudao.core.upserting import BATCH, Fate, Keyed, Outcome, Refused, Upsert
from qudao.market.partners.actions.company import new_code
from qudao.market.partners.models import Partner, PartnerAssignment, PartnerContact
from qudao.market.partners.sound import sound_of
from qudao.market.partners.states import Lifecycle, PartnerType
from qudao.market.permissions import MarketPermission
from qudao.people.models import Organisation, Person

_FIELDS = (
    "name_zh",
    "name_en",
    "sound",
    "partner_type",
    "business_kind",
    "region_id",
    "city",
    "address",
    "uscc",
    "website",
    "phone",
    "employees",
)
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,11}")
_TAKEN = "keys and codes are unique in the whole programme; nothing else of the rows is read"
MOST_LEVELS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLine:
    """A partner as a list of the vendor's has it: it sells already, so it comes in as active."""

    name_zh: str = ""
    name_en: str = ""
    partner_type: str = ""
    business_kind: str = ""
    region_id: int | None = None
    city: str = ""
    address: str = ""
    uscc: str = ""
    website: str = ""
    phone: str = ""
    employees: int | None = None
    contact: str = ""
    contact_email: str = ""


def put_partners(
    actor: Actor, source: str, rows: Sequence[Keyed[PartnerLine]], *, now: datetime
) -> list[Outcome]:
    """Bring the partners of a source to what its file says.

    A partner that is there and not the actor's to see is refused, as if its key were taken.
    """
    actor.require(MarketPermission.WRITE_PARTNERS)
    keys = [row.key for row in rows]
    partners = Partner.objects.visible_to(actor)
    known = {one.source_key: one for one in partners.filter(source=source, source_key__in=keys)}
    hidden = taken_keys(source, keys) - known.keys()
    codes, supplying = _free_codes(keys), _supplying(known)
    upsert = Upsert(known, _FIELDS)
    outcomes: list[Outcome] = []
    kept = {key: (one.partner_type, one.business_kind) for key, one in known.items()}
    for row in rows:
        if row.key in hidden:
            outcomes.append(Refused("code", "key_taken", row.key))
            continue
        if row.key in supplying and row.input.partner_type not in {"", PartnerType.DISTRIBUTOR}:
            outcomes.append(Refused("type", "supplies_others", row.key))
            continue
        code = row.key if row.key in codes else new_code()
        partner = _partner(source, row, code, now=now)
        if not row.input.partner_type and row.key in kept:
            partner.partner_type, partner.business_kind = kept[row.key]
        outcomes.append(upsert.put(row.key, partner, repeated=row.repeated))
        _drop_kind_of_business(upsert.there[row.key])
    _save(actor, upsert, now=now)
    first = [row for row, fate in zip(rows, outcomes, strict=True) if fate is Fate.CREATED]
    _add_contacts(first, upsert.there)
    return outcomes


def _drop_kind_of_business(partner: Partner) -> None:
    """Only a business partner has one; a blank of a file would not wipe it out."""
    if partner.partner_type != PartnerType.BUSINESS_PARTNER:
        partner.business_kind = ""


def _partner(source: str, row: Keyed[PartnerLine], code: str, *, now: datetime) -> Partner:
    line = row.input
    name = {"name_zh": line.name_zh, "name_en": line.name_en}
    return Partner(
        organisation=Organisation(side=Organisation.Kind.PARTNER, created_at=now, **name),
        code=code,
        sound=sound_of(line.name_zh),
        lifecycle=Lifecycle.ACTIVE,
        lifecycle_since=now,
        partner_type=line.partner_type or PartnerType.BUSINESS_PARTNER,
        business_kind=line.business_kind,
        region_id=line.region_id,
        city=line.city,
        address=line.address,
        uscc=line.uscc,
        website=line.website,
        phone=line.phone,
        employees=line.employees,
        source=source,
        source_key=row.key,
        created_at=now,
        **name,
    )


def _save(actor: Actor, upsert: Upsert[Partner], *, now: datetime) -> None:
    organisations = Organisation.objects.visible_to(actor)
    organisations.bulk_create((new.organisation for new in upsert.created), batch_size=BATCH)
    for new in upsert.created:
        new.organisation_id = new.organisation.pk
    upsert.write(Partner.objects.visible_to(actor))
    renamed = list(organisations.filter(pk__in=[one.pk for one in upsert.updated]))
    partners = {one.pk: one for one in upsert.updated}
    for organisation in renamed:
        organisation.name_zh = partners[organisation.pk].name_zh
        organisation.name_en = partners[organisation.pk].name_en
    organisations.bulk_update(renamed, ["name_zh", "name_en"], batch_size=BATCH)
    if actor.has_role(Role.CHANNEL_MANAGER) and not actor.sees_whole_programme:
        PartnerAssignment.objects.bulk_create(
            PartnerAssignment(partner=new, user_id=actor.user_key, since=today(now))
            for new in upsert.created
        )


def taken_keys(source: str, keys: Collection[str]) -> set[str]:
    """The keys of a source that a partner has, whoever may see it."""
    rows = Partner.objects.unscoped(reason=_TAKEN).filter(source=source, source_key__in=keys)
    return set(rows.values_list("source_key", flat=True))


def _supplying(known: Mapping[str, Partner]) -> set[str]:
    """The keys of distributors that supply others: they stay distributors."""
    rows = Partner.objects.unscoped(reason="whoever has the sub-reseller in charge, it is supplied")
    rows = rows.filter(supplied_by__in=[one.pk for one in known.values()])
    suppliers = set(rows.values_list("supplied_by_id", flat=True))
    return {
        key
        for key, one in known.items()
        if one.pk in suppliers and one.partner_type == PartnerType.DISTRIBUTOR
    }


def _free_codes(keys: Collection[str]) -> set[str]:
    """The keys that can stand as codes in registration numbers and that nobody has."""
    fitting = {key for key in keys if _CODE.fullmatch(key)}
    rows = Partner.objects.unscoped(reason=_TAKEN).filter(code__in=fitting)
    return fitting - set(rows.values_list("code", flat=True))


def _add_contacts(rows: Iterable[Keyed[PartnerLine]], partners: dict[str, Partner]) -> None:
    named = [row for row in rows if row.input.contact]
    people = [
        Person(
            name=row.input.contact[:120],
            email=row.input.contact_email.lower(),
            employer_id=partners[row.key].pk,
        )
        for row in named
    ]
    Person.objects.bulk_create(people, batch_size=BATCH)
    PartnerContact.objects.bulk_create(
        PartnerContact(
            partner=partners[row.key],
            person=person,
            function=PartnerContact.Function.OTHER,
            is_primary=True,
        )
        for row, person in zip(named, people, strict=True)
    )


def put_suppliers(actor: Actor, source: str, suppliers: Mapping[str, str]) -> int:
    """Note which distributor supplies the partner of each key, by what the file calls it.

    Leaves alone who has a supplier already, and what would close a circle. Asked when all rows
    are there, since a file may name a distributor before its own row. Answers how many were set.
    """
    actor.require(MarketPermission.WRITE_PARTNERS)
    own = Partner.objects.visible_to(actor).filter(source=source, source_key__in=list(suppliers))
    partners = {one.source_key: one for one in own.filter(supplied_by=None)}
    if not partners:
        return 0
    next_number("lock.supply_tree")  # two moves at once could close a circle
    called = partners_called(actor, source, {suppliers[key] for key in partners})
    distributors = Partner.objects.visible_to(actor).filter(
        pk__in=called.values(), partner_type=PartnerType.DISTRIBUTOR
    )
    selling = set(distributors.values_list("pk", flat=True))
    above: dict[int, int | None] = dict(
        Partner.objects.visible_to(actor).values_list("pk", "supplied_by_id")
    )
    supplied = []
    for key, partner in partners.items():
        supplier = called.get(suppliers[key])
        if supplier not in selling or _stands_above(partner.pk, supplier, above):
            continue
        partner.supplied_by_id = above[partner.pk] = supplier
        supplied.append(partner)
    rows = Partner.objects.visible_to(actor)
    return rows.bulk_update(supplied, ["supplied_by_id"], batch_size=BATCH)


def _stands_above(partner: int, supplier: int | None, above: dict[int, int | None]) -> bool:
    for _level in range(MOST_LEVELS):
        if supplier == partner:
            return True
        if supplier is None:
            return False
        supplier = above.get(supplier)
    return True


def partners_called(actor: Actor, source: str, references: Collection[str]) -> dict[str, int]:
    """Partners by what a file calls them: its source's key, else their code, else their name."""
    wanted = set(references) - {""}
    rows = Partner.objects.visible_to(actor).filter(
        Q(source=source, source_key__in=wanted)
        | Q(code__in=wanted)
        | Q(name_zh__in=wanted)
        | Q(name_en__in=wanted)
    )
    ranked: dict[str, tuple[int, int]] = {}
    for partner in rows.only("pk", "source", "source_key", "code", "name_zh", "name_en"):
        own_key = partner.source_key if partner.source == source else ""
        names = (own_key, partner.code, partner.name_zh, partner.name_en)
        for rank, name in enumerate(names):
            if name in wanted:
                ranked[name] = min(ranked.get(name, (9, 0)), (rank, partner.pk))
    return {name: pk for name, (_rank, pk) in ranked.items()}
