/*
 * sandbox_intent.c - intents: made, found, changed, told.  See sandbox.h.
 *
 * Everything that changes an intent locks its row first, so that its operations have one order.
 */
#include "lib/shop/sandbox_parts.h"
#include "lib/base/escape.h"
#include "lib/io/json.h"

#define OPERATIONS_MAX 500
#define TOKEN_PURPOSE "sandbox-hosted"

static const struct shape_enum captures[] = { { "automatic", 0 }, { "manual", 1 }, { NULL, 0 } };
static const struct shape_enum states[] = { { "open", SANDBOX_OPEN }, { "action", SANDBOX_ACTION },
	{ "processing", SANDBOX_PROCESSING }, { "authorised", SANDBOX_AUTHORISED }, { "charged", SANDBOX_CHARGED },
	{ "failed", SANDBOX_FAILED }, { "cancelled", SANDBOX_CANCELLED }, { NULL, 0 } };
static const struct shape_enum kinds[] = { { "authorise", SANDBOX_AUTHORISE }, { "charge", SANDBOX_CHARGE },
	{ "void", SANDBOX_VOID }, { "refund", SANDBOX_REFUND }, { "dispute", SANDBOX_DISPUTE },
	{ "dispute_won", SANDBOX_DISPUTE_WON }, { NULL, 0 } };
static const struct shape_enum results[] = { { "pending", SANDBOX_PENDING }, { "success", SANDBOX_SUCCESS },
	{ "failure", SANDBOX_FAILURE }, { NULL, 0 } };

static const struct shape_field intent_fields[] = {
	SHAPE_I64(struct sandbox_intent, id, 0, INT64_MAX),
	SHAPE_STR(struct sandbox_intent, reference, 1, 28),
	SHAPE_STR(struct sandbox_intent, idempotency_key, 1, 255),
	SHAPE_STR(struct sandbox_intent, fingerprint, 32, 32),
	SHAPE_STR(struct sandbox_intent, merchant_reference, 1, 64),
	SHAPE_STR(struct sandbox_intent, description, 0, 200),
	SHAPE_STR(struct sandbox_intent, locale, 1, 12),
	SHAPE_ENUM(struct sandbox_intent, capture, captures),
	SHAPE_ENUM(struct sandbox_intent, state, states),
	SHAPE_STR(struct sandbox_intent, currency, 3, 3),
	SHAPE_I64(struct sandbox_intent, amount, 0, INT64_MAX),
	SHAPE_I64(struct sandbox_intent, authorised, 0, INT64_MAX),
	SHAPE_I64(struct sandbox_intent, charged, 0, INT64_MAX),
	SHAPE_I64(struct sandbox_intent, refunded, 0, INT64_MAX),
	SHAPE_I64(struct sandbox_intent, disputed, 0, INT64_MAX),
	SHAPE_STR(struct sandbox_intent, failure, 0, 64),
	SHAPE_STR(struct sandbox_intent, brand, 0, 32),
	SHAPE_STR(struct sandbox_intent, last4, 4, 4),
	SHAPE_STR(struct sandbox_intent, behaviour, 0, 32),
	SHAPE_STR(struct sandbox_intent, return_url, 1, 1024),
	SHAPE_TIME(struct sandbox_intent, created_at),
};
static const struct shape intent_shape = SHAPE(struct sandbox_intent, intent_fields, "An intent.");

static const struct shape_field operation_fields[] = {
	SHAPE_I64(struct sandbox_operation, id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct sandbox_operation, reference, 1, 28),
	SHAPE_ENUM(struct sandbox_operation, kind, kinds),
	SHAPE_ENUM(struct sandbox_operation, result, results),
	SHAPE_I64(struct sandbox_operation, amount, 0, INT64_MAX),
	SHAPE_STR(struct sandbox_operation, code, 0, 64),
	SHAPE_STR(struct sandbox_operation, idempotency_key, 0, 255),
	SHAPE_TIME(struct sandbox_operation, at),
};
static const struct shape operation_shape = SHAPE(struct sandbox_operation, operation_fields, "A movement of money.");

struct waiting_row {
	int64_t waiting;
};
static const struct shape_field waiting_fields[] = { SHAPE_I64(struct waiting_row, waiting, 0, INT64_MAX) };
static const struct shape waiting_shape = SHAPE(struct waiting_row, waiting_fields, "Webhooks on their way.");

#define COLUMNS \
	"id, reference, idempotency_key, fingerprint, merchant_reference, description, locale, capture, state, currency, amount, authorised," \
	" charged, refunded, disputed, failure, brand, last4, behaviour, return_url, created_at"

enum { NEW, BY_REFERENCE, BY_KEY, LOCK, OPERATIONS, OPERATE, SAVE, TELL, WAITING };
static const struct db_query queries[] = {
	[NEW] = { "sandbox_new", "ssssssissis", NULL,
	    "INSERT INTO sandbox_intent (reference, idempotency_key, fingerprint, merchant_reference, description, locale, capture, currency, return_url, amount,"
	    " behaviour) VALUES (?, ?, ?, ?, ?, ?, 1 + ?, ?, ?, ?, ?)" },
	[BY_REFERENCE] = { "sandbox_by_reference", "s", &intent_shape,
	    "SELECT " COLUMNS " FROM sandbox_intent WHERE reference = ?" },
	[BY_KEY] = { "sandbox_by_key", "s", &intent_shape,
	    "SELECT " COLUMNS " FROM sandbox_intent WHERE idempotency_key = ?" },
	[LOCK] = { "sandbox_lock", "s", &intent_shape,
	    "SELECT " COLUMNS " FROM sandbox_intent WHERE reference = ? FOR UPDATE" },
	[OPERATIONS] = { "sandbox_operations", "i", &operation_shape,
	    "SELECT id, reference, kind, result, amount, code, idempotency_key, COALESCE(ready_at, created_at) AS at FROM sandbox_operation"
	    " WHERE intent_id = ? ORDER BY id" },
	[OPERATE] = { "sandbox_operate", "siisiisi", NULL,
	    "INSERT INTO sandbox_operation (reference, intent_id, kind, idempotency_key, result, amount, code, ready_at)"
	    " VALUES (?, ?, 1 + ?, ?, 1 + ?, ?, ?, NOW(6) + INTERVAL ? MICROSECOND)" },
	[SAVE] = { "sandbox_save", "iiiiissssi", NULL,
	    "UPDATE sandbox_intent SET state = 1 + ?, authorised = ?, charged = ?, refunded = ?, disputed = ?, failure = ?, brand = ?, last4 = ?, behaviour = ?"
	    " WHERE id = ?" },
	[TELL] = { "sandbox_tell", "ssi", NULL,
	    "INSERT INTO sandbox_webhook (event_id, body, next_at) VALUES (?, ?, NOW(6) + INTERVAL ? MICROSECOND)" },
	[WAITING] = { "sandbox_webhooks_waiting", "s", &waiting_shape,
	    "SELECT COUNT(*) AS waiting FROM sandbox_webhook WHERE next_at IS NOT NULL AND body LIKE CONCAT('%', ?, '%')" },
};
const struct db_module sandbox_sql = { "sandbox", queries, COUNT(queries) };

/* ---- reading ---- */

static bool
is_secret(const struct sandbox_operation *o)
{
	return o->result == SANDBOX_PENDING && (o->kind == SANDBOX_DISPUTE || o->kind == SANDBOX_DISPUTE_WON);
}

static enum err
read_operations(const struct sandbox_env *e, struct sandbox_intent *i, struct list *all)
{
	const struct db_arg arg = db_i64(i->id);
	const struct sandbox_operation *from;
	struct sandbox_operation *shown;
	enum err err = db_rows(e->db, &queries[OPERATIONS], &arg, 1, e->arena, OPERATIONS_MAX, all);

	if (err)
		return err;
	from = all->items;
	shown = arena_array(e->arena, struct sandbox_operation, all->count + 1);
	i->operations = (struct list){ shown, 0 };
	for (size_t k = 0; k < all->count; k++)
		if (!is_secret(&from[k]))
			shown[i->operations.count++] = from[k];
	return OK;
}

static enum err
find(const struct sandbox_env *e, int query, struct str what, struct sandbox_intent *out, struct list *all)
{
	const struct db_arg arg = db_str(what);
	struct list ignored;
	enum err err = db_row(e->db, &queries[query], &arg, 1, e->arena, out);

	return err ? err : read_operations(e, out, all ? all : &ignored);
}

enum err
sandbox_get(const struct sandbox_env *e, struct str reference, struct sandbox_intent *out)
{
	return find(e, BY_REFERENCE, reference, out, NULL);
}

enum err
sandbox_lock(const struct sandbox_env *e, struct str reference, struct sandbox_intent *out, struct list *all)
{
	return find(e, LOCK, reference, out, all);
}

bool
sandbox_behaves(const struct sandbox_intent *i, const char *behaviour)
{
	return str_eq_z(i->behaviour, behaviour);
}

enum err
sandbox_webhooks_waiting(const struct sandbox_env *e, struct str reference, bool *out)
{
	const struct db_arg arg = db_str(reference);
	struct waiting_row row;
	enum err err = db_row(e->db, &queries[WAITING], &arg, 1, e->arena, &row);

	if (!err)
		*out = row.waiting > 0;
	return err;
}

/* ---- making ---- */

static struct str
fingerprint_of(const struct sandbox_env *e, const struct sandbox_wish *w)
{
	unsigned char *digest = arena_alloc(e->arena, 32);
	struct buf b;

	buf_in_arena(&b, e->arena, BUF_LINE);
	buf_printf(&b, "%lld %.*s %d\n", (long long)w->amount, STR_ARG(w->currency), w->capture);
	for (size_t i = 0; i < 4; i++) {
		json_write_str(
		    &b, ((const struct str[]){ w->merchant_reference, w->description, w->locale, w->return_url })[i]);
		buf_char(&b, '\n');
	}
	crypto_sha256(buf_view(&b), digest);
	return str_n((char *)digest, 32);
}

enum err
sandbox_create(const struct sandbox_env *e, const struct sandbox_wish *w, bool *repeated, struct sandbox_intent *out)
{
	char id[32];
	struct str fingerprint = fingerprint_of(e, w);
	enum err err;

	public_id(id, "pi");
	err = db_exec(e->db, &queries[NEW],
	    (const struct db_arg[]){ db_str(str_of(id)), db_str(w->key), db_str(fingerprint),
		db_str(w->merchant_reference), db_str(w->description), db_str(w->locale), db_i64(w->capture),
		db_str(w->currency), db_str(w->return_url), db_i64(w->amount), db_str(STR_ABSENT) },
	    11, NULL);
	if (err && err != ERR_CONFLICT)
		return err;
	err_clear();
	*repeated = err == ERR_CONFLICT;
	if ((err = find(e, BY_KEY, w->key, out, NULL)))
		return err;
	return str_eq(out->fingerprint, fingerprint) ? OK
						     : err_fail(ERR_CONFLICT, "the key was used for another intent");
}

/* ---- changing ---- */

void
sandbox_count(struct sandbox_intent *i, int kind, int result, int64_t amount)
{
	if (result != SANDBOX_SUCCESS)
		return;
	switch (kind) {
	case SANDBOX_AUTHORISE: i->authorised += amount; break;
	case SANDBOX_CHARGE: i->charged += amount; break;
	case SANDBOX_VOID: i->authorised -= amount; break;
	case SANDBOX_REFUND: i->refunded += amount; break;
	case SANDBOX_DISPUTE: i->disputed += amount; break;
	case SANDBOX_DISPUTE_WON: i->disputed -= amount; break;
	default: BUG("an operation of no kind");
	}
}

enum err
sandbox_operate(const struct sandbox_env *e, struct sandbox_intent *i, int kind, int result, int64_t amount,
    struct str code, struct str key, int64_t wait_ms)
{
	char id[32];

	public_id(id, "op");
	sandbox_count(i, kind, result, amount);
	return db_exec(e->db, &queries[OPERATE],
	    (const struct db_arg[]){ db_str(str_of(id)), db_i64(i->id), db_i64(kind), db_str(key), db_i64(result),
		db_i64(amount), db_str(code), db_i64(wait_ms * 1000) },
	    8, NULL);
}

enum err
sandbox_charge_follows(const struct sandbox_env *e, struct sandbox_intent *i)
{
	if (!sandbox_behaves(i, "dispute_won") && !sandbox_behaves(i, "dispute_lost"))
		return OK;
	return sandbox_operate(e, i, SANDBOX_DISPUTE, SANDBOX_PENDING, i->charged - i->disputed, STR("fraudulent"),
	    STR_ABSENT, config_ms(e->config, "sandbox.later"));
}

static enum err
tell(const struct sandbox_env *e, struct str event, struct str body, int64_t wait_ms)
{
	return db_exec(e->db, &queries[TELL],
	    (const struct db_arg[]){ db_str(event), db_str(body), db_i64(wait_ms * 1000) }, 3, NULL);
}

static struct str
event_body(const struct sandbox_env *e, const struct sandbox_intent *i, struct str event)
{
	return str_printf(e->arena, "{\"type\":\"intent.updated\",\"id\":\"%.*s\",\"data\":%.*s}", STR_ARG(event),
	    STR_ARG(sandbox_json(e, i)));
}

/* As if it had been told before its last operation, and late: for who believes the webhook that came last. */
static struct sandbox_intent
before_last(const struct sandbox_intent *i)
{
	struct sandbox_intent old = *i;
	const struct sandbox_operation *last =
	    (const struct sandbox_operation *)i->operations.items + i->operations.count - 1;

	if (i->operations.count < 2 || last->result != SANDBOX_SUCCESS)
		return old;
	old.operations.count--;
	sandbox_count(&old, last->kind, SANDBOX_SUCCESS, -last->amount);
	if (last->kind == SANDBOX_CHARGE)
		old.state = SANDBOX_AUTHORISED;
	return old;
}

static enum err
tell_merchant(const struct sandbox_env *e, const struct sandbox_intent *i)
{
	char id[32];
	struct str event, body;
	enum err err = OK;

	if (sandbox_behaves(i, "webhook_none"))
		return OK;
	public_id(id, "evt");
	event = str_dup(e->arena, str_of(id));
	body = event_body(e, i, event);
	if (sandbox_behaves(i, "webhook_late")) {
		int64_t late = config_ms(e->config, "sandbox.late");
		struct sandbox_intent old = before_last(i);
		if ((err = tell(e, event, body, late)))
			return err;
		public_id(id, "evt");
		event = str_dup(e->arena, str_of(id));
		return tell(e, event, event_body(e, &old, event), late + late / 5);
	}
	for (int n = sandbox_behaves(i, "webhook_often") ? 5 : 1; n > 0 && !err; n--)
		err = tell(e, event, body, 0);
	return err;
}

enum err
sandbox_save(const struct sandbox_env *e, struct sandbox_intent *i)
{
	struct list all;
	enum err err = db_exec(e->db, &queries[SAVE],
	    (const struct db_arg[]){ db_i64(i->state), db_i64(i->authorised), db_i64(i->charged), db_i64(i->refunded),
		db_i64(i->disputed), db_str(i->failure), db_str(i->brand), db_str(i->last4), db_str(i->behaviour),
		db_i64(i->id) },
	    10, NULL);

	if (err || (err = read_operations(e, i, &all)))
		return err;
	return tell_merchant(e, i);
}

/* ---- telling ---- */

static void
write_card(struct buf *b, const struct sandbox_intent *i)
{
	if (str_is_absent(i->last4)) {
		buf_lit(b, "null");
		return;
	}
	buf_lit(b, "{\"brand\":");
	json_write_str(b, i->brand);
	buf_lit(b, ",\"last4\":");
	json_write_str(b, i->last4);
	buf_char(b, '}');
}

static const char *
state_name(int state)
{
	for (const struct shape_enum *s = states; s->name; s++)
		if (s->value == state)
			return s->name;
	BUG("an intent without a state");
}

struct str
sandbox_json(const struct sandbox_env *e, const struct sandbox_intent *i)
{
	struct buf b;

	buf_in_arena(&b, e->arena, BUF_REPLY);
	buf_lit(&b, "{\"reference\":");
	json_write_str(&b, i->reference);
	buf_lit(&b, ",\"merchant_reference\":");
	json_write_str(&b, i->merchant_reference);
	buf_printf(&b,
	    ",\"state\":\"%s\",\"currency\":\"%.*s\",\"amount\":%lld,\"authorised\":%lld,\"charged\":%lld,\"refunded\":%lld,\"disputed\":%lld",
	    state_name(i->state), STR_ARG(i->currency), (long long)i->amount, (long long)i->authorised,
	    (long long)i->charged, (long long)i->refunded, (long long)i->disputed);
	buf_lit(&b, ",\"failure\":");
	json_write_str(&b, i->failure);
	buf_lit(&b, ",\"card\":");
	write_card(&b, i);
	buf_lit(&b, ",\"hosted_url\":");
	json_write_str(&b, sandbox_hosted_url(e, i));
	buf_lit(&b, ",\"operations\":");
	json_write_list(&b, &operation_shape, i->operations, UINT64_MAX);
	buf_char(&b, '}');
	return buf_view(&b);
}

struct str
sandbox_hosted_url(const struct sandbox_env *e, const struct sandbox_intent *i)
{
	struct str token;

	if (token_sign(e->arena, e->key, TOKEN_PURPOSE, i->reference, &token))
		BUG("an intent's reference is too long to be signed");
	return str_printf(e->arena, "%.*s%s/pay/%.*s", STR_ARG(e->base), str_starts(i->locale, STR("de")) ? "/de" : "",
	    STR_ARG(token));
}

enum err
sandbox_of_token(const struct sandbox_env *e, struct str token, struct sandbox_intent *out)
{
	struct str reference;

	if (token_open(e->arena, e->key, TOKEN_PURPOSE, token, &reference)) {
		err_clear();
		return err_fail(ERR_NOT_FOUND, "the address of the hosted page is not ours");
	}
	return sandbox_get(e, reference, out);
}
