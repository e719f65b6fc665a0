"""What can be done with registrations. One verb, one function; the modules hold the steps."""

from qudao.deals.registrations.actions.deciding import (
    PAPERS,
    Rejection,
    approve,
    check_sample,
    confirm_paper,
    judge_candidate,
    recall,
    reject,
    request_information,
    revoke,
    send_to_arbitration,
)
from qudao.deals.registrations.actions.holding import (
    AnswerInput,
    answer_information,
    mark_lost,
    mark_won,
    record_update,
    withdraw,
)
from qudao.deals.registrations.actions.lapsing import (
    end_protection,
    escalate,
    lapse_unanswered,
    lapse_unfinished,
    look_again,
    remind_completion,
    remind_decider,
    remind_expiry,
    remind_update,
)
from qudao.deals.registrations.actions.overlaps import answer_overlap
from qudao.deals.registrations.actions.submitting import (
    amend,
    complete_registration,
    save_draft,
    submit_full,
    submit_quick,
)
from qudao.deals.registrations.actions.talking import write_message, write_note
from qudao.deals.registrations.inputs import ContactInput, EvidenceInput, RegistrationInput

__all__ = [
    "PAPERS",
    "AnswerInput",
    "ContactInput",
    "EvidenceInput",
    "RegistrationInput",
    "Rejection",
    "amend",
    "answer_information",
    "answer_overlap",
    "approve",
    "check_sample",
    "complete_registration",
    "confirm_paper",
    "end_protection",
    "escalate",
    "judge_candidate",
    "lapse_unanswered",
    "lapse_unfinished",
    "look_again",
    "mark_lost",
    "mark_won",
    "recall",
    "record_update",
    "reject",
    "remind_completion",
    "remind_decider",
    "remind_expiry",
    "remind_update",
    "request_information",
    "revoke",
    "save_draft",
    "send_to_arbitration",
    "submit_full",
    "submit_quick",
    "withdraw",
    "write_message",
    "write_note",
]
