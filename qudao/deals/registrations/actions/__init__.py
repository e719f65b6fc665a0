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
    take_paper_back,
)
from qudao.deals.registrations.actions.holding import (
    AnswerInput,
    answer_information,
    mark_lost,
    record_update,
    say_won,
    withdraw,
)
from qudao.deals.registrations.actions.joining import join_customer, part_customer
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
    screen_anew,
)
from qudao.deals.registrations.actions.leaving import end_with_partner, partner_left
from qudao.deals.registrations.actions.overlaps import answer_overlap
from qudao.deals.registrations.actions.reopening import reopen, reopen_and_ask
from qudao.deals.registrations.actions.submitting import (
    amend,
    complete_registration,
    keep_typing,
    remove_evidence,
    save_draft,
    submit_full,
    submit_quick,
)
from qudao.deals.registrations.actions.talking import write_message, write_note
from qudao.deals.registrations.actions.winning import confirm_won, not_yet_won
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
    "confirm_won",
    "end_protection",
    "end_with_partner",
    "escalate",
    "join_customer",
    "judge_candidate",
    "keep_typing",
    "lapse_unanswered",
    "lapse_unfinished",
    "look_again",
    "mark_lost",
    "not_yet_won",
    "part_customer",
    "partner_left",
    "recall",
    "record_update",
    "reject",
    "remind_completion",
    "remind_decider",
    "remind_expiry",
    "remind_update",
    "remove_evidence",
    "reopen",
    "reopen_and_ask",
    "request_information",
    "revoke",
    "save_draft",
    "say_won",
    "screen_anew",
    "send_to_arbitration",
    "submit_full",
    "submit_quick",
    "take_paper_back",
    "withdraw",
    "write_message",
    "write_note",
]
