import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity import registrable_domain


@pytest.mark.parametrize(
    ("raw", "domain"),
    [
        ("www.hidii.com", "hidii.com"),
        ("https://shop.foo.com.cn/x?y=1", "foo.com.cn"),
        ("HTTP://FOO.DE:8080", "foo.de"),
        ("sales@mail.foo.co.uk", "foo.co.uk"),
        ("例子.中国", "xn--fsqu00a.xn--fiqs8s"),
        ("xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s"),
        ("acme.myshopify.com", "acme.myshopify.com"),
    ],
)
def test_the_registrable_domain_is_found(raw: str, domain: str) -> None:
    assert registrable_domain(raw) == domain


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "zhang@qq.com",
        "foo@vip.163.com",
        "gmail.com",
        "https://weibo.com/foo",
        "com.cn",
        "192.168.0.1",
        "[::1]",
        "localhost",
        "not a domain",
        "foo\0.com",
        "a" * 10_000 + ".com",
    ],
)
def test_free_mailers_shared_sites_and_nonsense_give_nothing(raw: str) -> None:
    assert registrable_domain(raw) is None


@given(st.text(max_size=80))
def test_any_text_is_answered_without_a_network(raw: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", None)
        found = registrable_domain(raw)

    assert found is None or (found.isascii() and "." in found)
