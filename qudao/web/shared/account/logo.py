"""The programme's logo, also for whoever is not signed in."""

from __future__ import annotations

from django.http import FileResponse
from django.views.decorators.http import require_safe

from qudao.core.files import file_response
from qudao.people.programme import programme_logo
from qudao.web.shared.doors import QudaoRequest, open_page


@require_safe
@open_page
def logo(request: QudaoRequest) -> FileResponse:
    response = file_response(programme_logo())
    response["Cache-Control"] = "public, max-age=300"
    return response
