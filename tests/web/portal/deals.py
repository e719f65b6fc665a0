"""Registrations in every state, made by the actions that lead there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from qudao.core.actor import system_actor
from qudao.core.programme import work_calendar
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions.moving import Step, carry_out
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import Move, State
from tests.deals.programme import LARGE, SMALL, Programme, fresh, quickly, submitted, won

LIST = "/portal/registrations/"
FORM = "/portal/register/"
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def page_of(row: Registration, part: str = "") -> str:
    return f"{LIST}{row.public_id}/{part}"


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return str(answer.content.decode())


def main_of(client: Client, url: str) -> str:
    """What stands on a page between its frame's bars."""
    return text_of(client.get(url)).partition("<main")[2].partition("</main>")[0]


def all_rows() -> list[Registration]:
    return list(Registration.objects.unscoped(reason="a test").order_by("pk"))


def kept(row: Registration) -> dict[str, Any]:
    """The whole row, to show that nothing of it changed."""
    return dict(Registration.objects.unscoped(reason="a test").filter(pk=row.pk).values().get())


class Deals:
    """One partner's registrations, each of another customer."""

    def __init__(self, programme: Programme, at: datetime) -> None:
        self.programme, self.at, self.cast = programme, at, programme.cast
        self.award = (at + timedelta(days=60)).date()
        self.count = 0

    def customer(self) -> str:
        self.count += 1
        return f"湾口第{self.count}热电有限公司"

    def quick(self, **changes: object) -> Registration:
        stated = {"customer_name": self.customer(), **changes}
        return quickly(self.programme, self.cast.seller_a, now=self.at, **stated)

    def full(self, **changes: object) -> Registration:
        stated = {
            "customer_name": self.customer(),
            "amount": LARGE,
            "expected_award_on": self.award,
            **changes,
        }
        return submitted(self.programme, self.cast.seller_a, now=self.at, **stated)

    def protected(self) -> Registration:
        return self.full(amount=SMALL)

    def asked(self, question: str = "预算批了吗？", *, quick: bool = False) -> Registration:
        row = self.quick() if quick else self.full()
        decider = self.cast.channel_manager
        actions.request_information(
            decider, row.public_id, question, version=row.version, now=self.at
        )
        return fresh(row)

    def draft(self, **changes: object) -> Registration:
        from dataclasses import replace

        stated = replace(
            self.programme.quick(),
            **{"customer_name": self.customer(), **changes},  # type: ignore[arg-type]
        )
        return fresh(actions.save_draft(self.cast.seller_a, stated, now=self.at))

    def in_state(self, state: str) -> Registration:
        made = getattr(self, f"_{state}")
        row: Registration = made()
        assert row.state == state
        return row

    def _draft(self) -> Registration:
        return self.draft()

    def _submitted(self) -> Registration:
        return self.quick()

    def _in_review(self) -> Registration:
        return self.full()

    def _info_requested(self) -> Registration:
        return self.asked()

    def _conflicted(self) -> Registration:
        """As arbitration leaves it; what leads there is the workbench's matter."""
        return self._put(self.full(), State.CONFLICTED)

    def _protected(self) -> Registration:
        return self.protected()

    def _rejected(self) -> Registration:
        row = self.full()
        no = actions.Rejection(code="no_project", note="信息部不知道这个项目")
        actions.reject(
            self.cast.channel_manager, row.public_id, no, version=row.version, now=self.at
        )
        return fresh(row)

    def _withdrawn(self) -> Registration:
        row = self.full()
        actions.withdraw(
            self.cast.seller_a, row.public_id, version=row.version, now=self.at, reason="取消"
        )
        return fresh(row)

    def _expired(self) -> Registration:
        row = self.quick()
        step = Step(actor=system_actor("a test"), move=Move.EXPIRE)
        carry_out(row, [step], calendar=work_calendar(self.at), now=self.at)
        return fresh(row)

    def _revoked(self) -> Registration:
        return self._put(self.protected(), State.REVOKED)

    def _won(self) -> Registration:
        row = self.protected()
        return fresh(won(self.programme, self.cast.seller_a, row, now=self.at))

    def _said_won(self) -> Registration:
        row = self.protected()
        actions.say_won(self.cast.seller_a, row.public_id, version=row.version, now=self.at)
        return fresh(row)

    def _lost(self) -> Registration:
        row = self.protected()
        seller = self.cast.seller_a
        actions.mark_lost(seller, row.public_id, "价格", version=row.version, now=self.at)
        return fresh(row)

    def _put(self, row: Registration, state: State) -> Registration:
        Registration.objects.unscoped(reason="a test").filter(pk=row.pk).update(state=state)
        return fresh(row)
