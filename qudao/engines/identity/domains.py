"""The domain that a company has registered for itself, if an address shows one."""

from __future__ import annotations

import ipaddress
import re
import unicodedata

import tldextract

from qudao.engines.identity.words import listed

MOST_CHARACTERS = 2_048
_DOMAIN = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9-]+)+")
# the list that came with the package is used; nothing is fetched or written
_EXTRACT = tldextract.TLDExtract(
    cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
)

FREE_MAILERS = listed(
    """
    qq.com foxmail.com 163.com 126.com yeah.net 188.com vip.163.com sina.com sina.cn sohu.com
    aliyun.com tom.com 21cn.com 139.com 189.cn wo.cn 263.net gmail.com googlemail.com
    outlook.com hotmail.com live.com live.cn msn.com yahoo.com yahoo.cn yahoo.com.cn yahoo.co.jp
    yahoo.co.uk ymail.com icloud.com me.com mac.com aol.com gmx.com gmx.de gmx.net web.de
    t-online.de mail.ru yandex.ru yandex.com proton.me protonmail.com zoho.com naver.com
    hanmail.net daum.net orange.fr free.fr wanadoo.fr laposte.net libero.it comcast.net hey.com
    fastmail.com
    """
)
# pages of many companies under one roof
SHARED_SITES = listed(
    """
    1688.com alibaba.com taobao.com tmall.com jd.com weibo.com weibo.cn zhihu.com douyin.com
    baidu.com bilibili.com xiaohongshu.com meituan.com dianping.com facebook.com linkedin.com
    twitter.com x.com instagram.com youtube.com github.com google.com wikipedia.org
    crunchbase.com made-in-china.com globalsources.com apple.com
    """
)


def registrable_domain(raw: str) -> str | None:
    """The registrable domain of an address, host or e-mail in ASCII, or None.

    None for free mailers, sites that many companies share, bare suffixes, IP addresses and
    whatever is no domain.
    """
    if len(raw) > MOST_CHARACTERS:
        return None
    text = unicodedata.normalize("NFKC", raw).strip()
    if not text or any(sign < " " for sign in text) or _is_address(text):
        return None
    domain = _ascii(_EXTRACT(text).top_domain_under_public_suffix)
    if not _DOMAIN.fullmatch(domain) or domain in FREE_MAILERS or domain in SHARED_SITES:
        return None
    return domain


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _ascii(domain: str) -> str:
    try:
        return domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""
