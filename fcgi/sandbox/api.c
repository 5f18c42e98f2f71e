/*
 * api.c - what a merchant's server asks: make an intent, look at it, capture, cancel, refund.
 *
 * Every write needs an Idempotency-Key: a repeat gets what the first got, also when the first reply was lost.  Errors
 * are {"error": {"code", "message"}}.  Some amounts make trouble on purpose, where no card is known yet: their last
 * four digits count.
 */
#include "fcgi/sandbox/sandbox.h"
#include "lib/io/json.h"

#define MERCHANT ROUTE_NO_CSRF | ROUTE_ANY_SITE | ROUTE_RAW_BODY
#define WHY "; from any site, because its callers are programs that show a key"
#define LOST_AMOUNT 408   /* "4.08", "104.08": made, but the answer is lost */
#define SLOW_AMOUNT 409
#define DOWN_AMOUNT 410   /* nothing is made, 503 */

static enum err intents_post(struct req *r);
static enum err intent_get(struct req *r);
static enum err capture_post(struct req *r);
static enum err cancel_post(struct req *r);
static enum err refunds_post(struct req *r);

static const struct route routes[] = {
	{ POST, "/v1/intents", intents_post, ACCESS_ALL, .sql = { 4, 4 }, .flags = MERCHANT,
	    .doc = "Make an intent to pay" WHY },
	{ GET, "/v1/intents/{reference}", intent_get, ACCESS_ALL, .sql = { 3, 3 },
	    .doc = "An intent and its operations" },
	{ POST, "/v1/intents/{reference}/capture", capture_post, ACCESS_ALL, .sql = { 60, 60 }, .flags = MERCHANT,
	    .doc = "Take authorised money" WHY },
	{ POST, "/v1/intents/{reference}/cancel", cancel_post, ACCESS_ALL, .sql = { 60, 60 }, .flags = MERCHANT,
	    .doc = "Give an intent up" WHY },
	{ POST, "/v1/intents/{reference}/refunds", refunds_post, ACCESS_ALL, .sql = { 60, 60 }, .flags = MERCHANT,
	    .doc = "Give money back" WHY },
};
const struct route_table sandbox_api = { routes, COUNT(routes) };

static const struct shape_enum captures[] = { { "automatic", 0 }, { "manual", 1 }, { NULL, 0 } };
struct intent_json {
	int64_t amount;
	struct str currency, merchant_reference, description, locale, return_url;
	int capture;
};
static const struct shape_field intent_fields[] = {
	SHAPE_I64(struct intent_json, amount, 1, INT64_C(1) << 50, .flags = SHAPE_REQUIRED),
	SHAPE_STR(struct intent_json, currency, 3, 3, .flags = SHAPE_REQUIRED, .format = &format_currency),
	SHAPE_STR(struct intent_json, merchant_reference, 1, 64, .flags = SHAPE_REQUIRED),
	SHAPE_STR(struct intent_json, description, 0, 200),
	SHAPE_STR(struct intent_json, locale, 2, 12, .format = &format_locale, .fallback = "en"),
	SHAPE_STR(struct intent_json, return_url, 1, 1024, .flags = SHAPE_REQUIRED, .format = &format_uri),
	SHAPE_ENUM(struct intent_json, capture, captures, .fallback = "automatic"),
};
static const struct shape intent_shape = SHAPE(struct intent_json, intent_fields, "What a merchant wants to be paid.");

struct amount_json {
	int64_t amount;
};
static const struct shape_field amount_fields[] = { SHAPE_I64(
    struct amount_json, amount, 1, INT64_C(1) << 50, .flags = SHAPE_REQUIRED) };
static const struct shape amount_shape = SHAPE(struct amount_json, amount_fields, "An amount in minor units.");

/* ---- replies ---- */

static enum err
reply(struct req *r, int status, struct str json)
{
	enum err err = resp_text(r, status, "application/json", json);

	resp_header(r, "Cache-Control", STR("no-store"));
	return err;
}

static enum err
refuse(struct req *r, int status, const char *code, const char *message)
{
	if (err_detail()[0])
		log_event(LOG_INFO, "sandbox.refused", log_z("code", code), log_z("detail", err_detail()));
	err_clear();
	return reply(
	    r, status, str_printf(r->arena, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}", code, message));
}

static enum err
answer(struct req *r, int status, const struct sandbox_intent *i)
{
	const struct sandbox_env e = sandbox_env_of(r);

	return reply(r, status, sandbox_json(&e, i));
}

static enum err
failed(struct req *r, enum err err)
{
	switch (err) {
	case ERR_NOT_FOUND: return refuse(r, 404, "not_found", "there is no such intent");
	case ERR_CONFLICT:
		return refuse(r, 409, "idempotency_key_reused", "the Idempotency-Key was used for another request");
	case ERR_PRECONDITION: return refuse(r, 409, "not_possible", "the intent's state or sums do not allow it");
	default: return err; /* the module's error page is JSON here */
	}
}

/* ---- requests ---- */

/* False: the reply is made. */
static bool
may(struct req *r, enum err *err)
{
	const struct gateway *g = r->app->module;
	struct str header = req_header(r, "Authorization"), scheme = STR("Bearer ");
	unsigned char given[32], right[32];

	crypto_sha256(str_starts(header, scheme) ? str_skip(header, scheme.len) : STR(""), given);
	crypto_sha256(str_n((const char *)g->api_key.ptr, g->api_key.len), right);
	if (crypto_equal(given, right, sizeof(right)))
		return true;
	*err = refuse(r, 401, "unauthorised", "the key is missing or wrong");
	resp_header(r, "WWW-Authenticate", STR("Bearer"));
	return false;
}

static bool
key_of(struct req *r, struct str *key, enum err *err)
{
	*key = str_trim(req_header(r, "Idempotency-Key"));
	if (key->len && key->len <= 255)
		return true;
	*err =
	    refuse(r, 400, "idempotency_key_missing", "this request needs an Idempotency-Key of 1 to 255 characters");
	return false;
}

static bool
body_of(struct req *r, const struct shape *s, void *out, enum err *err)
{
	struct field_errors errors = { .arena = r->arena };

	shape_init(s, out);
	if (!json_read(r->arena, r->body, s, out, &errors))
		return true;
	err_clear();
	*err = refuse(r, 422, "invalid",
	    errors.count ? str_z(r->arena, str_printf(r->arena, "not acceptable: %.*s", STR_ARG(errors.items[0].name)))
			 : "the body is not a JSON object");
	return false;
}

static enum err
intents_post(struct req *r)
{
	struct sandbox_env e = sandbox_env_of(r);
	struct intent_json json;
	struct sandbox_wish wish;
	struct sandbox_intent i;
	struct str key;
	bool repeated = false;
	enum err err = OK;

	if (!may(r, &err) || !key_of(r, &key, &err) || !body_of(r, &intent_shape, &json, &err))
		return err;
	if (json.amount % 10000 == DOWN_AMOUNT)
		return refuse(r, 503, "unavailable", "this amount finds the gateway out of order");
	wish = (struct sandbox_wish){ .key = key,
		.merchant_reference = json.merchant_reference,
		.description = json.description,
		.locale = json.locale,
		.return_url = json.return_url,
		.currency = json.currency,
		.amount = json.amount,
		.capture = json.capture };
	if ((err = sandbox_create(&e, &wish, &repeated, &i)))
		return failed(r, err);
	if (json.amount % 10000 == LOST_AMOUNT && !repeated)
		return sandbox_silence(r);
	if (json.amount % 10000 == SLOW_AMOUNT)
		sandbox_dawdle(r, NULL);
	return answer(r, 201, &i);
}

static enum err
intent_get(struct req *r)
{
	struct sandbox_env e = sandbox_env_of(r);
	struct sandbox_intent i;
	enum err err = OK;

	if (!may(r, &err))
		return err;
	if ((err = sandbox_get(&e, r->params[0], &i)))
		return failed(r, err);
	sandbox_dawdle(r, &i);
	return answer(r, 200, &i);
}

static enum err
act(struct req *r, int kind, int64_t amount, const char *lost)
{
	struct sandbox_env e = sandbox_env_of(r);
	struct sandbox_intent i;
	struct str key;
	bool repeated = false;
	enum err err = OK;

	if (!key_of(r, &key, &err))
		return err;
	if ((err = sandbox_act(&e, r->params[0], kind, amount, key, &repeated, &i)))
		return failed(r, err);
	if (lost && !repeated && sandbox_behaves(&i, lost))
		return sandbox_silence(r);
	sandbox_dawdle(r, &i);
	return answer(r, 200, &i);
}

static enum err
capture_post(struct req *r)
{
	struct amount_json json;
	enum err err = OK;

	return may(r, &err) && body_of(r, &amount_shape, &json, &err)
	    ? act(r, SANDBOX_CHARGE, json.amount, "lost_capture")
	    : err;
}

static enum err
cancel_post(struct req *r)
{
	enum err err = OK;

	return may(r, &err) ? act(r, SANDBOX_VOID, 0, NULL) : err;
}

static enum err
refunds_post(struct req *r)
{
	struct amount_json json;
	enum err err = OK;

	return may(r, &err) && body_of(r, &amount_shape, &json, &err)
	    ? act(r, SANDBOX_REFUND, json.amount, "lost_refund")
	    : err;
}
