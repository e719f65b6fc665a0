"""Which database may be served in which mode."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from qudao.cli.demo import main
from qudao.cli.demonstration import (
    NoDemonstration,
    NotSetUp,
    RealProgramme,
    ensure_programme,
    unfinished,
)
from qudao.core.clock import now
from qudao.core.models import Programme
from qudao.people.models import Organisation


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.VAR_DIR = tmp_path
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moments at which a demonstration was built, in place of building it."""
    moments: list[datetime] = []

    def build(*, now: datetime, progress: Callable[[int, int], None]) -> None:
        make_programme(is_demonstration=True)
        progress(1, 1)
        moments.append(now)

    monkeypatch.setattr("qudao.cli.demonstration.build", build)
    return moments


@pytest.fixture
def real_use(settings: Settings) -> None:
    settings.IS_DEMONSTRATION = False


@pytest.fixture
def demonstration(settings: Settings) -> None:
    settings.IS_DEMONSTRATION = True


def make_programme(*, is_demonstration: bool) -> None:
    Programme.objects.create(
        pk=1, name_zh="计划", name_en="Programme", is_demonstration=is_demonstration
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("real_use")
def test_an_empty_database_in_real_use_asks_for_its_setup() -> None:
    with pytest.raises(NotSetUp):
        ensure_programme()

    assert Programme.objects.unscoped(reason="a test").count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_the_public_key_of_the_demonstration_never_guards_real_data() -> None:
    make_programme(is_demonstration=False)

    with pytest.raises(RealProgramme):
        ensure_programme()


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_a_demonstration_that_is_there_is_served_as_it_is() -> None:
    make_programme(is_demonstration=True)

    ensure_programme()

    assert Programme.objects.unscoped(reason="a test").count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("real_use")
def test_a_demonstration_may_be_served_under_a_secret_of_its_own() -> None:
    make_programme(is_demonstration=True)

    ensure_programme()

    assert Programme.objects.unscoped(reason="a test").count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_an_empty_database_is_filled_once(built: list[datetime]) -> None:
    ensure_programme()
    ensure_programme()

    assert len(built) == 1
    assert not unfinished().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demonstration")
def test_a_demonstration_that_broke_off_is_built_again(built: list[datetime]) -> None:
    make_programme(is_demonstration=True)
    unfinished().touch()

    ensure_programme()

    assert len(built) == 1
    assert not unfinished().exists()
    assert Programme.objects.unscoped(reason="a test").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demonstration")
def test_demo_builds_anew_in_place_of_what_is_there(built: list[datetime], tmp_path: Path) -> None:
    make_programme(is_demonstration=True)
    Organisation.objects.create(side="vendor", name_en="Old", created_at=now())
    (tmp_path / "files" / "ab").mkdir(parents=True)

    assert main([]) == 0

    assert len(built) == 1
    assert Organisation.objects.unscoped(reason="a test").count() == 0
    assert not (tmp_path / "files").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_demonstration", "refusal"), [(True, RealProgramme), (False, NoDemonstration)]
)
def test_demo_never_touches_a_real_programme(
    settings: Settings,
    built: list[datetime],
    is_demonstration: bool,  # noqa: FBT001 - a row of the table above
    refusal: type[Exception],
) -> None:
    settings.IS_DEMONSTRATION = is_demonstration
    make_programme(is_demonstration=False)

    with pytest.raises(refusal):
        main([])

    assert built == []
    assert Programme.objects.unscoped(reason="a test").count() == 1
