/* authorize_view.c - the consent page: which program, what it may do in words, whose account. */
#include "fcgi/common/rights.h"
#include "fcgi/oauth/oauth.h"
#include "lib/web/csrf.h"
#include "lib/web/i18n.h"

static const struct shape_field hidden_fields[] = {
	SHAPE_STR(struct hidden_view, name, 0, 50),
	SHAPE_STR(struct hidden_view, value, 0, 4000),
};
static const struct shape hidden_view_shape = SHAPE(struct hidden_view, hidden_fields, "A hidden field.");

static const struct shape_field view_fields[] = {
	SHAPE_STRUCT(struct authorize_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct authorize_view, client, 0, 100),
	SHAPE_STR(struct authorize_view, host, 0, 1000),
	SHAPE_STR(struct authorize_view, email, 0, 254),
	SHAPE_LIST(struct authorize_view, rights, &right_view_shape, PERM__COUNT),
	SHAPE_LIST(struct authorize_view, fields, &hidden_view_shape, 20),
	SHAPE_STR(struct authorize_view, action, 0, 100),
	SHAPE_STR(struct authorize_view, days, 0, 20),
};
const struct shape authorize_view_shape = SHAPE(struct authorize_view, view_fields, "The consent page.");

static const struct shape_field refused_fields[] = {
	SHAPE_STRUCT(struct refused_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct refused_view, text, 0, 500),
	SHAPE_STR(struct refused_view, request_id, 0, 64),
};
const struct shape refused_view_shape =
    SHAPE(struct refused_view, refused_fields, "A request for consent that is not right.");

static struct str
text(const struct req *r, const char *msgid)
{
	return i18n_text(r->app->i18n, r->locale, msgid);
}

/* "https://app.example/back?x" -> "app.example"; "com.example.app:/back" -> "com.example.app". */
static struct str
host_of(struct str uri)
{
	struct str scheme = str_cut(uri, str_find(uri, ':')), rest = str_skip(uri, scheme.len);

	if (!str_starts(rest, STR("://")))
		return scheme;
	rest = str_skip(rest, 3);
	return str_cut(rest, MIN(str_find(rest, '/'), str_find(rest, '?')));
}

static struct list
request_again(struct req *r, const struct authorize_args *args)
{
	const struct shape *s = &authorize_args_shape;
	struct view_list fields = { 0 };

	for (size_t i = 0; i < s->count; i++) {
		const struct str *value = shape_at(&s->fields[i], args);
		struct hidden_view *v;
		if (!value->ptr)
			continue;
		v = view_push(r, &fields, sizeof(*v));
		*v = (struct hidden_view){ str_of(s->fields[i].name), *value };
	}
	return fields.list;
}

/* Browsers hold the way that a form's reply sends them on against form-action, so the client's address has to be in it.
 * */
static void
allow_way_back(struct req *r, struct str uri)
{
	struct str scheme = str_cut(uri, str_find(uri, ':'));
	struct str way = str_eq(scheme, STR("http")) ? str_printf(r->arena, " http://%.*s", STR_ARG(host_of(uri)))
	    : str_eq(scheme, STR("https")) ? STR("") : str_printf(r->arena, " %.*s:", STR_ARG(scheme));

	resp_header(r, "Content-Security-Policy",
	    str_printf(r->arena,
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self' https:%.*s;"
		" frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'",
		STR_ARG(way)));
}

enum err
authorize_show(struct req *r, const struct oauth_client *client, const struct authorize_args *args, uint64_t scope)
{
	struct list nav = { 0 };
	struct page_view page;
	struct authorize_view v = { .page = &page,
		.client = client->name,
		.host = host_of(args->redirect_uri),
		.email = r->who.email,
		.rights = rights_of(r, scope),
		.fields = request_again(r, args),
		.action = str_printf(r->arena, "%.*s/oauth/authorize", STR_ARG(req_base(r))),
		.days = str_printf(r->arena, "%d", (int)(OAUTH_GRANT_S / 86400)) };
	enum err err = page_view_fill(r, &page, &nav, 0);

	if (err)
		return err;
	page.noindex = true;
	page.title = text(r, N_("Allow access"));
	page.csrf = csrf_token(r);
	allow_way_back(r, args->redirect_uri);
	resp_header(r, "Referrer-Policy", STR("no-referrer"));
	return resp_page(r, tmpl_get(r->app->templates, T_AUTHORIZE), &v);
}

enum err
authorize_refused(struct req *r, const char *msgid)
{
	struct list nav = { 0 };
	struct page_view page;
	struct refused_view v = { .page = &page, .text = text(r, msgid), .request_id = r->request_id };
	enum err err = page_view_fill(r, &page, &nav, 0);

	if (err)
		return err;
	page.noindex = true;
	page.title = text(r, N_("This link does not work"));
	resp_header(r, "Cache-Control", STR("no-store"));
	resp_header(r, "Referrer-Policy", STR("no-referrer"));
	return resp_page_status(r, 400, tmpl_get(r->app->templates, T_REFUSED), &v);
}
