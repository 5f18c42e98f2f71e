"""A person at a browser without JavaScript: keeps cookies, reads forms, sends them; and the links of the mails that person gets."""
import base64
import hashlib
import html
import itertools
import os
import re
import time
import urllib.parse

PASSWORD = "seven green apples on a hill"
numbers = itertools.count(int(time.time() * 1000) % 10 ** 9)


class Person:
    def __init__(self, site, email=None):
        self.site, self.cookies = site, {}
        self.email = email or "person%d@example.com" % next(numbers)

    def ask(self, path, method="GET", body=None, headers=None):
        h = {"Sec-Fetch-Site": "same-origin", **(headers or {})}
        if self.cookies:
            h["Cookie"] = "; ".join("%s=%s" % kv for kv in self.cookies.items())
        if isinstance(body, (dict, list)):
            body = urllib.parse.urlencode(body).encode()
            h.setdefault("Content-Type", "application/x-www-form-urlencoded")
        got = self.site.get(path, method, body, h)
        for line in got.set_cookies:
            name, value = line.split(";")[0].split("=", 1)
            if "max-age=0" in line.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return got

    def form(self, path, where=None):
        """Hidden and filled-in fields of the form of a page that is sent to `where` (by default: to the page itself)."""
        got = self.ask(path)
        assert got.status == 200, "%s: %d" % (path, got.status)
        return fields(got.text, where or path.split("?")[0])

    def send(self, path, _where=None, **values):
        """Open the page, fill in the form, send it."""
        data = self.form(path, _where)
        data.update(values)
        return self.ask(_where or path.split("?")[0], "POST", {k: v for k, v in data.items() if v is not None})

    def register(self, **values):
        self.calm()
        return self.send("/register", **{"given_name": "Ada", "family_name": "Lovelace", "email": self.email, "password": PASSWORD, **values})

    def confirm(self):
        return self.send("/confirm?t=" + self.link("confirm"))

    def login(self, password=PASSWORD, **values):
        return self.send("/login", email=self.email, password=password, **values)

    def settle(self):
        """Registered, confirmed, logged in."""
        assert self.register().status == 303
        assert self.confirm().status == 303
        got = self.login()
        assert got.status == 303 and "__Host-sid" in self.cookies, "login: %d" % got.status
        return self

    def sql(self, text):
        return self.site.dev("mysql", "-N", "-e", "USE mercer; " + text)

    def calm(self):
        """All tests come from one address: what they tried before is not to stop them."""
        self.sql("DELETE FROM throttle")

    def link(self, purpose):
        """The token of the newest mail.  What is stored is its hash alone, so the test puts a token of its own in its place."""
        raw = os.urandom(32)
        self.sql("UPDATE account_link SET hash = UNHEX('%s') WHERE purpose = '%s' AND used_at IS NULL AND account_id = (SELECT id FROM account WHERE "
                 "realm = 'shop' AND email_key = '%s') ORDER BY created_at DESC LIMIT 1" % (hashlib.sha256(raw).hexdigest(), purpose, self.email.lower()))
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def fields(text, action):
    for form in re.findall(r'<form\b[^>]*method="post"[^>]*>.*?</form>', text, re.S):
        if html.unescape(re.search(r'action="([^"]*)"', form).group(1)) != action:
            continue
        data = {}
        for tag in re.findall(r"<input\b[^>]*>", form):
            name, kind = attribute(tag, "name"), attribute(tag, "type")
            if name and name != "username" and (kind not in ("checkbox", "radio") or " checked" in tag):
                data[name] = attribute(tag, "value") or ""
        for name, inside in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
            chosen = re.search(r'<option value="([^"]*)" selected', inside)
            data[name] = html.unescape(chosen.group(1)) if chosen else ""
        return data
    raise AssertionError("no form is sent to %s" % action)


def attribute(tag, name):
    found = re.search(r'\b%s="([^"]*)"' % name, tag)
    return html.unescape(found.group(1)) if found else None


def errors(text):
    """The lines of the summary above a form."""
    found = re.search(r'<div class="form-errors".*?</div>', text, re.S)
    return [html.unescape(re.sub(r"<[^>]+>", "", line)).strip() for line in re.findall(r"<li>(.*?)</li>", found.group(0), re.S)] if found else []


def main_of(text):
    return re.search(r"<main.*?</main>", text, re.S).group(0)


def plain(text):
    """A page without what is new each time it is shown."""
    return re.sub(r'(name="(?:csrf|once)" value=")[^"]*', r"\1", main_of(text))
