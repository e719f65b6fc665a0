"""A partner's life: the states and what may follow each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lifecycle(models.TextChoices):
    PROSPECT = "prospect", _("Prospect")
    APPLICANT = "applicant", _("Applicant")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    EXITED = "exited", _("Exited")


TRANSITIONS: dict[Lifecycle, frozenset[Lifecycle]] = {
    Lifecycle.PROSPECT: frozenset({Lifecycle.APPLICANT, Lifecycle.ACTIVE, Lifecycle.EXITED}),
    Lifecycle.APPLICANT: frozenset({Lifecycle.ACTIVE, Lifecycle.EXITED, Lifecycle.PROSPECT}),
    Lifecycle.ACTIVE: frozenset({Lifecycle.SUSPENDED, Lifecycle.EXITED}),
    Lifecycle.SUSPENDED: frozenset({Lifecycle.ACTIVE, Lifecycle.EXITED}),
    Lifecycle.EXITED: frozenset({Lifecycle.PROSPECT}),
}


class PartnerType(models.TextChoices):
    """The three indirect routes that are partners (S13)."""

    RETAILER = "retailer", _("Retailer")
    DISTRIBUTOR = "distributor", _("Distributor")
    BUSINESS_PARTNER = "business_partner", _("Business partner")


class BusinessKind(models.TextChoices):
    """What kind of business partner it is."""

    VALUE_ADDED_RESELLER = "value_added_reseller", _("Value-added reseller")
    SYSTEM_INTEGRATOR = "system_integrator", _("System integrator")
    INDEPENDENT_SOFTWARE_VENDOR = "independent_software_vendor", _("Independent software vendor")
    MANAGED_SERVICE_PROVIDER = "managed_service_provider", _("Managed service provider")
