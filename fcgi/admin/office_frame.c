/* office_frame.c - the frame of the back office: navigation by permission, languages, the error page.  See office.h. */
#include "fcgi/admin/office.h"
#include "lib/web/problem.h"

static const struct shape_field nav_fields[] = {
	SHAPE_STR(struct office_nav_view, name, 0, 100),
	SHAPE_STR(struct office_nav_view, url, 0, 200),
	SHAPE_STR(struct office_nav_view, legend, 0, 100),
	SHAPE_STR(struct office_nav_view, key, 0, 1),
	SHAPE_BOOL(struct office_nav_view, current),
};
static const struct shape nav_shape = SHAPE(struct office_nav_view, nav_fields, "A part of the back office.");

static const struct shape_field frame_fields[] = {
	SHAPE_STR(struct office_frame, site_name, 0, 200),
	SHAPE_STR(struct office_frame, locale, 0, 12),
	SHAPE_STR(struct office_frame, base, 0, 13),
	SHAPE_STR(struct office_frame, title, 0, 500),
	SHAPE_STR(struct office_frame, csrf, 0, 200),
	SHAPE_STR(struct office_frame, q, 0, 200),
	SHAPE_STR(struct office_frame, who, 0, 255),
	SHAPE_STR(struct office_frame, email, 0, 254),
	SHAPE_BOOL(struct office_frame, logged_in),
	SHAPE_BOOL(struct office_frame, may_search),
	SHAPE_LIST(struct office_frame, nav, &nav_shape, 50),
	SHAPE_LIST(struct office_frame, locales, &link_view_shape, 50),
};
const struct shape office_frame_shape = SHAPE(struct office_frame, frame_fields, "The frame of the back office.");

/* Shown to whoever has the permission; what belongs together under one heading. */
static const struct {
	const char *group, *path, *name, *key;
	enum permission permission;
} parts[] = {
	{ "", "/admin", N_("Overview"), "o", PERM_NONE },
	{ N_("Selling"), "/admin/orders", N_("Orders"), "d", PERM_ORDER_READ },
	{ N_("Selling"), "/admin/packing", N_("Packing"), "k", PERM_SHIPMENT_READ },
	{ N_("Selling"), "/admin/payments", N_("Payments"), "b", PERM_PAYMENT_READ },
	{ N_("Selling"), "/admin/customers", N_("Customers"), "c", PERM_CUSTOMER_READ },
	{ N_("Goods"), "/admin/stock", N_("Stock"), "t", PERM_STOCK_READ },
	{ N_("Goods"), "/admin/prices", N_("Prices"), "e", PERM_PRICE_READ },
	{ N_("Goods"), "/admin/delivery", N_("Delivery"), "v", PERM_SHIPPING_WRITE },
	{ N_("Team"), "/admin/staff", N_("Staff"), "s", PERM_STAFF_READ },
	{ N_("Team"), "/admin/roles", N_("Roles"), "r", PERM_STAFF_READ },
	{ N_("System"), "/admin/integrations", N_("Integrations"), "i", PERM_CLIENT_READ },
	{ N_("System"), "/admin/providers", N_("Login providers"), "l", PERM_PROVIDER_WRITE },
	{ N_("System"), "/admin/mail", N_("Mail and events"), "m", PERM_MAIL_READ },
	{ N_("System"), "/admin/privacy", N_("Privacy"), "p", PERM_CUSTOMER_ERASE },
	{ N_("System"), "/admin/audit", N_("Audit log"), "a", PERM_AUDIT_READ },
	{ N_("You"), "/admin/account", N_("My account"), "y", PERM_NONE },
};

bool
office_may(const struct req *r, enum permission p)
{
	return identity_may(&r->who, p);
}

static bool
is_within(struct str path, const char *part)
{
	struct str p = str_of(part);

	return str_eq(path, p) || (p.len > strlen("/admin") && str_starts(path, p) && path.ptr[p.len] == '/');
}

static void
fill_nav(struct req *r, struct office_frame *f)
{
	struct office_nav_view *nav = arena_array(r->arena, struct office_nav_view, COUNT(parts));
	const char *group = "";
	size_t n = 0;

	for (size_t i = 0; i < COUNT(parts); i++) {
		if (!office_may(r, parts[i].permission))
			continue;
		nav[n].legend = strcmp(group, parts[i].group) == 0 ? STR_ABSENT : form_text(r, parts[i].group);
		group = parts[i].group;
		nav[n].name = form_text(r, parts[i].name);
		nav[n].url = str_printf(r->arena, "%.*s%s", STR_ARG(f->base), parts[i].path);
		nav[n].key = str_of(parts[i].key);
		nav[n++].current = is_within(r->path, parts[i].path) ||
		    (is_within(r->path, "/admin/security") && parts[i].key[0] == 'y') ||
		    (is_within(r->path, "/admin/shipments") && parts[i].key[0] == 'k');
	}
	f->nav = (struct list){ nav, n };
}

static void
fill_locales(struct req *r, struct office_frame *f)
{
	size_t n = i18n_count(r->app->i18n);
	struct link_view *links = arena_array(r->arena, struct link_view, n);
	/* What a form was sent to may have no page of its own. */
	struct str path = r->method == GET ? r->path : STR("/admin");

	for (size_t i = 0; i < n; i++) {
		struct str code = i18n_locale(r->app->i18n, (int)i);
		links[i].code = links[i].name = code;
		links[i].current = (int)i == r->locale;
		links[i].url =
		    str_printf(r->arena, "%s%.*s%.*s", i ? "/" : "", i ? (int)code.len : 0, code.ptr, STR_ARG(path));
	}
	f->locales = (struct list){ links, n };
}

enum err
office_frame(struct req *r, struct str title, void **frame)
{
	struct office_frame *f = arena_new_of(r->arena, struct office_frame);

	shape_init(&office_frame_shape, f);
	f->site_name = config_str(r->app->config, "site.name");
	f->locale = req_locale(r);
	f->base = req_base(r);
	f->title = title;
	f->logged_in = r->who.actor == ACTOR_STAFF && r->who.full;
	fill_locales(r, f);
	if (r->who.actor == ACTOR_STAFF) {
		f->csrf = csrf_token(r);
		f->email = r->who.email;
		f->who = str_is_empty(r->who.name) ? r->who.email : r->who.name;
	}
	if (f->logged_in) {
		fill_nav(r, f);
		f->may_search = office_may(r, PERM_CUSTOMER_READ) || office_may(r, PERM_STAFF_READ) ||
		    office_may(r, PERM_ORDER_READ) || office_may(r, PERM_STOCK_READ);
	}
	*frame = f;
	return OK;
}

/* ---- errors ---- */

/* In a German page "your role lacks: see customers" would be half English: the permission's doc is a msgid. */
static struct str
missing_text(struct req *r)
{
	enum permission p = r->route ? r->route->permission : PERM_NONE;

	if (p == PERM_NONE || identity_may(&r->who, p))
		return STR_ABSENT;
	for (size_t i = 0; permission_at(i); i++)
		if (permission_at(i)->permission == p)
			return str_printf(r->arena, "%.*s (%s)", STR_ARG(form_text(r, permission_at(i)->doc)),
			    permission_at(i)->name);
	return STR_ABSENT;
}

enum err
office_error_page(struct req *r, int status)
{
	const struct problem_type *t = problem_of_status(status);
	struct str missing = status == 403 && !r->forged ? missing_text(r) : STR_ABSENT;
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, missing.ptr ? N_("Your roles do not allow this") :
	    r->forged ? N_("This form came from another page") : t->title));

	if (err)
		return err;
	p.lead = form_text(r,
	    missing.ptr     ? N_("The attempt was recorded. Somebody who may give roles can change that.")
		: r->forged ? N_("Go back, load the page again and try once more.")
			    : t->detail);
	b = office_block(r, &p, NULL);
	if (missing.ptr)
		office_fact(r, b, N_("Missing permission"), missing);
	office_fact(r, b, N_("Status"), str_printf(r->arena, "%d", status));
	office_fact(r, b, N_("Reference"), r->request_id)->code = true;
	office_link(r, &b->buttons, N_("To the overview"), office_url(r, "/admin", STR("")));
	office_close(&p);
	return resp_page_status(r, status, tmpl_get(r->app->templates, T_PAGE), &p);
}
