"""What can be done to a partner."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class PartnerVerb(Verb):
    CREATED = "partners.created", _("created the partner")
    EDITED = "partners.edited", _("changed the partner's data")
    MOVED = "partners.moved", _("moved the partner in its lifecycle")
    SUPPLIER_SET = "partners.supplier_set", _("set who supplies the partner")
    ASSIGNED = "partners.assigned", _("assigned the channel manager")
    CONTACT_ADDED = "partners.contact_added", _("added a contact at the partner")
    CONTACT_EDITED = "partners.contact_edited", _("changed a contact at the partner")
    CONTACT_REMOVED = "partners.contact_removed", _("removed a contact at the partner")
    CELL_SERVED = "partners.cell_served", _("noted a market cell that the partner serves")
    CELL_LEFT = "partners.cell_left", _("took away a market cell that the partner served")
    PRODUCT_AUTHORISED = "partners.product_authorised", _("authorised the partner for a product")
    AUTHORISATION_ENDED = (
        "partners.authorisation_ended",
        _("ended the partner's authorisation for a product"),
    )
    COMPANY_EDITED = "partners.company_edited", _("changed the own company's address")
