"""The market's commands: codes load once, wrong keys are found and mended."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.cli import run
from qudao.market.customers.actions import create_customer
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import CustomerKey
from tests.people import Cast


def test_codes_load_once(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["codes"]) == 0
    assert run(["codes"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == ["6196 codes added, 0 renamed", "0 codes added, 0 renamed"]


def test_wrong_keys_are_found_and_mended(
    cast: Cast, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    customer = CustomerInput(name_zh="北湖水务有限公司")
    create_customer(cast.operations, customer, now=now)
    assert run(["reindex", "--check"]) == 0
    CustomerKey.objects.unscoped(reason="test").filter(kind="brand").delete()
    assert run(["reindex", "--check"]) == 1
    assert run(["reindex"]) == 0
    assert run(["reindex", "--check"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Customers checked: 1. Keys missing: 0, stale: 0",
        "Customers checked: 1. Keys missing: 1, stale: 0",
        "Customers whose match keys were written: 1",
        "Customers checked: 1. Keys missing: 0, stale: 0",
    ]
