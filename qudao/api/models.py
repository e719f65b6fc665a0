"""Answers to creations, kept so that a repeated request creates nothing twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from qudao.core.actor import Actor
from qudao.core.scoping import ScopedQuerySet


class KeptAnswerQuerySet(ScopedQuerySet["KeptAnswer"]):
    def visible_to(self, actor: Actor) -> KeptAnswerQuerySet:
        return self.filter(user_id=actor.user_key)


class KeptAnswer(models.Model):
    """One Idempotency-Key of one user: the request that it stood for, and what was answered.

    `answered_at` is empty while the request is being carried out; `claim` names who does.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    claim = models.CharField(max_length=32)
    claimed_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    content = models.TextField(blank=True)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key
