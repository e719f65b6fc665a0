"""Company names in Latin and other spaced scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity.words import LATIN_BRANCH_PHRASES, LATIN_FORMS, LATIN_TRADES
from tests.engines.identity.build import name

FIRST_FORMS = {"pt", "cv", "ooo", "zao", "oao", "pao"}


@pytest.mark.parametrize("form", sorted(LATIN_FORMS))
def test_every_legal_form_is_taken_off_the_end(form: str) -> None:
    parts = name(f"Zorbix {form.upper()}")

    assert (parts.core, parts.legal_form) == ("zorbix", form)
    assert parts.stripped == "zorbix"


@pytest.mark.parametrize("form", sorted(FIRST_FORMS))
def test_some_legal_forms_come_first(form: str) -> None:
    assert name(f"{form} Zorbix").core == "zorbix"


@pytest.mark.parametrize(
    ("raw", "core", "form"),
    [
        ("Zorbix Co., Ltd.", "zorbix", "co ltd"),
        ("Zorbix Company Limited", "zorbix", "company limited"),
        ("Zorbix S.A. de C.V.", "zorbix sa de", "cv"),
        ("Zorbix GmbH & Co. KG", "zorbix", "gmbh co kg"),
        ("Zorbix Pty. Ltd.", "zorbix", "pty ltd"),
        ("Zorbix Sdn. Bhd.", "zorbix", "sdn bhd"),
        ("Zorbix (Pvt.) Ltd.", "zorbix", "ltd"),
        ("Zorbix A/S", "zorbix a s", ""),
        ("Zorbix, Inc", "zorbix", "inc"),
        ("Zorbix K.K.", "zorbix", "kk"),
        ("Ltd", "", "ltd"),
        ("Inc. Ltd.", "", "inc ltd"),
    ],
)
def test_forms_come_in_heaps_and_with_dots(raw: str, core: str, form: str) -> None:
    assert (name(raw).core, name(raw).legal_form) == (core, form)


@pytest.mark.parametrize("trade", sorted(LATIN_TRADES))
def test_every_trade_stands_behind_the_brand(trade: str) -> None:
    parts = name(f"Zorbix {trade} Ltd")

    assert (parts.brand, parts.trade) == ("zorbix", trade)


@pytest.mark.parametrize(
    ("raw", "brand", "trade"),
    [
        ("Zorbix Global Trading Services Ltd", "zorbix", "global trading services"),
        ("Global Trading", "global", "trading"),
        ("Technology", "technology", ""),
        ("International Business Machines", "international business machines", ""),
        ("The Zorbix Group", "zorbix", ""),
        ("Zorbix and Sons of Leeds", "zorbix sons leeds", ""),
        ("The And Of", "the and of", ""),
    ],
)
def test_a_brand_has_at_least_one_word(raw: str, brand: str, trade: str) -> None:
    assert (name(raw).brand, name(raw).trade) == (brand, trade)


@pytest.mark.parametrize(
    ("raw", "brand", "regions"),
    [
        ("Shanghai Zorbix Co Ltd", "zorbix", ("310000",)),
        ("Zorbix Shanghai Co Ltd", "zorbix", ("310000",)),
        ("Zorbix (Shanghai) Co Ltd", "zorbix", ("310000",)),
        ("Hong Kong Zorbix Ltd", "zorbix", ("810000",)),
        ("Zorbix Hong Kong Ltd", "zorbix", ("810000",)),
        ("Zorbix HK Ltd", "zorbix", ("810000",)),
        ("Canton Zorbix Ltd", "zorbix", ("440100",)),
        ("Zorbix Inner Mongolia Ltd", "zorbix", ("150000",)),
        ("Beijing Zorbix Shanghai Ltd", "zorbix", ("110000", "310000")),
        ("Shanghai Technology Co Ltd", "shanghai", ()),
        ("Shanghai", "shanghai", ()),
        ("Zorbix (Mars) Ltd", "zorbix", ()),
    ],
)
def test_places_are_found_where_people_write_them(
    raw: str, brand: str, regions: tuple[str, ...]
) -> None:
    assert (name(raw).brand, name(raw).regions) == (brand, regions)


@pytest.mark.parametrize(("words", "kind"), LATIN_BRANCH_PHRASES.items())
def test_every_branch_phrase_has_its_kind(words: tuple[str, ...], kind: str) -> None:
    parts = name(f"Zorbix Ltd Shanghai {' '.join(words)}")

    assert (parts.core, parts.branch.kind, parts.branch.place) == ("zorbix", kind, "310000")


@pytest.mark.parametrize(
    ("raw", "core", "place"),
    [
        ("Zorbix Shanghai Branch", "zorbix", "310000"),
        ("Zorbix Branch", "zorbix", ""),
        ("Zorbix Ltd Mars Branch", "zorbix", "mars"),
        ("Zorbix Inc. Hong Kong Branch Office", "zorbix", "810000"),
        ("Shanghai Branch", "branch", ""),
        ("Branch", "branch", ""),
        ("Branch Ltd", "branch", ""),
        ("Branch Office", "branch office", ""),
    ],
)
def test_the_unit_is_kept_apart(raw: str, core: str, place: str) -> None:
    parts = name(raw)

    assert (parts.core, parts.branch.place) == (core, place)


@pytest.mark.parametrize(
    "raw",
    [
        "Zorbix Systems",
        "ZORBIX SYSTEMS",
        "Zorbix-Systems",
        "Ｚｏｒｂｉｘ　Ｓｙｓｔｅｍｓ",
        "Zorbix  Systems,",
        '"Zorbix" Systems',
        "The Zorbix Systems",
        "Zörbix Systems",
        "Zorbix Systems, Inc.",
        "zorbix_systems",
        "Zorbix\u00a0Systems",
        "Zor\u200bbix Sys\u00adtems",
        "(Zorbix Systems)",
        "(Zorbix Systems) Ltd",
        "(Zorbix) (Systems) Co., Ltd.",
    ],
)
def test_untidy_writing_leads_to_one_core(raw: str) -> None:
    assert name(raw).core == "zorbix systems"


@pytest.mark.parametrize(
    ("raw", "usable"),
    [("A", False), ("QQ", True), ("3M", True), ("X Ltd", False), ("&", False), ("-", False)],
)
def test_one_sign_is_no_name(raw: str, *, usable: bool) -> None:
    assert name(raw).is_usable is usable


def test_group_words_are_remembered() -> None:
    assert name("Zorbix Group Ltd").in_group
    assert name("Zorbix Holdings").in_group
    assert not name("Group Zorbix").in_group


def test_mixed_scripts_are_read_as_chinese() -> None:
    parts = name("ABB（中国）有限公司")

    assert (parts.is_han, parts.core, parts.legal_form) == (True, "abb", "有限公司")
    assert name("SAP 思爱普（北京）软件系统有限公司").regions == ("110000",)


@given(st.text(st.sampled_from("abz .,&()-'éİß"), max_size=40))
def test_any_latin_text_is_answered_and_stable(raw: str) -> None:
    parts = name(raw)

    assert parts.core == parts.core.strip()
    assert name(parts.text) == parts
    assert set(parts.core) <= {*parts.text, " "}


@given(st.lists(st.sampled_from(["zorbix", "acme", "foo"]), min_size=1, max_size=3))
def test_case_and_dots_never_change_the_core(words: list[str]) -> None:
    raw = " ".join(words)

    assert name(raw.title() + ".").core == name(raw.upper()).core == raw
