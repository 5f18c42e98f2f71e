"""Callers of every kind for tests: accounts with sessions, roles and keys, written straight into the instance's database."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import secrets
import subprocess
import zlib

from site_under_test import TLS, TOP, Got, Skip

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
COOKIES = {"shop": "__Host-sid", "office": "__Host-admin", "visit": "__Host-visit"}


def build_dir():
    return os.environ.get("MERCER_BUILD", TOP + "/build")


def modules():
    """Programs of this build that serve the shop's requests; the sandbox gateway is another party with another origin."""
    base = build_dir() + "/fcgi"
    return sorted(m for m in os.listdir(base) if m != "sandbox" and os.access("%s/%s/%s" % (base, m, m), os.X_OK) and os.path.isfile("%s/%s/%s" % (base, m, m)))


def routes():
    """The route tables of all modules, as they print them: [{"module", "method", "pattern", "access", "permission", "flags", ...}]"""
    out = []
    for module in modules():
        text = subprocess.run(["%s/fcgi/%s/%s" % (build_dir(), module, module), "-r"], check=True, text=True, stdout=subprocess.PIPE).stdout
        out += [dict(json.loads(line), module=module) for line in text.splitlines()]
    assert len(out) > 20, "%d routes" % len(out)
    return out


def permissions():
    """{name: who can hold it: "self", "office" or both} out of lib/base/permission.h"""
    out = {}
    with open(TOP + "/lib/base/permission.h") as f:
        for line in f:
            part = line.strip().split('"')
            if line.strip().startswith("X(PERM_"):
                out[part[1]] = {h for h, word in (("self", "PERM_FOR_SELF"), ("office", "PERM_FOR_OFFICE")) if word in line}
    return out


def var_dir():
    if "MERCER_VAR" not in os.environ:
        raise Skip("MERCER_VAR does not say whose database may be written to")
    return os.environ["MERCER_VAR"]


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_id(prefix):
    return prefix + "_" + "".join(secrets.choice(DIGITS) for _ in range(22))


def quote(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


class People:
    """Collects rows; write() sends them in one go."""

    def __init__(self, site):
        self.site, self.sql, self.next_id = site, [], None
        with open(var_dir() + "/secrets/cursor", "rb") as f:
            self.key = f.read().rstrip()

    def run(self, sql):
        return self.site.dev("mysql", "-N", "-B", "-e", sql)

    def first_id(self):
        if self.next_id is None:
            self.next_id = int(self.run("SELECT COALESCE(MAX(id), 0) + 1000 FROM account").split()[-1])
        self.next_id += 1
        return self.next_id

    def account(self, kind="customer", state="active"):
        number = self.first_id()
        realm = "shop" if kind == "customer" else "office"
        mail = "p%d-%s@people.example" % (number, secrets.token_hex(4))
        self.sql.append("INSERT INTO account (id, public_id, realm, kind, state, email, email_key, given_name, locale) VALUES (%d, '%s', '%s', '%s', '%s', '%s', '%s',"
                        " 'Test', 'en')" % (number, public_id("acct"), realm, kind, state, mail, mail))
        return {"id": number, "kind": kind, "realm": realm, "email": mail}

    def session(self, account, full=True, minutes_ago=0):
        """The value of its cookie."""
        token = secrets.token_bytes(32)
        self.sql.append("INSERT INTO session (public_id, hash, account_id, realm, stage, epoch, created_at, proved_at, proof, seen_at, ends_at, idle_s) SELECT '%s', X'%s',"
                        " a.id, a.realm, '%s', a.session_epoch, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) - INTERVAL %d MINUTE, 'password', UTC_TIMESTAMP(6),"
                        " UTC_TIMESTAMP(6) + INTERVAL 1 HOUR, 3600 FROM account a WHERE a.id = %d" % (
                            public_id("ses"), hashlib.sha256(token).hexdigest(), "full" if full else "password", minutes_ago, account["id"]))
        return b64(token)

    def role(self, names):
        """A role of these permissions; the number of its row."""
        number = secrets.randbelow(1 << 40) + 1000
        self.sql.append("INSERT INTO role (id, public_id, kind, name) VALUES (%d, '%s', 'staff', 'Test %d')" % (number, public_id("role"), number))
        for name in names:
            self.sql.append("INSERT INTO role_permission (role_id, permission) VALUES (%d, '%s')" % (number, name))
        return number

    def give(self, account, role):
        self.sql.append("INSERT INTO account_role (account_id, role_id) VALUES (%d, %d)" % (account["id"], role))

    def api_key(self, names, account=None):
        text = "mk_" + b64(secrets.token_bytes(32))
        crc, check = zlib.crc32(text.encode()), ""
        for _ in range(6):
            check = DIGITS[crc % 62] + check
            crc //= 62
        text += check
        self.sql.append("INSERT INTO api_key (public_id, prefix, hash, name, account_id, scope) VALUES ('%s', '%s', X'%s', 'Test', %s, '%s')" % (
            public_id("key"), text[:10], hashlib.sha256(text.encode()).hexdigest(), account["id"] if account else "NULL", " ".join(names)))
        return text

    def write(self):
        for i in range(0, len(self.sql), 300):
            self.run("; ".join(["START TRANSACTION"] + self.sql[i:i + 300] + ["COMMIT"]))
        self.sql = []

    def csrf(self, cookie):
        """The token that a page would give to who has this cookie's value (lib/web/csrf.c)."""
        nonce = secrets.token_bytes(16)
        return b64(nonce + hmac.new(self.key, b"csrf\0" + nonce + cookie.encode(), hashlib.sha256).digest()[:16])


class Asker:
    """Requests on one kept connection."""

    def __init__(self, site):
        self.site, self.connection = site, None

    def ask(self, method, path, headers, body=None):
        for attempt in (1, 2):
            if not self.connection:
                self.connection = http.client.HTTPSConnection("localhost", self.site.port, context=TLS, timeout=30)
            try:
                self.connection.request(method, path, body=body, headers={"Host": self.site.url.split("/")[2], **headers})
                r = self.connection.getresponse()
                return Got(r.status, r.getheaders(), r.read())
            except (http.client.HTTPException, OSError):
                self.connection = None
                if attempt == 2:
                    raise


def refusals():
    """{request id: why} of all modules' logs: what the guard refused, as it says itself."""
    out = {}
    for module in modules():
        try:
            with open("%s/log/%s.log" % (var_dir(), module), errors="replace") as f:
                for line in f:
                    if '"access.refused"' in line:
                        e = json.loads(line)
                        out[e["request_id"]] = e["why"]
        except FileNotFoundError:
            pass
    return out
