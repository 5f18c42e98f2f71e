"""The account as programs see it that act for a customer: the same things as on the pages, with versions, and nothing more than the token was given."""
import json
import uuid

from people import People

ADDRESS = {"country": "DE", "recipient": "Ada Lovelace", "line1": "Torstraße 12", "locality": "Berlin", "postal_code": "10119"}
ALL = ["profile.read", "profile.write", "address.read", "address.write", "consent.read", "consent.write"]


class Program:
    def __init__(self, site, scope=ALL, account=True):
        people = People(site)
        self.site, self.account = site, people.account() if account else None
        self.key = people.api_key(scope, self.account)
        people.write()

    def ask(self, method, path, body=None, **headers):
        h = {"Authorization": "Bearer " + self.key, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None:
            h.setdefault("Content-Type", "application/json")
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
        return self.site.get("/api/v1" + path, method, body, h)

    def add(self, **more):
        got = self.ask("POST", "/addresses", {**ADDRESS, **more}, Idempotency_Key=uuid.uuid4().hex)
        assert got.status == 201, got.text
        return got


def pointers(got):
    assert got.headers["content-type"] == "application/problem+json", got.headers
    return sorted(e["pointer"] for e in got.json().get("errors", []))


def test_account_api_me(site):
    ada = Program(site)
    got = ada.ask("GET", "/me")
    me, etag = got.json(), got.headers["etag"]
    assert got.status == 200 and me["email"] and me["id"].startswith("acct_"), me
    assert not any("password" in k or k == "version" for k in me)
    assert ada.ask("GET", "/me", If_None_Match=etag).status == 304
    assert ada.ask("PATCH", "/me", {"given_name": "Augusta"}).status == 428
    assert ada.ask("PATCH", "/me", {"given_name": "Augusta"}, If_Match='"v999"').status == 412
    assert ada.ask("PATCH", "/me", {"given_name": "Augusta"}, If_Match="W/" + etag).status == 412, "the comparison is strong"
    got = ada.ask("PATCH", "/me", {"given_name": "Augusta", "birthday": "1975-12-10", "phone": None}, If_Match=etag,
                  Content_Type="application/merge-patch+json")
    assert got.status == 200 and got.json()["given_name"] == "Augusta" and got.json()["birthday"] == "1975-12-10", got.text
    assert got.headers["etag"] != etag and ada.ask("PATCH", "/me", {"given_name": "x"}, If_Match=etag).status == 412
    assert ada.ask("PATCH", "/me", "{", If_Match="*").status == 400


def test_account_api_nothing_more(site):
    """No mass assignment: what is read-only, unknown or wrong is said, and nothing is stored."""
    ada = Program(site)
    before = ada.ask("GET", "/me").json()
    for body, wrong in (({"email": "other@example.com"}, ["#/email"]), ({"id": "acct_x"}, ["#/id"]), ({"kind": "staff"}, ["#/kind"]),
                        ({"state": "active", "given_name": "x"}, ["#/state"]), ({"locale": "xx"}, ["#/locale"]), ({"birthday": "10.12.1975"}, ["#/birthday"]),
                        ({"has_second_factor": True}, ["#/has_second_factor"])):
        got = ada.ask("PATCH", "/me", body, If_Match="*")
        assert got.status == 422 and pointers(got) == wrong, "%s: %d %s" % (body, got.status, got.text)
    assert ada.ask("GET", "/me").json() == before


def test_account_api_scopes(site):
    reader = Program(site, ["profile.read"])
    assert reader.ask("GET", "/me").status == 200
    for method, path in (("PATCH", "/me"), ("GET", "/addresses"), ("GET", "/me/consents"), ("DELETE", "/me/sessions/sess_x")):
        got = reader.ask(method, path, {} if method == "PATCH" else None)
        assert got.status == 403 and "insufficient_scope" in got.headers["www-authenticate"], "%s %s: %d" % (method, path, got.status)
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}, {"Cookie": "__Host-sid=" + "A" * 43}):
        got = site.get("/api/v1/me", headers=headers)
        assert got.status == 401 and "Bearer" in got.headers["www-authenticate"], headers
    assert Program(site, ["customer.read"], account=False).ask("GET", "/me").status == 403, "the shop's own key acts for nobody"


def test_account_api_addresses(site):
    ada, eve = Program(site), Program(site)
    got = ada.add()
    here, etag, address = "/addresses/" + got.json()["id"], got.headers["etag"], got.json()
    assert got.headers["location"].endswith("/api/v1" + here) and address["is_delivery"] and address["is_billing"], "the first one is the default"
    assert ada.ask("GET", here).headers["etag"] == etag and ada.ask("GET", "/addresses").json()["items"] == [address]
    for method, body in (("GET", None), ("PATCH", {"line1": "x"}), ("PUT", ADDRESS), ("DELETE", None)):
        assert eve.ask(method, here, body, If_Match="*").status == 404, "another's address: " + method
    assert ada.ask("PATCH", here, {"line1": "Torstraße 13"}).status == 428
    got = ada.ask("PATCH", here, {"line1": "Torstraße 13"}, If_Match=etag)
    assert got.status == 200 and got.json()["line1"] == "Torstraße 13" and got.json()["postal_code"] == "10119"
    assert ada.ask("PUT", here, ADDRESS, If_Match=etag).status == 412
    got = ada.ask("PUT", here, ADDRESS, If_Match=got.headers["etag"])
    assert got.status == 200 and got.json()["line1"] == ADDRESS["line1"]
    for body, wrong in (({"postal_code": "1"}, ["#/postal_code"]), ({"country": "XX"}, ["#/country"]), ({"id": "adr_x"}, ["#/id"]), ({"owner": 1}, ["#/owner"])):
        got = ada.ask("PATCH", here, body, If_Match="*")
        assert got.status == 422 and pointers(got) == wrong, "%s: %d %s" % (body, got.status, got.text)
    got = ada.ask("POST", "/addresses", {"country": "US", "recipient": "Ada"}, Idempotency_Key=uuid.uuid4().hex)
    assert got.status == 422 and pointers(got) == ["#/line1", "#/locality", "#/postal_code", "#/region"], got.text
    assert ada.ask("POST", "/addresses", ADDRESS).status == 400, "without a key it could happen twice"
    assert ada.ask("DELETE", here).status == 204 and ada.ask("GET", here).status == 404 and ada.ask("DELETE", here).status == 404


def test_account_api_consents_and_notifications(site):
    ada = Program(site)
    by_name = lambda got: {i["purpose"]: i["is_granted"] for i in got.json()["items"]}  # noqa: E731
    assert by_name(ada.ask("GET", "/me/consents"))["newsletter"] is False
    got = ada.ask("POST", "/me/consents", {"purpose": "newsletter", "is_granted": True}, Idempotency_Key=uuid.uuid4().hex)
    assert got.status == 200 and by_name(got)["newsletter"] is True
    got = ada.ask("POST", "/me/consents", {"purpose": "nonsense", "is_granted": True}, Idempotency_Key=uuid.uuid4().hex)
    assert got.status == 422 and pointers(got) == ["#/purpose"]
    got = ada.ask("PUT", "/me/notifications", {"topic": "stock", "channel": "mail", "is_on": False})
    assert got.status == 200 and {"topic": "stock", "channel": "mail", "is_on": False}.items() <= next(
        i for i in got.json()["items"] if (i["topic"], i["channel"]) == ("stock", "mail")).items()
    assert ada.ask("PUT", "/me/notifications", {"topic": "security", "channel": "mail", "is_on": False}).status == 422
    assert ada.ask("GET", "/me/sessions").json() == {"items": []}
    assert ada.ask("DELETE", "/me/sessions/sess_none").status == 404
