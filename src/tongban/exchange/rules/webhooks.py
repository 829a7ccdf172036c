"""Which webhooks can be taken, and when one that did not answer is tried again."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

ALL_KINDS: Final = "*"
TIMEOUT: Final = 10
"""Seconds that a receiver has for its whole answer."""
GIVE_UP_AFTER: Final = timedelta(hours=72)
"""How long one event is tried before it becomes a dead letter and its webhook rests."""
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
_MOST_KINDS, _LONGEST_URL = 50, 500


class WebhookInvalid(Invalid):
    """A webhook cannot be set up as it was described."""

    code = "exchange.webhook_invalid"


def check_url(url: str, *, loopback: bool) -> str:
    """The address, or `WebhookInvalid`: https, or this machine itself where `loopback` is let."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong("推送地址无法识别。") from None
    if not host or len(url) > _LONGEST_URL or parts.username or parts.fragment:
        raise _wrong("推送地址要有主机名，不能带用户名和 # 部分，不超过500个字符。")
    here = loopback and host in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise _wrong("推送地址必须以 https:// 开头。")
    return url.strip()


def check_kinds(kinds: Sequence[str], known: Collection[str]) -> list[str]:
    """The kinds of events, each once, or `WebhookInvalid`; `*` stands for all of them."""
    chosen = sorted(set(kinds)) or [ALL_KINDS]
    unknown = [one for one in chosen if one != ALL_KINDS and one not in known]
    if unknown or len(chosen) > _MOST_KINDS:
        raise WebhookInvalid(fields={"kinds": f"没有这种动态：{'、'.join(unknown[:3])}。"})
    return [ALL_KINDS] if ALL_KINDS in chosen else chosen


def wants(kinds: Collection[str], kind: str) -> bool:
    """Whether a webhook is called for an entry of this kind."""
    return ALL_KINDS in kinds or kind in kinds


def may_call(address: str, networks: Collection[str], *, loopback: bool) -> bool:
    """Whether a webhook may call this IP address.

    The open network, what the operator named, and this machine itself where `loopback` is let.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.is_loopback:
        return loopback
    named = any(ip in ipaddress.ip_network(one) for one in networks)
    return named or (ip.is_global and not ip.is_multicast)


def next_try(failures: int, now: datetime) -> datetime:
    """When to try again after so many failures in a row: 1, 2, 4 … minutes, at most an hour."""
    doubled = _FIRST * (1 << min(max(failures, 1) - 1, 10))
    return now + min(doubled, _LONGEST)


def _wrong(sentence: str) -> WebhookInvalid:
    return WebhookInvalid(fields={"url": sentence})
