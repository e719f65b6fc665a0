"""Names of sales people in imported figures go with the person whom they were linked to."""

from __future__ import annotations

from qudao.market.goals.models import SalesPerson
from qudao.people.keeping import Keeper
from qudao.people.models import Person


class SalesNameKeeper(Keeper):
    """Figures stay under the pseudonym; also where the person stands as another's manager."""

    def forget(self, person: Person, pseudonym: str) -> None:
        reason = "all names of the erased person"
        rows = SalesPerson.objects.unscoped(reason=reason)
        names = list(rows.filter(user__person=person).values_list("name", flat=True))
        rows.filter(manager_name__in=names).update(manager_name=pseudonym)
        rows.filter(user__person=person).update(name=pseudonym)
