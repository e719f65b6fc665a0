"""`qudao setup` makes the one programme of an empty installation, by flags or by asking."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from pytest_django import Settings

from qudao.cli import setup
from qudao.cli.demonstration import RealProgramme
from qudao.core.actor import NOBODY
from qudao.core.clock import now as right_now
from qudao.core.errors import Conflict
from qudao.core.models import Programme
from qudao.core.programme import today
from qudao.market.cells.models import Industry, Region
from qudao.people.actions.invitations import NewLogin, accept_invitation
from qudao.people.models import Organisation, User
from qudao.rules.selectors import version_in_force
from tests.people import Cast

FLAGS = [
    "--name-en=Haiyue Partners",
    "--vendor-zh=海岳科技",
    "--currency=usd",
    "--holiday-calendar=us",
    "--time-zone=America/New_York",
    "--default-language=en",
    "--director-name=Ma Li",
    "--director-email=ma.li@example.com",
]


@pytest.fixture(autouse=True)
def _real_use(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.IS_DEMONSTRATION = False
    monkeypatch.setattr(setup, "migrate_if_needed", lambda: None)
    # seeding thousands of reference rows is tested in its own room
    monkeypatch.setattr(setup, "seed_reference", lambda *_actor, **_moment: None)


@pytest.mark.django_db
def test_flags_alone_set_the_programme_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main(FLAGS) == 0

    row = Programme.objects.get()
    assert (row.name_zh, row.currency, row.holiday_calendar, row.time_zone) == (
        "Haiyue Partners",
        "USD",
        "US",
        "America/New_York",
    )
    assert not row.is_demonstration
    assert Organisation.objects.get().name_zh == "海岳科技"
    assert version_in_force(right_now()).label == f"{today(right_now()).year}.1"
    link = re.search(r"/invitation/([\w-]+)/", capsys.readouterr().out)
    assert link
    login = NewLogin(name="Ma Li", password="three-quiet-lamps")
    assert accept_invitation(NOBODY, link.group(1), login, now=right_now()).pk


@pytest.mark.django_db
def test_what_is_wrong_is_said_by_its_flag(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main(["--time-zone=Mars/Olympus", "--fiscal-year-starts-in=May"]) == 1

    said = capsys.readouterr().err
    for flag in (
        "--name-en",
        "--vendor-en",
        "--time-zone",
        "--fiscal-year-starts-in",
        "--director-name",
        "--director-email",
    ):
        assert f"qudao: {flag}: " in said
    assert Programme.objects.count() == User.objects.count() == 0


@pytest.mark.django_db
def test_a_conversation_asks_again_for_what_was_refused() -> None:
    answers = iter(
        [
            *("海岳伙伴", "", "海岳科技", "", "", "Mars", "", "", "", "Ma Li", "nobody"),
            *("Asia/Singapore", "ma.li@example.com"),
        ]
    )
    asked: list[str] = []

    def ask(words: str) -> str:
        asked.append(words)
        return next(answers)

    given = {question.field: "" for question in setup.QUESTIONS}
    issued = setup.by_conversation(given, ask)

    assert Programme.objects.get().time_zone == "Asia/Singapore"
    assert issued.invitation.person.email == "ma.li@example.com"
    assert asked[4] == "Language: zh-hans or en [zh-hans]: "
    assert [words.split(" [")[0] for words in asked[-2:]] == [
        "Time zone",
        "E-mail of the first head of channel: ",
    ]


def test_a_second_programme_is_refused(cast: Cast, now: datetime) -> None:
    with pytest.raises(Conflict):
        setup.main(FLAGS)
    assert Programme.objects.get().name_en == "Chengyan Partners"


def test_the_demonstrations_key_guards_no_real_programme(settings: Settings) -> None:
    settings.IS_DEMONSTRATION = True
    with pytest.raises(RealProgramme):
        setup.main(FLAGS)


@pytest.mark.django_db
def test_the_reference_codes_come_with_the_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(setup, "migrate_if_needed", lambda: None)
    given = {question.field: question.usual for question in setup.QUESTIONS} | {
        "name_en": "Haiyue Partners",
        "vendor_en": "Haiyue",
        "director_name": "Ma Li",
        "director_email": "ma.li@example.com",
    }
    setup.by_flags(given)
    assert Region.objects.exists()
    assert Industry.objects.exists()
