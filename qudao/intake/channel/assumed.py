"""What the findings rest on where a file says nothing, and what could not be looked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.utils.translation import gettext as _

from qudao.engines.findings.policy import FindingsPolicy
from qudao.intake.channel.reading import REGISTRATIONS, SHIPMENTS


def assumptions(mapped: Mapping[str, Collection[str]]) -> list[str]:
    """Sentences to stand above the findings; `mapped` names the fields that each file has."""
    return [*_of_registrations(mapped[REGISTRATIONS]), *_of_both(mapped)]


def _of_registrations(named: Collection[str]) -> Iterator[str]:
    if "protected_until" not in named:
        days = FindingsPolicy().protection_days
        said = _(
            "Assumed: each protection lasted %(days)s days; no column says until when it lasted."
        )
        yield said % {"days": days}
    if "decision" not in named:
        yield _("Assumed: no registration was decided; no column says what became of it.")
    elif "decided_on" not in named:
        yield _("Not looked for: slow decisions. No column says when they were made.")
    if "amount" not in named:
        yield _("Not looked for: amounts. No column of the registrations holds one.")
    if "outcome" not in named:
        yield _("Not looked for: deals won and never shipped. No column says how a deal ended.")


def _of_both(mapped: Mapping[str, Collection[str]]) -> Iterator[str]:
    shipments = mapped.get(SHIPMENTS)
    if shipments is None:
        yield _(
            "Not looked for: whatever needs shipments, such as sales past a holder, partners that "
            "live on one customer, territories without anybody. There is no second file."
        )
        return
    if "customer" not in shipments:
        yield _("Not looked for: sales past a holder. No column of the shipments names a customer.")
    if "territory" not in shipments or "territory" not in mapped[REGISTRATIONS]:
        yield _(
            "Not looked for: territories without anybody. Both files must have a column that names "
            "a territory or province."
        )
