/* payment.c - reading payments, the ways to pay, the links to our own pages.  See payment.h. */
#include "lib/shop/payment_parts.h"

#define METHODS_MAX 16
#define LONGEST_WAIT_US (INT64_C(24) * 3600 * US_PER_S)

const struct shape_enum payment_states[] = { { "created", PAYMENT_CREATED }, { "pending", PAYMENT_PENDING },
	{ "authorised", PAYMENT_AUTHORISED }, { "charged", PAYMENT_CHARGED }, { "refunded", PAYMENT_REFUNDED },
	{ "failed", PAYMENT_FAILED }, { "cancelled", PAYMENT_CANCELLED }, { "disputed", PAYMENT_DISPUTED },
	{ NULL, 0 } };
const struct shape_enum payment_event_kinds[] = { { "authorise", EVENT_AUTHORISE }, { "charge", EVENT_CHARGE },
	{ "void", EVENT_VOID }, { "refund", EVENT_REFUND }, { "dispute", EVENT_DISPUTE },
	{ "dispute_won", EVENT_DISPUTE_WON }, { NULL, 0 } };
const struct shape_enum payment_event_results[] = { { "requested", EVENT_REQUESTED }, { "action", EVENT_ACTION },
	{ "success", EVENT_SUCCESS }, { "failure", EVENT_FAILURE }, { NULL, 0 } };

static const struct shape_field payment_fields[] = {
	SHAPE_I64(struct payment, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct payment, order_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct payment, public_id, 1, 28, .doc = "public id"),
	SHAPE_STR(struct payment, order, 1, 28, .doc = "of this order"),
	SHAPE_STR(struct payment, provider, 1, 32, .doc = "gateway"),
	SHAPE_STR(struct payment, method, 1, 64, .doc = "way to pay"),
	SHAPE_STR(struct payment, reference, 0, 190, .doc = "the gateway's id"),
	SHAPE_STR(struct payment, display, 0, 100, .doc = "what it was paid with, as a person may see it"),
	SHAPE_STR(struct payment, failure, 0, 64, .doc = "code of the last refusal"),
	SHAPE_STR(struct payment, hosted_url, 0, 1024, .doc = "where the buyer pays"),
	SHAPE_ENUM(struct payment, state, payment_states, .doc = "what has become of it"),
	SHAPE_MONEY(struct payment, amount, .doc = "what was asked for"),
	SHAPE_MONEY(struct payment, authorised, .doc = "what the gateway may take, with what it took"),
	SHAPE_MONEY(struct payment, charged, .doc = "what it took"),
	SHAPE_MONEY(struct payment, refunded, .doc = "what went back"),
	SHAPE_MONEY(struct payment, disputed, .doc = "what the bank took back"),
	SHAPE_TIME(struct payment, check_at, .doc = "when the gateway is asked again"),
	SHAPE_TIME(struct payment, created_at, .doc = "when it was made"),
	SHAPE_TIME(struct payment, updated_at, .doc = "when it changed"),
	SHAPE_I64(struct payment, checks, 0, INT64_MAX, .doc = "how often the gateway was asked"),
	SHAPE_I64(struct payment, version, 1, INT64_MAX, .doc = "counts changes"),
};
const struct shape payment_shape = SHAPE(struct payment, payment_fields, "A payment of an order.");

static const struct shape_field event_fields[] = {
	SHAPE_STR(struct payment_event, source, 1, 190, .doc = "what makes it the same when it comes again"),
	SHAPE_ENUM(struct payment_event, kind, payment_event_kinds, .doc = "what happened"),
	SHAPE_ENUM(struct payment_event, result, payment_event_results, .doc = "how it ended"),
	SHAPE_I64(struct payment_event, amount, 0, INT64_MAX, .doc = "minor units"),
	SHAPE_TIME(struct payment_event, at, .doc = "when, as the gateway says"),
	SHAPE_STR(struct payment_event, code, 0, 64, .doc = "of a failure"),
	SHAPE_STR(struct payment_event, refund, 0, 28, .doc = "our refund"),
};
const struct shape payment_event_shape =
    SHAPE(struct payment_event, event_fields, "One movement of money, as a gateway tells it.");

enum { GET, LIST, EVENTS };
static const struct db_query queries[] = {
	[GET] = { "payment_get", "s", &payment_shape,
	    "SELECT " PAYMENT_COLUMNS " FROM payment p WHERE p.public_id = ?" },
	[LIST] = { "payment_list", "i", &payment_shape,
	    "SELECT " PAYMENT_COLUMNS " FROM payment p WHERE p.order_id = ? ORDER BY p.id LIMIT 100" },
	[EVENTS] = { "payment_events", "i", &payment_event_shape,
	    "SELECT v.source, v.kind, v.result, v.amount, v.at, v.code, f.public_id AS refund"
	    " FROM payment_event v LEFT JOIN refund f ON f.id = v.refund_id WHERE v.payment_id = ? ORDER BY v.id LIMIT 501" },
};
const struct db_module payment_sql = { "payment", queries, COUNT(queries) };

/* ---- ways to pay ---- */

/* Bank transfer: no gateway; payment_advance.h says what has come in and gone out. */
static bool
has_account(const struct config *c, struct money amount UNUSED)
{
	return config_str(c, "payment.advance_iban").len > 0;
}

static const struct payment_provider payment_advance = { .name = "advance", .takes = has_account };

static const struct payment_method methods[] = {
	{ STR_INIT("sandbox"), N_("Card"),
	    N_("You pay on the page of our payment provider. This is its test version: no money moves."),
	    &payment_sandbox },
	{ STR_INIT("advance"), N_("Bank transfer in advance"), N_("We send the order when your money has arrived."),
	    &payment_advance },
};
const struct payment_provider *const payment_providers[] = { &payment_sandbox, &payment_advance, NULL };
static const struct payment_provider *stand_in; /* tests: for the one of its name */

void
payment_provider_use(const struct payment_provider *p)
{
	stand_in = p;
}

const struct payment_provider *
payment_provider_find(struct str name)
{
	if (stand_in && str_eq_z(name, stand_in->name))
		return stand_in;
	for (const struct payment_provider *const *p = payment_providers; *p; p++)
		if (str_eq_z(name, (*p)->name))
			return *p;
	return NULL;
}

static const struct payment_method *
known(struct str code)
{
	for (size_t i = 0; i < COUNT(methods); i++)
		if (str_eq(methods[i].code, code))
			return &methods[i];
	return NULL;
}

const struct payment_method *
payment_method_find(const struct config *c, struct str code)
{
	struct str rest = config_str(c, "payment.methods"), one;

	while (str_split(&rest, ',', &one))
		if (str_eq(str_trim(one), code))
			return known(code);
	return NULL;
}

enum err
payment_methods(const struct config *c, struct arena *a, struct money total, struct list *out)
{
	struct str rest = config_str(c, "payment.methods"), one;
	struct payment_method *found = arena_array(a, struct payment_method, METHODS_MAX);
	size_t count = 0;

	while (str_split(&rest, ',', &one)) {
		const struct payment_method *m = known(str_trim(one));
		if (!m && str_trim(one).len)
			return err_fail(
			    ERR_INVALID, "payment.methods names '%.*s', which there is not", STR_ARG(str_trim(one)));
		if (m && count < METHODS_MAX && (!m->provider->takes || m->provider->takes(c, total)))
			found[count++] = *m;
	}
	*out = (struct list){ found, count };
	return OK;
}

/* ---- reading ---- */

enum err
payment_get(struct db *db, struct arena *a, struct str public_id, struct payment *out)
{
	return db_row(db, &queries[GET], (const struct db_arg[]){ db_str(public_id) }, 1, a, out);
}

enum err
payment_list(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	return db_rows(db, &queries[LIST], (const struct db_arg[]){ db_i64(order_id) }, 1, a, PAYMENTS_MAX, out);
}

enum err
payment_events(struct db *db, struct arena *a, int64_t payment_id, struct list *out)
{
	return db_rows(
	    db, &queries[EVENTS], (const struct db_arg[]){ db_i64(payment_id) }, 1, a, PAYMENT_EVENTS_MAX, out);
}

/* ---- our own pages ---- */

struct str
payment_key(const struct payment_env *e, struct str public_id)
{
	unsigned char tag[32];
	struct buf b;

	crypto_hmac_sha256(e->order.master, str_printf(e->order.arena, "payment\n%.*s", STR_ARG(public_id)), tag);
	buf_in_arena(&b, e->order.arena, BUF_LINE);
	base64url_write(&b, tag, sizeof(tag));
	return buf_view(&b);
}

bool
payment_key_holds(const struct payment_env *e, struct str public_id, struct str key)
{
	struct str right = payment_key(e, public_id);

	return key.len == right.len && crypto_equal(key.ptr, right.ptr, right.len);
}

struct str
payment_path(const struct payment_env *e, const struct payment *p)
{
	return str_printf(
	    e->order.arena, "/pay/%.*s?key=%.*s", STR_ARG(p->public_id), STR_ARG(payment_key(e, p->public_id)));
}

struct time
payment_check_at(const struct config *c, int64_t checks)
{
	int64_t wait = config_ms(c, "payment.check_after") * 1000;

	for (int64_t i = 0; i < checks && wait < LONGEST_WAIT_US; i++)
		wait *= 2;
	return (struct time){ clock_now().us + MIN(wait, LONGEST_WAIT_US) };
}

enum err
payment_tell(struct db *db, struct arena *a, const char *type, const struct order *o, const struct payment *p,
    struct str refund, int64_t amount, struct str code)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	buf_printf(&b, "{\"order\":\"%.*s\",\"number\":\"%.*s\",\"payment\":\"%.*s\",\"method\":\"%.*s\"",
	    STR_ARG(o->public_id), STR_ARG(o->number), STR_ARG(p->public_id), STR_ARG(p->method));
	if (refund.ptr)
		buf_printf(&b, ",\"refund\":\"%.*s\"", STR_ARG(refund));
	buf_printf(&b, ",\"amount\":%lld,\"currency\":\"%s\"", (long long)amount, p->amount.currency);
	if (code.ptr) {
		buf_lit(&b, ",\"code\":");
		buf_add(&b, "\"", 1);
		buf_str(&b, code);
		buf_char(&b, '"');
	}
	buf_char(&b, '}');
	return outbox_add(db, type, o->public_id, buf_view(&b));
}
