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
        # as people type them
        ("ｗｗｗ．ｆｏｏ．ｃｏｍ", "foo.com"),
        ("www。foo。com", "foo.com"),
        ("https：／／www.foo.com／关于", "foo.com"),
        ("  foo.com  ", "foo.com"),
        ("foo.com.", "foo.com"),
        ("FOO.COM/Index.html#top", "foo.com"),
        ("foo.com?mail=a@bar.com", "foo.com"),
        ("foo.com/?mail=a@bar.com", "foo.com"),
        ("//foo.com/x", "foo.com"),
        ("ftp://foo.co.uk", "foo.co.uk"),
        ("mailto:sales@foo.com", "foo.com"),
        ("http://user:secret@foo.com:8443/", "foo.com"),
        ("Zhang San <zhang@foo.com", "foo.com"),
        ("www.foo.com/（官网）", "foo.com"),
        ("a.b.c.d.foo.com.cn", "foo.com.cn"),
        ("foo.gov.cn", "foo.gov.cn"),
        ("foo.公司.cn", "xn--foo.xn--55qx5d.cn".replace("xn--foo", "foo")),
        ("bücher.de", "xn--bcher-kva.de"),
        ("foo-bar.com", "foo-bar.com"),
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
        "ｑｑ．ｃｏｍ",
        "QQ.COM.",
        "http://mail.163.com/",
        "foo.1688.com",
        "https://foo.taobao.com",
        "someone@Gmail.com",
        "192.168.0.1:8080",
        "http://10.0.0.1/x",
        "http://[2001:db8::1]/",
        "foo",
        "foo.notasuffix",
        "公司网站",
        "无",
        "http://",
        "@",
        ".",
        "...",
        "foo.com;bar.com",
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "a" * 64 + ".com",
        "foo\x1f.com",
        "😀.com".replace("😀", ""),
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
