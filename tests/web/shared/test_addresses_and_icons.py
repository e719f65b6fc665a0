"""Addresses by name are Django's own, whatever stands in them; icons say what they mean."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, URLPattern, reverse
from hypothesis import given
from hypothesis import strategies as st

from qudao.web.portal.urls import urlpatterns as portal
from qudao.web.shared.icons import icon
from qudao.web.shared.links import address

NAMES = [f"portal:{one.name}" for one in portal if isinstance(one, URLPattern) and one.name]
ONE_WORD = ["portal:registration", "portal:customer", "help_document", "invitation", "own_notice"]


def expected(name: str, *args: object) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("args", [(), ("reg_1a2b",), ("reg_1", "fil_2")], ids=len)
def test_every_address_of_the_portal_is_djangos(name: str, args: tuple[str, ...]) -> None:
    wanted = expected(name, *args)
    if wanted is None:
        with pytest.raises(NoReverseMatch):
            address(name, *args)
    else:
        assert address(name, *args) == address(name, *args) == wanted


@pytest.mark.parametrize("name", ONE_WORD)
@given(word=st.text(alphabet="aZ09_-/.% ü浦?#&\x00", max_size=12))
def test_whatever_word_stands_in_it_is_written_as_django_writes_it(name: str, word: str) -> None:
    wanted = expected(name, word)
    if wanted is None:
        with pytest.raises(NoReverseMatch):
            address(name, word)
    else:
        assert address(name, word) == wanted


@pytest.mark.parametrize("word", ["0x0x0x0", "None", "a-b_c", "1"])
def test_a_word_that_looks_like_the_placeholder_is_a_word(word: str) -> None:
    assert address("portal:registration", word) == f"/portal/registrations/{word}/"


def test_arguments_by_name_and_of_other_kinds_are_djangos_too() -> None:
    assert address("portal:registration", public_id="reg_1") == "/portal/registrations/reg_1/"
    assert address("portal:registration", 17) == "/portal/registrations/17/"
    assert address("portal:evidence", "reg_1", "evd_2").endswith("/reg_1/files/evd_2/")


@pytest.mark.parametrize("name", ["portal:nowhere", "", "nowhere", "portal:", ":home"])
def test_an_unknown_name_is_an_error_each_time(name: str) -> None:
    for _again in range(2):
        with pytest.raises(NoReverseMatch):
            address(name)
        with pytest.raises(NoReverseMatch):
            address(name, "x")


# ------------------------------------------------------------------ icons


def test_an_icon_alone_is_silent() -> None:
    drawn = icon("plus")
    assert 'class="ico"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert "icons.svg#plus" in drawn
    assert "aria-label" not in drawn


def test_an_icon_that_stands_alone_says_what_it_means() -> None:
    drawn = icon("mail", None, "Unread")
    assert 'role="img" aria-label="Unread"' in drawn
    assert "aria-hidden" not in drawn


@pytest.mark.parametrize(
    ("hue", "size", "classes"),
    [(None, None, "ico"), ("good", None, "ico good"), (None, "lg", "ico lg"),
     ("bad", "lg", "ico lg bad"), ("", "", "ico")],
)  # fmt: skip
def test_colour_and_size_are_classes(hue: str | None, size: str | None, classes: str) -> None:
    assert f'class="{classes}"' in icon("plus", hue, size=size)


@pytest.mark.parametrize("hostile", ['"><script>', "<b>", "&", "'"])
def test_nothing_breaks_out_of_an_icon(hostile: str) -> None:
    for drawn in (icon(hostile), icon("plus", hostile), icon("plus", label=hostile)):
        assert drawn.count("<") == 3  # the drawing, its use of the sprite, its end
        assert drawn.count('"') in {6, 8}


def test_an_empty_label_is_none() -> None:
    assert icon("plus", label="") == icon("plus")
