"""Refusals that only a program meets: how a request must be sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.errors import QudaoError, TooMany


class Unauthenticated(QudaoError):
    """The same answer for no key, an unknown key, a revoked one and an expired one."""

    status = 401
    code = "unauthenticated"
    message = _("Send a valid API key: Authorization: Bearer qud_…")


class WrongMethod(QudaoError):
    status = 405
    code = "method_not_allowed"
    message = _("This address does not know that method.")


class Unreadable(QudaoError):
    status = 400
    code = "unreadable_body"
    message = _("The body is not valid JSON in UTF-8.")


class WrongMediaType(QudaoError):
    status = 415
    code = "unsupported_media_type"
    message = _("Send the body in the media type that the operation names.")


class TooLarge(QudaoError):
    status = 413
    code = "too_large"
    message = _("The request is larger than this server accepts.")


class VersionRequired(QudaoError):
    status = 428
    code = "if_match_required"
    message = _("Send If-Match with the ETag of the version that you read.")


class VersionMismatch(QudaoError):
    status = 412
    code = "version_mismatch"
    message = _("This has changed since you read it. Read it again and repeat your step.")


class IdempotencyKeyRequired(QudaoError):
    status = 400
    code = "idempotency_key_required"
    message = _("Send Idempotency-Key: 8 to 100 letters, digits or signs, new for each creation.")


class IdempotencyKeyReused(QudaoError):
    status = 422
    code = "idempotency_key_reused"
    message = _("This Idempotency-Key was used for another request. Send a new one.")


class IdempotencyKeyInUse(QudaoError):
    status = 409
    code = "idempotency_key_in_use"
    message = _("A request with this Idempotency-Key is still being carried out. Ask again soon.")
    retry_after = 1


class TooManyRequests(TooMany):
    code = "too_many_requests"
    message = _("This key has sent too many requests. Wait as long as Retry-After says.")

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__()


class Broken(QudaoError):
    status = 500
    code = "internal_error"
    message = _("Something broke on our side. Your data is safe; please try again.")
