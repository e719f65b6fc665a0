"""What keeps a person's data: the open legal reasons, and the records that hold the person's id.

A room that has such reasons declares a `Keeper` in its `personal_data.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from qudao.core.scoping import ScopedQuerySet
from qudao.people.models import Membership, Person, User

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text


class Keeper:
    """A room's answer to: why must this person stay readable for now? None: nothing open."""

    def reasons(self, person: Person) -> Iterator[Text]:
        raise NotImplementedError


class MembershipKeeper(Keeper):
    """Whoever still belongs to an organisation is needed by it."""

    def reasons(self, person: Person) -> Iterator[Text]:
        reason = "whether the person still belongs somewhere"
        rows = Membership.objects.unscoped(reason=reason).active().filter(user__person=person)
        for row in rows.select_related("organisation").distinct():
            yield _("Still belongs to %(organisation)s. End the membership first.") % {
                "organisation": row.organisation
            }


def reasons_to_keep(person: Person) -> list[Text]:
    """Every open reason why this person may not be erased yet."""
    autodiscover_modules("personal_data")
    found = [reason for kind in Keeper.__subclasses__() for reason in kind().reasons(person)]
    return list(dict.fromkeys(found))


# ------------------------------------------------------------------ records that hold the id


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of one kind that hold a person's id, and by which columns."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def kind(self) -> str:
        return str(self.model._meta.label_lower)


def kinds_that_hold_persons() -> list[Held]:
    """Every model with a column that points to a person or to its login."""
    found = []
    for model in apps.get_models():
        columns = tuple(field.name for field in model._meta.concrete_fields if _points(field))
        if columns:
            found.append(Held(model, columns))
    return sorted(found, key=lambda held: held.kind)


def _points(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model in {Person, User}


def rows_of(held: Held, person: Person) -> models.QuerySet[Any]:
    """The rows of one kind that hold this person, whoever may otherwise see them."""
    user = login_of(person)
    wanted = models.Q(pk=None)
    for column in held.columns:
        target = held.model._meta.get_field(column).related_model
        if target is Person:
            wanted |= models.Q(**{column: person.pk})
        elif user:
            wanted |= models.Q(**{column: user.pk})
    manager: Any = held.model._default_manager
    if isinstance(manager.none(), ScopedQuerySet):
        manager = manager.unscoped(reason="a person has a right to every record of it")
    rows: models.QuerySet[Any] = manager.filter(wanted)
    return rows.order_by("pk")


def login_of(person: Person) -> User | None:
    reason = "a person's own login"
    found: User | None = User.objects.unscoped(reason=reason).filter(person=person).first()
    return found
