"""The demonstration builds through the actions, shows its cast, and comes out the same."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.test import Client

from qudao.core.actor import system_actor
from qudao.core.models import AuditEntry
from qudao.deals.registrations.models import Candidate, Overlap, Registration
from qudao.deals.registrations.states import State
from qudao.demo import history
from qudao.demo.build import build
from qudao.demo.logins import PASSWORD, demonstration_logins
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner

pytestmark = pytest.mark.django_db
BUILT_ON = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)
EVERYBODY = system_actor("test")


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """A demonstration with a short past; the cast is whole."""
    monkeypatch.setattr(history, "REGISTRATIONS", 14)
    monkeypatch.setattr(history, "DIRECT_DEALS", 8)
    shown: list[tuple[int, int]] = []
    build(now=BUILT_ON, progress=lambda done, total: shown.append((done, total)))
    return shown


def test_the_demonstration_holds_its_cast(built: list[tuple[int, int]]) -> None:
    assert built[-1] == (100, 100)
    assert Partner.objects.visible_to(EVERYBODY).count() == 40
    assert Customer.objects.visible_to(EVERYBODY).filter(source="").count() >= 600
    registrations = Registration.objects.visible_to(EVERYBODY)
    states = Counter(registrations.values_list("state", flat=True))
    assert states[State.INFO_REQUESTED] == 1
    assert states[State.SUBMITTED] == 2
    assert states[State.IN_REVIEW] >= 5
    _two_partners_clash()
    _partner_and_direct_sales_clash()
    _everybody_can_log_in()
    assert AuditEntry.objects.visible_to(EVERYBODY).count() > registrations.count()


def _two_partners_clash() -> None:
    rival = Registration.objects.visible_to(EVERYBODY).get(
        partner__code="QIHE", state=State.IN_REVIEW, project__contains="二期"
    )
    found = Candidate.objects.visible_to(EVERYBODY).filter(
        registration=rival, other_kind="registration"
    )
    assert found.filter(overlaps=True).exists()


def _partner_and_direct_sales_clash() -> None:
    claim = Registration.objects.visible_to(EVERYBODY).get(partner__code="JUNJ")
    assert claim.state == State.IN_REVIEW
    assert Overlap.objects.visible_to(EVERYBODY).filter(registration=claim, answer="").exists()


def _everybody_can_log_in() -> None:
    for login in demonstration_logins():
        answer = Client().post(
            "/account/login/", {"login": login.email, "password": PASSWORD}, follow=False
        )
        assert answer.status_code == 302, login.email
