"""One request by itself, over a connection of its own."""

import re
import socket

from tests.bench import load
from tests.bench.servers import Server
from tests.bench.work import Call


def ask(server: Server, call: Call) -> bytes:
    """The body of the answer."""
    return exchange(server, load.request(server, call))


def exchange(server: Server, request: bytes) -> bytes:
    """The body of the answer to a whole request; anything but 200 is an error."""
    with socket.create_connection(("127.0.0.1", server.port), 60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request)
        return _received(connection)


def _received(connection: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    if not head.startswith(b"HTTP/1.1 200") or not length:
        raise RuntimeError((head + body).decode())
    while len(body) < int(length[1]):
        body += _more(connection)
    return body


def _more(connection: socket.socket) -> bytes:
    got = connection.recv(1 << 17)
    if not got:
        raise ConnectionError("the server hung up")
    return got
