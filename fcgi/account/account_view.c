/* account_view.c - the account's pages as templates see them.  See account_view.h. */
#include "fcgi/account/account.h"
#include "lib/web/i18n.h"

/* ---- what was done ---- */

static const struct {
	const char *code, *text;
} done_texts[] = {
	{ "confirmed", N_("Your e-mail address is confirmed. You can log in now.") },
	{ "reset", N_("Your new password is set, and all devices were logged out. Log in with it now.") },
	{ "app-removed", N_("Access has ended. The app can do nothing more with your account.") },
	{ "logout", N_("You are logged out.") },
	{ "profile", N_("Your details are saved.") },
	{ "email-sent", N_("We have sent a link to the new address. Your e-mail address changes when you open it.") },
	{ "email", N_("Your e-mail address is changed. Log in with the new one.") },
	{ "password", N_("Your password is changed, and all other devices were logged out.") },
	{ "address-added", N_("The address is saved.") },
	{ "address-removed", N_("The address is deleted.") },
	{ "address", N_("Your changes to the address are saved.") },
	{ "notifications", N_("Your choices are saved.") },
	{ "consent", N_("Your choice is saved.") },
	{ "session", N_("That device is logged out.") },
	{ "sessions", N_("All other devices are logged out.") },
	{ "export", N_("We are putting your data together. You get a mail as soon as the archive is ready.") },
	{ "erase", N_("Your account will be deleted in 14 days. Until then you can take it back here.") },
	{ "connected", N_("The account is connected. You can log in with it now.") },
	{ "disconnected", N_("The account is disconnected.") },
	{ "revoked", N_("Your request is taken back.") },
};

struct str
done_text(const struct req *r, struct str code)
{
	for (size_t i = 0; i < COUNT(done_texts); i++)
		if (str_eq_z(code, done_texts[i].code))
			return form_text(r, done_texts[i].text);
	return STR_ABSENT;
}

enum err
account_view_fill(struct req *r, struct account_view *v, enum area here, const char *heading, const char *lead)
{
	const struct account_args *args = r->args;
	enum err err;

	shape_init(&account_view_shape, v);
	v->page = arena_new_of(r->arena, struct page_view);
	v->heading = form_text(r, heading);
	err = account_frame(r, here, v->heading, v->page);
	if (err)
		return err;
	if (lead)
		v->lead = form_text(r, lead);
	if (args && r->method != POST && r->route->query == &account_args_shape)
		v->notice = done_text(r, args->done);
	return OK;
}

void
account_view_link(struct req *r, struct account_view *v, const char *label, const char *path)
{
	struct link_view *old = v->links.items, *links = arena_array(r->arena, struct link_view, v->links.count + 1);

	for (size_t i = 0; i < v->links.count; i++)
		links[i] = old[i];
	links[v->links.count] = (struct link_view){ .name = form_text(r, label), .url = account_url(r, path) };
	v->links = (struct list){ links, v->links.count + 1 };
}

/* ---- texts for people ---- */

struct str
device_label(struct req *r, struct str agent)
{
	/* The first that fits: the names that others also carry stand last. */
	static const struct {
		const char *mark, *name;
	} browsers[] = { { "Edg/", "Edge" }, { "OPR/", "Opera" }, { "SamsungBrowser/", "Samsung Internet" },
		{ "Firefox/", "Firefox" }, { "FxiOS/", "Firefox" }, { "CriOS/", "Chrome" }, { "Chrome/", "Chrome" },
		{ "Safari/", "Safari" }, { "curl/", "curl" } },
	  systems[] = { { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Android", "Android" }, { "Windows", "Windows" },
		  { "CrOS", "ChromeOS" }, { "Mac OS X", "macOS" }, { "Linux", "Linux" } };
	const char *browser = NULL, *system = NULL;

	for (size_t i = 0; !browser && i < COUNT(browsers); i++)
		if (str_contains(agent, str_of(browsers[i].mark)))
			browser = browsers[i].name;
	for (size_t i = 0; !system && i < COUNT(systems); i++)
		if (str_contains(agent, str_of(systems[i].mark)))
			system = systems[i].name;
	if (browser && system)
		return str_printf(r->arena, "%s · %s", browser, system);
	if (browser || system)
		return str_of(browser ? browser : system);
	return form_text(r, N_("Unknown browser"));
}

void
time_ago(struct time t, struct session_view *v)
{
	int64_t minutes = time_is_absent(t) ? 0 : (clock_now().us - t.us) / US_PER_S / 60;

	if (minutes >= 24 * 60)
		v->days = minutes / (24 * 60);
	else if (minutes >= 60)
		v->hours = minutes / 60;
	else if (minutes > 0)
		v->minutes = minutes;
	else
		v->now = true;
}

enum err
address_view_fill(struct req *r, struct address_view *v, const struct address *a)
{
	struct str home = STR_ABSENT;

	v->id = a->public_id;
	v->name = a->recipient;
	v->is_delivery = a->is_delivery;
	v->is_billing = a->is_billing;
	v->edit_url = account_url(r, arena_printf(r->arena, "/account/addresses/%.*s", STR_ARG(a->public_id)));
	v->remove_url = account_url(r, arena_printf(r->arena, "/account/addresses/%.*s/remove", STR_ARG(a->public_id)));
	return address_lines(r->arena, a, req_locale(r), home, &v->lines);
}
