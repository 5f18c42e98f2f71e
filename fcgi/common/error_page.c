/* error_page.c - one error page for all modules.  See page.h. */
#include "fcgi/common/page.h"
#include "lib/web/i18n.h"

static const struct shape_field error_fields[] = {
	SHAPE_STRUCT(struct error_view, page, struct page_view, &page_view_shape),
	SHAPE_I32(struct error_view, status, 100, 599),
	SHAPE_STR(struct error_view, heading, 0, 200),
	SHAPE_STR(struct error_view, text, 0, 500),
	SHAPE_STR(struct error_view, request_id, 0, 64),
	SHAPE_BOOL(struct error_view, not_found),
	SHAPE_LIST(struct error_view, departments, &nav_view_shape, 100),
};
const struct shape error_view_shape = SHAPE(struct error_view, error_fields, "An error page.");

static const struct {
	int status;
	const char *heading, *text;
} errors[] = {
	{ 400, N_("We could not read this address"),
	    N_("Something in it is not as we expect. Start from the home page or search.") },
	{ 403, N_("This is not open to you"), N_("Your account may not do this.") },
	{ 404, N_("We could not find this page"), N_("It may have moved, or the address has a typing mistake.") },
	{ 405, N_("That is not possible here"), N_("Go back and use the buttons on the page.") },
	{ 410, N_("This product is no longer available"), N_("It was removed from our range for good.") },
	{ 413, N_("That was too large"), N_("Send less at once.") },
	{ 503, N_("We are busy right now"), N_("Please try again in a moment. Nothing is lost.") },
	{ 500, N_("Something went wrong on our side"), N_("We have noted it. Please try again in a moment.") },
};

static const char forged_heading[] = N_("This form came from another page"),
		  forged_text[] = N_("Go back, load the page again and try once more.");

enum err
frame_error_page(struct req *r, int status)
{
	struct error_view v;
	struct page_view page;
	struct list nav = { 0 };
	size_t at = 0;

	while (at + 1 < COUNT(errors) && errors[at].status != status)
		at++;
	shape_init(&error_view_shape, &v);
	/* Without the database the frame has no navigation, and that is all. */
	if (status >= 500 || page_view_fill(r, &page, &nav, 0)) {
		static struct nav_category none;
		nav = (struct list){ &none, 0 };
		if (page_view_fill(r, &page, &nav, 0))
			return ERR_INTERNAL;
	}
	page.noindex = true;
	page.title = v.heading = i18n_text(r->app->i18n, r->locale, r->forged ? forged_heading : errors[at].heading);
	v.text = i18n_text(r->app->i18n, r->locale, r->forged ? forged_text : errors[at].text);
	v.page = &page;
	v.status = status;
	v.request_id = r->request_id;
	v.not_found = status == 404 || status == 410;
	v.departments = page.nav;
	return resp_page_status(r, status, tmpl_get(r->app->templates, FRAME_T_ERROR), &v);
}

struct str
safe_return(struct str path)
{
	bool ours = path.len && path.ptr[0] == '/' && !(path.len > 1 && (path.ptr[1] == '/' || path.ptr[1] == '\\'));

	for (size_t i = 0; ours && i < path.len; i++)
		ours = (unsigned char)path.ptr[i] > ' ' && path.ptr[i] != '\\' && (unsigned char)path.ptr[i] < 0x7F;
	return ours ? path : STR("/");
}
