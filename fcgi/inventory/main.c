/* main.c - the inventory module, and what its handlers share.  See inventory.h. */
#include "fcgi/inventory/inventory.h"
#include "fcgi/common/guard.h"
#include "fcgi/common/page.h"
#include "lib/base/escape.h"
#include "lib/web/i18n.h"
#include "lib/web/pool.h"

#define NO_LIMIT ((struct opt_i64){ 0 })

static const struct tmpl_def templates[] = { FRAME_TEMPLATES };
static const struct route_table *const tables[] = { &inventory_warehouse_api, &inventory_stock_api,
	&inventory_change_api, &inventory_transfer_api };

struct str
inventory_etag(struct req *r, int64_t version)
{
	return str_printf(r->arena, "\"v%lld\"", (long long)version);
}

/* RFC 9110 13.1.1: strong comparison. */
bool
inventory_matches(struct req *r, int64_t version)
{
	struct str list = req_header(r, "If-Match"), etag = inventory_etag(r, version), one;

	if (str_is_empty(list)) {
		route_error(r, 428, NULL);
		return false;
	}
	while (str_split(&list, ',', &one))
		if (str_eq(str_trim(one), etag) || str_eq_z(str_trim(one), "*"))
			return true;
	route_error(r, 412, NULL);
	return false;
}

enum err
inventory_refuse(struct req *r, const char *name, const char *message)
{
	r->errors.arena = r->arena;
	field_error(&r->errors, str_of(name), message, NO_LIMIT);
	return ERR_INVALID;
}

enum err
inventory_house(struct req *r, const char *name, struct str code, struct warehouse *out)
{
	enum err err = warehouse_get(req_db(r), r->arena, code, out);

	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	return inventory_refuse(r, name, N_("There is no such warehouse."));
}

enum err
inventory_item(struct req *r, struct stock_item *out)
{
	return stock_item(req_db(r), r->arena, r->params[0], req_locale(r), out);
}

void
inventory_private(struct req *r)
{
	resp_header(r, "Cache-Control", STR("private, no-cache"));
}

int
main(int argc, char **argv)
{
	static const struct module inventory = { .name = "inventory",
		.tables = tables,
		.table_count = COUNT(tables),
		.templates = templates,
		.template_count = COUNT(templates),
		.guard = &frame_guard,
		.error_page = frame_error_page };

	return pool_main(&inventory, argc, argv);
}
