/* coupon_pages.c - codes of a promotion: one, or many that cannot be guessed; all of them as CSV. */
#include "fcgi/admin/prices.h"
#include "lib/web/once.h"

static enum err form_page(struct req *r), form_post(struct req *r), on_post(struct req *r), off_post(struct req *r),
    csv_page(struct req *r);

struct code_form {
	struct str code, use_limit, prefix, count;
};
static const struct shape_field code_fields[] = {
	SHAPE_STR(struct code_form, code, 0, 64, .doc = "one code"),
	SHAPE_STR(struct code_form, use_limit, 0, 12, .doc = "orders"),
	SHAPE_STR(struct code_form, prefix, 0, 40, .doc = "beginning of many codes"),
	SHAPE_STR(struct code_form, count, 0, 10, .doc = "how many"),
};
static const struct shape code_shape = SHAPE(struct code_form, code_fields, "Codes to make.");
struct switch_form {
	int64_t coupon;
};
static const struct shape_field switch_fields[] = { SHAPE_I64(
    struct switch_form, coupon, 1, INT64_MAX, .flags = SHAPE_REQUIRED, .doc = "code") };
static const struct shape switch_shape = SHAPE(struct switch_form, switch_fields, "A code to switch.");

#define WRITE ACCESS_OFFICE, PERM_PRICE_WRITE
#define CODES PRICES_PATH "/promotions/{id}/codes"
static const struct route routes[] = {
	{ GET, CODES, form_page, WRITE, .sql = { 0, 6 }, .doc = "Codes of a promotion are made" },
	{ POST, CODES, form_post, WRITE, .body = &code_shape, .sql = { 0, 40 }, .flags = ROUTE_ONCE },
	{ POST, CODES "/on", on_post, WRITE, .body = &switch_shape, .sql = { 0, 20 } },
	{ POST, CODES "/off", off_post, WRITE, .body = &switch_shape, .sql = { 0, 20 } },
	{ GET, PRICES_PATH "/promotions/{id}/codes.csv", csv_page, ACCESS_OFFICE, PERM_PRICE_READ, .sql = { 0, 6 },
	    .doc = "All codes as CSV" },
};
const struct route_table office_coupon_routes = { routes, COUNT(routes) };

static const struct form_field fields[] = {
	{ "code", N_("Code"), FIELD_TEXT, .autocomplete = "off",
	    .hint = N_("Capitals, blanks and dashes do not matter when it is entered. Or leave it empty, and:") },
	{ "count", N_("How many that cannot be guessed"), FIELD_TEXT, .half = true, .inputmode = "numeric" },
	{ "prefix", N_("Each begins with"), FIELD_TEXT, .half = true, .autocomplete = "off" },
	{ "use_limit", N_("Orders with each"), FIELD_TEXT, .inputmode = "numeric",
	    .hint = N_("1 for codes that are good once; empty: no limit.") },
};

static enum err
form_show(struct req *r, const struct code_form *f)
{
	struct office_page page;
	struct block_view *b;
	struct promotion p;
	enum err err = promotion_get(req_db(r), r->arena, r->params[0], &p);

	if (err || (err = office_begin(r, &page, form_text(r, N_("Add codes")))))
		return err;
	office_crumb(r, &page, N_("Prices"), PRICES_PATH);
	page.lead = p.name;
	b = office_block(r, &page, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &code_shape, f, &r->errors);
	b->form->once = once_key(r);
	b->form->action = office_url(r, PROMOTION_PATH "/codes", p.public_id);
	b->form->submit = form_text(r, N_("Make"));
	b->cancel_url = office_url(r, PROMOTION_PATH, p.public_id);
	return office_reply_status(r, form_status(b->form), &page);
}

static enum err
form_page(struct req *r)
{
	const struct code_form empty = { .code = STR_ABSENT };

	return form_show(r, &empty);
}

static void
complain(struct req *r, const char *name, const char *msgid)
{
	r->errors.arena = r->arena;
	field_error(&r->errors, str_of(name), msgid, (struct opt_i64){ 0 });
	err_clear();
}

static enum err
form_post(struct req *r)
{
	const struct code_form *f = r->form;
	struct price_env e = price_env_of(r);
	struct opt_i64 limit = price_number_read(r, f->use_limit, "use_limit"),
		       count = price_number_read(r, f->count, "count");
	bool many = !str_trim(f->code).len;
	enum err err;

	if (many && !count.set)
		complain(r, "code", N_("Enter a code, or how many are to be made."));
	if (r->errors.count)
		return form_show(r, f);
	err = many ? coupon_generate(&e, r->params[0], f->prefix, count.value, limit)
		   : coupon_add(&e, r->params[0], f->code, limit);
	if (err == ERR_CONFLICT)
		complain(r, "code", N_("This code is taken already."));
	if (err == ERR_INVALID)
		complain(r, many ? "count" : "code",
		    many ? N_("From 1 to 100000 at once.") : N_("A code has letters or digits, at most 64."));
	if (r->errors.count)
		return form_show(r, f);
	return err ? err : office_done(r, office_url(r, PROMOTION_PATH, r->params[0]), "codes-made");
}

static enum err
switch_to(struct req *r, bool on)
{
	const struct switch_form *f = r->form;
	struct price_env e = price_env_of(r);
	enum err err = coupon_set_active(&e, r->params[0], f->coupon, on);

	return err ? err : office_done(r, office_url(r, PROMOTION_PATH, r->params[0]), "saved");
}

static enum err
on_post(struct req *r)
{
	return switch_to(r, true);
}

static enum err
off_post(struct req *r)
{
	return switch_to(r, false);
}

static enum err
csv_page(struct req *r)
{
	struct promotion p;
	struct buf b;
	enum err err = promotion_get(req_db(r), r->arena, r->params[0], &p);

	if (err)
		return err;
	buf_in_arena(&b, r->arena, BUF_REPLY);
	if ((err = coupon_export(req_db(r), p.id, &b)))
		return err;
	resp_header(r, "Content-Disposition", STR("attachment; filename=\"codes.csv\""));
	return resp_text(r, 200, "text/csv; charset=utf-8", buf_view(&b));
}
