/* account_frame.c - the navigation of a customer's own pages.  See account_frame.h. */
#include "fcgi/common/account_frame.h"
#include "fcgi/common/form_view.h"

static const struct {
	enum area area;
	const char *group; /* msgid: starts one */
	const char *label, *path;
} places[] = {
	{ AREA_OVERVIEW, N_("My account"), N_("Overview"), "/account" },
	{ AREA_ORDERS, NULL, N_("Orders"), "/account/orders" },
	{ AREA_PROFILE, NULL, N_("Personal details"), "/account/profile" },
	{ AREA_ADDRESSES, NULL, N_("Addresses"), "/account/addresses" },
	{ AREA_EMAIL, N_("Login and security"), N_("E-mail address"), "/account/email" },
	{ AREA_PASSWORD, NULL, N_("Password"), "/account/password" },
	{ AREA_SECURITY, NULL, N_("Two-step login and passkeys"), "/account/security" },
	{ AREA_IDENTITIES, NULL, N_("Connected accounts"), "/account/identities" },
	{ AREA_APPS, NULL, N_("Connected apps"), "/account/apps" },
	{ AREA_SESSIONS, NULL, N_("Where you are logged in"), "/account/sessions" },
	{ AREA_NOTIFICATIONS, N_("Your choices"), N_("Notifications"), "/account/notifications" },
	{ AREA_CONSENTS, NULL, N_("Consents"), "/account/consents" },
	{ AREA_PRIVACY, NULL, N_("Your data"), "/account/privacy" },
};

static void
fill_side(struct req *r, struct page_view *page, enum area here)
{
	struct view_list groups = { 0 }, links = { 0 };
	struct side_group_view *group = NULL;

	for (size_t i = 0; i < COUNT(places); i++) {
		struct link_view *link;
		if (places[i].group) {
			group = view_push(r, &groups, sizeof(*group));
			group->name = form_text(r, places[i].group);
			links = (struct view_list){ 0 };
		}
		link = view_push(r, &links, sizeof(*link));
		link->name = form_text(r, places[i].label);
		link->url = url_of(r, places[i].path, STR_ABSENT);
		link->current = places[i].area == here;
		if (group) /* the first place starts one */
			group->links = links.list;
	}
	page->side = groups.list;
	if (here != AREA_OVERVIEW)
		page->side_home = url_of(r, "/account", STR_ABSENT);
}

enum err
account_frame(struct req *r, enum area here, struct str title, struct page_view *page)
{
	struct list nav = { 0 };
	enum err err = page_view_fill(r, page, &nav, 0);

	if (err)
		return err;
	page->noindex = true;
	page->title = title;
	if (here != AREA_NONE)
		fill_side(r, page, here);
	return OK;
}
