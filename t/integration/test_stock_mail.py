"""Mails to colleagues about the stock: what is sold out at once, what is low once a day, in their language, to those who want it and may see it."""
import email
import email.policy
import glob
import os
import time

from people import People
from site_under_test import wait_for
from test_office import Clerk
from test_stock import Program

PATIENCE = 100  # the job looks every minute


def mails(address, part):
    found = []
    for path in sorted(glob.glob(os.environ["MERCER_VAR"] + "/mail/*.eml")):
        with open(path, "rb") as f:
            mail = email.message_from_binary_file(f, policy=email.policy.default)
        if mail["To"] == address and part in mail["Subject"]:
            found.append(mail)
    return found


def soon(people):
    people.run("UPDATE mercer.worker_job SET next_at = UTC_TIMESTAMP(6) WHERE name = 'stock'")


def houses(p, variant):
    return [w for w in p.ask("GET", "/stock/" + variant).json()["warehouses"] if w["is_active"]]


def test_stock_mails(site):
    people = People(site)
    reader, blind, silent = Clerk(site, people, ["stock.read"]), Clerk(site, people, ["order.read"]), Clerk(site, people, ["stock.read"])
    people.run("UPDATE mercer.account SET locale = 'de' WHERE id = %d" % reader.account["id"])
    page = reader.get("/admin/account").text
    assert 'name="digest"' in page and 'name="sold_out"' in page
    assert 'name="digest"' not in blind.get("/admin/account").text
    assert blind.post("/admin/account/mails", {"digest": "on"}).status == 403
    assert reader.post("/admin/account/mails", {"digest": "on", "sold_out": "on"}).status == 303
    assert reader.get("/admin/account").text.count("checked") == 2
    # As if nobody had been told anything for two days.
    people.run("UPDATE mercer.stock_sold_out SET told_at = UTC_TIMESTAMP(6) - INTERVAL 2 DAY; DELETE FROM mercer.stock_digest")
    p = Program(site)
    item = p.some(30)
    before = houses(p, item["variant"])
    try:
        for w in before:
            got = p.post("/stock/%s/counts" % item["variant"], {"warehouse": w["warehouse"], "quantity": w["held"] + w["allocated"], "reason": "test"})
            assert got.status == 200, got.text
        wait_for(lambda: people.run("SELECT COUNT(*) FROM mercer.stock_sold_out s JOIN mercer.variant v ON v.id = s.variant_id WHERE v.public_id = '%s'"
                                    % item["variant"]).split()[-1] == "1", 30, "the shop knows that it is sold out")
        soon(people)
        wait_for(lambda: mails(reader.account["email"], "ausverkauft"), PATIENCE, "the mail that something is sold out")
        people.run("UPDATE mercer.worker_job SET next_at = UTC_TIMESTAMP(6) WHERE name = 'stock'")
        mail = mails(reader.account["email"], "ausverkauft")[0]
        text = mail.get_body(("plain",)).get_content()
        assert item["sku"] in text and "/de/admin/stock" in text and "/de/admin/account" in text, text
        assert item["sku"] in mail.get_body(("html",)).get_content()
        # The hour of the day's mail may not have come yet at the first warehouse.
        hour = int(people.run("SELECT HOUR(UTC_TIMESTAMP())").split()[-1])
        if 7 <= hour <= 21:
            wait_for(lambda: mails(reader.account["email"], "knapp"), PATIENCE, "the day's mail")
            assert item["sku"] in mails(reader.account["email"], "knapp")[0].get_body(("plain",)).get_content()
        for _ in range(2):
            soon(people)
            time.sleep(3)
        assert len(mails(reader.account["email"], "ausverkauft")) == 1 and len(mails(reader.account["email"], "knapp")) <= 1
        assert not mails(silent.account["email"], "") and not mails(blind.account["email"], "")
    finally:
        for w in before:
            p.post("/stock/%s/counts" % item["variant"], {"warehouse": w["warehouse"], "quantity": w["on_hand"], "reason": "test"})
