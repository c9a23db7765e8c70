"""Proxies whose forwarding headers are believed: those of HEARTH_TRUSTED_PROXIES, and those that the owner trusted.

The owner's choice lies in a small file of the data directory, one address a line, because it is asked for outside of
Django and by every web process; a changed file is read again.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path

from django.conf import settings

from mediaserver.lib.paths import write_beside

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_read: tuple[int, tuple[Network, ...]] = (0, ())


def _path() -> Path:
    return Path(settings.DATA_DIR) / "trusted_proxies"


def chosen_networks() -> tuple[Network, ...]:
    """Return what the owner trusted; one look at the file's time where it has not changed."""
    global _read  # noqa: PLW0603  (remembered per process)
    try:
        changed_ns = _path().stat().st_mtime_ns
    except OSError:
        return ()
    if changed_ns != _read[0]:
        _read = (changed_ns, tuple(_parse(_path().read_text(encoding="ascii", errors="replace"))))
    return _read[1]


def _parse(text: str) -> list[Network]:
    found: list[Network] = []
    for line in text.split():
        try:
            found.append(ipaddress.ip_network(line))
        except ValueError:
            continue
    return found


def trust(address: str) -> None:
    """Trust exactly this address from now on. Raises ValueError where it is none."""
    network = ipaddress.ip_network(address)
    present = {str(known) for known in chosen_networks()} | {str(network)}
    write_beside(_path(), ("\n".join(sorted(present)) + "\n").encode())


def is_trusted(address: str) -> bool:
    """Whether the owner or the settings trust this address."""
    try:
        wanted = ipaddress.ip_address(address)
    except ValueError:
        return False
    known = [*chosen_networks(), *(ipaddress.ip_network(text, strict=False) for text in settings.TRUSTED_PROXIES)]
    return any(wanted in network for network in known)
