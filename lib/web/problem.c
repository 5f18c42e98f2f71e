/* problem.c - errors of the API as RFC 9457 says.  See problem.h. */
#include "lib/web/problem.h"
#include "lib/web/i18n.h"
#include "lib/base/escape.h"

/* Codes, titles and sentences of statuses that nginx answers too are the same in nginx/errors/texts.conf. */
static const struct problem_type types[] = {
	{ 400, "bad-request", N_("Bad request"), N_("The request could not be read.") },
	{ 401, "unauthorized", N_("Not signed in"), N_("This needs credentials that we know.") },
	{ 403, "forbidden", N_("Not allowed"), N_("This is not open to you.") },
	{ 404, "not-found", N_("Page not found"), N_("There is nothing at this address.") },
	{ 405, "method-not-allowed", N_("That does not work here"),
	    N_("This address does not take that method; the Allow header says which it takes.") },
	{ 406, "not-acceptable", N_("No such representation"),
	    N_("There is no representation that the Accept header allows.") },
	{ 408, "timeout", N_("That took too long"), N_("The request did not arrive in time.") },
	{ 409, "conflict", N_("Conflict"),
	    N_("The state of this resource does not allow it, or another change came first.") },
	{ 410, "gone", N_("Gone"), N_("This existed once and is gone for good.") },
	{ 412, "precondition-failed", N_("Precondition failed"), N_("The resource has changed since you read it.") },
	{ 413, "too-large", N_("Too large"), N_("The request body is larger than we accept.") },
	{ 414, "uri-too-long", N_("Address too long"), N_("The address is longer than we accept.") },
	{ 415, "unsupported-media-type", N_("Unsupported media type"),
	    N_("The body is of a type that is not taken here; the Accept header says which are.") },
	{ 422, "invalid", N_("Invalid input"), N_("Some values are missing or wrong; `errors` lists them.") },
	{ 428, "precondition-required", N_("Precondition required"),
	    N_("Send If-Match with the ETag of the resource that you change.") },
	{ 429, "too-many-requests", N_("One moment, please"),
	    N_("Too many requests came from you; wait as Retry-After says.") },
	{ 500, "internal", N_("Something went wrong"), N_("That is our fault, not yours. We have noted it.") },
	{ 501, "not-implemented", N_("Not implemented"), N_("This method is not known here.") },
	{ 503, "unavailable", N_("Back in a moment"),
	    N_("The service is very busy or being restarted; try again as Retry-After says.") },
};

const struct problem_type *
problem_types(size_t *count)
{
	*count = COUNT(types);
	return types;
}

const struct problem_type *
problem_find(struct str code)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (str_eq_z(code, types[i].code))
			return &types[i];
	return NULL;
}

/* A status without a type of its own is told as the general one of its class. */
const struct problem_type *
problem_of_status(int status)
{
	const struct problem_type *t = status < 500 ? &types[0] : problem_find(STR("internal"));

	for (size_t i = 0; i < COUNT(types); i++)
		if (types[i].status == status)
			t = &types[i];
	return t;
}

static void
add_member(struct buf *b, const char *name, struct str value)
{
	buf_printf(b, ",\"%s\":\"", name);
	escape_json(b, value);
	buf_char(b, '"');
}

/* A JSON pointer (RFC 6901) as a URI fragment: "variants/0/price" -> "#/variants/0/price". */
static struct str
pointer(struct arena *a, struct str name)
{
	bool dotted = str_find(name, '/') == name.len; /* forms name members with dots */
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	buf_z(&b, name.len ? "#/" : "#");
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		if (c == '/' || (dotted && c == '.'))
			buf_char(&b, '/');
		else
			escape_url_part(&b, str_n(&name.ptr[i], 1));
	}
	return buf_view(&b);
}

static void
add_errors(struct req *r, struct buf *b, int status)
{
	buf_lit(b, ",\"errors\":[");
	for (size_t i = 0; i < r->errors.count; i++) {
		const struct field_error *e = &r->errors.items[i];
		struct str text = i18n_field(r->app->i18n, r->locale, r->arena, e);
		buf_z(b, i ? ",{\"detail\":\"" : "{\"detail\":\"");
		escape_json(b, text);
		buf_char(b, '"');
		if (status == 400)
			add_member(b, "parameter", e->name);
		else
			add_member(b, "pointer", pointer(r->arena, e->name));
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

enum err
problem_reply_with(struct req *r, int status, const char *detail, struct str members)
{
	const struct problem_type *t = problem_of_status(status);
	struct buf *b = &r->resp.buf;
	struct str uri = req_url(r, str_printf(r->arena, "/problems/%s", t->code));

	buf_clear(b);
	buf_lit(b, "{\"type\":\"");
	escape_json(b, uri);
	buf_char(b, '"');
	add_member(b, "title", str_of(t->title));
	buf_printf(b, ",\"status\":%d", status);
	add_member(b, "detail", str_of(detail ? detail : t->detail));
	add_member(b, "instance", str_printf(r->arena, "urn:request:%.*s", STR_ARG(r->request_id)));
	if (r->errors.count && (status == 400 || status == 422))
		add_errors(r, b, status);
	buf_str(b, members);
	buf_lit(b, "}\n");
	resp_header(r, "Cache-Control", STR("no-store"));
	if (status == 429 || status == 503)
		resp_header(r, "Retry-After", STR("5"));
	r->resp.etag = STR_ABSENT;
	return resp_text(r, status, "application/problem+json", buf_view(b));
}

enum err
problem_reply(struct req *r, int status, const char *detail)
{
	return problem_reply_with(r, status, detail, STR_ABSENT);
}
