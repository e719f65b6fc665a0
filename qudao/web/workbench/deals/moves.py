"""What a decider may do on a registration's page: words, letter, form and action of each move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions import Rejection
from qudao.deals.registrations.states import REASONS_TO_REJECT, Move

LONGEST_NOTE = 2000
Run = Callable[[Actor, str, dict[str, Any], datetime], object]


class _MoveForm(forms.Form):
    """Which version of the registration was decided upon: an older one is refused."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class _Note(forms.CharField):
    """A sentence that the partner will read."""

    widget = forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE})


class ApproveForm(_MoveForm):
    note = _Note(
        label=_("Note"),
        help_text=_("The partner reads it. Needed when the rules advise otherwise."),
        required=False,
    )


class UnheardForm(ApproveForm):
    unheard = forms.CharField(
        label=_("Why the holder is not heard"),
        help_text=_("Kept in the audit; no partner reads it."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE}),
    )


class ArbitrateForm(_MoveForm):
    note = _Note(label=_("Note (optional)"), help_text=_("The partner reads it."), required=False)


class RecallForm(_MoveForm):
    note = _Note(label=_("Why it comes back"), help_text=_("The partner reads it."))


class AskForm(_MoveForm):
    note = _Note(
        label=_("What do you need?"),
        help_text=_("The partner reads it. The clock stands still until the answer."),
    )


class ConfirmForm(_MoveForm):
    note = _Note(label=_("Note (optional)"), help_text=_("The partner reads it."), required=False)


class NotYetForm(_MoveForm):
    note = _Note(label=_("What is missing?"), help_text=_("The partner reads it."))


class ReopenForm(_MoveForm):
    note = _Note(label=_("What is wrong?"), help_text=_("The partner reads it."))


class RejectForm(_MoveForm):
    code = forms.ChoiceField(
        label=_("Reason of the rules"),
        choices=[("", ""), *((code.value, code.label) for code in REASONS_TO_REJECT)],
    )
    note = _Note(
        label=_("Why, and what the partner may do now"),
        help_text=_("One sentence that the partner can check. Name no other partner."),
    )


@dataclass(frozen=True, slots=True)
class MoveKind:
    """One move as the page offers it. `key` is its letter, `name` its place in the address."""

    name: str
    move: Move
    key: str
    label: Promise
    title: Promise
    sentence: Promise
    done: Promise
    css: str
    form: type[_MoveForm]
    run: Run


def _approve(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    note = stated["note"]
    return actions.approve(actor, public_id, version=stated["version"], now=now, note=note)


def _approve_unheard(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    note, why = stated["note"], stated["unheard"]
    version = stated["version"]
    return actions.approve(actor, public_id, version=version, now=now, note=note, unheard=why)


def _ask(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    return actions.request_information(
        actor, public_id, stated["note"], version=stated["version"], now=now
    )


def _arbitrate(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    return actions.send_to_arbitration(
        actor, public_id, version=stated["version"], now=now, note=stated["note"]
    )


def _recall(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    return actions.recall(actor, public_id, stated["note"], version=stated["version"], now=now)


def _reject(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    why = Rejection(code=stated["code"], note=stated["note"])
    return actions.reject(actor, public_id, why, version=stated["version"], now=now)


def _revoke(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    why = Rejection(code=stated["code"], note=stated["note"])
    return actions.revoke(actor, public_id, why, version=stated["version"], now=now)


def _reopen(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    return actions.reopen(actor, public_id, stated["note"], version=stated["version"], now=now)


def _reopen_ask(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    return actions.reopen_and_ask(
        actor, public_id, stated["note"], version=stated["version"], now=now
    )


def _confirm_won(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    note = stated["note"]
    return actions.confirm_won(actor, public_id, version=stated["version"], now=now, note=note)


def _not_yet_won(actor: Actor, public_id: str, stated: dict[str, Any], now: datetime) -> object:
    return actions.not_yet_won(actor, public_id, stated["note"], version=stated["version"], now=now)


MOVES = (
    MoveKind(
        "arbitrate",
        Move.SEND_TO_ARBITRATION,
        "e",
        _("To arbitration"),
        _("Send to arbitration"),
        _(
            "Both keep their rights until it is decided; each is heard, the holder first. "
            "The clock stops, and you can take it back."
        ),
        _("Sent to arbitration."),
        "",
        ArbitrateForm,
        _arbitrate,
    ),
    MoveKind(
        "approve",
        Move.APPROVE,
        "a",
        _("Approve"),
        _("Approve and protect"),
        _("Nobody else can be protected in this scope from now on."),
        _("Approved. The partner has been told."),
        "",
        ApproveForm,
        _approve,
    ),
    MoveKind(
        "ask",
        Move.REQUEST_INFORMATION,
        "i",
        _("Ask for more"),
        _("Ask the partner for more"),
        _("Without an answer within the days of the rules the registration expires."),
        _("Asked. The clock stands still."),
        "",
        AskForm,
        _ask,
    ),
    MoveKind(
        "reject",
        Move.REJECT,
        "r",
        _("Reject"),
        _("Reject"),
        _("The partner reads reason and note, and may appeal within 10 working days."),
        _("Rejected. The partner has been told."),
        "stop",
        RejectForm,
        _reject,
    ),
    MoveKind(
        "recall",
        Move.RECALL,
        "",
        _("Take back from arbitration"),
        _("Take back into review"),
        _("It waits for your decision again, with a new clock; the partner is told."),
        _("Taken back into review."),
        "",
        RecallForm,
        _recall,
    ),
    MoveKind(
        "reopen",
        Move.REOPEN,
        "",
        _("Something is wrong"),
        _("Look at it again"),
        _("It goes back into review and keeps its scope until you decide it there."),
        _("Back in review. The partner has been told."),
        "",
        ReopenForm,
        _reopen,
    ),
    MoveKind(
        "reopen-ask",
        Move.REOPEN,
        "",
        _("Ask about it"),
        _("Ask the partner about it"),
        _("It goes back into review. Without an answer within the days of the rules it expires."),
        _("Asked. The clock stands still."),
        "",
        AskForm,
        _reopen_ask,
    ),
    MoveKind(
        "confirm-won",
        Move.WIN,
        "w",
        _("Confirm the win"),
        _("Confirm that the deal is won"),
        _("There is an order, or a line of the distributor shows it. It counts from now on."),
        _("Confirmed. The deal counts as won."),
        "",
        ConfirmForm,
        _confirm_won,
    ),
    MoveKind(
        "not-yet-won",
        Move.NOT_YET_WON,
        "n",
        _("Not yet"),
        _("Not won yet"),
        _("The deal stays protected, by as many days longer as the partner has waited."),
        _("The partner has been told what is missing."),
        "",
        NotYetForm,
        _not_yet_won,
    ),
    MoveKind(
        "revoke",
        Move.REVOKE,
        "",
        _("Revoke protection"),
        _("Revoke the protection"),
        _("Only after the holder was heard: the note says when, and with what result."),
        _("Revoked. The partner has been told."),
        "stop",
        RejectForm,
        _revoke,
    ),
)
# Offered instead of approving where the holder of an overlapping protection was not heard.
UNHEARD = MoveKind(
    "approve-unheard",
    Move.APPROVE,
    "",
    _("Approve unheard"),
    _("Approve without hearing the holder"),
    _(
        "Another protection covers a part of this scope, and its holder was not heard. Ask it "
        "on its own registration, or say here why not: the audit keeps it."
    ),
    _("Approved. The partner has been told."),
    "stop",
    UnheardForm,
    _approve_unheard,
)
BY_NAME = {one.name: one for one in (*MOVES, UNHEARD)}
# The move that carries the advice out. A scope that joins our project is asked for first.
MOVE_OF_OUTCOME = {
    "approve": "approve",
    "reject": "reject",
    "ask_information": "ask",
    "convert_to_teaming": "ask",
    "to_arbitration": "arbitrate",
}
