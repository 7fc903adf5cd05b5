"""By which names this service may be asked."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from api.problems import Problem


def is_this_machine(host: str) -> bool:
    """Whether a name in an address leads nowhere else than to the machine that asks."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def other_name(path: str, host: str, public_url: str) -> Problem | None:
    """Where the operator has said what our name is, no site can give us its own and read what we answer to it.

    Whoever asks for health (a balancer, a container) knows an address and no name.
    """
    if not public_url or path == "/healthz" or host.lower() == urlsplit(public_url).netloc.lower():
        return None
    if is_this_machine(urlsplit(f"//{host}").hostname or ""):
        return None
    return Problem(421, "other-name", f"This service answers under {public_url} only. Open it there.")
