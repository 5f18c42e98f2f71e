/* main.c - the inventory module, and what its handlers share.  See inventory.h. */
#include "fcgi/inventory/inventory.h"
#include "fcgi/common/guard.h"
#include "fcgi/common/page.h"
#include "lib/base/escape.h"
#include "lib/web/form.h"
#include "lib/web/i18n.h"
#include "lib/web/pool.h"

#define NO_LIMIT ((struct opt_i64){ 0 })

static const struct tmpl_def templates[] = { FRAME_TEMPLATES };
static const struct route_table *const tables[] = { &inventory_warehouse_api, &inventory_stock_api, &inventory_change_api, &inventory_transfer_api };

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

/* A cursor is good for the list that gave it alone. */
enum err
inventory_cursor_read(struct req *r, struct str cursor, int64_t *id)
{
	struct str text, path;

	*id = 0;
	if (str_is_empty(cursor))
		return OK;
	if (!req_cursor_read(r, cursor, &text) && str_split(&text, ' ', &path) && str_eq(path, r->path) && !str_to_i64(text, 1, INT64_MAX, id))
		return OK;
	return inventory_refuse(r, "cursor", N_("Use next_cursor of the page before, unchanged."));
}

enum err
inventory_cursor_write(struct req *r, int64_t id, const struct shape *args_shape, const void *args, struct str *cursor_of_args, struct str *out)
{
	struct buf b;
	enum err err = req_cursor_write(r, str_printf(r->arena, "%.*s %lld", STR_ARG(r->path), (long long)id), out);

	if (err)
		return err;
	*cursor_of_args = *out;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_char(&b, '<');
	buf_str(&b, req_url(r, r->path));
	buf_char(&b, '?');
	form_write(&b, args_shape, args);
	buf_lit(&b, ">; rel=\"next\"");
	resp_header(r, "Link", str_dup(r->arena, buf_view(&b)));
	return OK;
}

void
inventory_private(struct req *r)
{
	resp_header(r, "Cache-Control", STR("private, no-cache"));
}

int
main(int argc, char **argv)
{
	static const struct module inventory = { .name = "inventory", .tables = tables, .table_count = COUNT(tables), .templates = templates,
		.template_count = COUNT(templates), .guard = &frame_guard, .error_page = frame_error_page };

	return pool_main(&inventory, argc, argv);
}
