"""Company identity: names taken apart, identifiers checked, two records compared.

`match_keys` narrows a whole register to a few rows, `compare` judges each of them; a better index
may replace the first without the second noticing.
"""

from qudao.engines.identity.codes import IdentityCode
from qudao.engines.identity.comparing import CompanyFacts, IdentityPolicy, Likeness, compare
from qudao.engines.identity.domains import registrable_domain
from qudao.engines.identity.identifiers import (
    Identifier,
    IdentifierCheck,
    IdentifierScheme,
    check_identifier,
)
from qudao.engines.identity.keys import MatchKey, MatchKeyKind, match_keys
from qudao.engines.identity.names import NormalisedName, normalise_name
from qudao.engines.identity.parts import Unit
from qudao.engines.identity.regions import RegionTable, places_agree, region_table
from qudao.engines.identity.text import bigram_likeness, fold, initials, pinyin, typed_sound
from qudao.engines.kinds import Match

__all__ = [
    "CompanyFacts",
    "Identifier",
    "IdentifierCheck",
    "IdentifierScheme",
    "IdentityCode",
    "IdentityPolicy",
    "Likeness",
    "Match",
    "MatchKey",
    "MatchKeyKind",
    "NormalisedName",
    "RegionTable",
    "Unit",
    "bigram_likeness",
    "check_identifier",
    "compare",
    "fold",
    "initials",
    "match_keys",
    "normalise_name",
    "pinyin",
    "places_agree",
    "region_table",
    "registrable_domain",
    "typed_sound",
]
