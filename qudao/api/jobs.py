"""What the API does later."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from qudao.api import idempotency
from qudao.core import clock
from qudao.core.deadlines import set_deadline

EVERY = timedelta(days=1)


@task()
def purge_answers(subject_id: str) -> None:
    """Forget old answers, also where nobody creates anything any more."""
    moment = clock.now()
    idempotency.purge(now=moment)
    set_deadline("api.purge_answers", subject_id, moment + EVERY)
