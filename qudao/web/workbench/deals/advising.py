"""What a registration's page advises, and the moves that it offers: the advised one first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.deals.registrations.selectors import VendorPage
from qudao.deals.registrations.wording import ReasonLine, needs_proof
from qudao.web.shared.formats import day
from qudao.web.workbench.deals.moves import MOVE_OF_OUTCOME, MOVES, MoveKind, _MoveForm
from qudao.web.workbench.deals.words import Sign, advice_sign, face_of, waits_for


@dataclass(frozen=True, slots=True)
class ReasonItem:
    """An entry of components/lists.html: reasons."""

    verdict: str
    sentence: str
    fact: str
    weight: None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next where no move carries the advice out: a place to go to."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What the rules propose, or whose answer comes first."""

    title: str
    sign: Sign
    sentence: str
    step: Step | None
    reasons: list[ReasonItem]
    changes: list[str]
    rule: str
    rule_sentence: str
    rule_detail: str
    rule_url: str


@dataclass(frozen=True, slots=True)
class Move:
    """A button, and the dialog that it opens."""

    kind: MoveKind
    url: str
    css: str
    form: _MoveForm


def advice_of(shown: VendorPage, *, now: datetime) -> Advice | None:
    lines = shown.advice
    if lines is None:
        return None
    first = next((one for one in lines.reasons if one.rule), None)
    waiting = waits_for(shown.state, lines.outcome)
    advised = advice_sign(lines.outcome, lines.outcome_label)
    face = face_of(shown.clock, now=now)
    return Advice(
        title=waiting or _("Advice: %(outcome)s") % {"outcome": lines.outcome_label},
        sign=Sign("pause", "", waiting) if waiting else advised,
        sentence=face.exact if waiting else _what_to_do(shown),
        step=_step(shown, waiting),
        reasons=[
            ReasonItem(one.stance.value, one.text, _other_rule(one, first)) for one in lines.reasons
        ],
        changes=[one.text for one in lines.what_would_change],
        rule=first.rule_title if first else "",
        rule_sentence=lines.rule_sentence,
        rule_detail=" · ".join(filter(None, (_rulebook(shown), first.rule if first else ""))),
        rule_url=_rule_url(shown, first.rule if first else ""),
    )


def moves_of(
    shown: VendorPage, withheld: Collection[str], kinds: Sequence[MoveKind] = MOVES
) -> list[Move]:
    """What the state allows, the move that carries out the advice first."""
    advised = _advised_move(shown)
    hidden = {*withheld, "approve", "approve-unheard"} if _needs_proof(shown) else withheld
    allowed = [one for one in kinds if one.move.value in shown.moves and one.name not in hidden]
    allowed.sort(key=lambda one: one.name != advised)
    return [
        Move(
            kind=spoken(kind, shown),
            url=reverse("workbench:registration_move", args=[shown.public_id, kind.name]),
            css="primary" if kind.name == advised else kind.css,
            form=kind.form(initial=begun(kind, shown), auto_id=f"{kind.name}_%s"),
        )
        for kind in allowed
    ]


def spoken(kind: MoveKind, shown: VendorPage) -> MoveKind:
    """The question to the partner bears the verb of the advice that it carries out."""
    if kind.name != "ask" or _outcome(shown) != "convert_to_teaming":
        return kind
    return replace(
        kind,
        label=gettext_lazy("Convert to co-sell"),
        title=gettext_lazy("Ask the partner to join our project"),
    )


def begun(kind: MoveKind, shown: VendorPage) -> dict[str, object]:
    """What the form of a move begins with: the version, and the question that the advice asks."""
    fields: dict[str, object] = {"version": shown.version}
    question = _question(shown) if kind.name == "ask" else ""
    return {**fields, "note": question} if question else fields


def _question(shown: VendorPage) -> str:
    if _outcome(shown) == "convert_to_teaming":
        return _(
            "Our own sales serve this customer. Please register as joining our project, and say "
            "what you add to it."
        )
    reasons = shown.advice.reasons if shown.advice else ()
    return next((one.text for one in reasons if one.code == "fields_missing"), "")


def _outcome(shown: VendorPage) -> str:
    return shown.advice.outcome if shown.advice else ""


def _advised_move(shown: VendorPage) -> str:
    """The name of the move that carries the advice out; none while another's turn comes first."""
    outcome = _outcome(shown)
    return "" if waits_for(shown.state, outcome) else MOVE_OF_OUTCOME.get(outcome, "")


def _step(shown: VendorPage, waiting: str) -> Step | None:
    """For who may decide only: where the question can be pressed, or where there is to look."""
    if not shown.moves or shown.advice is None:
        return None
    if waiting:
        talk = reverse("workbench:registration_talk", args=[shown.public_id])
        return Step(_("Write to the partner"), talk)
    if shown.advice.outcome != "human_review":
        return None
    return Step(shown.advice.outcome_label, "#evidence" if _needs_proof(shown) else "#compare")


def _needs_proof(shown: VendorPage) -> bool:
    """The tender is out: first the proof of earlier work is checked, then it can be approved."""
    reasons = shown.advice.reasons if shown.advice else ()
    return bool(reasons) and needs_proof(_outcome(shown), reasons[0].code)


def _what_to_do(shown: VendorPage) -> str:
    """One sentence under the advice: what it asks for, or what follows."""
    if shown.advice is None:
        return ""
    if _needs_proof(shown):
        return _("Confirm the proof below; the advice is then made anew.")
    said = {
        "convert_to_teaming": _("Ask the partner to register as joining our project."),
        "human_review": _("Look at each possible conflict, then decide."),
    }
    until = day(shown.advice.protect_until)
    follows = _("Protection would last until %(day)s.") % {"day": until} if until else ""
    return said.get(shown.advice.outcome, follows)


def _other_rule(reason: ReasonLine, main: ReasonLine | None) -> str:
    """The title of a reason's rule where it is not the one that stands at the foot."""
    return "" if main and reason.rule_title == main.rule_title else reason.rule_title


def _rule_url(shown: VendorPage, rule: str) -> str:
    """Its place in the rulebook by which the registration is judged."""
    if not shown.rulebook_label or not rule:
        return ""
    version = urlencode({"version": shown.rulebook_label})
    return f"{reverse('workbench:rulebook')}?{version}#{rule}"


def _rulebook(shown: VendorPage) -> str:
    if not shown.rulebook_label:
        return ""
    return _("Rulebook %(label)s, in force at receipt") % {"label": shown.rulebook_label}
