"""What can go wrong, in words that a person can act on.

Every refusal carries a stable `code`, a sentence in the reader's language and, where it helps,
the field, the rule and the next step. The pages and the API word the same objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that was refused. `field` is "" when the whole input is meant."""

    field: str
    code: str
    message: Text


class QudaoError(Exception):
    """Base of every refusal. `status` is the HTTP answer of pages and API alike."""

    status = 400
    code = "error"
    message: Text = _("The request could not be carried out.")

    def __init__(
        self,
        message: Text | None = None,
        *,
        code: str | None = None,
        rule: str = "",
        next_step: Text = "",
    ) -> None:
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        self.rule = rule
        self.next_step = next_step
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotPermitted(QudaoError):
    """The role or the API key's scope does not cover this action."""

    status = 403
    code = "not_permitted"
    message = _("Your role does not allow this.")

    def __init__(self, permission_code: str = "") -> None:
        self.permission_code = permission_code
        super().__init__()


class NotFound(QudaoError):
    """Absent, or not yours: the answer is the same."""

    status = 404
    code = "not_found"
    message = _("There is nothing here, or it is not yours to see.")


class Invalid(QudaoError):
    """The input was refused; nothing was written."""

    status = 422
    code = "invalid"
    message = _("Please check the marked fields.")

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__()

    @classmethod
    def field(cls, field: str, code: str, message: Text) -> Invalid:
        return cls([FieldProblem(field, code, message)])


class Conflict(QudaoError):
    """The object's state, or somebody else's earlier write, does not allow this now."""

    status = 409
    code = "conflict"
    message = _("This has changed since you opened it. Load it again and repeat your step.")


class TooMany(QudaoError):
    """A limit on attempts or numbers was reached."""

    status = 429
    code = "too_many"
    message = _("Too many attempts. Please wait a minute and try again.")
