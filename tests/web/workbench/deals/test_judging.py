"""What a decider does beside the decision: judge a conflict, check a paper or a sample, open a
file. Each is refused without a trace where it may not be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from qudao.deals.registrations.models import Candidate, Registration
from qudao.deals.registrations.states import State
from tests.deals.looking import everything, in_state, last_entry, trail
from tests.deals.programme import LARGE, Programme, fresh, in_review, submitted
from tests.web.deals_pages import client_of, contested
from tests.web.workbench.pages import page_for, text_of, words_of


def at(row: Registration, rest: str = "") -> str:
    return f"/workbench/registrations/{row.public_id}/{rest}"


def candidate_of(row: Registration) -> Candidate:
    return Candidate.objects.unscoped(reason="test").get(registration=row)


def verdict_of(row: Registration) -> str:
    return candidate_of(row).verdict


def judge(client: Any, row: Registration, verdict: str, **more: str) -> Any:
    path = at(row, f"judge/{candidate_of(row).public_id}/")
    return client.post(path, {"verdict": verdict, **more})


def test_a_judgement_is_kept_shown_and_makes_the_advice_anew(
    programme: Programme, now: datetime
) -> None:
    row = contested(programme, now)
    manager = client_of(programme.cast.channel_manager)
    assert "Advice: Approve" not in text_of(manager.get(at(row)))

    answer = judge(manager, row, "not_the_same", at="1")

    assert answer["Location"] == f"{at(row)}?candidate=1"
    page = text_of(manager.get(answer["Location"]))
    assert "Noted; the advice was made anew." in page
    assert 'value="not_the_same" aria-pressed="true"' in page
    assert "Advice: Approve" in page
    entry = last_entry(row)
    assert (entry.verb, entry.before, entry.after) == (
        "registrations.candidate_judged",
        {"verdict": ""},
        {"verdict": "not_the_same"},
    )
    assert "Dingpei" not in entry.note


def test_a_judgement_can_be_changed_and_given_twice(programme: Programme, now: datetime) -> None:
    row = contested(programme, now)
    manager = client_of(programme.cast.channel_manager)
    for verdict in ("not_the_same", "same_project", "same_project"):
        assert judge(manager, row, verdict).status_code == 302
        assert verdict_of(row) == verdict


@pytest.mark.parametrize("place", ["", "x", "-1", "２"])
def test_after_a_judgement_a_strange_place_leads_to_the_page_itself(
    programme: Programme, now: datetime, place: str
) -> None:
    row = contested(programme, now)
    answer = judge(client_of(programme.cast.channel_manager), row, "same_project", at=place)
    assert answer["Location"] == at(row)


def test_only_the_three_answers_are_taken(programme: Programme, now: datetime) -> None:
    row = contested(programme, now)
    manager, before = client_of(programme.cast.channel_manager), everything(row)
    for verdict in ("", "maybe", "SAME_PROJECT", "not_the_same "):
        assert judge(manager, row, verdict).status_code == 422
    assert manager.get(at(row, f"judge/{candidate_of(row).public_id}/")).status_code == 405
    assert (verdict_of(row), everything(row)) == ("", before)


REFUSED = {
    "other_channel_manager": 404,
    "account_manager": 403,
    "operations": 403,
    "human_resources": 403,
    "seller_a": 404,
    "seller_b": 404,
}


def test_nobody_else_judges_or_checks(programme: Programme, now: datetime) -> None:
    row = contested(programme, now)
    before = everything(row)
    for who, status in REFUSED.items():
        client = client_of(getattr(programme.cast, who))
        assert judge(client, row, "not_the_same").status_code == status
        paper = {"version": row.version, "paper": "earlier_work_proven"}
        assert client.post(at(row, "paper/"), paper).status_code == status
        assert client.post(at(row, "sample/"), {"version": row.version}).status_code == status
    assert (verdict_of(row), everything(row)) == ("", before)


def test_a_candidate_of_another_registration_is_absent(programme: Programme, now: datetime) -> None:
    row = contested(programme, now)
    other = in_review(programme, programme.cast.seller_distributor, now=now)
    manager = client_of(programme.cast.channel_manager)
    for strange in (candidate_of(row).public_id, "cnd_0000000000000000"):
        path = at(other, f"judge/{strange}/")
        assert manager.post(path, {"verdict": "same_project"}).status_code == 404
    assert verdict_of(row) == ""


def test_what_is_settled_offers_no_judgement(programme: Programme, now: datetime) -> None:
    row = contested(programme, now)
    rows = Registration.objects.unscoped(reason="test").filter(pk=row.pk)
    assert "/judge/" in page_for(programme.cast.channel_manager, at(row))
    assert "/judge/" not in page_for(programme.cast.account_manager, at(row))
    rows.update(state=State.REJECTED, decided_at=now, decision_code="no_project")
    page = page_for(programme.cast.channel_manager, at(row))
    assert "Dingpei Integration" in page
    assert "/judge/" not in page


# ------------------------------------------------------------------ papers


@pytest.mark.parametrize(
    ("paper", "rule", "words"),
    [
        ("earlier_work_proven", "G4", "Work before the tender is proven"),
        ("chosen_in_writing", "G13", "The customer&#39;s written choice is checked"),
    ],
)
def test_a_paper_is_confirmed_once_and_shown(
    programme: Programme, now: datetime, paper: str, rule: str, words: str
) -> None:
    tender: dict[str, object] = {"amount": LARGE, "tender_kind": "open_tender"}
    row = submitted(programme, programme.cast.seller_a, now=now, **tender)
    manager = client_of(programme.cast.channel_manager)
    assert f"Confirm: {words}" in text_of(manager.get(at(row)))
    sent = {"version": row.version, "paper": paper}

    done = manager.post(at(row, "paper/"), sent, follow=True)

    assert "Checked; the advice was made anew." in text_of(done)
    assert f"Confirm: {words}" not in text_of(done)
    assert words in text_of(done)
    assert getattr(fresh(row), paper) is True
    assert last_entry(row).rule.endswith(rule)
    after = trail(row)
    assert manager.post(at(row, "paper/"), sent).status_code == 409  # the version is an old one
    assert trail(row) == after

    back = {"version": fresh(row).version, "paper": paper, "take_back": "1"}
    assert "Taken back; the advice was made anew." in words_of(
        manager.post(at(row, "paper/"), back, follow=True)
    )
    assert getattr(fresh(row), paper) is False
    assert last_entry(row).verb == "registrations.paper_taken_back"


def test_a_paper_needs_a_name_and_a_version(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    manager, before = client_of(programme.cast.channel_manager), everything(row)
    for sent, status in (
        ({"version": str(row.version), "paper": "is_sampled"}, 422),
        ({"version": str(row.version), "paper": ""}, 422),
        ({"version": str(row.version)}, 422),
        ({"version": "0", "paper": "chosen_in_writing"}, 409),
        ({"version": "x", "paper": "chosen_in_writing"}, 409),
        ({"version": "1" * 12, "paper": "chosen_in_writing"}, 409),
        ({"paper": "chosen_in_writing"}, 409),
    ):
        assert manager.post(at(row, "paper/"), sent).status_code == status
    assert manager.get(at(row, "paper/")).status_code == 405
    assert everything(row) == before


# ------------------------------------------------------------------ samples


def test_a_sample_is_looked_at_once(programme: Programme, now: datetime) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    rows = Registration.objects.unscoped(reason="test").filter(pk=row.pk)
    rows.update(is_sampled=True, sample_checked_at=None)
    manager = client_of(programme.cast.channel_manager)
    assert "I have looked at it" in text_of(manager.get(at(row)))
    assert "I have looked at it" in page_for(programme.cast.channel_director, at(row))
    sent = {"version": row.version}

    done = manager.post(at(row, "sample/"), sent, follow=True)

    assert "The sample is checked." in text_of(done)
    assert "I have looked at it" not in text_of(done)
    assert fresh(row).sample_checked_at == now
    again = manager.post(at(row, "sample/"), {"version": fresh(row).version})
    assert again.status_code == 409
    assert "not among the samples" in text_of(again)
    assert manager.get(at(row, "sample/")).status_code == 405


def test_what_was_not_drawn_is_no_sample(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    manager, before = client_of(programme.cast.channel_manager), everything(row)
    assert manager.post(at(row, "sample/"), {"version": row.version}).status_code == 409
    assert everything(row) == before


# ------------------------------------------------------------------ files


def test_evidence_is_absent_for_who_may_not_see_the_registration(
    programme: Programme, now: datetime
) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    [proof] = row.evidence.all()
    path = at(row, f"evidence/{proof.public_id}/")
    other = in_review(programme, programme.cast.seller_distributor, now=now)
    manager = client_of(programme.cast.channel_manager)

    assert client_of(programme.cast.other_channel_manager).get(path).status_code == 404
    assert client_of(programme.cast.seller_a).get(path).status_code == 404
    assert client_of(programme.cast.human_resources).get(path).status_code == 403
    assert manager.get(at(other, f"evidence/{proof.public_id}/")).status_code == 404
    assert manager.get(at(row, "evidence/evd_0000000000000000/")).status_code == 404
    assert manager.post(path).status_code == 405


# ------------------------------------------------------------------ the audit tab


def test_the_trail_is_read_in_both_languages(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.REJECTED, now=now)
    english = words_of(client_of(programme.cast.channel_manager).get(at(row, "audit/")))
    chinese = words_of(client_of(programme.cast.channel_manager, "zh-CN").get(at(row, "audit/")))

    assert english.index("rejected the registration") < english.index(
        "submitted a full registration"
    )
    for said in ("Chen Xiaoyu", "Qiheng Info", "Xu Mingyuan", "Chengyan Software", "In review"):
        assert said in english
    for said in ("谁做了什么", "启恒信息", "澄岩软件", "审核中", "已拒绝", "提交了完整报备"):
        assert said in chinese
    for raw in ("registrations.", "in_review", "reg_", "submitted a"):
        assert raw not in chinese.replace(f"/{row.public_id}/", "")


def test_what_a_trail_quotes_is_escaped(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.SUBMITTED, now=now)
    manager = client_of(programme.cast.channel_manager)
    sent = {"version": row.version, "note": "<script>alert(1)</script>"}
    assert manager.post(at(row, "do/ask/"), sent).status_code == 302
    page = text_of(manager.get(at(row, "audit/")))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
