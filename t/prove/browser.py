"""A light browser for many buyers at once: asyncio, HTTP/1.1 over kept TLS connections, cookies, forms.

It does what a browser without JavaScript does, and counts every status that it sees.
"""
import asyncio
import collections
import html
import html.parser
import re
import ssl
import urllib.parse

TLS = ssl.create_default_context()
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE


class Lost(Exception):
    """No answer: the connection broke, or nothing came in time."""


class Reply:
    def __init__(self, url, status, headers, body):
        self.url, self.status, self.headers, self.body = url, status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def forms(self):
        parser = FormParser()
        parser.feed(self.text)
        return parser.forms

    def form(self, action):
        """The form whose action matches; None: there is none."""
        return next((f for f in self.forms() if re.search(action, f.action)), None)


class Form:
    def __init__(self, action, method):
        self.action, self.method, self.fields, self.buttons = action, method, collections.OrderedDict(), []
        self.choices = {}  # first value of each group of radio buttons


class FormParser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms, self.form, self.select, self.area = [], None, None, None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.form = Form(a.get("action") or "", (a.get("method") or "get").lower())
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and a.get("name"):
            kind = (a.get("type") or "text").lower()
            if kind in ("radio", "checkbox"):
                if "checked" in a:
                    self.form.fields[a["name"]] = a.get("value", "on")
                elif kind == "radio":
                    self.form.fields.setdefault(a["name"], None)
                if kind == "radio":
                    self.form.choices.setdefault(a["name"], a.get("value", "on"))
            elif kind not in ("submit", "button", "image", "reset"):
                self.form.fields[a["name"]] = a.get("value") or ""
        elif tag == "button" and a.get("name"):
            self.form.buttons.append((a["name"], a.get("value") or "", a.get("formaction")))
        elif tag == "select" and a.get("name"):
            self.select = a["name"]
        elif tag == "option" and self.select:
            if "selected" in a or self.select not in self.form.fields:
                self.form.fields[self.select] = a.get("value") or ""
        elif tag == "textarea" and a.get("name"):
            self.form.fields[a["name"]] = ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None


class Pool:
    """Kept connections to one host, shared by all buyers (cookies are theirs, connections are not)."""

    def __init__(self, host, port):
        self.host, self.port, self.idle = host, port, []

    async def take(self):
        while self.idle:
            reader, writer = self.idle.pop()
            if not writer.is_closing() and not reader.at_eof():
                return reader, writer, True
            writer.close()
        reader, writer = await asyncio.open_connection(self.host, self.port, ssl=TLS)
        return reader, writer, False

    def give(self, reader, writer):
        if len(self.idle) < 500:
            self.idle.append((reader, writer))
        else:
            writer.close()

    def close(self):
        for _, writer in self.idle:
            writer.close()
        self.idle = []


class Net:
    """All connections, and what was seen: {(who, status): how often}, with an example of each."""

    def __init__(self):
        self.pools, self.seen, self.examples = {}, collections.Counter(), {}

    def pool(self, host, port):
        return self.pools.setdefault((host, port), Pool(host, port))

    def note(self, who, status, where):
        self.seen[(who, status)] += 1
        self.examples.setdefault((who, status), where)

    def close(self):
        for pool in self.pools.values():
            pool.close()

    async def send(self, method, url, headers, body=None, timeout=30, who="shop"):
        """One request, one reply.  A kept connection that the server closed meanwhile is no loss: the request is sent again, as browsers do."""
        parts = urllib.parse.urlsplit(url)
        target = parts.path + ("?" + parts.query if parts.query else "")
        lines = ["%s %s HTTP/1.1" % (method, target or "/"), "Host: " + parts.netloc] + ["%s: %s" % h for h in headers]
        if body is not None:
            lines.append("Content-Length: %d" % len(body))
        data = ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")
        pool = self.pool(parts.hostname, parts.port)
        for attempt in (1, 2, 3):
            try:
                reader, writer, kept = await asyncio.wait_for(pool.take(), timeout)
            except (OSError, asyncio.TimeoutError) as e:
                self.note(who, "lost", "%s %s: %r" % (method, target, e))
                raise Lost(repr(e))
            try:
                writer.write(data)
                reply, keep = await asyncio.wait_for(read_reply(reader, url, method), timeout)
            except Stale:
                writer.close()
                if kept and attempt < 3:
                    continue
                self.note(who, "lost", "%s %s: closed" % (method, target))
                raise Lost("closed without an answer")
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError, asyncio.LimitOverrunError) as e:
                writer.close()
                self.note(who, "lost", "%s %s: %r" % (method, target, e))
                raise Lost(repr(e))
            except asyncio.CancelledError:
                writer.close()
                raise
            if keep:
                pool.give(reader, writer)
            else:
                writer.close()
            self.note(who, reply.status, "%s %s" % (method, target))
            return reply
        raise Lost("no connection lasts")


class Stale(Exception):
    pass


async def read_reply(reader, url, method):
    try:
        line = await reader.readline()
    except OSError:
        raise Stale
    if not line:
        raise Stale
    status = int(line.split()[1])
    headers = []
    while True:
        line = await reader.readline()
        if line in (b"\r\n", b""):
            break
        name, _, value = line.decode("latin-1").partition(":")
        headers.append((name.strip().lower(), value.strip()))
    plain = dict(headers)
    body = b""
    if status not in (204, 304) and method != "HEAD":
        if plain.get("transfer-encoding", "").lower() == "chunked":
            while True:
                size = int((await reader.readline()).split(b";")[0], 16)
                body += (await reader.readexactly(size + 2))[:-2]
                if not size:
                    break
        elif "content-length" in plain:
            body = await reader.readexactly(int(plain["content-length"]))
        else:
            body = await reader.read()
    return Reply(url, status, headers, body), plain.get("connection", "").lower() != "close" and ("content-length" in plain or status in (204, 304)
                                                                                               or "transfer-encoding" in plain)


class Browser:
    """One person's: cookies per host, and where they are."""

    def __init__(self, net, shop, gateway, timeout=30):
        self.net, self.shop, self.gateway, self.timeout = net, shop, gateway, timeout
        self.cookies = {}

    async def ask(self, method, url, fields=None, headers=(), body=None, timeout=None):
        url = urllib.parse.urljoin(self.shop + "/", url)
        host = urllib.parse.urlsplit(url).netloc
        all_headers = [("Accept", "text/html"), ("Sec-Fetch-Site", "same-origin" if method == "POST" else "none")] + list(headers)
        jar = self.cookies.setdefault(host, {})
        if jar:
            all_headers.append(("Cookie", "; ".join("%s=%s" % c for c in jar.items())))
        if fields is not None:
            body = urllib.parse.urlencode([(k, v) for k, v in fields.items() if v is not None]).encode()
            all_headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        who = "gateway" if url.startswith(self.gateway) else "shop"
        reply = await self.net.send(method, url, all_headers, body, timeout or self.timeout, who)
        for name, value in reply.headers:
            if name == "set-cookie":
                pair, _, attributes = value.partition(";")
                key, _, val = pair.partition("=")
                if "max-age=0" in attributes.lower() or not val:
                    jar.pop(key.strip(), None)
                else:
                    jar[key.strip()] = val.strip()
        return reply

    async def get(self, url, **more):
        return await self.ask("GET", url, **more)

    async def post(self, url, fields, **more):
        return await self.ask("POST", url, fields=fields, **more)

    async def follow(self, reply, most=6):
        """Redirects, as far as they go."""
        while reply.status in (301, 302, 303, 307, 308) and most:
            most -= 1
            reply = await self.get(urllib.parse.urljoin(reply.url, dict(reply.headers)["location"]))
        return reply

    async def submit(self, page, form, fields=None, **more):
        values = dict(form.fields)
        values.update(fields or {})
        return await self.post(urllib.parse.urljoin(page.url, form.action or page.url), values, **more)


def unescape(text):
    return html.unescape(text)
