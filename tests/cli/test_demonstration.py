"""Which database may be served in which mode."""

import pytest
from pytest_django import Settings

from qudao.cli.demonstration import NotSetUp, RealProgramme, ensure_programme
from qudao.core.models import Programme


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
