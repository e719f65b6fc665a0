"""A draft is the partner's notebook: it holds nothing, tells nobody, and keeps what is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.core.models import Total
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.accountroom.models import Message
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.actions import ContactInput, EvidenceInput, RegistrationInput
from qudao.deals.registrations.models import Evidence, Registration
from qudao.deals.registrations.states import State
from qudao.market.customers.models import CustomerContact
from qudao.people.models import Notice, Person
from tests.deals.looking import WHY, claims, codes, due_jobs, moves, refused, trail
from tests.deals.programme import LARGE, Programme, fresh, quickly, upload

HOUR = timedelta(hours=1)


def save(
    programme: Programme, now: datetime, stated: RegistrationInput, key: str = ""
) -> Registration:
    return fresh(actions.save_draft(programme.cast.seller_a, stated, key, now=now))


def drafts() -> int:
    return Registration.objects.unscoped(reason=WHY).count()


def test_an_empty_form_is_a_draft(programme: Programme, now: datetime) -> None:
    row = save(programme, now, RegistrationInput())

    assert (row.state, row.number, row.received_at) == (State.DRAFT, None, None)
    assert (row.customer_name, row.product_id, row.amount, row.contact_id) == ("", None, None, None)
    assert row.created_by_id == programme.cast.seller_a.user_id
    assert row.partner_id == programme.cast.partner_a.pk
    assert trail(row) == ["registrations.draft_saved"]


def test_a_draft_holds_nothing_and_tells_nobody(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = save(programme, now, programme.full(seller))

    assert (claims(), moves(row), due_jobs(row)) == ([], [], {})
    assert Notice.objects.unscoped(reason=WHY).count() == 0
    assert Total.objects.unscoped(reason=WHY).filter(kind="registrations").count() == 0
    assert row.snapshots.count() == 0
    assert row.customer_id is None
    assert row.advice == {}


def test_everything_that_was_typed_comes_back(programme: Programme, now: datetime) -> None:
    stated = replace(
        programme.full(programme.cast.seller_a),
        customer_website="www.pulan.example",
        customer_city=" 上海 ",
        kind="teaming",
        business="run_rate",
        purchase="expansion",
        site=" 浦东\t".strip("\t"),
        tender_number="ZB-7 ",
        amount=Decimal("1234567.8901"),
        tender_published_on=date(2026, 2, 1),
        earlier_work_on=date(2026, 1, 5),
        expected_tender_on=date(2026, 4, 1),
        need="  第一行\n第二行 <b>🎉</b> ",
        value_added=" 驻场三年 ",
    )

    row = save(programme, now, stated)

    assert (row.customer_city, row.site, row.tender_number) == ("上海", "浦东", "ZB-7")
    assert (row.kind, row.business, row.purchase) == ("teaming", "run_rate", "expansion")
    assert (row.amount, row.currency) == (Decimal("1234567.8901"), "CNY")
    assert (row.tender_published_on, row.earlier_work_on) == (date(2026, 2, 1), date(2026, 1, 5))
    assert (row.expected_tender_on, row.expected_award_on) == (date(2026, 4, 1), date(2026, 5, 29))
    assert (row.need, row.value_added) == ("第一行\n第二行 <b>🎉</b>", "驻场三年")
    assert row.customer_website == "www.pulan.example"


def test_a_contact_is_kept_without_the_space_around_it(programme: Programme, now: datetime) -> None:
    contact = ContactInput(
        name=" 王建国 ", title=" 主任 ", phone=" 13800001234 ", email=" wang@pulan.example "
    )

    row = save(programme, now, replace(programme.quick(), contact=contact))

    person = row.contact
    assert person is not None
    assert (person.name, person.title) == ("王建国", "主任")
    assert (person.phone, person.email) == ("13800001234", "wang@pulan.example")
    assert person.consented_at is None


def test_a_draft_keeps_one_person_while_the_name_is_being_typed(
    programme: Programme, now: datetime
) -> None:
    before = Person.objects.unscoped(reason=WHY).count()
    row = save(programme, now, programme.quick())
    first = row.contact
    assert first is not None
    assert first.consented_at == now
    later = ContactInput(name="王建国", title="处长", phone="13900001234")

    row = save(programme, now + HOUR, replace(programme.quick(), contact=later), row.public_id)
    assert row.contact == first
    assert row.contact is not None
    assert (row.contact.title, row.contact.phone) == ("处长", "13900001234")
    assert row.contact.consented_at == now  # said once, it stays said

    other = replace(programme.quick(), contact=ContactInput(name="李梅"))
    row = save(programme, now + HOUR, other, row.public_id)
    assert row.contact is not None
    assert (row.contact.pk, row.contact.name) == (first.pk, "李梅")
    assert (row.contact.title, row.contact.phone) == ("", "")
    assert row.contact.consented_at is None  # the other name's consent is not this one's
    assert row.contact.consent_basis == Person.ConsentBasis.NOT_RECORDED
    assert Person.objects.unscoped(reason=WHY).count() == before + 1


def test_a_person_whom_another_record_names_is_never_renamed(
    programme: Programme, now: datetime
) -> None:
    row = save(programme, now, programme.quick())
    first = row.contact
    assert first is not None
    CustomerContact.objects.create(
        customer=programme.customer, person=first, known_to=programme.cast.partner_a
    )

    other = replace(programme.quick(), contact=ContactInput(name="李梅"))
    row = save(programme, now + HOUR, other, row.public_id)

    first.refresh_from_db()
    assert (first.name, first.consented_at) == ("王建国", now)
    assert row.contact is not None
    assert (row.contact.name, row.contact.pk == first.pk) == ("李梅", False)


def test_an_erased_person_is_never_renamed(programme: Programme, now: datetime) -> None:
    row = save(programme, now, programme.quick())
    first = row.contact
    assert first is not None
    Person.objects.unscoped(reason=WHY).filter(pk=first.pk).update(name="person-1", erased_at=now)

    row = save(programme, now + HOUR, programme.quick(), row.public_id)

    first.refresh_from_db()
    assert first.name == "person-1"
    assert row.contact_id != first.pk


def test_another_contact_after_the_submission_is_another_person(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = quickly(programme, seller, now=now)
    first = row.contact
    assert first is not None

    stated = replace(programme.full(seller), contact=ContactInput(name="李梅"))
    actions.complete_registration(
        seller, row.public_id, stated, version=row.version, now=now + HOUR
    )

    row, old = fresh(row), Person.objects.unscoped(reason=WHY).get(pk=first.pk)
    assert row.contact is not None
    assert (old.name, row.contact.name, row.contact.pk == old.pk) == ("王建国", "李梅", False)


def test_saving_again_changes_the_same_draft(programme: Programme, now: datetime) -> None:
    row = save(programme, now, programme.quick())

    again = save(
        programme, now + HOUR, replace(programme.quick(), project="三期", amount=LARGE,
                                       currency="CNY"), row.public_id,
    )  # fmt: skip
    emptied = save(programme, now + 2 * HOUR, RegistrationInput(), row.public_id)

    assert drafts() == 1
    assert (again.project, again.amount, again.version) == ("三期", LARGE, row.version + 1)
    assert (emptied.project, emptied.amount, emptied.product_id) == ("", None, None)
    assert emptied.created_at == row.created_at
    assert trail(row) == ["registrations.draft_saved"] * 3


def test_a_currency_without_an_amount_is_dropped(programme: Programme, now: datetime) -> None:
    row = save(programme, now, replace(programme.quick(), currency="CNY"))
    assert row.currency == ""


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"customer_name": "x" * 201}, "customer_name", "too_long"),
        ({"project": "a\x00"}, "project", "control_sign"),
        ({"amount": Decimal("NaN"), "currency": "CNY"}, "amount", "out_of_bounds"),
        ({"kind": "both"}, "kind", "unknown_choice"),
        ({"product_id": "prd_0000000000000000"}, "product", "unknown_product"),
        ({"expected_award_on": date(2026, 3, 1)}, "expected_award_on", "out_of_bounds"),
        ({"contact": ContactInput(name=" ")}, "contact.name", "required"),
    ],
)
def test_what_could_not_be_kept_is_refused_in_a_draft_too(
    programme: Programme, now: datetime, change: dict[str, object], field: str, code: str
) -> None:
    row = save(programme, now, programme.quick())
    for key in ("", row.public_id):
        with pytest.raises(Invalid) as refusal:
            save(programme, now, replace(programme.quick(), **change), key)  # type: ignore[arg-type]
        assert codes(refusal) == {field: code}

    assert drafts() == 1
    assert fresh(row).version == row.version
    assert trail(row) == ["registrations.draft_saved"]


def test_colleagues_share_a_draft_and_nobody_else_finds_it(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = save(programme, now, programme.quick())

    actions.save_draft(
        cast.principal_a, replace(programme.quick(), project="合写"), row.public_id, now=now
    )

    assert fresh(row).project == "合写"
    assert fresh(row).created_by_id == cast.seller_a.user_id
    with pytest.raises(NotFound):
        actions.save_draft(cast.seller_b, programme.quick(), row.public_id, now=now)
    for actor in (cast.channel_manager, cast.channel_director, cast.operations):
        with pytest.raises(NotFound):
            selectors.vendor_page(actor, row.public_id, now=now)
        assert selectors.all_registrations(actor, now=now) == []


def test_words_about_a_draft_reach_nobody(programme: Programme, now: datetime) -> None:
    """A message would tell the vendor's people of a customer that was never registered."""
    cast = programme.cast
    row = save(programme, now, programme.quick())

    code = refused(
        Conflict,
        lambda: actions.write_message(
            cast.seller_a, row.public_id, MessageInput(text="请看"), now=now
        ),
    )

    assert code == "wrong_state"
    assert Message.objects.unscoped(reason=WHY).count() == 0
    assert Notice.objects.unscoped(reason=WHY).count() == 0
    assert selectors.talk(cast.seller_a, row.public_id) == []


def test_a_draft_becomes_the_registration_with_all_that_hangs_on_it(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = save(programme, now, programme.full(seller))
    [file_id] = row.evidence.values_list("file__public_id", flat=True)
    stated = replace(
        programme.quick(), evidence=(EvidenceInput(kind="need_document", file_id=file_id),)
    )

    actions.submit_quick(seller, stated, row.public_id, now=now + HOUR)

    after = fresh(row)
    assert (after.state, after.number, after.received_at) == ("submitted", "QIHE-0001", now + HOUR)
    assert list(after.evidence.values_list("file__public_id", flat=True)) == [file_id]
    assert drafts() == 1


def test_a_draft_is_withdrawn_without_a_number_and_never_seen(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = save(programme, now, programme.quick())
    with pytest.raises(Conflict):
        actions.withdraw(
            cast.seller_a, row.public_id, version=row.version + 1, now=now, reason="取消"
        )

    actions.withdraw(cast.seller_a, row.public_id, version=row.version, now=now, reason="取消")

    assert (fresh(row).state, fresh(row).number) == (State.WITHDRAWN, None)
    assert selectors.counts_by_state(cast.channel_director) == {}
    assert selectors.all_registrations(cast.channel_director, now=now) == []
    code = refused(
        Conflict,
        lambda: actions.submit_full(
            cast.seller_a, programme.full(cast.seller_a), row.public_id, now=now
        ),
    )
    assert code == "wrong_state"


def test_a_file_is_taken_off_a_draft_and_may_hang_there_again(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    file_id = upload(cast.seller_a)
    with_file = replace(
        programme.quick(), evidence=(EvidenceInput(kind="specification", file_id=file_id),)
    )
    row = save(programme, now, with_file)

    actions.remove_evidence(cast.seller_a, row.public_id, file_id, now=now)

    assert Evidence.objects.unscoped(reason=WHY).count() == 0
    assert trail(row)[-1] == "registrations.evidence_removed"
    for key in (file_id, "fil_0000000000000000", ""):
        with pytest.raises(NotFound):
            actions.remove_evidence(cast.seller_a, row.public_id, key, now=now)
    save(programme, now, with_file, row.public_id)
    assert Evidence.objects.unscoped(reason=WHY).get().file.public_id == file_id
