"""A FastCGI responder for tests: threads, one per connection, driven by a Python function.

	pool = Pool("/path/catalog.sock", lambda request: Reply(200, {"Content-Type": "text/html"}, b"hello"))

The function gets a Request and returns a Reply, or raises Drop to close the connection without an answer.
"""
import os
import socket
import struct
import threading

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT = 1, 2, 3, 4, 5, 6
KEEP_CONN = 1


class Drop(Exception):
    """Close the connection without answering, as a worker that was killed does."""


class Request:
    def __init__(self, params, body, connection, keep):
        self.params, self.body, self.connection, self.keep = params, body, connection, keep

    @property
    def method(self):
        return self.params["REQUEST_METHOD"]

    @property
    def uri(self):
        return self.params["REQUEST_URI"]


class Reply:
    def __init__(self, status=200, headers=None, body=b""):
        self.status, self.headers, self.body = status, headers or {}, body

    def encode(self, head):
        lines = ["Status: %d" % self.status] + ["%s: %s" % h for h in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + (b"" if head else self.body)


class Pool:
    def __init__(self, path, answer):
        self.answer, self.requests, self.connections, self.peers = answer, [], 0, []
        self.lock = threading.Lock()
        if os.path.exists(path):
            os.unlink(path)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(path)
        self.socket.listen(128)
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        """As a pool that was killed: no listener, and kept connections end."""
        if self.socket:
            self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()
            self.socket = None
        for peer in self.peers:
            try:
                peer.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it went by itself

    def accept(self):
        listener = self.socket
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            self.peers.append(peer)
            threading.Thread(target=self.serve, args=(peer, self.connections), daemon=True).start()

    def serve(self, peer, number):
        with peer:
            stream = peer.makefile("rb")
            try:
                while self.one(peer, stream, number):
                    pass
            except (Drop, EOFError, OSError):
                pass

    def one(self, peer, stream, number):
        params, body, keep, ident = b"", b"", False, 1
        while True:
            kind, ident, content = read_record(stream)
            if kind == BEGIN:
                keep = bool(content[2] & KEEP_CONN)
            elif kind == PARAMS:
                params += content
            elif kind == STDIN and content:
                body += content
            elif kind == STDIN:
                break
        request = Request(read_params(params), body, number, keep)
        with self.lock:
            self.requests.append(request)
        data = self.answer(request).encode(request.method == "HEAD")
        for i in range(0, len(data), 65528):
            peer.sendall(record(STDOUT, ident, data[i:i + 65528]))
        peer.sendall(record(STDOUT, ident, b"") + record(END, ident, bytes(8)))
        return keep


def read_record(stream):
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    _, kind, ident, length, padding, _ = struct.unpack(">BBHHBB", head)
    content = stream.read(length)
    stream.read(padding)
    return kind, ident, content


def record(kind, ident, content):
    return struct.pack(">BBHHBB", 1, kind, ident, len(content), 0, 0) + content


def read_params(data):
    out, i = {}, 0
    while i < len(data):
        sizes = []
        for _ in range(2):
            if data[i] < 128:
                sizes.append(data[i])
                i += 1
            else:
                sizes.append(struct.unpack(">I", data[i:i + 4])[0] & 0x7FFFFFFF)
                i += 4
        name = data[i:i + sizes[0]].decode()
        i += sizes[0]
        out[name] = data[i:i + sizes[1]].decode("utf-8", "replace")
        i += sizes[1]
    return out
