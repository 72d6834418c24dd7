"""Passkeys belong to a name: a browser makes none for an address of digits (WebAuthn 5.1.3)."""

from __future__ import annotations

import ipaddress


def named_origin(scheme: str, host: str) -> str:
    """The origin under which passkeys work, if `host` (with its port) is an IP address; else empty."""
    name, port = host, ""
    if host.startswith("["):
        name, _bracket, rest = host[1:].partition("]")
        port = rest.removeprefix(":")
    elif host.count(":") == 1:
        name, _colon, port = host.partition(":")
    try:
        local = ipaddress.ip_address(name).is_loopback
    except ValueError:
        return ""
    # Only this very machine is known under another name: localhost.
    return f"{scheme}://localhost{':' + port if port else ''}" if local else ""
