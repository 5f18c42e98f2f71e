/* product.c - the product itself.  Writes tables product, product_text, product_related. */
#include "lib/shop/product.h"
#include "lib/io/crypto.h"
#include "lib/io/json.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/product_parts.h"
#include "lib/shop/slug.h"
#include "lib/shop/stock_import.h"

enum { INSERT, UPDATE, DELETE_TEXTS, PUT_TEXT, DELETE_RELATED, PUT_RELATED, TAKE, SET_STATUS, TOUCH, RENAME, REMOVE };
static const struct db_query queries[] = {
	[INSERT] = { "product_insert", "issiisbttbss", NULL,
	    "INSERT INTO product (id, public_id, slug, product_type_id, brand_id, status, is_listed, published_from, published_until,"
	    " is_gift_card, taxonomy, extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[UPDATE] = { "product_update", "iisbttbssi", NULL,
	    "UPDATE product SET product_type_id = ?, brand_id = ?, status = ?, is_listed = ?, published_from = ?, published_until = ?,"
	    " is_gift_card = ?, taxonomy = ?, extra = ?, version = version + 1, updated_at = CURRENT_TIMESTAMP(6) WHERE id = ?" },
	[DELETE_TEXTS] = { "product_delete_texts", "i", NULL, "DELETE FROM product_text WHERE product_id = ?" },
	[PUT_TEXT] = { "product_put_text", "isssss", NULL,
	    "INSERT INTO product_text (product_id, locale, title, description, seo_title, seo_description) VALUES (?, ?, ?, ?, ?, ?)" },
	[DELETE_RELATED] = { "product_delete_related", "i", NULL,
	    "DELETE FROM product_related WHERE product_id = ? AND kind = 'related'" },
	[PUT_RELATED] = { "product_put_related", "iii", NULL,
	    "INSERT INTO product_related (product_id, related_id, kind, position) VALUES (?, ?, 'related', ?)" },
	[TAKE] = { "product_take", "s", &name_row_shape,
	    "SELECT slug AS name, id FROM product WHERE slug = ? FOR UPDATE" },
	[SET_STATUS] = { "product_set_status", "si", NULL,
	    "UPDATE product SET status = ?, version = version + 1, updated_at = CURRENT_TIMESTAMP(6) WHERE id = ?" },
	[TOUCH] = { "product_touch", "i", NULL,
	    "UPDATE product SET version = version + 1, updated_at = CURRENT_TIMESTAMP(6) WHERE id = ?" },
	[RENAME] = { "product_rename", "si", NULL,
	    "UPDATE product SET slug = ?, version = version + 1, updated_at = CURRENT_TIMESTAMP(6) WHERE id = ?" },
	[REMOVE] = { "product_remove", "i", NULL, "DELETE FROM product WHERE id = ?" },
};
const struct db_module product_sql = { "product", queries, COUNT(queries) };

static const char *const status_names[] = { "draft", "active", "archived" };

/* ---- parts of a batch ---- */

static struct db_arg
id_of(const struct names *names, struct str text)
{
	return text.ptr ? db_i64(names_find(names, text)->id) : db_null('i');
}

static struct db_arg
extra_json(struct arena *a, struct list extra)
{
	const struct str *texts = extra.items; /* a pair is two texts */
	struct buf b;

	if (!extra.count)
		return db_null('s');
	buf_in_arena(&b, a, BUF_REPLY);
	for (size_t i = 0; i < 2 * extra.count; i++) {
		buf_char(&b, i ? ',' : '[');
		json_write_str(&b, texts[i].ptr ? texts[i] : STR(""));
	}
	buf_char(&b, ']');
	return db_str(buf_view(&b));
}

void
product_texts_write(struct plan *plan, const struct parts *p, bool replace)
{
	const struct text_input *t = p->in->texts.items;
	const struct db_arg id = db_i64(p->id);

	if (replace)
		plan_add(plan, PLAN_TEXT_DELETE, &queries[DELETE_TEXTS], &id, 1);
	for (size_t i = 0; i < p->in->texts.count; i++) {
		const struct db_arg row[] = { id, db_str(t[i].locale), db_str(t[i].title), db_str(t[i].description),
			db_str(t[i].seo_title), db_str(t[i].seo_description) };
		plan_add(plan, PLAN_TEXT, &queries[PUT_TEXT], row, COUNT(row));
	}
}

void
product_related_write(struct plan *plan, const struct parts *p, const struct references *refs, bool replace)
{
	const struct str *slugs = p->in->related.items;
	const struct db_arg id = db_i64(p->id);

	if (replace)
		plan_add(plan, PLAN_RELATED_DELETE, &queries[DELETE_RELATED], &id, 1);
	for (size_t i = 0; i < p->in->related.count; i++) {
		const struct db_arg row[] = { id, id_of(&refs->products, slugs[i]), db_i64((int64_t)i) };
		plan_add(plan, PLAN_RELATED, &queries[PUT_RELATED], row, COUNT(row));
	}
}

/* The row itself; a change of any part counts its version up. */
void
product_write(struct plan *plan, const struct parts *p, const struct references *refs, bool is_new)
{
	const struct product_input *in = p->in;
	const struct db_arg id = db_i64(p->id), type = id_of(&refs->types, in->type),
			    brand = id_of(&refs->brands, in->brand);
	const struct db_arg status = db_str(str_of(status_names[in->status])),
			    extra = extra_json(plan->arena, in->extra);

	if (is_new) {
		char *public = arena_alloc(plan->arena, 32);
		public_id(public, "prod");
		const struct db_arg row[] = { id, db_str(str_of(public)), db_str(in->slug), type, brand, status,
			db_bool(in->is_listed), db_time(in->published_from), db_time(in->published_until),
			db_bool(in->is_gift_card), db_str(in->taxonomy), extra };
		plan_add(plan, PLAN_PRODUCT_INSERT, &queries[INSERT], row, COUNT(row));
	} else {
		const struct db_arg row[] = { type, brand, status, db_bool(in->is_listed), db_time(in->published_from),
			db_time(in->published_until), db_bool(in->is_gift_card), db_str(in->taxonomy), extra, id };
		plan_add(plan, PLAN_PRODUCT_UPDATE, &queries[UPDATE], row, COUNT(row));
	}
}

/* ---- single changes ---- */

struct change {
	struct arena *arena;
	struct str slug, to;
	enum product_status status;
	struct money price;
	enum err (*fn)(struct db *db, const struct change *c, int64_t id);
};

static enum err
apply(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct db_arg slug = db_str(c->slug);
	struct name_row row;
	enum err err = db_row(db, &queries[TAKE], &slug, 1, c->arena, &row);

	if (err == ERR_NOT_FOUND)
		return err_fail(err, "there is no product '%.*s'", STR_ARG(c->slug));
	if (err || (err = c->fn(db, c, row.id)))
		return err;
	return catalog_index_queue_slug(db, row.id, c->slug);
}

static enum err
set_status(struct db *db, const struct change *c, int64_t id)
{
	const struct db_arg args[] = { db_str(str_of(status_names[c->status])), db_i64(id) };

	return db_exec(db, &queries[SET_STATUS], args, COUNT(args), NULL);
}

static enum err
set_price(struct db *db, const struct change *c, int64_t id)
{
	const struct db_arg arg = db_i64(id);
	enum err err = price_set(db, id, c->price);

	return err ? err : db_exec(db, &queries[TOUCH], &arg, 1, NULL);
}

static enum err
rename_to(struct db *db, const struct change *c, int64_t id)
{
	const struct db_arg args[] = { db_str(c->to), db_i64(id) };
	enum err err = db_exec(db, &queries[RENAME], args, COUNT(args), NULL);

	return err ? err : slug_moved(db, "product", c->slug, c->to, id);
}

static enum err
removed(struct db *db, const struct change *c, int64_t id)
{
	const struct db_arg arg = db_i64(id);
	enum err err = stock_forget_product(db, c->arena, id);

	if (err || (err = db_exec(db, &queries[REMOVE], &arg, 1, NULL)))
		return err;
	return slug_forget(db, "product", id);
}

enum err
product_set_status(struct db *db, struct arena *a, struct str slug, enum product_status status)
{
	struct change c = { .arena = a, .slug = slug, .status = status, .fn = set_status };

	return db_transaction(db, apply, &c);
}

enum err
product_set_price(struct db *db, struct arena *a, struct str slug, struct money price)
{
	struct change c = { .arena = a, .slug = slug, .price = price, .fn = set_price };

	return db_transaction(db, apply, &c);
}

enum err
product_rename(struct db *db, struct arena *a, struct str slug, struct str to)
{
	struct change c = { .arena = a, .slug = slug, .to = to, .fn = rename_to };

	if (!format_slug.check(to) || to.len > 200)
		return err_fail(ERR_INVALID, "'%.*s' cannot be an address: %s", STR_ARG(to), format_slug.hint);
	return str_eq(slug, to) ? OK : db_transaction(db, apply, &c);
}

enum err
product_delete(struct db *db, struct arena *a, struct str slug)
{
	struct change c = { .arena = a, .slug = slug, .fn = removed };

	return db_transaction(db, apply, &c);
}
