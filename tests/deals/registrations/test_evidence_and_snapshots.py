"""Files prove one registration and open for its own people; snapshots are numbered, sealed by their
digest, and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import Invalid, NotFound, NotPermitted
from qudao.core.models import StoredFile
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.actions import AnswerInput, ContactInput, EvidenceInput
from qudao.deals.registrations.models import Evidence, Registration, Snapshot
from qudao.deals.registrations.states import State
from qudao.deals.uploads import own_uploads
from tests.deals import acting
from tests.deals.acting import Scene, scene
from tests.deals.looking import WHY, codes, everything, in_state
from tests.deals.programme import LARGE, Programme, fresh, in_review, submitted, upload

HOUR = timedelta(hours=1)
Attach = Callable[[Scene, tuple[EvidenceInput, ...]], object]


def proof(file_id: str, kind: str = "specification") -> EvidenceInput:
    return EvidenceInput(kind=kind, file_id=file_id)


def by_draft(on: Scene, files: tuple[EvidenceInput, ...]) -> object:
    stated = replace(on.programme.quick(), evidence=files)
    return actions.save_draft(on.cast.seller_a, stated, on.key, now=on.at)


def by_amending(on: Scene, files: tuple[EvidenceInput, ...]) -> object:
    stated = replace(on.programme.full(on.cast.seller_a), evidence=files)
    return actions.amend(on.cast.seller_a, on.key, stated, version=on.row.version, now=on.at)


def by_update(on: Scene, files: tuple[EvidenceInput, ...]) -> object:
    return actions.record_update(
        on.cast.seller_a, on.key, "已交流", files, version=on.row.version, now=on.at
    )


def by_answer(on: Scene, files: tuple[EvidenceInput, ...]) -> object:
    said = AnswerInput(text="见附件", evidence=files)
    return actions.answer_information(
        on.cast.seller_a, on.key, said, version=on.row.version, now=on.at
    )


WAYS: list[tuple[Attach, State]] = [
    (by_draft, State.DRAFT),
    (by_amending, State.PROTECTED),
    (by_update, State.PROTECTED),
    (by_answer, State.INFO_REQUESTED),
]
NAMES = [way.__name__ for way, _state in WAYS]


def hanging(row: Registration) -> list[str]:
    return list(row.evidence.order_by("pk").values_list("file__public_id", flat=True))


@pytest.mark.parametrize(("attach", "state"), WAYS, ids=NAMES)
def test_an_own_upload_hangs_on_the_registration_with_what_it_proves(
    programme: Programme, now: datetime, attach: Attach, state: State
) -> None:
    on = scene(programme, state, now)
    before, files = hanging(on.row), [upload(on.cast.seller_a) for _number in range(2)]

    attach(on, (proof(files[0]), proof(files[1], "proof_of_concept"), proof(files[0], "other")))

    assert hanging(on.row) == [*before, *files]
    rows = on.row.evidence.order_by("pk").values_list("kind", "added_at")
    assert list(rows)[len(before) :] == [("other", on.at), ("proof_of_concept", on.at)]


def test_the_same_content_hangs_once_however_often_it_is_sent(
    programme: Programme, now: datetime
) -> None:
    on = scene(programme, State.PROTECTED, now)
    before, files = hanging(on.row), [upload(on.cast.seller_a, content="x") for _ in range(3)]

    by_update(on, (proof(files[0]), proof(files[1])))
    on = replace(on, row=fresh(on.row))
    by_update(on, (proof(files[2]),))

    assert hanging(on.row) == [*before, files[0]]


@pytest.mark.parametrize(("attach", "state"), WAYS, ids=NAMES)
def test_a_file_that_is_not_the_own_or_hangs_elsewhere_proves_nothing(
    programme: Programme, now: datetime, attach: Attach, state: State
) -> None:
    on = scene(programme, state, now)
    cast = on.cast
    other = actions.save_draft(cast.seller_a, programme.full(cast.seller_a), now=now)
    [elsewhere] = hanging(other)
    before = everything(on.row), hanging(on.row)

    for key in (
        upload(cast.seller_b), upload(cast.principal_a), upload(cast.channel_manager),
        elsewhere, "fil_0000000000000000", "",
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            attach(on, (proof(upload(cast.seller_a)), proof(key)))
        assert codes(refusal) == {"evidence": "unknown_file"}

    assert (everything(on.row), hanging(on.row)) == before


def test_a_file_that_hangs_there_already_may_be_named_again(
    programme: Programme, now: datetime
) -> None:
    on = scene(programme, State.PROTECTED, now)
    [file_id] = hanging(on.row)

    by_amending(on, (proof(file_id),))

    assert hanging(on.row) == [file_id]
    assert on.row.evidence.get().kind == "need_document"  # what it proves stays as it was said


def test_a_colleague_names_the_same_files_again(programme: Programme, now: datetime) -> None:
    """A draft that one began and another one submits keeps its files."""
    cast = programme.cast
    draft = acting.draft_with_file(programme, now)
    [file_id] = hanging(draft.row)
    stated = replace(programme.full(cast.principal_a), evidence=(proof(file_id),))

    actions.submit_full(cast.principal_a, stated, draft.key, now=now)

    assert hanging(draft.row) == [file_id]


def test_evidence_opens_for_those_who_see_the_registration(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    one = row.evidence.get()

    def opened(actor: Actor, key: str = row.public_id, file_id: str = one.public_id) -> StoredFile:
        return selectors.evidence_file(actor, key, file_id)

    for actor in (
        cast.seller_a, cast.engineer_a, cast.channel_manager, cast.account_manager,
        cast.operations,
    ):  # fmt: skip
        assert opened(actor) == one.file
    for actor in (cast.seller_b, cast.seller_distributor, cast.other_channel_manager):
        with pytest.raises(NotFound):
            opened(actor)
    with pytest.raises(NotPermitted):
        opened(cast.human_resources)
    other = submitted(programme, cast.seller_b, now=now, product_id=programme.backup.public_id)
    for key, file_id in (
        (other.public_id, one.public_id),
        (row.public_id, other.evidence.get().public_id),
        (row.public_id, one.file.public_id),
        (row.public_id, ""),
    ):
        with pytest.raises(NotFound):
            opened(cast.channel_director, key, file_id)


def test_uploads_are_their_uploaders_alone(programme: Programme) -> None:
    cast = programme.cast
    mine, theirs = upload(cast.seller_a), upload(cast.seller_b)

    found = own_uploads(cast.seller_a, [mine, theirs, "fil_0000000000000000", ""])

    assert list(found) == [mine]
    assert found[mine].stored_by_id == cast.seller_a.user_id
    assert own_uploads(cast.seller_a, []) == {}
    assert own_uploads(cast.engineer_a, [mine]) == {}


# ---------------------------------------------------------------------- snapshots


def contents(row: Registration) -> list[Snapshot]:
    return list(row.snapshots.order_by("number"))


def test_every_statement_is_a_snapshot_and_no_other_move_is(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_state(programme, State.SUBMITTED, now=now)
    on = Scene(programme, row, now)
    acting.amend(cast.seller_a, on)
    acting.complete(cast.seller_a, Scene(programme, fresh(row), now + HOUR))
    acting.ask(cast.channel_manager, Scene(programme, fresh(row), now + 2 * HOUR))
    acting.answer(cast.seller_a, Scene(programme, fresh(row), now + 3 * HOUR))
    acting.approve(cast.channel_manager, Scene(programme, fresh(row), now + 4 * HOUR))
    acting.update(cast.seller_a, Scene(programme, fresh(row), now + 5 * HOUR))
    acting.amend(cast.seller_a, Scene(programme, fresh(row), now + 6 * HOUR))

    found = contents(row)
    assert [(one.number, one.taken_by_id) for one in found] == [
        (number, cast.seller_a.user_id) for number in (1, 2, 3, 4)
    ]
    assert [one.taken_at for one in found] == [
        now, now + acting.LATER, now + HOUR + acting.LATER, now + 6 * HOUR + acting.LATER,
    ]  # fmt: skip
    page = selectors.partner_page(cast.seller_a, row.public_id, now=now)
    assert [(one.number, one.digest) for one in page.snapshots] == [
        (one.number, one.digest) for one in found
    ]


def test_a_digest_seals_what_was_stated(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = submitted(
        programme, cast.seller_a, now=now, amount=Decimal("1234567.8900"), need="行一\n“引号”"
    )
    stated = replace(programme.full(cast.seller_a), amount=LARGE, evidence=())
    actions.amend(cast.seller_a, row.public_id, stated, version=row.version, now=now + HOUR)

    first, second = contents(row)

    for one in (first, second):
        text = json.dumps(one.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert one.digest == hashlib.sha256(text.encode()).hexdigest()
    assert first.digest != second.digest
    assert (first.content["amount"], second.content["amount"]) == ("1234567.89", "1860000")
    assert first.content["need"] == "行一\n“引号”"
    assert first.content["expected_award_on"] == "2026-05-29"
    assert (first.content["number"], first.content["product"]) == ("QIHE-0001", "GW")
    sha = row.evidence.get().file.sha256
    assert first.content["evidence"] == [
        {"kind": "need_document", "name": "需求说明.pdf", "sha256": sha}
    ]


def test_persons_stand_in_a_snapshot_by_their_id_alone(programme: Programme, now: datetime) -> None:
    contact = ContactInput(name="王建国", phone="13800001234", email="wang@pulan.example")
    row = submitted(programme, programme.cast.seller_a, now=now, contact=contact)

    [one] = contents(row)

    assert row.contact is not None
    assert one.content["contact"] == row.contact.public_id
    assert not [word for word in ("王建国", "13800001234", "wang@") if word in str(one.content)]


def test_a_snapshot_is_never_changed(programme: Programme, now: datetime) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    rows = Snapshot.objects.unscoped(reason=WHY).filter(registration=row)
    [before] = rows.values()

    for act in (lambda: rows.update(digest="0" * 64), rows.delete):
        with pytest.raises(TypeError, match="append-only"):
            act()

    assert list(rows.values()) == [before]


def test_a_refused_statement_takes_no_number(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    good = replace(programme.full(cast.seller_a), amount=LARGE, evidence=())
    for bad in (replace(good, project="x" * 201), replace(good, customer_name="别家")):
        with pytest.raises(Invalid):
            actions.amend(cast.seller_a, row.public_id, bad, version=row.version, now=now)

    actions.amend(cast.seller_a, row.public_id, good, version=row.version, now=now)

    assert [one.number for one in contents(row)] == [1, 2]


def test_what_hangs_on_a_registration_is_seen_by_its_readers_alone(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)

    def seen(actor: Actor) -> tuple[int, int]:
        return (
            Snapshot.objects.visible_to(actor).count(),
            Evidence.objects.visible_to(actor).count(),
        )

    for actor in (cast.seller_a, cast.channel_manager, cast.account_manager, cast.operations):
        assert seen(actor) == (1, 1)
    for actor in (cast.seller_b, cast.seller_sub_reseller, cast.other_channel_manager):
        assert seen(actor) == (0, 0)
