"""The listening socket, who else holds the port, and the addresses people can type."""

from __future__ import annotations

import errno
import ipaddress
import socket

from mediaserver.lib.errors import BadConfiguration

_BACKLOG = 512


def open_listener(address: str, port: int) -> socket.socket:
    """Return the non-blocking socket that all web processes accept from.

    `0.0.0.0` listens on IPv6 as well where the system has it; the peer of an IPv4 client then reads `::ffff:…`.
    Raises BadConfiguration with the name of the program that holds the port.
    """
    try:
        return _listen(address, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadConfiguration(_busy_sentence(port), port=port) from error
        if error.errno == errno.EACCES:
            raise BadConfiguration(
                f"Port {port} may only be opened by root; choose one above 1023, for example HEARTH_PORT=8096.",
                port=port,
            ) from error
        raise BadConfiguration(
            f"Hearth can't listen on {address} ({error.strerror}); HEARTH_BIND must be an address of this machine.",
            address=address,
        ) from error


def _listen(address: str, port: int) -> socket.socket:
    if address == "0.0.0.0" and socket.has_dualstack_ipv6():  # noqa: S104  (a server for the household)
        try:
            return _bind(socket.AF_INET6, "::", port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return _bind(family, address, port)


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind((address, port))
        listener.listen(_BACKLOG)
        # Several processes wait for one connection: who comes second must not hang in accept().
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _busy_sentence(port: int) -> str:
    holder = holder_of(port)
    other = port + 1 if port < 65535 else port - 1
    return f"Port {port} is taken by {holder}: stop that program, or choose another port with HEARTH_PORT={other}."


def holder_of(port: int) -> str:
    """Return who listens on a TCP port in words: program, process number and command line as far as they can be seen."""
    import psutil

    try:
        held = [
            entry
            for entry in psutil.net_connections(kind="tcp")
            if entry.laddr and entry.laddr.port == port and entry.status == psutil.CONN_LISTEN
        ]
    except psutil.AccessDenied:
        held = []
    pid = next((entry.pid for entry in held if entry.pid), None)
    if pid is None:
        return "another user's program"
    try:
        process = psutil.Process(pid)
        command = " ".join(process.cmdline())
        return f"{process.name()} (process {pid}: {command[:120]})" if command else f"{process.name()} (process {pid})"
    except psutil.Error:
        return f"process {pid}"


def typed_addresses(address: str, port: int) -> list[str]:
    """Return the URLs to type: on this machine first, then in the network."""
    if address not in {"0.0.0.0", "::"}:  # noqa: S104
        return [f"http://{f'[{address}]' if ':' in address else address}:{port}/"]
    return [f"http://localhost:{port}/", *(f"http://{host}:{port}/" for host in _network_addresses())]


def _network_addresses() -> list[str]:
    import psutil

    found = []
    for name, entries in psutil.net_if_addrs().items():
        if name.startswith(("docker", "br-", "veth", "virbr")):
            continue
        for entry in entries:
            if entry.family == socket.AF_INET and not ipaddress.ip_address(entry.address).is_loopback:
                found.append(entry.address)
    return sorted(set(found), key=lambda text: int(ipaddress.ip_address(text)))
