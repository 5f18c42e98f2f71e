/*
 * conf_keys.c - every key of the configuration: the one place that says what can be set.
 *
 * A new key is a new line here and nothing else; its reader calls config_*() with the name.  Keys are grouped by the
 * part of Mercer that reads them.  The doc line is what `mercer config` prints.
 */
#include "config.h"
#include "lib/base/conf.h"
#include "lib/base/shape.h"

#define STR_KEY(key, fallback_, doc_, ...) \
	{ .name = key, .type = CONFIG_STR, .fallback = fallback_, .doc = doc_, __VA_ARGS__ }
#define BOOL_KEY(key, fallback_, doc_) { .name = key, .type = CONFIG_BOOL, .fallback = fallback_, .doc = doc_ }
#define I64_KEY(key, fallback_, lo, hi, doc_) \
	{ .name = key, .type = CONFIG_I64, .fallback = fallback_, .min = lo, .max = hi, .doc = doc_ }
#define SIZE_KEY(key, fallback_, lo, hi, doc_) \
	{ .name = key, .type = CONFIG_SIZE, .fallback = fallback_, .min = lo, .max = hi, .doc = doc_ }
/* Limits in milliseconds. */
#define TIME_KEY(key, fallback_, lo, hi, doc_) \
	{ .name = key, .type = CONFIG_SECONDS_MS, .fallback = fallback_, .min = lo, .max = hi, .doc = doc_ }

#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define SECOND INT64_C(1000)
#define HOUR (3600 * SECOND)
#define DAY (24 * HOUR)

static const struct config_key keys[] = {
	/* The shop as people see it. */
	STR_KEY("site.name", "Mercer", "name of the shop, in titles and mails"),
	STR_KEY("site.url", "https://localhost:8443", "public base address, without a slash at the end",
	    .format = &format_uri),
	STR_KEY("site.locales", "en,de", "languages of the shop; the first is the default one", .list = true,
	    .format = &format_locale),
	STR_KEY("site.currencies", "EUR,USD,GBP", "currencies that can be chosen; the first is the default one",
	    .list = true, .format = &format_currency),
	BOOL_KEY("site.demo", "no", "a demonstration: says so on every page, asks search engines to stay away"),

	/* MariaDB. */
	STR_KEY("db.socket", "/run/mysqld/mysqld.sock", "unix socket of the primary; empty: use db.host"),
	STR_KEY("db.host", "", "host of the primary, when db.socket is empty"),
	I64_KEY("db.port", "3306", 1, 65535, "port of the primary"),
	STR_KEY("db.name", "mercer", "name of the database"),
	STR_KEY("db.user", "", "account; empty: mercer_<module>, the least-privilege account of each module"),
	STR_KEY("db.tls_ca", "", "file with the authority of the server's certificate; empty: no TLS"),
	STR_KEY("db.secrets", "", "directory with one file per account that holds its password; empty: no passwords"),
	STR_KEY("db.replica_socket", "", "unix socket of a replica for reads; empty: none"),
	STR_KEY("db.replica_host", "", "host of a replica for reads; empty: none"),
	I64_KEY("db.replica_port", "3306", 1, 65535, "port of the replica"),
	TIME_KEY("db.connect_timeout", "1s", 1, 60 * SECOND, "longest wait for a connection"),
	TIME_KEY("db.statement_timeout", "2s", 1, HOUR, "longest run of one statement"),
	TIME_KEY("db.lock_timeout", "3s", SECOND, 600 * SECOND, "longest wait for a row lock"),

	/* memcached. */
	STR_KEY("cache.servers", "", "unix sockets (/path) or host:port, separated by commas; empty: no cache",
	    .list = true),
	STR_KEY("cache.prefix", "mercer", "begins every key, so that shops can share a server"),
	SIZE_KEY(
	    "cache.max_value", "1000k", KIB, 128 * MIB, "larger values are not stored; memcached -I must allow it"),
	SIZE_KEY("cache.local", "4M", 0, 1024 * MIB, "of entries that each process keeps a copy of; 0: none"),
	TIME_KEY("cache.timeout", "50ms", 1, 10 * SECOND, "longest wait for an answer; then it is a miss"),

	/* Places. */
	STR_KEY("sql.path", "sql", "directory of the schema, the rights of the accounts and the demo shop"),
	STR_KEY("search.path", "var/search", "directory of the search index"),
	STR_KEY("secrets.path", "var/secrets", "directory of keys that sign cookies and cursors"),
	STR_KEY("templates.path", "templates", "directory of the page templates"),
	STR_KEY("locale.path", "locale", "directory of the compiled translations (.mo)"),
	STR_KEY(
	    "openapi.path", "openapi", "directory of the parts that the programs contribute to the API's description"),
	STR_KEY("static.path", "static", "directory of style sheets, scripts and pictures"),
	STR_KEY("static.manifest", "static/manifest", "file that maps names to names with a hash; empty: plain names"),

	/* A person's own data. */
	STR_KEY("privacy.path", "var/privacy", "directory of exports that wait to be fetched"),
	TIME_KEY("privacy.erase_delay", "14d", 0, 30 * DAY,
	    "between asking to be forgotten and being forgotten; may be taken back until then"),
	TIME_KEY("privacy.export_keep", "7d", HOUR, 30 * DAY, "how long an export can be fetched"),

	/* Passwords, login.  A bucket lets its burst through at once, and one more every interval. */
	SIZE_KEY("password.memory", "19M", 7 * MIB, 1024 * MIB, "memory that one password hash takes (Argon2id m)"),
	I64_KEY("password.passes", "2", 1, 100, "passes over that memory (Argon2id t)"),
	I64_KEY("password.parallel", "0", 0, 1024,
	    "password hashes of one pool that run at once; 0: as many as there are cores"),
	I64_KEY("password.queue", "64", 0, 4096,
	    "requests that may wait for their turn to hash; further ones are told to come back"),
	TIME_KEY("password.wait", "10s", 1, 60 * SECOND, "longest wait for that turn"),
	STR_KEY(
	    "password.blocklist", "passwords.bloom", "file with the passwords that are refused; the build makes it"),
	I64_KEY("login.pair_burst", "5", 1, 1000000, "logins to one account from one network"),
	TIME_KEY("login.pair_interval", "1m", 1, DAY, "and one more every"),
	I64_KEY("login.account_burst", "30", 1, 1000000,
	    "logins to one account from anywhere; beyond it a puzzle is asked"),
	TIME_KEY("login.account_interval", "30s", 1, DAY, "and one more every"),
	I64_KEY("login.network_burst", "60", 1, 1000000, "logins from one network (/24, /56)"),
	TIME_KEY("login.network_interval", "5s", 1, DAY, "and one more every"),
	I64_KEY("login.site_burst", "300", 1, 1000000, "logins to the whole site; beyond it a puzzle is asked"),
	TIME_KEY("login.site_interval", "50ms", 1, DAY, "and one more every"),
	I64_KEY("login.puzzle_bits", "18", 1, 32, "work of a puzzle: 2^n hashes on the average"),
	TIME_KEY("login.puzzle_wait", "1m", SECOND, 300 * SECOND,
	    "waiting so long is as good as solving the puzzle, once per network in that time"),
	I64_KEY("mail.address_burst", "3", 1, 1000000, "mails that strangers may have us send to one address"),
	TIME_KEY("mail.address_interval", "10m", 1, DAY, "and one more every"),
	I64_KEY("register.network_burst", "20", 1, 1000000, "registrations and forgotten passwords from one network"),
	TIME_KEY("register.network_interval", "1m", 1, DAY, "and one more every"),
	I64_KEY(
	    "coupon.network_burst", "20", 1, 1000000, "codes that do not exist, entered into carts from one network"),
	TIME_KEY("coupon.network_interval", "1m", 1, DAY, "and one more every"),
	/* Stolen cards are tried out at shops: refusals of cards count, payments that succeed do not. */
	I64_KEY("payment.order_burst", "6", 1, 1000000,
	    "payments of one order that may be refused; beyond it the buyer waits"),
	TIME_KEY("payment.order_interval", "10m", 1, DAY, "and one more every"),
	I64_KEY("payment.network_burst", "20", 1, 1000000, "refused payments from one network (/24, /56)"),
	TIME_KEY("payment.network_interval", "2m", 1, DAY, "and one more every"),
	I64_KEY("payment.account_burst", "10", 1, 1000000, "refused payments of one account"),
	TIME_KEY("payment.account_interval", "10m", 1, DAY, "and one more every"),
	I64_KEY("payment.email_burst", "10", 1, 1000000, "refused payments of orders with one e-mail address"),
	TIME_KEY("payment.email_interval", "10m", 1, DAY, "and one more every"),
	TIME_KEY(
	    "account.confirm_within", "24h", 60 * SECOND, 30 * DAY, "how long a link that confirms an address is good"),
	TIME_KEY("account.reset_within", "1h", 60 * SECOND, HOUR, "how long a link that resets a password is good"),
	TIME_KEY("account.invite_within", "3d", 60 * SECOND, 30 * DAY, "how long an invitation is good"),

	/* Log. */
	STR_KEY("log.level", "info", "least level that is written", .choices = "debug|info|warn|error|fatal"),
	STR_KEY("log.path", "", "file to append to; empty: standard error"),

	/* The process pool of a module. */
	STR_KEY("pool.socket", "", "where nginx reaches the pool: path of a unix socket"),
	STR_KEY("pool.socket_mode", "0660", "permissions of the unix socket", .choices = "0600|0660|0666"),
	I64_KEY("pool.backlog", "512", 1, 65535, "connections that may wait to be accepted"),
	I64_KEY("pool.min_workers", "2", 1, 1000, "workers that are always there"),
	I64_KEY("pool.max_workers", "16", 1, 1000, "most workers; above nginx's kept-alive connections"),
	I64_KEY("pool.min_spare", "1", 0, 1000, "idle workers below this: start more"),
	I64_KEY("pool.max_spare", "4", 1, 1000, "idle workers above this: end some"),
	I64_KEY("pool.max_requests", "10000", 0, 1000000000, "a worker ends after so many requests, +-10 %; 0: never"),
	TIME_KEY("pool.request_timeout", "30s", 0, HOUR, "a request that runs longer is killed; 0: never"),
	TIME_KEY("pool.slow_request", "1s", 0, HOUR, "a request that runs longer is logged with its SQL; 0: never"),
	TIME_KEY("pool.idle_timeout", "10s", SECOND, DAY, "a spare worker ends after so long without a request"),
	TIME_KEY("pool.stop_timeout", "30s", 0, HOUR, "running requests get so long to end at a stop or reload"),
	STR_KEY("pool.status_socket", "", "unix socket of the status page and metrics; empty: none"),
	STR_KEY("pool.pid_file", "", "file for the master's process id; empty: none"),
	SIZE_KEY("pool.body_max", "2M", KIB, 1024 * MIB, "largest request body"),
	BOOL_KEY("pool.strict_budget", "no", "a page that uses more SQL than it declares fails, for tests"),

	/* Events and the worker. */
	I64_KEY("worker.processes", "2", 1, 100, "processes that handle events"),
	TIME_KEY("worker.poll", "80ms", 1, 10 * SECOND, "an idle process looks for events so often"),
	STR_KEY("worker.status_socket", "", "unix socket of the worker's status page and metrics; empty: none"),
	STR_KEY("worker.pid_file", "", "file for the master's process id; empty: none"),
	TIME_KEY("outbox.lease", "60s", SECOND, HOUR, "a task that a lost process had is taken up again after so long"),
	STR_KEY("outbox.retry", "5s,30s,2m,10m,1h,6h",
	    "waits before a failed task is tried again, +-20 %; then it is dead", .list = true),
	TIME_KEY(
	    "outbox.give_up", "3d", SECOND, 30 * DAY, "a task is dead after so long without the server that it needs"),

	/* Sessions. */
	TIME_KEY("session.shop_idle", "30d", 60 * SECOND, 365 * DAY, "a shopper who is away for so long logs in again"),
	TIME_KEY("session.shop_max", "90d", 60 * SECOND, 365 * DAY,
	    "a shopper logs in again after so long, whatever he does"),
	TIME_KEY("session.office_idle", "15m", 60 * SECOND, DAY,
	    "somebody of the back office who does nothing for so long logs in again"),
	TIME_KEY("session.office_max", "8h", 60 * SECOND, 7 * DAY,
	    "somebody of the back office logs in again after so long"),
	/* OAuth: tokens for integrators. */
	TIME_KEY("oauth.access_lifetime", "15m", 60 * SECOND, 900 * SECOND, "an access token is good for so long"),
	STR_KEY("oauth.algorithm", "ES256", "what access tokens are signed with", .choices = "ES256|RS256"),

	/* Mail. */
	STR_KEY("mail.host", "localhost", "mail server that takes our mails"),
	I64_KEY("mail.port", "25", 1, 65535, "its port: 25, 587 (starttls) or 465 (tls)"),
	STR_KEY("mail.tls", "none", "how the connection is protected; starttls and tls insist on it",
	    .choices = "none|starttls|tls"),
	STR_KEY("mail.ca", "", "file with the authority of the mail server's certificate; empty: the system's"),
	STR_KEY("mail.user", "", "login at the mail server, its password is in secrets.path/smtp; empty: none"),
	STR_KEY("mail.hello", "", "our name in EHLO; empty: this host's"),
	STR_KEY("mail.from", "shop@localhost.localdomain", "sender of all mails"),
	STR_KEY("mail.from_name", "", "name of the sender; empty: site.name"),
	STR_KEY("mail.reply_to", "", "where answers go; empty: to the sender"),
	TIME_KEY("mail.connect_timeout", "5s", 1, 60 * SECOND, "longest wait for a connection to the mail server"),
	TIME_KEY(
	    "mail.timeout", "20s", SECOND, 300 * SECOND, "longest delivery of one mail; at most half of outbox.lease"),

	/* Requests to other parties. */
	TIME_KEY("http.connect_timeout", "3s", 1, 60 * SECOND, "longest wait for a connection"),
	TIME_KEY("http.timeout", "10s", 1, 300 * SECOND, "longest request"),
	STR_KEY("http.ca", "", "file with the authorities of certificates; empty: the system's"),
	BOOL_KEY("http.allow_private", "no", "for tests: plain http, and addresses that are not public, are allowed"),

	/* Selling. */
	STR_KEY("shop.home_country", "DE", "where the shop is: taxes before an address is known, reverse charge"),
	BOOL_KEY("price.with_tax", "yes", "prices are entered and shown with the tax of the home country in them"),
	BOOL_KEY("price.net_when_untaxed", "no",
	    "where another rate or none applies, the contained tax is taken out of the price; else the price stays"),
	STR_KEY("price.rounding", "half_up", "how taxes and percentages are rounded to minor units",
	    .choices = "half_up|half_even"),
	STR_KEY("invoice.seller", "",
	    "who sells, as it stands on invoices: name and address, lines separated by |; empty: site.name"),
	STR_KEY("invoice.vat_id", "", "the shop's VAT id, on invoices"),
	TIME_KEY("order.hold", "30m", SECOND, 7 * DAY,
	    "an order that is not paid by then expires; its stock is held so long"),
	I64_KEY("stock.digest_hour", "7", 0, 23,
	    "hour at the first warehouse from which on staff get the day's mail of what is low"),
	TIME_KEY("stock.sold_out_every", "1h", 0, DAY,
	    "mails that something is sold out come at most so often; what is sold out meanwhile is in the next one"),
	STR_KEY("stock.mail_to", "",
	    "address that gets the day's mail of what is low, besides the staff who want it; empty: none"),
	BOOL_KEY("stock.mail_sold_out", "no", "and mails at once when something is sold out"),
	STR_KEY("stock.routing", "fewest_parcels,nearest,priority",
	    "which warehouses send an order: rules in their order", .list = true),
	STR_KEY(
	    "payment.advance_iban", "", "account that bank transfers in advance go to; empty: they are not offered"),
	STR_KEY("payment.advance_bic", "", "its bank's BIC; may be empty"),
	STR_KEY("payment.advance_holder", "", "whose account it is; empty: site.name"),
	TIME_KEY("payment.advance_hold", "7d", HOUR, 30 * DAY,
	    "an order that is paid by bank transfer waits so long for its money"),
	STR_KEY("payment.methods", "sandbox", "ways to pay that the checkout offers, in their order", .list = true),
	STR_KEY("payment.capture", "now",
	    "whether money is taken when the order is placed, or when its first parcel leaves", .choices = "now|later"),
	TIME_KEY("payment.check_after", "1m", SECOND, DAY,
	    "a payment that is not settled is asked about after so long, then at doubling intervals"),
	STR_KEY("payment.sandbox_url", "", "address of the built-in test gateway; empty: there is none"),

	/* The built-in test gateway (docs/payments.md): another party, with a configuration of its own. */
	STR_KEY("sandbox.webhook_url", "", "where the gateway tells the shop what happened; empty: nowhere"),
	STR_KEY("sandbox.silence", "", "unix socket that takes requests and never answers: for lost replies"),
	I64_KEY("sandbox.senders", "4", 1, 100, "processes of the gateway that send webhooks"),
	TIME_KEY("sandbox.later", "5s", 1, HOUR,
	    "when what is pending is decided, when a charge is disputed, when a dispute ends"),
	TIME_KEY("sandbox.late", "10s", 1, HOUR, "by how much late webhooks are late"),
	TIME_KEY("sandbox.slow", "3s", 1, 60 * SECOND, "how long a slow answer takes"),
	TIME_KEY("sandbox.retry_after", "1s", 1, HOUR,
	    "a webhook that was not taken comes again after so long, then at doubling intervals"),
	TIME_KEY("sandbox.open_for", "1h", SECOND, 7 * DAY, "how long a buyer may take to pay"),

	/* Pages in the cache. */
	TIME_KEY("page.ttl", "60s", 0, DAY, "a cached page is fresh for so long"),
	TIME_KEY("page.trust", "5ms", 0, 500,
	    "a page whose generations a worker heard so recently is shown without asking memcached again"),
	TIME_KEY("page.max_stale", "10m", 0, 7 * DAY, "and may be shown so long afterwards while it is built anew"),
};

const struct config_key *
config_keys(size_t *count)
{
	if (count)
		*count = COUNT(keys);
	return keys;
}
