"""Who confirms the sign-in with a second step, and who has to."""

from __future__ import annotations

from collections.abc import Collection

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor
from qudao.core.errors import QudaoError
from qudao.core.programme import current_programme
from qudao.people.permissions import DECIDERS


class SecondFactorNeeded(QudaoError):
    """The programme asks a second factor of this role, and it is not set up."""

    status = 403
    code = "second_factor_needed"
    message = _("Your role needs a second step at sign-in. Set it up under your account first.")


def with_second_factor(user_ids: Collection[int]) -> frozenset[int]:
    """Those of these logins that have set up an authenticator app."""
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user_id__in=user_ids)
    return frozenset(rows.values_list("user_id", flat=True))


def lacks_second_factor(actor: Actor) -> bool:
    """Whether the actor decides for the vendor, the programme asks for a second factor, and there
    is none. Such a person may set it up and do nothing else."""
    if not actor.roles & DECIDERS or not current_programme().deciders_need_second_factor:
        return False
    return not with_second_factor({actor.user_key})
