"""What the vendor's people decide about registrations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.api.doors import ApiRequest
from qudao.api.rooms.registration_shapes import (
    ApprovalBody,
    NoteBody,
    PaperBody,
    QuestionBody,
    RegistrationForVendor,
    RejectionBody,
)
from qudao.api.routing import About, Room, VersionedRequest
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations import actions, selectors

room = Room(tags=["registrations"])
DECIDE = DealsPermission.DECIDE_REGISTRATION


@room.does(
    "/registrations/{registration_id}/approve",
    DECIDE,
    About(
        _("Approve a registration"),
        RegistrationForVendor,
        _(
            "Protects it by the policy. Refused while another one holds its scope, or while the "
            "holder of an overlapping protection was not heard, or, at a tender that is out, "
            "before the proof of earlier work is checked."
        ),
    ),
)
def approve_registration(
    request: VersionedRequest, registration_id: str, body: ApprovalBody
) -> RegistrationForVendor:
    version, now = request.expected_version, request.now
    actions.approve(
        request.actor,
        registration_id,
        version=version,
        now=now,
        note=body.note,
        unheard=body.unheard,
    )
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/reject",
    DECIDE,
    About(
        _("Reject a registration"),
        RegistrationForVendor,
        _("With a reason of the rules and a note; both reach its partner."),
    ),
)
def reject_registration(
    request: VersionedRequest, registration_id: str, body: RejectionBody
) -> RegistrationForVendor:
    rejection = actions.Rejection(code=body.code, note=body.note)
    version = request.expected_version
    actions.reject(request.actor, registration_id, rejection, version=version, now=request.now)
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/ask",
    DECIDE,
    About(
        _("Ask the partner for information"),
        RegistrationForVendor,
        _("The clock stands still until the answer; without one the registration expires."),
    ),
)
def ask_partner(
    request: VersionedRequest, registration_id: str, body: QuestionBody
) -> RegistrationForVendor:
    version = request.expected_version
    actions.request_information(
        request.actor, registration_id, body.note, version=version, now=request.now
    )
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/arbitrate",
    DECIDE,
    About(
        _("Send a registration to arbitration"),
        RegistrationForVendor,
        _("The rights of both sides stay as they are."),
    ),
)
def arbitrate_registration(
    request: VersionedRequest, registration_id: str, body: NoteBody
) -> RegistrationForVendor:
    version = request.expected_version
    actions.send_to_arbitration(
        request.actor, registration_id, version=version, now=request.now, note=body.note
    )
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/recall",
    DECIDE,
    About(
        _("Take a registration back from arbitration"),
        RegistrationForVendor,
        _("It waits for a decision again, with a new clock."),
    ),
)
def recall_registration(
    request: VersionedRequest, registration_id: str, body: QuestionBody
) -> RegistrationForVendor:
    version = request.expected_version
    actions.recall(request.actor, registration_id, body.note, version=version, now=request.now)
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/confirm-paper",
    DECIDE,
    About(
        _("Note that a paper was checked"),
        RegistrationForVendor,
        _(
            "At a tender that is out nothing is approved before the proof of earlier work is "
            "checked. The advice is made anew."
        ),
    ),
)
def confirm_paper(
    request: VersionedRequest, registration_id: str, body: PaperBody
) -> RegistrationForVendor:
    version, now = request.expected_version, request.now
    mark = actions.take_paper_back if body.take_back else actions.confirm_paper
    mark(request.actor, registration_id, body.paper, version=version, now=now)
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/check-sample",
    DECIDE,
    About(
        _("Note that a sample was looked at"),
        RegistrationForVendor,
        _("It was approved by rule, and is fine."),
    ),
)
def check_sample(
    request: VersionedRequest, registration_id: str, body: NoteBody
) -> RegistrationForVendor:
    version = request.expected_version
    actions.check_sample(
        request.actor, registration_id, version=version, now=request.now, note=body.note
    )
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/reopen",
    DECIDE,
    About(
        _("Put a sample back into review"),
        RegistrationForVendor,
        _("A look found it wrong. It keeps its scope until it is decided."),
    ),
)
def reopen_registration(
    request: VersionedRequest, registration_id: str, body: QuestionBody
) -> RegistrationForVendor:
    version = request.expected_version
    actions.reopen(request.actor, registration_id, body.note, version=version, now=request.now)
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/reopen-ask",
    DECIDE,
    About(
        _("Put a sample back into review and ask its partner"),
        RegistrationForVendor,
        _("The clock stands still until the answer; without one the registration expires."),
    ),
)
def reopen_and_ask(
    request: VersionedRequest, registration_id: str, body: QuestionBody
) -> RegistrationForVendor:
    version = request.expected_version
    actions.reopen_and_ask(
        request.actor, registration_id, body.note, version=version, now=request.now
    )
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/confirm-won",
    DECIDE,
    About(
        _("Confirm that a deal is won"),
        RegistrationForVendor,
        _("Its partner said so; from now on it counts in the figures."),
    ),
)
def confirm_won_deal(
    request: VersionedRequest, registration_id: str, body: NoteBody
) -> RegistrationForVendor:
    version = request.expected_version
    actions.confirm_won(
        request.actor, registration_id, version=version, now=request.now, note=body.note
    )
    return _for_vendor(request, registration_id)


@room.does(
    "/registrations/{registration_id}/not-yet-won",
    DECIDE,
    About(
        _("Say that a deal is not won yet"),
        RegistrationForVendor,
        _("With what is missing; it stays protected, longer by the days that the partner waited."),
    ),
)
def doubt_won_deal(
    request: VersionedRequest, registration_id: str, body: QuestionBody
) -> RegistrationForVendor:
    version = request.expected_version
    actions.not_yet_won(request.actor, registration_id, body.note, version=version, now=request.now)
    return _for_vendor(request, registration_id)


def _for_vendor(request: ApiRequest, registration_id: str) -> RegistrationForVendor:
    page = selectors.vendor_page(request.actor, registration_id, now=request.now)
    return RegistrationForVendor.model_validate(page)
