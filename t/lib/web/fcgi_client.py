"""A small FastCGI client for tests, from the specification: whole requests, broken ones, and kept connections."""
import socket
import struct

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT, STDERR, DATA, GET_VALUES, GET_VALUES_RESULT, UNKNOWN = range(1, 12)
KEEP = 1


class Closed(Exception):
    """The connection ended before END_REQUEST; .started says whether any byte of the reply had come."""

    def __init__(self, started):
        super().__init__("closed before the end of the reply")
        self.started = started


class Reply:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        self.raw = raw
        self.headers = []
        for line in head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(": ")
            self.headers.append((name.lower(), value))
        self.status = int(self.header("status", "0").split()[0])

    def header(self, name, default=None):
        return next((v for n, v in self.headers if n == name.lower()), default)


def record(kind, content=b"", request=1, padding=0):
    return struct.pack(">BBHHBB", 1, kind, request, len(content), padding, 0) + content + b"\0" * padding


def begin(keep=False, role=1, request=1):
    return record(BEGIN, struct.pack(">HB5x", role, KEEP if keep else 0), request)


def pairs(params):
    def size(n):
        return bytes([n]) if n < 128 else struct.pack(">I", n | 0x80000000)

    out = b""
    for name, value in params.items():
        name, value = name.encode("utf-8", "surrogateescape"), value.encode("utf-8", "surrogateescape")
        out += size(len(name)) + size(len(value)) + name + value
    return out


def stream(kind, content, request=1):
    """The content in records of at most 32 kB, and the empty one that ends the stream."""
    out = b""
    for at in range(0, len(content), 32000):
        part = content[at:at + 32000]
        out += record(kind, part, request, -len(part) % 8)
    return out + record(kind, b"", request)


def params_of(method="GET", target="/", headers=None, length=None, **more):
    params = {"REQUEST_METHOD": method, "REQUEST_URI": target, "QUERY_STRING": target.partition("?")[2],
              "CONTENT_LENGTH": "" if length is None else str(length), "CONTENT_TYPE": "", "REMOTE_ADDR": "127.0.0.1",
              "SERVER_PROTOCOL": "HTTP/1.1", "GATEWAY_INTERFACE": "CGI/1.1"}
    for name, value in (headers or {}).items():
        params["HTTP_" + name.upper().replace("-", "_")] = value
    params.update(more)
    return params


class Connection:
    def __init__(self, path, timeout=20):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(timeout)
        self.sock.connect(path)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.sock.close()

    def send(self, data):
        self.sock.sendall(data)

    def read_record(self):
        """(kind, content), or None at the end of the connection."""
        while True:
            if len(self.buffer) >= 8:
                _, kind, _, length, padding, _ = struct.unpack(">BBHHBB", self.buffer[:8])
                if len(self.buffer) >= 8 + length + padding:
                    content = self.buffer[8:8 + length]
                    self.buffer = self.buffer[8 + length + padding:]
                    return kind, content
            try:
                more = self.sock.recv(1 << 16)
            except ConnectionError:
                more = b""
            if not more:
                return None
            self.buffer += more

    def read_reply(self):
        out, started = b"", False
        while True:
            got = self.read_record()
            if got is None:
                raise Closed(started)
            started = True
            if got[0] == STDOUT:
                out += got[1]
            elif got[0] == END:
                return Reply(out)

    def at_end(self):
        """Whether the peer closes now, without another byte."""
        return self.read_record() is None

    def request(self, method="GET", target="/", body=b"", headers=None, keep=True, length=None, **more):
        declared = length if length is not None else (len(body) if body or method == "POST" else None)
        params = params_of(method, target, headers, declared, **more)
        try:
            self.send(begin(keep) + stream(PARAMS, pairs(params)) + stream(STDIN, body))
        except (BrokenPipeError, ConnectionResetError):
            raise Closed(False)
        return self.read_reply()


def request(path, method="GET", target="/", timeout=20, **more):
    """One request on a connection of its own."""
    with Connection(path, timeout) as c:
        return c.request(method, target, keep=False, **more)
