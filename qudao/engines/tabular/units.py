"""Words for currencies and for tens of thousands, in Chinese and English."""

from __future__ import annotations

from decimal import Decimal

MULTIPLIERS: dict[str, Decimal] = {
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "萬": Decimal(10_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "億": Decimal(100_000_000),
    "k": Decimal(1000),
    "thousand": Decimal(1000),
    "thousands": Decimal(1000),
    "m": Decimal(1_000_000),
    "mn": Decimal(1_000_000),
    "mm": Decimal(1_000_000),
    "mio": Decimal(1_000_000),
    "million": Decimal(1_000_000),
    "millions": Decimal(1_000_000),
    "b": Decimal(1_000_000_000),
    "bn": Decimal(1_000_000_000),
    "billion": Decimal(1_000_000_000),
}

CURRENCY_WORDS: dict[str, str] = {
    "元人民币": "CNY",
    "人民币元": "CNY",
    "人民币": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "cn¥": "CNY",
    "¥": "CNY",
    "元": "CNY",
    "圆": "CNY",
    "美元": "USD",
    "美金": "USD",
    "us$": "USD",
    "usd": "USD",
    "$": "USD",
    "欧元": "EUR",
    "eur": "EUR",
    "€": "EUR",
    "英镑": "GBP",
    "gbp": "GBP",
    "£": "GBP",
    "港元": "HKD",
    "港币": "HKD",
    "hk$": "HKD",
    "hkd": "HKD",
    "新台币": "TWD",
    "台币": "TWD",
    "nt$": "TWD",
    "twd": "TWD",
    "日元": "JPY",
    "日圆": "JPY",
    "円": "JPY",
    "jpy": "JPY",
    "韩元": "KRW",
    "₩": "KRW",
    "krw": "KRW",
    "新加坡元": "SGD",
    "s$": "SGD",
    "sgd": "SGD",
    "澳元": "AUD",
    "a$": "AUD",
    "aud": "AUD",
    "加元": "CAD",
    "c$": "CAD",
    "cad": "CAD",
    "瑞士法郎": "CHF",
    "chf": "CHF",
    "卢比": "INR",
    "₹": "INR",
    "inr": "INR",
}

_OTHER_CURRENCIES = (
    "AED ARS BDT BGN BHD BND BRL CLP COP CZK DKK EGP GEL HUF IDR ILS IQD ISK JOD KES KHR "
    "KWD KZT LAK LKR MAD MMK MNT MOP MXN MYR MZN NGN NOK NPR NZD OMR PEN PHP PKR PLN QAR "
    "RON RSD RUB SAR SEK THB TND TRY TZS UAH UGX UYU UZS VES VND ZAR ZMW "
)
ISO_CURRENCIES = frozenset(CURRENCY_WORDS.values()) | frozenset(_OTHER_CURRENCIES.split())
