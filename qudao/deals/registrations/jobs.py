"""What runs later: each job asks the clock and calls one action, which checks that it is due."""

from __future__ import annotations

from django_tasks import task

from qudao.core import clock
from qudao.deals.registrations import actions


@task()
def remind_completion(subject_id: str) -> None:
    actions.remind_completion(subject_id, now=clock.now())


@task()
def lapse_unfinished(subject_id: str) -> None:
    actions.lapse_unfinished(subject_id, now=clock.now())


@task()
def lapse_unanswered(subject_id: str) -> None:
    actions.lapse_unanswered(subject_id, now=clock.now())


@task()
def end_protection(subject_id: str) -> None:
    actions.end_protection(subject_id, now=clock.now())


@task()
def remind_decider(subject_id: str) -> None:
    actions.remind_decider(subject_id, now=clock.now())


@task()
def escalate(subject_id: str) -> None:
    actions.escalate(subject_id, now=clock.now())


@task()
def remind_expiry(subject_id: str) -> None:
    actions.remind_expiry(subject_id, now=clock.now())


@task()
def remind_update(subject_id: str) -> None:
    actions.remind_update(subject_id, now=clock.now())


@task()
def look_again(subject_id: str) -> None:
    actions.look_again(subject_id)


@task()
def screen_anew(subject_id: str) -> None:
    actions.screen_anew(subject_id, now=clock.now())


@task()
def partner_left(subject_id: str) -> None:
    actions.partner_left(subject_id)


@task()
def end_with_partner(subject_id: str) -> None:
    actions.end_with_partner(subject_id, now=clock.now())
