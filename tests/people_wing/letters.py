"""The letters about people's own accounts, which wait in the queue for the worker."""

from __future__ import annotations

from django_tasks_db.models import DBTaskResult

from qudao.people.deliveries import deliver_letter
from qudao.people.jobs import mail_letter


def letters_waiting() -> list[str]:
    """As they lie in the queue: sealed, the first one first."""
    rows = DBTaskResult.objects.filter(task_path=mail_letter.module_path).order_by("enqueued_at")
    return [row["kwargs"]["letter"] for row in rows.values_list("args_kwargs", flat=True)]


def send_letters() -> None:
    """What the worker would do with them."""
    letters = letters_waiting()
    DBTaskResult.objects.filter(task_path=mail_letter.module_path).delete()
    for letter in letters:
        deliver_letter(letter)
