"""Every reason why two records may, or may not, be one company."""

from __future__ import annotations

from enum import StrEnum


class IdentityCode(StrEnum):
    """Codes of reasons; the pages hold one sentence for each, in each language."""

    SAME_IDENTIFIER = "same_identifier"
    OTHER_IDENTIFIER = "other_identifier"
    SAME_DOMAIN = "same_domain"
    SAME_CORE_NAME = "same_core_name"
    SAME_SOUND = "same_sound"
    SAME_BRAND_TRADE_MISSING = "same_brand_trade_missing"
    SAME_BRAND_TRADE_ALIKE = "same_brand_trade_alike"
    SAME_BRAND_OTHER_TRADE = "same_brand_other_trade"
    ONE_NAME_IN_THE_OTHER = "one_name_in_the_other"
    NAMES_ALIKE = "names_alike"
    NAMES_DIFFER = "names_differ"
    OTHER_BRANCH = "other_branch"
    OTHER_REGION = "other_region"
    OTHER_GROUP_LEVEL = "other_group_level"
    SAME_CITY = "same_city"
    OTHER_CITY = "other_city"
    SAME_GROUP = "same_group"
    NO_USABLE_NAME = "no_usable_name"
