"""What can be done to products, regions and industries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class CellVerb(Verb):
    REFERENCE_SEEDED = "cells.reference_seeded", _("loaded the reference codes")
    PRODUCT_CREATED = "cells.product_created", _("created the product")
    PRODUCT_CHANGED = "cells.product_changed", _("changed the product")
    TERRITORY_CREATED = "cells.territory_created", _("created the sales territory")
    SEGMENT_CREATED = "cells.segment_created", _("created the industry segment")
