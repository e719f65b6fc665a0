"""What the people's room does later."""

from __future__ import annotations

from django_tasks import task

from qudao.core import clock
from qudao.people import deliveries


@task()
def mail_notice(subject_id: str) -> None:
    deliveries.deliver_notice(subject_id, now=clock.now())


@task()
def mail_invitation(subject_id: str) -> None:
    deliveries.deliver_invitation(subject_id, now=clock.now())


@task()
def mail_letter(letter: str) -> None:
    deliveries.deliver_letter(letter)
