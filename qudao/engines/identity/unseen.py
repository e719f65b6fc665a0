"""Signs that nobody sees, and signs that look like another one: a name written with them is the
same name."""

from __future__ import annotations

# Default_Ignorable_Code_Point of the Unicode Character Database, first and last of each run, and
# the empty Braille pattern, which is drawn as a blank.
_IGNORED = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
# CJK Radicals Supplement, U+2E80 to U+2EF3 in order: the sign that each is drawn like. Blank for
# the repetition mark and the one code point without a sign. The Kangxi radicals need no table,
# NFKC turns them into their signs.
_RADICALS_FROM = 0x2E80
_RADICALS = (
    " 厂乛乚乙亻冂几刀刂卜㔾小小兀尢尣尢巳幺"
    "彑彐忄㣺扌攵 旡日月歹母民氵氺灬爫爫丬牛"
    "犭王疋目示礻竹糹纟罓罒㓁罓罒羊羊羊耂肀聿"
    "肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝"
    "钅長镸长门阜阝雨青韦页风飞食飠飠饣首马骨"
    "鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)


def _table() -> dict[int, str | None]:
    ignored = {sign: None for first, last in _IGNORED for sign in range(first, last + 1)}
    return {**ignored, **dict(enumerate(_RADICALS, _RADICALS_FROM))}


SEEN_AS = _table()  # for str.translate
