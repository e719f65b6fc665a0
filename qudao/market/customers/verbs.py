"""What can be done to a customer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class CustomerVerb(Verb):
    CREATED = "customers.created", _("created the customer")
    EDITED = "customers.edited", _("changed the customer's data")
    PLACED = "customers.placed", _("placed the customer in its group")
    NAME_ADDED = "customers.name_added", _("added a name of the customer")
    IDENTIFIER_ADDED = "customers.identifier_added", _("added a number of the customer")
    IDENTIFIER_REMOVED = "customers.identifier_removed", _("removed a number of the customer")
    DOMAIN_ADDED = "customers.domain_added", _("added a web domain of the customer")
    DOMAIN_REMOVED = "customers.domain_removed", _("removed a web domain of the customer")
    ASSIGNED = "customers.assigned", _("assigned the account manager")
    RELATION_RECORDED = (
        "customers.relation_recorded",
        _("recorded how well a partner knows the customer"),
    )
    CONTACT_ADDED = "customers.contact_added", _("added a contact at the customer")
    CONTACT_REMOVED = "customers.contact_removed", _("removed a contact at the customer")
    MERGED = "customers.merged", _("merged the customer into another")
    MERGE_UNDONE = "customers.merge_undone", _("undid the merge of the customer")
