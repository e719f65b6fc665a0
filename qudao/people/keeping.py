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
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from qudao.core.scoping import ScopedQuerySet
from qudao.people.models import Membership, Person, User

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text


class Keeper:
    """What a room knows of a person: why it must stay readable for now, and names of its own."""

    def reasons(self, person: Person) -> Iterator[Text]:
        """Every open reason; none when nothing keeps the person."""
        yield from ()

    def forget(self, person: Person, pseudonym: str) -> None:
        """Replace names that the room keeps outside `Person`, such as those of imported files."""


KIND_WORDS: dict[str, Text] = {
    "account.emailaddress": gettext_lazy("E-mail addresses"),
    "accountroom.message": gettext_lazy("Messages"),
    "api.keptanswer": gettext_lazy("Recent answers of the API"),
    "commitments.promise": gettext_lazy("Promises"),
    "core.auditentry": gettext_lazy("Rows of the audit trail"),
    "core.storedfile": gettext_lazy("Uploaded files"),
    "customers.accountassignment": gettext_lazy("Customers in the person's charge"),
    "customers.customercontact": gettext_lazy("Contact of customers"),
    "funnel.directactivity": gettext_lazy("Direct activities"),
    "funnel.opportunity": gettext_lazy("Opportunities"),
    "goals.quota": gettext_lazy("Quotas"),
    "goals.salesperson": gettext_lazy("Names in imported files"),
    "intake.channelcheck": gettext_lazy("Checks of own spreadsheets"),
    "intake.importrun": gettext_lazy("Imports"),
    "intake.savedmapping": gettext_lazy("Saved column mappings"),
    "mfa.authenticator": gettext_lazy("Second sign-in steps"),
    "partners.partnerassignment": gettext_lazy("Partners in the person's charge"),
    "partners.partnercontact": gettext_lazy("Contact of partners"),
    "people.apikey": gettext_lazy("API keys"),
    "people.invitation": gettext_lazy("Invitations"),
    "people.membership": gettext_lazy("Memberships"),
    "people.notice": gettext_lazy("Notices"),
    "people.user": gettext_lazy("Login"),
    "registrations.candidate": gettext_lazy("Judgements on overlaps"),
    "registrations.overlap": gettext_lazy("Overlaps with own accounts"),
    "registrations.registration": gettext_lazy("Registrations"),
    "registrations.snapshot": gettext_lazy("Snapshots of registrations"),
    "registrations.statechange": gettext_lazy("Moves of registrations"),
    "rules.acknowledgement": gettext_lazy("Acknowledged rules"),
    "rules.rulebookversion": gettext_lazy("Published rules"),
    "usersessions.usersession": gettext_lazy("Sessions"),
}


class MembershipKeeper(Keeper):
    """Whoever still belongs to an organisation is needed by it."""

    def reasons(self, person: Person) -> Iterator[Text]:
        reason = "whether the person still belongs somewhere"
        rows = Membership.objects.unscoped(reason=reason).active().filter(user__person=person)
        for row in rows.select_related("organisation").distinct():
            yield _("Still belongs to %(organisation)s. End the membership first.") % {
                "organisation": row.organisation.name(get_language() or "")
            }


def reasons_to_keep(person: Person) -> list[Text]:
    """Every open reason why this person may not be erased yet."""
    found = [reason for keeper in _keepers() for reason in keeper.reasons(person)]
    return list(dict.fromkeys(found))


def forget_everywhere(person: Person, pseudonym: str) -> None:
    """Let every room replace the names that it keeps outside `Person`."""
    for keeper in _keepers():
        keeper.forget(person, pseudonym)


def _keepers() -> list[Keeper]:
    autodiscover_modules("personal_data")
    return [kind() for kind in Keeper.__subclasses__()]


# ------------------------------------------------------------------ records that hold the id


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of one kind that hold a person's id, and by which columns."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def kind(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def words(self) -> Text:
        """The kind in words; one that nobody worded yet stays as its model is called."""
        return KIND_WORDS.get(self.kind) or str(self.model._meta.verbose_name)


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


def records_naming(person: Person) -> int:
    """How many records name the person as such, the login among them; what a login did is none."""
    held = (one for one in kinds_that_hold_persons() if _names_person(one))
    return sum(rows_of(one, person).count() for one in held)


def _names_person(held: Held) -> bool:
    fields = (held.model._meta.get_field(column) for column in held.columns)
    return any(field.related_model is Person for field in fields)


def login_of(person: Person) -> User | None:
    reason = "a person's own login"
    found: User | None = User.objects.unscoped(reason=reason).filter(person=person).first()
    return found
