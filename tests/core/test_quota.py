"""Uploads are bounded: of a person in a day, of an organisation in a day and in all."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from qudao.core.actor import Actor
from qudao.core.errors import Invalid
from qudao.core.files import store_file
from qudao.core.models import StoredFile
from tests.people import Cast

HALF = b"%PDF-" + bytes(512 * 1024 - 5)


@pytest.fixture(autouse=True)
def _narrow(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path
    settings.UPLOADS_OF_PERSON_A_DAY = 1
    settings.UPLOADS_OF_ORGANISATION_A_DAY = 2
    settings.UPLOADS_OF_ORGANISATION = 3


def upload(actor: Actor, now: datetime) -> str:
    """Half a megabyte; answers "" or the code and the sentence of the refusal."""
    try:
        store_file(actor, "a.pdf", io.BytesIO(HALF), now=now)
    except Invalid as refused:
        return f"{refused.problems[0].code}: {refused.problems[0].message}"
    return ""


def test_a_person_uploads_so_much_in_a_day_and_a_refused_file_is_gone(
    cast: Cast, now: datetime, tmp_path: Path
) -> None:
    assert [upload(cast.seller_a, now) for _file in range(2)] == ["", ""]
    assert upload(cast.seller_a, now) == (
        "person_quota: You may upload 1 MB in 24 hours; 1 MB are used. "
        "Try again tomorrow, or ask whoever runs this site for more."
    )
    assert StoredFile.objects.count() == len(list(tmp_path.glob("??/fil_*"))) == 2
    assert upload(cast.principal_a, now) == upload(cast.seller_b, now) == ""
    assert upload(cast.seller_a, now + timedelta(days=1)) == ""


def test_an_organisation_uploads_so_much_in_a_day_and_a_partner_in_all(
    cast: Cast, now: datetime
) -> None:
    sellers = [cast.seller_a, cast.principal_a]
    assert {upload(one, now) for one in sellers * 2} == {""}
    assert upload(cast.engineer_a, now).startswith("organisation_quota: ")
    tomorrow = now + timedelta(days=1)
    assert {upload(one, tomorrow) for one in sellers} == {""}
    assert "files of your organisation may take 3 MB in all; 3 MB are used" in upload(
        cast.engineer_a, tomorrow
    )


def test_what_the_vendor_brings_in_is_bounded_by_the_day_alone(cast: Cast, now: datetime) -> None:
    for day in range(4):
        assert {upload(cast.operations, now + timedelta(days=day)) for _file in range(2)} == {""}
    assert StoredFile.objects.count() == 8
