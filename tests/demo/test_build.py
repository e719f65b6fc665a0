"""The demonstration: through the actions, with its cast, relative to its day, always the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from qudao.core.actor import Role, system_actor
from qudao.core.models import AuditEntry, Deadline, Programme
from qudao.core.programme import current_programme, forget_programme
from qudao.deals.commitments.models import Promise
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.totals import maintained, rebuild
from qudao.deals.registrations.models import Candidate, Overlap, Registration
from qudao.deals.registrations.states import State
from qudao.deals.sellthrough.models import SalesLine
from qudao.demo import history
from qudao.demo.build import build
from qudao.demo.clockwork import LETTERS
from qudao.demo.ground import ACCOUNT_TARGETS, QUARTER_TARGETS
from qudao.demo.logins import PARTNER_PEOPLE, PASSWORD, VENDOR_PEOPLE, demonstration_logins
from qudao.demo.names import CITY, PARTNERS, PRODUCTS
from qudao.market.customers.models import AccountAssignment, Customer, PartnerCustomer
from qudao.market.goals.models import Quota
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.partners.states import Lifecycle
from qudao.market.prices.models import Price
from qudao.people.actors import session_actor
from qudao.people.models import Notice, Person, User
from qudao.people.notifications import unread_count
from qudao.rules.models import RulebookVersion

pytestmark = pytest.mark.django_db
BUILT_ON = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)
EVERYBODY = system_actor("test")
TARGETS = {**QUARTER_TARGETS, **ACCOUNT_TARGETS}


@dataclass(frozen=True)
class Demonstration:
    """What was built, and what an earlier build of the same day had come to."""

    shown: list[tuple[int, int]]
    told: dict[str, Any]
    told_before: dict[str, Any]


def build_once() -> list[tuple[int, int]]:
    forget_programme()
    shown: list[tuple[int, int]] = []
    build(now=BUILT_ON, progress=lambda done, total: shown.append((done, total)))
    return shown


def story() -> dict[str, Any]:
    """What a demonstration tells, without the ids that are drawn anew each time."""
    registrations = Registration.objects.visible_to(EVERYBODY).order_by("pk")
    columns = ("number", "state", "partner__code", "project", "amount", "created_at")
    trail = AuditEntry.objects.visible_to(EVERYBODY).order_by("at", "pk")
    return {
        "registrations": list(registrations.values_list(*columns)),
        "samples": list(registrations.filter(is_sampled=True).values_list("number", flat=True)),
        "partners": list(
            Partner.objects.visible_to(EVERYBODY)
            .order_by("code")
            .values_list("code", "name_zh", "lifecycle", "joined_on")
        ),
        "customers": list(
            Customer.objects.visible_to(EVERYBODY).order_by("pk").values_list("name_zh", "city")
        ),
        "opportunities": list(
            Opportunity.objects.visible_to(EVERYBODY).order_by("pk").values_list("name", "stage")
        ),
        "persons": sorted(Person.objects.visible_to(EVERYBODY).values_list("name", "email")),
        "trail": list(trail.values_list("at", "verb", "subject_kind")),
    }


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demonstration]:
    """Two builds of a short past in one database; the second one stays for the whole file."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(history, "REGISTRATIONS", 14)
        patch.setattr(history, "DIRECT_DEALS", 8)
        with transaction.atomic():
            build_once()
            before = story()
            transaction.set_rollback(True)
        with transaction.atomic():
            shown = build_once()
            yield Demonstration(shown, story(), before)
            transaction.set_rollback(True)
    forget_programme()


def registrations(**given: object) -> Any:
    return Registration.objects.visible_to(EVERYBODY).filter(**given)


def test_it_comes_out_the_same_every_time(built: Demonstration) -> None:
    for name, told in built.told.items():
        assert told == built.told_before[name], name


def test_its_progress_runs_to_the_end_and_never_back(built: Demonstration) -> None:
    steps = [done for done, _total in built.shown]
    assert steps == sorted(steps)
    assert built.shown[-1] == (100, 100)


def test_it_is_marked_as_a_demonstration(built: Demonstration) -> None:
    assert Programme.objects.get().is_demonstration
    assert current_programme().is_demonstration


def test_it_has_its_partners_and_customers(built: Demonstration) -> None:
    assert Partner.objects.visible_to(EVERYBODY).count() == 40
    assert Customer.objects.visible_to(EVERYBODY).filter(source="").count() >= 600
    assert all(zh for _code, zh, *_rest in built.told["partners"])


def test_every_state_of_the_first_day_is_there(built: Demonstration) -> None:
    states = Counter(registrations().values_list("state", flat=True))
    assert states[State.INFO_REQUESTED] == 1
    assert states[State.SUBMITTED] == 2
    assert states[State.IN_REVIEW] >= 5
    assert states[State.PROTECTED] >= 4


def test_two_partners_clash_over_one_customer(built: Demonstration) -> None:
    rival = registrations(
        partner__code="QIHE", state=State.IN_REVIEW, project__contains="二期"
    ).get()
    found = Candidate.objects.visible_to(EVERYBODY).filter(
        registration=rival, other_kind="registration"
    )
    assert found.filter(overlaps=True).exists()


def test_a_partner_clashes_with_direct_sales(built: Demonstration) -> None:
    claim = registrations(partner__code="JUNJ").get()
    assert claim.state == State.IN_REVIEW
    assert Overlap.objects.visible_to(EVERYBODY).filter(registration=claim, answer="").exists()


def test_a_tie_of_many_years_stands_behind_a_claim(built: Demonstration) -> None:
    tie = PartnerCustomer.objects.visible_to(EVERYBODY).get(
        partner__code="LING", customer__name_zh="西陵中心医院"
    )
    assert tie.since is not None
    assert BUILT_ON.year - tie.since.year >= 14
    assert registrations(partner__code="LING", project="病历系统扩容").exists()


def test_a_group_buys_through_its_units(built: Demonstration) -> None:
    units = registrations(partner__code="WANH", customer__name_zh__startswith="皖口")
    assert units.count() == 5


def test_small_clean_ones_were_settled_by_rule(built: Demonstration) -> None:
    small = registrations(amount__lt=100_000, state=State.PROTECTED)
    assert small.count() >= 5


def test_nothing_happens_after_the_day_it_is_built_on(built: Demonstration) -> None:
    late = BUILT_ON + timedelta(hours=7)  # a deed may take some hours of its day
    assert not AuditEntry.objects.visible_to(EVERYBODY).filter(at__gt=late).exists()
    assert not registrations(created_at__gt=BUILT_ON).exists()
    assert not Notice.objects.filter(created_at__gt=late).exists()


def test_it_reaches_back_for_months(built: Demonstration) -> None:
    moments = [at for at, *_rest in built.told["trail"]]
    assert min(moments) < BUILT_ON - timedelta(days=300)
    assert max(moments) > BUILT_ON - timedelta(days=2)


def test_every_deed_left_its_row(built: Demonstration) -> None:
    verbs = Counter(verb for _at, verb, _kind in built.told["trail"])
    assert verbs["people.invitation_accepted"] == len(VENDOR_PEOPLE) + len(PARTNER_PEOPLE) or (
        verbs["people.invitation_accepted"] >= len(VENDOR_PEOPLE)
    )
    assert verbs["programme.set_up"] == 1
    assert len(built.told["trail"]) > len(built.told["registrations"])


def test_no_letter_of_an_invented_past_leaves(built: Demonstration) -> None:
    assert not Deadline.objects.filter(job__in=LETTERS).exists()


def test_nothing_that_was_due_is_left_over(built: Demonstration) -> None:
    assert not Deadline.objects.filter(due_at__lte=BUILT_ON).exists()


def test_old_notices_were_read_and_new_ones_wait(built: Demonstration) -> None:
    old = Notice.objects.filter(created_at__lt=BUILT_ON - timedelta(days=5))
    assert not old.filter(read_at=None).exists()
    manager = User.objects.get(email="manager@chengyan.example")
    actor = session_actor(manager, None, language="en", request_id="r")
    assert unread_count(actor) > 0


def test_protections_end_after_they_began(built: Demonstration) -> None:
    protected = registrations(state=State.PROTECTED)
    assert not protected.filter(protected_until__lt=BUILT_ON.date()).exists()


def test_maintained_totals_are_those_of_the_rows(built: Demonstration) -> None:
    before = maintained()
    assert before
    rebuild()
    assert maintained() == before


def test_no_address_of_a_real_house_is_used(built: Demonstration) -> None:
    domains = {email.rpartition("@")[2] for _name, email in built.told["persons"] if email}
    assert {domain.rpartition(".")[2] for domain in domains} == {"example"}


def test_everybody_of_the_cast_can_sign_in(built: Demonstration) -> None:
    people = {person.email: person for person in VENDOR_PEOPLE + PARTNER_PEOPLE}
    for login in demonstration_logins():
        user = User.objects.get(email=login.email)
        assert user.check_password(login.password)
        actor = session_actor(user, None, language="en", request_id="r")
        assert people[login.email].role in actor.roles


def test_the_login_page_lets_them_in(built: Demonstration) -> None:
    login = demonstration_logins()[0]
    answer = Client().post("/account/login/", {"login": login.email, "password": PASSWORD})
    assert answer.status_code == 302


def test_every_partner_has_somebody_in_charge(built: Demonstration) -> None:
    held = PartnerAssignment.objects.visible_to(EVERYBODY).filter(until=None)
    owners = dict(held.values_list("partner__code", "user__email"))
    people = {person.key: person.email for person in VENDOR_PEOPLE}
    assert owners == {seed.code: people[seed.owner] for seed in PARTNERS}


def test_partners_stand_where_their_seeds_say(built: Demonstration) -> None:
    rows = Partner.objects.visible_to(EVERYBODY).select_related("supplied_by", "region")
    for row in rows:
        seed = next(one for one in PARTNERS if one.code == row.code)
        assert (row.partner_type, row.lifecycle) == (seed.partner_type, seed.lifecycle)
        assert (row.supplied_by.code if row.supplied_by else "") == seed.supplier
        assert row.region is not None
        assert (row.region.code, row.city) == (CITY[seed.city].code, CITY[seed.city].zh)


def test_every_product_has_its_dated_prices(built: Demonstration) -> None:
    rows = Price.objects.visible_to(EVERYBODY)
    assert rows.count() == len(PRODUCTS) * 6
    now = BUILT_ON.date()
    assert not rows.filter(valid_from__gt=now).exists()
    for code, _family, _zh, _en, price in PRODUCTS:
        dated = rows.filter(product__code=code, kind="list").order_by("valid_from")
        assert [one.amount for one in dated] == [Decimal(price), Decimal(price) * Decimal("1.05")]


def test_shipments_are_those_of_the_partners_that_sell(built: Demonstration) -> None:
    rows = SalesLine.objects.visible_to(EVERYBODY)
    yet_to_come = {Lifecycle.PROSPECT, Lifecycle.APPLICANT}
    selling = [seed for seed in PARTNERS if seed.lifecycle not in yet_to_come]
    assert rows.count() == sum(24 * (1 + seed.pull // 4) for seed in selling)
    assert set(rows.values_list("route", flat=True)) == {"indirect"}
    assert not rows.filter(sold_on__gte=BUILT_ON.date()).exists()


def test_this_quarter_has_targets_for_whoever_sells(built: Demonstration) -> None:
    rows = Quota.objects.visible_to(EVERYBODY).select_related("user")
    people = {person.key: person.email for person in VENDOR_PEOPLE}
    wanted = {people[key]: Decimal(amount) for key, amount in TARGETS.items()}
    assert {one.user.email: one.amount for one in rows if one.user} == wanted
    periods = {(str(one.starts_on), str(one.ends_on)) for one in rows}
    assert periods == {("2026-01-01", "2026-04-01")}


def test_two_account_managers_have_customers_of_their_own(built: Demonstration) -> None:
    held = AccountAssignment.objects.visible_to(EVERYBODY).filter(until=None)
    counted = Counter(held.values_list("user__email", flat=True))
    assert counted.keys() == {"account@chengyan.example", "account2@chengyan.example"}
    assert counted["account2@chengyan.example"] >= 15


def test_no_two_customers_have_one_name(built: Demonstration) -> None:
    own = Customer.objects.visible_to(EVERYBODY).filter(source="")
    names = Counter(own.values_list("name_zh", flat=True))
    assert [name for name, count in names.items() if count > 1] == []


def test_rules_of_two_versions_were_published_before_they_held(built: Demonstration) -> None:
    rows = RulebookVersion.objects.visible_to(EVERYBODY).order_by("effective_from")
    below = [one.policy["registration"]["auto_approve_below"] for one in rows]
    assert below == ["80000", "100000"]
    assert all(one.published_at for one in rows)
    assert all(one.effective_from < BUILT_ON for one in rows)


def test_the_shown_logins_are_of_different_roles() -> None:
    emails = [login.email for login in demonstration_logins()]
    assert len(emails) == len(set(emails)) == 10
    assert {person.role for person in VENDOR_PEOPLE} == {
        role for role in Role if not role.value.startswith("partner_")
    }


def test_promises_are_open_overdue_kept_and_not_kept(built: Demonstration) -> None:
    rows = Promise.objects.visible_to(EVERYBODY)

    assert Counter(rows.values_list("state", flat=True)) == {"open": 3, "kept": 1, "broken": 1}
    assert rows.filter(state="open", due_on__lt=BUILT_ON.date()).count() == 1
