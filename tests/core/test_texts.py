"""Which language is active, and texts that are looked up once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.utils import translation
from django.utils.translation import gettext, ngettext, trans_real

from qudao.core.texts import _Spoken, remember_texts


def test_django_asks_our_place() -> None:
    assert isinstance(trans_real._active, _Spoken)  # type: ignore[attr-defined]


def test_languages_nest_and_end() -> None:
    with translation.override("zh-hans"):
        with translation.override("en"):
            assert translation.get_language() == "en"
        assert translation.get_language() == "zh-hans"
        with translation.override(None):
            assert translation.get_language() is None
        assert translation.get_language() == "zh-hans"


def test_without_an_active_language_the_default_speaks() -> None:
    with translation.override("zh-hans"):
        translation.deactivate()
        assert translation.get_language() == "en"
        translation.deactivate()  # twice is no harm
        assert gettext("Manage") == "Manage"


def test_a_thread_starts_without_the_language_of_its_maker() -> None:
    with translation.override("zh-hans"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(translation.get_language).result() == "en"
        pool.submit(translation.activate, "en").result()
        assert translation.get_language() == "zh-hans"


def test_two_tasks_of_one_thread_speak_their_own_languages() -> None:
    async def speak(language: str) -> str:
        translation.activate(language)
        await asyncio.sleep(0)
        return gettext("Manage")

    async def both() -> list[str]:
        return list(await asyncio.gather(speak("zh-hans"), speak("en")))

    assert asyncio.run(both()) == ["管理", "Manage"]


def test_kept_texts_are_the_catalogues() -> None:
    for language in ("zh-hans", "en"):
        fresh = trans_real.DjangoTranslation(language)
        remember_texts(language)
        with translation.override(language):
            for message in ("Manage", "Overdue", "no such message"):
                assert gettext(message) == gettext(message) == fresh.gettext(message)
            for n in (0, 1, 2, 5):
                pair = ("%(num)s day left", "%(num)s days left")
                assert ngettext(*pair, n) == fresh.ngettext(*pair, n)
