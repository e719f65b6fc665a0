"""A version of the rulebook as one text, the same for partners and for the vendor's own people.

Each sentence says what the product does with the values of that version; a rule that the product
does not carry out yet has no sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.engines.registration import RegistrationPolicy as Policy
from qudao.rules.asked import asked_in_words
from qudao.rules.models import RulebookVersion
from qudao.rules.policies import registration_policy
from qudao.rules.selectors import acknowledged_at, published_versions, version_in_force
from qudao.rules.titles import rule_title

Sentences = Iterator[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One rule: its code, its title, what it says."""

    code: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """A published version among the others."""

    public_id: str
    label: str
    effective_from: datetime
    is_in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RulebookText:
    """A version to read, when the actor's side acknowledged it, and the other versions."""

    version: VersionLine
    acknowledged_at: datetime | None
    chapters: tuple[Chapter, ...]
    versions: tuple[VersionLine, ...]


def rulebook_text(actor: Actor, label: str = "", *, now: datetime) -> RulebookText:
    """The version in force, or the published one of that label.

    Raises NoRulebook while none is in force, NotFound for a version that is not published.
    """
    published = published_versions(actor)
    current = version_in_force(now)
    version = next((one for one in published if one.label == (label or current.label)), None)
    if version is None:
        raise NotFound
    lines = {one.pk: _line(one, is_in_force=one.pk == current.pk) for one in published}
    return RulebookText(
        version=lines[version.pk],
        acknowledged_at=acknowledged_at(actor, version),
        chapters=chapters_of(registration_policy(version)),
        versions=tuple(lines.values()),
    )


def chapters_of(policy: Policy) -> tuple[Chapter, ...]:
    """The rules that these values make, in the reader's language."""
    return tuple(
        Chapter(code=code, title=str(rule_title(code)), sentences=tuple(say(policy)))
        for code, say in _CHAPTERS.items()
    )


def sentence_behind(policy: Policy, rule: str, reason: str) -> str:
    """The sentence of a rule that a reason rests on; "" for a rule that has none."""
    if rule not in _CHAPTERS:
        return ""
    say = _BEHIND.get(reason) or (_decided if rule == "G2" else None)
    return say(policy) if say else next(_CHAPTERS[rule](policy), "")


def _line(version: RulebookVersion, *, is_in_force: bool) -> VersionLine:
    return VersionLine(
        public_id=version.public_id,
        label=version.label,
        effective_from=version.effective_from,
        is_in_force=is_in_force,
    )


def _first(_policy: Policy) -> Sentences:
    yield _("A partner registers once somebody of it has acknowledged the rules.")
    yield _("Everything is judged by the version in force at its own time; no change works back.")


def _accounts(_policy: Policy) -> Sentences:
    yield _(
        "Where our own sales serve an account, a partner joins our project instead of registering "
        "one of its own."
    )
    yield _("Named accounts stand on a list. A registration there is always decided by a person.")


def _registration(policy: Policy) -> Sentences:
    yield _(
        "A quick registration names: %(fields)s. Its time of receipt is its priority time; it is "
        "to be completed within %(days)s."
    ) % {
        "fields": asked_in_words(policy.quick_fields),
        "days": _working_days(policy.complete_working_days),
    }
    yield _full(policy)
    if policy.minimum_amount:
        yield _minimum(policy)
    yield from _deciding(policy)
    yield from _protection(policy)


def _full(policy: Policy) -> str:
    said = _("A full registration also states: %(fields)s.")
    return said % {"fields": asked_in_words(policy.full_fields)}


def _minimum(policy: Policy) -> str:
    said = _("Its amount is %(amount)s or more.")
    return said % {"amount": _amount(policy, policy.minimum_amount or Decimal(0))}


def _decided(policy: Policy) -> str:
    said = _("It is decided within %(days)s, with reason and rule. Silence never approves.")
    return said % {"days": _working_days(policy.decision_working_days)}


def _at_most(policy: Policy) -> str:
    said = _("A partner has at most %(caps)s registrations open at once.")
    return said % {"caps": _caps(policy)}


def _deciding(policy: Policy) -> Sentences:
    yield _decided(policy)
    yield _(
        "A question to the partner stops that clock. Without an answer within %(days)s the "
        "registration expires."
    ) % {"days": _working_days(policy.information_working_days)}
    if policy.auto_approve_below:
        yield _(
            "Below %(amount)s, with no tender, on no account that is named or served by direct "
            "sales, and with nothing else found at the customer, it is approved at once; %(share)s "
            "of these are checked afterwards."
        ) % {
            "amount": _amount(policy, policy.auto_approve_below),
            "share": format_percent(policy.sample_share, locale=_locale()),
        }
        yield _(
            "Whoever registers the same again within %(days)s of its end, or names itself as the "
            "customer, waits for a person. So does an amendment of what was approved at once that "
            "goes beyond these bounds."
        ) % {"days": _days(policy.refile_lookback_days)}
    yield _at_most(policy)


def _protection(policy: Policy) -> Sentences:
    yield _(
        "An approved registration is protected until %(after)s after the expected award, at least "
        "for %(least)s, at most for %(most)s."
    ) % {
        "after": _days(policy.days_after_award),
        "least": _days(policy.protection_min_days),
        "most": _days(policy.protection_max_days),
    }
    yield _(
        "It is updated every %(short)s while its protection is shorter than %(limit)s, else every "
        "%(long)s. Holidays of %(holiday)s or more in a row stop this clock."
    ) % {
        "short": _days(policy.update_every_days_short),
        "limit": _days(policy.short_protection_below_days),
        "long": _days(policy.update_every_days_long),
        "holiday": _days(policy.long_break_from_days),
    }
    yield _(
        "A missed update is asked for in writing. It may be made up for within %(days)s; after "
        "that the earlier receipt weighs half where registrations are heard against each other. "
        "It ends no protection."
    ) % {"days": _working_days(policy.update_cure_working_days)}


def _kinds(policy: Policy) -> Sentences:
    yield _("Whoever found the project itself has its full benefit.")
    yield _("Whoever joins a project of ours also states: %(fields)s.") % {
        "fields": asked_in_words(policy.teaming_fields)
    }


def _tenders(_policy: Policy) -> Sentences:
    yield _(
        "Once a tender is published there is no new protection, except for the first to register "
        "who proves work from before the publication."
    )


def _partners(policy: Policy) -> Sentences:
    yield _(
        "Where two registrations meet, these count in this order: the conditions, the rules above, "
        "the customer's written choice, then a hearing of both sides. Where only parts overlap, "
        "the scope is divided first."
    )
    yield _(
        "A protection ends by its last day, by its holder's consent, or by a decision after its "
        "holder was heard; never because somebody else asks for it."
    )
    yield _(
        "On repeat business the partner that delivered the last order within %(days)s goes first."
    ) % {"days": _days(policy.incumbent_lookback_days)}


def _direct(policy: Policy) -> Sentences:
    yield _(
        "Work of our own sales counts when the customer confirms it, it is not older than "
        "%(days)s (%(named)s on named accounts), and it was entered within %(entry)s of happening "
        "and before the registration. Then both work together; otherwise the partner is protected."
    ) % {
        "days": _days(policy.direct_lookback_days),
        "named": _days(policy.named_account_lookback_days),
        "entry": _working_days(policy.activity_entry_working_days),
    }


def _prices(_policy: Policy) -> Sentences:
    yield _("No rule here sets the price at which a partner sells. Prices here are our own.")


def _cells(_policy: Policy) -> Sentences:
    yield _("A territory is primary responsibility. No partner is forbidden any customer.")


def _credit(_policy: Policy) -> Sentences:
    yield _("The account manager has the same credit for the account by either route.")


def _penalties(_policy: Policy) -> Sentences:
    yield _("A protection is revoked only after its holder was heard, by the head of channel.")
    yield _(
        "A rejection or revocation may be appealed within 10 working days. Somebody who did not "
        "decide looks at it."
    )


def _secrets(_policy: Policy) -> Sentences:
    yield _("No partner learns another's name, documents or what another registered.")


def _choice(_policy: Policy) -> Sentences:
    yield _("The customer may choose its partner, in writing.")


def _escalation(_policy: Policy) -> Sentences:
    yield _(
        "A decision that is overdue is told to the head of channel as well. Silence escalates, "
        "never approves."
    )


_CHAPTERS: dict[str, Callable[[Policy], Sentences]] = {
    "G0": _first,
    "G1": _accounts,
    "G2": _registration,
    "G3": _kinds,
    "G4": _tenders,
    "G5": _partners,
    "G6": _direct,
    "G7": _prices,
    "G8": _cells,
    "G10": _credit,
    "G11": _penalties,
    "G12": _secrets,
    "G13": _choice,
    "G15": _escalation,
}
# The sentence behind a reason, where it is not the first of its rule.
_BEHIND: dict[str, Callable[[Policy], str]] = {
    "fields_missing": _full,
    "too_small": _minimum,
    "open_cap_reached": _at_most,
}


def _working_days(count: int) -> str:
    return ngettext("%(num)s working day", "%(num)s working days", count) % {"num": count}


def _days(count: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", count) % {"num": count}


def _amount(policy: Policy, amount: Decimal) -> str:
    return f"{format_decimal(amount, locale=_locale())} {policy.currency}"


def _caps(policy: Policy) -> str:
    """ "20 (gold 100, silver 50)": tiers are the vendor's own codes, the usual ones in words."""
    tiers = [f"{_tier(tier)} {cap}" for tier, cap in policy.open_cap_by_tier.items()]
    said = str(policy.open_cap_default)
    return _("%(cap)s (%(tiers)s)") % {"cap": said, "tiers": _(", ").join(tiers)} if tiers else said


def _tier(code: str) -> str:
    return {"silver": _("silver"), "gold": _("gold"), "top": _("top")}.get(code, code)


def _locale() -> str:
    return to_locale(get_language() or "en")
