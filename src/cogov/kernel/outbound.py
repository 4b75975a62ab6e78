"""Requests to addresses that strangers name: to the public internet only, checked where the connection is made.

The name is resolved once, every address is looked at, and the socket goes to the very address that
passed, so a name that changes its mind between check and use gains nothing. Redirects are followed by
hand and checked alike. No proxy, no cookies, no compression.

`settings.OUTBOUND_NETWORKS` names further networks ("10.20.0.0/16") that a city trusts, at any port.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cogov.kernel.errors import CogovError, TooLarge

NOT_PUBLIC = tuple(
    ip_network(net)
    for net in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' NAT; clouds keep metadata servers there
        "127.0.0.0/8",  # this machine
        "169.254.0.0/16",  # link-local: metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, retired
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "2001::/23",  # protocol assignments, with Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: holds any IPv4 address
        "3fff::/20",  # documentation
    )
)
"""After IANA's special-purpose registries. Of IPv6 only `PUBLIC_V6` is public at all."""

PUBLIC_V6 = ip_network("2000::/3")
PORTS = frozenset({80, 443, 8080, 8443})
"""Where web servers are; a mail or database server's port answers nobody's web request."""

URL_LIMIT = 2000  # characters: what common proxies pass
CHUNK = 64 * 1024  # bytes read at a time
REDIRECTS = 3  # a short link, its landing page, its file


class Refused(CogovError):
    """The address is not one that may be asked. Asking again changes nothing."""

    status = 400
    code = "refused"
    default = _("This address cannot be used. It has to be a public web address.")


class Unreachable(CogovError):
    """No answer in time, or none that can be read. Later there may be one."""

    status = 502
    code = "unreachable"
    default = _("This address did not answer.")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `body` is whole, or cut at `most` bytes where cutting was asked for."""

    status: int
    type: str
    body: bytes
    url: str


def fetch(url: str, *, most: int, seconds: float = 10.0, accept: str = "*/*") -> Reply:
    """GET through at most `REDIRECTS` redirects. Raises Refused, Unreachable, and TooLarge past `most` bytes."""
    for _hop in range(REDIRECTS + 1):
        reply, location = _exchange("GET", url, b"", {"Accept": accept}, most, seconds)
        if location is None:
            return reply
        url = urljoin(url, location)
    raise Refused


def send(url: str, *, body: bytes, headers: Mapping[str, str], seconds: float = 10.0, most: int = 2048) -> Reply:
    """POST once; a redirect is an answer like any other, and its text is cut at `most` bytes. Raises as `fetch`."""
    reply, _location = _exchange("POST", url, body, headers, most, seconds, cut=True)
    return reply


def check(url: str) -> str:
    """The address as it will be asked, if its form allows that; where its name leads is looked at each time.

    Raises Refused.
    """
    return _split(url).geturl()


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether packets to it leave for the public internet."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address not in PUBLIC_V6:
            return False
    return not any(address.version == net.version and address in net for net in NOT_PUBLIC)


def _exchange(
    method: str, url: str, body: bytes, headers: Mapping[str, str], most: int, seconds: float, *, cut: bool = False
) -> tuple[Reply, str | None]:
    """One request. The second value is where a redirect leads."""
    parts = _split(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    line = _Line(_connect(host, port, seconds))
    try:
        with line.cut_after(seconds):
            if parts.scheme == "https":
                line.encrypt(host)
            connection = http.client.HTTPConnection(host, port, timeout=seconds)
            connection.sock = line.sock
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, body or None, {"User-Agent": "Cogov", **headers})
            answer = connection.getresponse()
            location = answer.headers.get("Location") if answer.status in (301, 302, 303, 307, 308) else None
            content = b"" if location and not cut else _read(answer, most, cut=cut)
            return Reply(answer.status, answer.headers.get_content_type(), content, url), location
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable from error
    finally:
        line.sock.close()


class _Line:
    """A connected socket that can be cut from outside."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def encrypt(self, host: str) -> None:
        """The wrapper takes the descriptor over at once, so that the handshake can be cut, too."""
        wrapped = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=host, do_handshake_on_connect=False
        )
        self.sock = wrapped
        wrapped.do_handshake()

    @contextmanager
    def cut_after(self, seconds: float) -> Iterator[None]:
        """In all: time-outs of single reads do not stop a server that sends drop by drop."""
        timer = threading.Timer(seconds, self._hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _hang_up(self) -> None:
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except (OSError, ValueError):
            return  # closed in this moment


def _split(url: str) -> SplitResult:
    """A web address in ASCII without user, password and fragment. Raises Refused."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except (ValueError, UnicodeError):
        raise Refused from None
    plain = url.isprintable() and len(url) <= URL_LIMIT and "\\" not in url and "%" not in host
    if not (plain and host and parts.scheme in ("http", "https") and parts.username is None and parts.password is None):
        raise Refused
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    path, query = quote(parts.path, safe="/%:@!$&'()*+,;=~"), quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    return SplitResult(parts.scheme, netloc, path, query, "")


def _connect(host: str, port: int, seconds: float) -> socket.socket:
    """A socket to the first address that may be asked and answers."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable from error
    allowed = [row for row in found if _may_ask(str(row[4][0]), port)]
    if not allowed:
        raise Refused
    problem: OSError | None = None
    for family, kind, protocol, _name, address in allowed:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(seconds)
            sock.connect(address)
            return sock
        except OSError as error:
            sock.close()
            problem = error
    raise Unreachable from problem


def _may_ask(address: str, port: int) -> bool:
    parsed = ip_address(address.partition("%")[0])
    trusted = [ip_network(net) for net in settings.OUTBOUND_NETWORKS]
    if any(parsed.version == net.version and parsed in net for net in trusted):
        return True
    return port in PORTS and is_public(parsed)


def _read(answer: http.client.HTTPResponse, most: int, *, cut: bool) -> bytes:
    announced = answer.headers.get("Content-Length", "")
    if not cut and announced.isdigit() and int(announced) > most:
        raise TooLarge
    content = b""
    while len(content) <= most:
        piece = answer.read(min(CHUNK, most + 1 - len(content)))
        if not piece:
            return content
        content += piece
    if not cut:
        raise TooLarge
    return content[:most]
