"""The API: its rooms, and how it answers when something goes wrong."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from qudao.api.problems import failure_response
from qudao.api.rooms import ROOMS
from qudao.core.errors import QudaoError

api = NinjaAPI(
    title="qudao",
    version="1",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api_operations",
)
for kind_of_error in (Exception, HttpError, AuthenticationError, ValidationError, QudaoError):
    api.add_exception_handler(kind_of_error, failure_response)
for room in ROOMS:
    api.add_router("", room)
