/*
 * payment_sandbox.c - the built-in gateway, spoken to like any other: over HTTPS, with its own key.  See
 * payment_provider.h.
 *
 * Its intent lists all operations, so every answer and every webhook is the whole truth as of then.
 */
#include "lib/io/json.h"
#include "lib/io/json_tree.h"
#include "lib/shop/payment_parts.h"
#include "lib/shop/webhook_sign.h"

#define CODE_MAX 64
#define DISPLAY_MAX 100
#define SECRET_MIN 16
#define REPLY_MAX ((size_t)256 << 10)

/* ---- reading an intent ---- */

/* Codes go into events and pages: letters, digits and _ of ASCII. */
static struct str
code_of(const struct json_node *node, const char *name)
{
	struct str s = json_text(node, name);

	if (!s.len || s.len > CODE_MAX)
		return STR_ABSENT;
	for (size_t i = 0; i < s.len; i++)
		if (!((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '_'))
			return STR_ABSENT;
	return s;
}

static enum err
amount_of(const struct json_node *node, const char *name, int64_t *out)
{
	const struct json_node *n = json_at(node, name);

	if (!n || n->type != JSON_NUMBER || str_to_i64(n->text, 0, INT64_MAX, out))
		return err_fail(ERR_INVALID, "'%s' is no amount", name);
	return OK;
}

static int
named(const struct shape_enum *names, struct str s)
{
	for (; names->name; names++)
		if (str_eq_z(s, names->name))
			return names->value;
	return -1;
}

static const struct shape_enum results[] = { { "pending", EVENT_REQUESTED }, { "success", EVENT_SUCCESS },
	{ "failure", EVENT_FAILURE }, { NULL, 0 } };

static enum err
read_operation(struct arena *a, const struct json_node *node, struct payment_event *v)
{
	struct str reference = json_text(node, "reference"), key = json_text(node, "idempotency_key"),
		   at = json_text(node, "at");
	enum err err;

	shape_init(&payment_event_shape, v);
	v->due_at = TIME_ABSENT;
	v->kind = named(payment_event_kinds, json_text(node, "kind"));
	v->result = named(results, json_text(node, "result"));
	if (v->kind < 0 || v->result < 0 || !reference.len || reference.len > PAYMENT_SOURCE_MAX / 2)
		return err_fail(ERR_INVALID, "an operation that is not understood: '%.*s'", STR_ARG(reference));
	if ((err = amount_of(node, "amount", &v->amount)))
		return err;
	/* What is pending is told again, with another end. */
	v->source =
	    str_printf(a, "sandbox:%.*s%s", STR_ARG(reference), v->result == EVENT_REQUESTED ? ":requested" : "");
	v->code = code_of(node, "code");
	if (at.ptr && time_parse(at, &v->at))
		v->at = TIME_ABSENT;
	err_clear();
	if (v->kind == EVENT_REFUND && str_starts(key, STR("ref_")))
		v->refund = str_cut(key, str_find(key, '.'));
	if (v->kind == EVENT_DISPUTE)
		v->dispute_reason = v->code;
	return OK;
}

static enum err
read_operations(struct arena *a, const struct json_node *intent, struct payment_report *out, bool *is_waiting)
{
	const struct json_node *list = json_at(intent, "operations"), *node;
	struct payment_event *v;
	size_t count = 0;
	enum err err = OK;

	if (!list || list->type != JSON_ARRAY || list->count > PAYMENT_EVENTS_MAX - 1)
		return err_fail(ERR_INVALID, "an intent without its operations");
	v = arena_array(a, struct payment_event, list->count + 1);
	*is_waiting = false;
	for (node = list->first; !err && node; node = node->next) {
		err = read_operation(a, node, &v[count]);
		*is_waiting |= v[count++].result == EVENT_REQUESTED;
	}
	out->events = (struct list){ v, count };
	return err;
}

static struct str
display_of(struct arena *a, const struct json_node *intent)
{
	const struct json_node *card = json_at(intent, "card");
	struct str brand = json_text(card, "brand"), last4 = json_text(card, "last4");

	if (!brand.len || last4.len != 4)
		return STR_ABSENT;
	return str_cut_chars(str_printf(a, "%.*s •••• %.*s", STR_ARG(brand), STR_ARG(last4)), DISPLAY_MAX);
}

/* Cancelled before anything was authorised: no operation says so. */
static void
add_void(struct arena *a, struct payment_report *out)
{
	struct payment_event *v = out->events.items, *last = &v[out->events.count];

	for (size_t i = 0; i < out->events.count; i++)
		if (v[i].kind == EVENT_VOID && v[i].result == EVENT_SUCCESS)
			return;
	shape_init(&payment_event_shape, last);
	last->due_at = TIME_ABSENT;
	last->source = str_printf(a, "sandbox:%.*s:cancelled", STR_ARG(out->reference));
	last->kind = EVENT_VOID;
	last->result = EVENT_SUCCESS;
	out->events.count++;
}

enum err
payment_sandbox_read(struct arena *a, const struct json_node *intent, struct payment_report *out)
{
	struct str state = json_text(intent, "state");
	struct payment_report report = { .reference = json_text(intent, "reference"),
		.merchant_reference = json_text(intent, "merchant_reference") };
	bool is_waiting = false;
	enum err err;

	if (!report.reference.len || report.reference.len > PAYMENT_SOURCE_MAX / 2 || !report.merchant_reference.len ||
	    !state.len)
		return err_fail(ERR_INVALID, "an intent without its names");
	if ((err = money_currency(json_text(intent, "currency"), report.currency)) ||
	    (err = amount_of(intent, "amount", &report.amount)) ||
	    (err = read_operations(a, intent, &report, &is_waiting)))
		return err;
	if (str_eq(state, STR("cancelled")))
		add_void(a, &report);
	report.display = display_of(a, intent);
	report.is_final = !is_waiting &&
	    (str_eq(state, STR("charged")) || str_eq(state, STR("failed")) || str_eq(state, STR("cancelled")));
	*out = report;
	return OK;
}

/* ---- calling ---- */

static enum err
secret_file(const struct payment_env *e, const char *name, struct secret *out)
{
	return secret_read(
	    arena_printf(e->order.arena, "%s/%s", config_z(e->order.config, "secrets.path"), name), SECRET_MIN, out);
}

/* What an answer means for the caller: see payment_provider.h. */
static enum err
status_of(const struct http_reply *reply)
{
	struct str detail = str_cut(reply->body, 200);

	if (reply->status >= 200 && reply->status < 300)
		return OK;
	if (reply->status == 404)
		return err_fail(ERR_NOT_FOUND, "the gateway does not know it");
	if (reply->status == 409 && !http_header(reply, "retry-after").len)
		return err_fail(
		    ERR_CONFLICT, "the gateway says that its state does not allow it: %.*s", STR_ARG(detail));
	if (reply->status == 409 || reply->status == 429 || reply->status >= 500)
		return err_fail(ERR_UNAVAILABLE, "the gateway answered %lld", (long long)reply->status);
	return err_fail(ERR_INVALID, "the gateway answered %lld: %.*s", (long long)reply->status, STR_ARG(detail));
}

static enum err
call(const struct payment_env *e, const char *method, struct str path, struct str key, struct str body,
    const struct json_node **out)
{
	struct arena *a = e->order.arena;
	struct str url = config_str(e->order.config, "payment.sandbox_url");
	const char *headers[] = { NULL, "Content-Type: application/json", "Accept: application/json", NULL, NULL };
	struct secret secret = { 0 };
	struct http_reply reply;
	enum err err;

	if (!url.len)
		return err_fail(ERR_UNAVAILABLE, "payment.sandbox_url is not set");
	if (!e->http)
		return err_fail(ERR_INTERNAL, "nobody here speaks to gateways");
	if ((err = secret_file(e, "sandbox_key", &secret)))
		return err;
	headers[0] = arena_printf(a, "Authorization: Bearer %.*s", (int)secret.len, secret.ptr);
	secret_release(&secret);
	if (key.ptr)
		headers[3] = arena_printf(a, "Idempotency-Key: %.*s", STR_ARG(key));
	err = http_send(e->http, a,
	    &(struct http_request){ .method = method,
		.url = str_printf(a, "%.*s%.*s", STR_ARG(url), STR_ARG(path)),
		.headers = headers,
		.body = body,
		.max = REPLY_MAX,
		.timeout_ms = PAYMENT_CALL_MS },
	    &reply);
	if (!err)
		err = status_of(&reply);
	return err ? err : json_tree(a, reply.body, out);
}

static enum err
call_report(const struct payment_env *e, const char *method, struct str path, struct str key, struct str body,
    struct payment_report *out)
{
	const struct json_node *intent;
	enum err err = call(e, method, path, key, body, &intent);

	return err ? err : payment_sandbox_read(e->order.arena, intent, out);
}

static struct str
path_of(const struct payment_env *e, const struct payment *p, const char *rest)
{
	return str_printf(e->order.arena, "/v1/intents/%.*s%s", STR_ARG(p->reference), rest);
}

static struct str
amount_body(const struct payment_env *e, int64_t amount)
{
	return str_printf(e->order.arena, "{\"amount\":%lld}", (long long)amount);
}

/* ---- the provider ---- */

static enum err
sandbox_create(const struct payment_env *e, const struct payment_wish *w, struct str *reference, struct str *hosted_url)
{
	struct str url = config_str(e->order.config, "payment.sandbox_url");
	const struct json_node *intent = NULL;
	struct buf b;
	enum err err;

	buf_in_arena(&b, e->order.arena, BUF_LINE);
	buf_printf(&b, "{\"amount\":%lld,\"currency\":\"%s\",\"capture\":\"%s\",\"merchant_reference\":",
	    (long long)w->amount.minor, w->amount.currency, w->capture_later ? "manual" : "automatic");
	json_write_str(&b, w->key);
	buf_lit(&b, ",\"description\":");
	json_write_str(&b, w->order_number);
	buf_lit(&b, ",\"locale\":");
	json_write_str(&b, w->locale);
	buf_lit(&b, ",\"return_url\":");
	json_write_str(&b, w->return_url);
	buf_char(&b, '}');
	if ((err = call(e, "POST", STR("/v1/intents"), w->key, buf_view(&b), &intent)))
		return err;
	*reference = json_text(intent, "reference");
	*hosted_url = json_text(intent, "hosted_url");
	/* The buyer is sent nowhere but to the gateway. */
	if (!reference->len || reference->len > PAYMENT_SOURCE_MAX / 2 || hosted_url->len <= url.len ||
	    hosted_url->len > 1024 || !str_starts(*hosted_url, url) || hosted_url->ptr[url.len] != '/')
		return err_fail(ERR_INVALID, "the gateway's answer to a new intent is not understood");
	return OK;
}

static enum err
sandbox_fetch(const struct payment_env *e, const struct payment *p, struct payment_report *out)
{
	return call_report(e, "GET", path_of(e, p, ""), STR_ABSENT, STR_ABSENT, out);
}

static enum err
sandbox_capture(
    const struct payment_env *e, const struct payment *p, struct str key, int64_t amount, struct payment_report *out)
{
	return call_report(e, "POST", path_of(e, p, "/capture"), key, amount_body(e, amount), out);
}

static enum err
sandbox_cancel(const struct payment_env *e, const struct payment *p, struct payment_report *out)
{
	return call_report(e, "POST", path_of(e, p, "/cancel"),
	    str_printf(e->order.arena, "%.*s.cancel", STR_ARG(p->public_id)), STR("{}"), out);
}

static enum err
sandbox_refund(
    const struct payment_env *e, const struct payment *p, struct str key, int64_t amount, struct payment_report *out)
{
	return call_report(e, "POST", path_of(e, p, "/refunds"), key, amount_body(e, amount), out);
}

static enum err
sandbox_webhook(const struct payment_env *e, const struct list *headers, struct str body, struct str *event_id,
    struct payment_report *out)
{
	struct arena *a = e->order.arena;
	const struct json_node *message;
	struct secret secret = { 0 };
	enum err err = secret_file(e, "sandbox_webhook", &secret);

	if (err)
		return err;
	err = webhook_verify(a, &secret, headers, body, clock_now(), event_id);
	secret_release(&secret);
	if (err || (err = json_tree(a, body, &message)))
		return err == ERR_LIMIT ? ERR_INVALID : err;
	if (!str_eq(json_text(message, "type"), STR("intent.updated")))
		return err_fail(ERR_INVALID, "a webhook of another type");
	return payment_sandbox_read(a, json_at(message, "data"), out);
}

const struct payment_provider payment_sandbox = { .name = "sandbox",
	.create = sandbox_create,
	.fetch = sandbox_fetch,
	.capture = sandbox_capture,
	.cancel = sandbox_cancel,
	.refund = sandbox_refund,
	.webhook = sandbox_webhook };
