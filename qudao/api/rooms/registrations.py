"""Registrations from the partner's side and for both: listed, read, submitted, amended, answered,
kept alive, ended. The vendor's decisions are in `decisions`."""

from __future__ import annotations

from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query

from qudao.api.doors import ApiRequest
from qudao.api.paging import Page, page_of, place_of
from qudao.api.rooms.registration_inputs import as_evidence, as_stated, overlaid, present_of
from qudao.api.rooms.registration_shapes import (
    AnswerBody,
    CheckBody,
    EligibilityItem,
    EmptyBody,
    LossBody,
    NewRegistration,
    OwnRegistration,
    OwnRegistrationItem,
    RegistrationBody,
    RegistrationFilters,
    RegistrationForVendor,
    RegistrationItem,
    UpdateBody,
    WithdrawalBody,
)
from qudao.api.routing import ANY, About, Room, VersionedRequest, expect
from qudao.core.files import file_response
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.feed import registration_row, registrations_after
from qudao.deals.registrations.states import State

room = Room(tags=["registrations"])
READ, WRITE = DealsPermission.READ_REGISTRATIONS, DealsPermission.REGISTER


@room.lists(
    "/registrations",
    READ,
    About(_("List registrations"), Page[RegistrationItem] | Page[OwnRegistrationItem]),
)
def list_registrations(
    request: ApiRequest, filters: Query[RegistrationFilters]
) -> Page[RegistrationItem] | Page[OwnRegistrationItem]:
    wanted = selectors.RegistrationFilters(
        states=(filters.state,) if filters.state else (),
        text=filters.text,
        product_id=filters.product,
        partner_id=filters.partner,
        customer_id=filters.customer,
        received_from=filters.received_from,
    )
    step = registrations_after(request.actor, wanted, place_of(filters))
    if request.actor.is_partner:
        return page_of(request, filters, step, OwnRegistrationItem.model_validate)
    return page_of(request, filters, step, RegistrationItem.model_validate)


@room.reads(
    "/registrations/{registration_id}",
    READ,
    About(_("Read a registration"), RegistrationForVendor | OwnRegistration),
)
def read_registration(
    request: ApiRequest, registration_id: str
) -> RegistrationForVendor | OwnRegistration:
    if request.actor.is_partner:
        return _own(request, registration_id)
    page = selectors.vendor_page(request.actor, registration_id, now=request.now)
    return RegistrationForVendor.model_validate(page)


@room.reads(
    "/registrations/{registration_id}/evidence/{evidence_id}",
    READ,
    About(_("Download a file of evidence"), None, media_type=ANY),
)
def download_evidence(request: ApiRequest, registration_id: str, evidence_id: str) -> FileResponse:
    return file_response(selectors.evidence_file(request.actor, registration_id, evidence_id))


@room.creates(
    "/registrations",
    WRITE,
    About(
        _("Register a deal"),
        OwnRegistrationItem,
        _("The time of receipt is its priority. A clean small one may be protected at once."),
        location="/registrations/{id}",
    ),
)
def register_deal(request: ApiRequest, body: NewRegistration) -> OwnRegistrationItem:
    submit = {
        "quick": actions.submit_quick,
        "full": actions.submit_full,
        "draft": actions.save_draft,
    }[body.submit_as]
    row = submit(request.actor, as_stated(body), body.draft, now=request.now)
    return OwnRegistrationItem.model_validate(registration_row(request.actor, row.public_id))


@room.notes(
    "/eligibility",
    WRITE,
    About(
        _("Check a registration before submitting"),
        EligibilityItem,
        _("Your own facts and the published rules alone; nothing is written."),
    ),
)
def check_registration(request: ApiRequest, body: CheckBody) -> EligibilityItem:
    stated = as_stated(body)
    if refusal := selectors.form_refusal(request.actor, stated, now=request.now):
        raise refusal
    check = selectors.quick_check if body.submit_as == "quick" else selectors.full_check
    return EligibilityItem.model_validate(check(request.actor, stated, now=request.now))


@room.changes(
    "/registrations/{registration_id}",
    WRITE,
    About(
        _("Amend a registration"),
        OwnRegistration,
        _("Fields that are not sent stay. The scope may be narrowed, never moved."),
    ),
)
def amend_registration(
    request: VersionedRequest, registration_id: str, body: RegistrationBody
) -> OwnRegistration:
    page = selectors.partner_page(request.actor, registration_id, now=request.now)
    stated = overlaid(present_of(page), body)
    if page.state == State.DRAFT:
        expect(request, page.version)
        actions.save_draft(request.actor, stated, registration_id, now=request.now)
        return _own(request, registration_id)
    version = request.expected_version
    actions.amend(request.actor, registration_id, stated, version=version, now=request.now)
    return _own(request, registration_id)


@room.does(
    "/registrations/{registration_id}/complete",
    WRITE,
    About(
        _("Complete a quick registration"),
        OwnRegistration,
        _("It keeps its priority time and goes into review. Fields that are not sent stay."),
    ),
)
def complete_registration(
    request: VersionedRequest, registration_id: str, body: RegistrationBody
) -> OwnRegistration:
    page = selectors.partner_page(request.actor, registration_id, now=request.now)
    stated, version = overlaid(present_of(page), body), request.expected_version
    actions.complete_registration(
        request.actor, registration_id, stated, version=version, now=request.now
    )
    return _own(request, registration_id)


@room.does(
    "/registrations/{registration_id}/answer",
    WRITE,
    About(_("Answer what the vendor asked"), OwnRegistration),
)
def answer_question(
    request: VersionedRequest, registration_id: str, body: AnswerBody
) -> OwnRegistration:
    page = selectors.partner_page(request.actor, registration_id, now=request.now)
    answer = actions.AnswerInput(
        text=body.text,
        evidence=as_evidence(body.evidence),
        stated=overlaid(present_of(page), body.stated) if body.stated else None,
    )
    version = request.expected_version
    actions.answer_information(
        request.actor, registration_id, answer, version=version, now=request.now
    )
    return _own(request, registration_id)


@room.does(
    "/registrations/{registration_id}/update",
    WRITE,
    About(_("Tell how the project goes on"), OwnRegistration, _("It keeps a protection alive.")),
)
def tell_update(
    request: VersionedRequest, registration_id: str, body: UpdateBody
) -> OwnRegistration:
    evidence, version = as_evidence(body.evidence), request.expected_version
    actions.record_update(
        request.actor, registration_id, body.text, evidence, version=version, now=request.now
    )
    return _own(request, registration_id)


@room.does(
    "/registrations/{registration_id}/withdraw",
    WRITE,
    About(
        _("Withdraw a registration"),
        OwnRegistration,
        _("Its scope is free again. A protected one needs a reason."),
    ),
)
def withdraw_registration(
    request: VersionedRequest, registration_id: str, body: WithdrawalBody
) -> OwnRegistration:
    version, reason = request.expected_version, body.reason
    actions.withdraw(
        request.actor, registration_id, version=version, now=request.now, reason=reason
    )
    return _own(request, registration_id)


@room.does(
    "/registrations/{registration_id}/won",
    WRITE,
    About(
        _("Say that the deal is won"),
        OwnRegistration,
        _("It counts once the vendor has confirmed it; protection holds meanwhile."),
    ),
)
def win_deal(request: VersionedRequest, registration_id: str, body: EmptyBody) -> OwnRegistration:
    version = request.expected_version
    actions.say_won(request.actor, registration_id, version=version, now=request.now)
    return _own(request, registration_id)


@room.does(
    "/registrations/{registration_id}/lost",
    WRITE,
    About(_("Say that the deal is lost"), OwnRegistration),
)
def lose_deal(request: VersionedRequest, registration_id: str, body: LossBody) -> OwnRegistration:
    version = request.expected_version
    actions.mark_lost(request.actor, registration_id, body.reason, version=version, now=request.now)
    return _own(request, registration_id)


def _own(request: ApiRequest, registration_id: str) -> OwnRegistration:
    page = selectors.partner_page(request.actor, registration_id, now=request.now)
    return OwnRegistration.model_validate(page)
