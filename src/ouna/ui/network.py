"""Whose request it is, as far as the network tells: for limits on forms that anyone may send."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

#: Where our own proxy may stand (RFC 1918, RFC 4193, loopback). `is_private` holds far more than these.
_OWN_NETS = tuple(
    ip_network(net)
    for net in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)


def visitor_address(direct: str, told: str) -> str:
    """Whose form is counted: the address that came to us, or the one our own proxy tells.

    An IPv6 visitor counts by the network of 64 bits, since one household has all of its addresses.
    """
    found = _ip(direct)
    if found is not None and told and any(found in net for net in _OWN_NETS):
        found = _ip(told) or found
    if found is None:
        return "unknown"
    if found.version == 6:
        return str(ip_network((found, 64), strict=False))
    return str(found)


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def visitor_of(request: HttpRequest) -> str:
    """The visitor's network address: a proxy's word counts only if it stands on our machine or net."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return visitor_address(direct, told)
