/* price_list_csv.c - the prices of a list, from and to CSV.  Writes price_list_price.  See price_list.h. */
#include "lib/base/csv.h"
#include "lib/shop/names.h"
#include "lib/shop/price_list_parts.h"

#include <stdlib.h>

#define PROBLEMS_MAX 100
#define ROWS_MAX 1000000

enum { PRICES, FIND, CLEAR, PUT };

static const struct shape_field row_fields[] = {
	SHAPE_STR(struct price_list_row, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct price_list_row, title, 0, 500, .doc = "product"),
	SHAPE_STR(struct price_list_row, variant, 1, 40, .doc = "variant"),
	SHAPE_I64(struct price_list_row, min_quantity, 1, INT64_MAX, .doc = "from so many pieces on"),
	SHAPE_I64(struct price_list_row, amount, 0, INT64_MAX, .doc = "minor units"),
	SHAPE_OPT(struct price_list_row, usual, 0, INT64_MAX, .doc = "usual price"),
};
const struct shape price_list_row_shape = SHAPE(struct price_list_row, row_fields, "A price of a list.");

static const struct db_query queries[] = {
	[PRICES] = { "price_list_prices", "ii", &price_list_row_shape,
	    "SELECT v.sku, (SELECT t.title FROM product_text t WHERE t.product_id = v.product_id ORDER BY t.locale = 'en' DESC, t.locale LIMIT 1) AS title,"
	    " v.public_id AS variant, lp.min_quantity, lp.amount, r.amount AS `usual` FROM price_list_price lp JOIN price_list l ON l.id = lp.price_list_id"
	    " JOIN variant v ON v.id = lp.variant_id LEFT JOIN price r ON r.variant_id = v.id AND r.currency = l.currency"
	    " WHERE lp.price_list_id = ? ORDER BY v.sku, v.id, lp.min_quantity LIMIT ?" },
	/* `number`: how many variants have the SKU; one that is not unique says nothing. */
	[FIND] = { "price_list_find", "s", &name_row_shape,
	    "SELECT j.name, MIN(v.id) AS id, COUNT(*) AS number, NULL AS also"
	    " FROM JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j"
	    " STRAIGHT_JOIN variant v ON v.sku = j.name GROUP BY j.name" },
	[CLEAR] = { "price_list_clear", "i", NULL, "DELETE FROM price_list_price WHERE price_list_id = ?" },
	[PUT] = { "price_list_put", "iiii", NULL,
	    "INSERT INTO price_list_price (price_list_id, variant_id, min_quantity, amount) VALUES (?, ?, ?, ?)" },
};
const struct db_module price_list_csv_sql = { "price_list_csv", queries, COUNT(queries) };

struct line {
	int64_t number, min_quantity, amount;
	struct str sku;
};
struct reading {
	const struct price_env *e;
	struct price_list list;
	struct price_list_import *out;
	struct line *lines;
	size_t count, room, problem_room;
	bool has_header;
	int sku, quantity, price;      /* columns; -1: none */
	struct names skus;
};

enum err
price_list_prices(struct db *db, struct arena *a, int64_t list_id, size_t limit, struct list *out)
{
	const struct db_arg args[] = { db_i64(list_id), db_i64((int64_t)limit) };

	return db_rows(db, &queries[PRICES], args, COUNT(args), a, limit, out);
}

/* ---- reading ---- */

static void
complain(struct reading *r, int64_t line, const char *why, struct str what)
{
	struct list *p = &r->out->problems;
	struct str *grown;

	if (p->count >= PROBLEMS_MAX)
		return;
	grown = arena_array(r->e->arena, struct str, p->count + 1);
	if (p->count)
		memcpy(grown, p->items, p->count * sizeof(*grown));
	grown[p->count] =
	    str_printf(r->e->arena, "line %lld: %s%s%.*s", (long long)line, why, what.len ? ": " : "", STR_ARG(what));
	*p = (struct list){ grown, p->count + 1 };
}

static void
header(struct reading *r, const struct csv_record *rec)
{
	r->sku = r->quantity = r->price = -1;
	for (size_t i = 0; i < rec->count; i++) {
		struct str name = str_lower(r->e->arena, str_trim(rec->cells[i]));
		if (str_eq(name, STR("sku")))
			r->sku = (int)i;
		else if (str_eq(name, STR("min_quantity")) || str_eq(name, STR("quantity")))
			r->quantity = (int)i;
		else if (str_eq(name, STR("price")))
			r->price = (int)i;
	}
	if (r->sku < 0 || r->price < 0)
		complain(r, rec->line, "the first line must name the columns sku, min_quantity, price", STR_ABSENT);
	r->has_header = true;
}

static struct str
cell(const struct csv_record *rec, int i)
{
	return i >= 0 && (size_t)i < rec->count ? str_trim(csv_unguard(rec->cells[i])) : STR("");
}

static enum err
record(const struct csv_record *rec, void *payload)
{
	struct reading *r = payload;
	struct line line = { .number = rec->line, .min_quantity = 1 };
	struct str quantity;
	struct money m;

	if (!r->has_header) {
		header(r, rec);
		return OK;
	}
	if (r->sku < 0 || r->price < 0)
		return OK;
	line.sku = str_dup(r->e->arena, cell(rec, r->sku));
	quantity = cell(rec, r->quantity);
	if (!line.sku.len)
		complain(r, rec->line, "no SKU", STR_ABSENT);
	if (quantity.len && str_to_i64(quantity, 1, 1000000, &line.min_quantity))
		complain(r, rec->line, "not a number of pieces", quantity);
	if (money_parse(cell(rec, r->price), str_z(r->e->arena, r->list.currency), &m) || m.minor < 0)
		complain(r, rec->line, "not a price", cell(rec, r->price));
	else
		line.amount = m.minor;
	err_clear();
	if (r->count == ROWS_MAX)
		return err_fail(ERR_LIMIT, "more than %d prices", ROWS_MAX);
	if (r->count == r->room) {
		struct line *grown = arena_array(r->e->arena, struct line, r->room ? r->room * 2 : 256);
		if (r->count)
			memcpy(grown, r->lines, r->count * sizeof(*grown));
		r->lines = grown;
		r->room = r->room ? r->room * 2 : 256;
	}
	r->lines[r->count++] = line;
	names_add(&r->skus, line.sku);
	return OK;
}

static enum err
parse(struct reading *r, struct str csv)
{
	struct csv_reader *reader = csv_reader_new(',', record, r);
	enum err err = csv_feed(reader, csv.ptr, csv.len);

	if (!err)
		err = csv_end(reader);
	if (err == ERR_INVALID) {
		int64_t line, offset;
		csv_place(reader, &line, &offset);
		complain(r, line, "cannot be read", str_of(err_detail()));
		err_clear();
		err = OK;
	}
	csv_reader_free(reader);
	return err;
}

static int
by_key(const void *a, const void *b)
{
	const struct db_arg *x = a, *y = b;

	for (size_t i = 1; i < 3; i++)
		if (x[i].i64 != y[i].i64)
			return x[i].i64 < y[i].i64 ? -1 : 1;
	return 0;
}

static enum err
store(struct db *db, void *payload)
{
	struct reading *r = payload;
	const struct db_arg list = db_i64(r->list.id);
	struct db_arg *rows = arena_array(r->e->arena, struct db_arg, r->count * 4);
	struct db_done done;
	enum err err;

	if ((err = price_list_queue(db, r->list.public_id)) || (err = db_exec(db, &queries[CLEAR], &list, 1, &done)))
		return err;
	for (size_t i = 0; i < r->count; i++) {
		rows[4 * i] = list;
		rows[4 * i + 1] = db_i64(names_find(&r->skus, r->lines[i].sku)->id);
		rows[4 * i + 2] = db_i64(r->lines[i].min_quantity);
		rows[4 * i + 3] = db_i64(r->lines[i].amount);
	}
	qsort(rows, r->count, 4 * sizeof(*rows), by_key);
	if ((err = db_bulk(db, &queries[PUT], rows, 4, r->count, NULL)) ||
	    (err = price_list_queue(db, r->list.public_id)))
		return err;
	r->out->stored = (int64_t)r->count;
	r->out->removed = done.affected;
	return price_list_tell(r->e, r->list.public_id, "prices changed");
}

static void
check_skus(struct reading *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct name *n = names_find(&r->skus, r->lines[i].sku);
		if (!n->id)
			complain(r, r->lines[i].number, "no variant has this SKU", n->text);
		else if (n->number > 1)
			complain(r, r->lines[i].number, "several variants have this SKU", n->text);
	}
}

enum err
price_list_import(const struct price_env *e, struct str public_id, struct str csv, struct price_list_import *out)
{
	struct reading r = { .e = e, .out = out, .sku = -1, .price = -1 };
	enum err err = price_list_get(e->db, e->arena, public_id, &r.list);

	*out = (struct price_list_import){ 0 };
	names_init(&r.skus, e->arena);
	if (err || (err = parse(&r, csv)) || (err = names_lookup(&r.skus, e->db, &queries[FIND])))
		return err;
	if (!r.has_header)
		complain(&r, 1, "the file is empty", STR_ABSENT);
	check_skus(&r);
	if (out->problems.count)
		return ERR_INVALID;
	err = db_transaction(e->db, store, &r);
	if (err == ERR_CONFLICT)
		complain(&r, 1, "a SKU stands there twice with the same number of pieces", STR_ABSENT);
	return err == ERR_CONFLICT ? ERR_INVALID : err;
}

/* ---- writing ---- */

enum err
price_list_export(struct db *db, struct arena *a, const struct price_list *l, struct buf *out)
{
	const struct price_list_row *rows;
	struct list all;
	enum err err = price_list_prices(db, a, l->id, ROWS_MAX, &all);

	if (err)
		return err;
	rows = all.items;
	buf_lit(out, "sku,min_quantity,price\n");
	for (size_t i = 0; i < all.count; i++) {
		struct buf amount;
		struct str cells[3] = { rows[i].sku, str_printf(a, "%lld", (long long)rows[i].min_quantity) };
		buf_in_arena(&amount, a, BUF_LINE);
		money_decimal(&amount, money_of(rows[i].amount, str_z(a, l->currency)));
		cells[2] = buf_view(&amount);
		csv_write(out, cells, COUNT(cells), true);
	}
	return out->failed ? err_fail(ERR_LIMIT, "too many prices for one file") : OK;
}
