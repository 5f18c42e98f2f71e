/*
 * product_load.c - whole products out of the tables: one statement per table for any number of products.
 *
 * Every statement is given the products' ids as a JSON array and answers in order of product id and position; so
 * products and rows are merged in one walk, without a search.
 */
#include "lib/shop/product_parts.h"
#include "lib/io/json.h"
#include "lib/shop/attribute.h"

enum {
	HEAD,
	LOCK,
	TEXT,
	TAG,
	CATEGORY,
	MEDIA,
	ALT,
	OPTION,
	OPTION_TEXT,
	VALUE,
	VALUE_TEXT,
	VARIANT,
	CHOICE,
	PRICE,
	ATTRIBUTE,
	RELATED,
	SLUGS,
	LOAD__MAX
};

struct head_row {
	int64_t id;
	int32_t n; /* place in the question, from 1 */
	int32_t version;
	struct str slug, type, brand, taxonomy, extra;
	int status;
	bool is_listed, is_gift_card;
	struct time published_from, published_until;
};
/* A text or name of a product (owner 0) or of one of its parts. */
struct part_row {
	int64_t product_id, owner_id, id;
	struct str locale, name, description, seo_title, seo_description, also;
	struct opt_i64 width, height;
};
struct variant_row {
	int64_t product_id, id;
	struct variant_input in;
	struct str policy;
};
struct price_row {
	int64_t product_id, variant_id;
	struct money amount, compare_at, cost;
};
struct attribute_row {
	int64_t product_id;
	struct str code, locale, text;
	struct opt_i64 number, flag;
	struct time date;
};

static const struct shape_enum status_names[] = {
	{ "draft", PRODUCT_DRAFT }, { "active", PRODUCT_ACTIVE }, { "archived", PRODUCT_ARCHIVED }, { NULL, 0 } };

static const struct shape_field head_fields[] = {
	SHAPE_I64(struct head_row, id, 1, INT64_MAX, .doc = "product"),
	SHAPE_I32(struct head_row, n, 1, INT32_MAX, .doc = "place in the question"),
	SHAPE_I32(struct head_row, version, 1, INT32_MAX, .doc = "counts changes"),
	SHAPE_STR(struct head_row, slug, 1, 200, .doc = "address"),
	SHAPE_STR(struct head_row, type, 0, 255, .doc = "name of the type"),
	SHAPE_STR(struct head_row, brand, 0, 255, .doc = "name of the brand"),
	SHAPE_STR(struct head_row, taxonomy, 0, 500, .doc = "public taxonomy"),
	SHAPE_STR(struct head_row, extra, 0, INT32_MAX, .doc = "JSON array"),
	SHAPE_ENUM(struct head_row, status, status_names, .doc = "draft, active, archived"),
	SHAPE_BOOL(struct head_row, is_listed, .doc = "on the online store"),
	SHAPE_BOOL(struct head_row, is_gift_card, .doc = "a gift card"),
	SHAPE_TIME(struct head_row, published_from, .doc = "on sale from"),
	SHAPE_TIME(struct head_row, published_until, .doc = "on sale until"),
};
static const struct shape head_shape = SHAPE(struct head_row, head_fields, "Row of product.");

static const struct shape_field part_fields[] = {
	SHAPE_I64(struct part_row, product_id, 1, INT64_MAX, .doc = "product"),
	SHAPE_I64(struct part_row, owner_id, 1, INT64_MAX, .flags = SHAPE_OMIT, .doc = "what it is part of"),
	SHAPE_I64(struct part_row, id, 1, INT64_MAX, .flags = SHAPE_OMIT, .doc = "the part"),
	SHAPE_STR(struct part_row, locale, 0, 12, .flags = SHAPE_OMIT, .doc = "language"),
	SHAPE_STR(struct part_row, name, 0, 1024, .flags = SHAPE_OMIT, .doc = "name, title, file"),
	SHAPE_STR(struct part_row, description, 0, INT32_MAX, .flags = SHAPE_OMIT, .doc = "HTML"),
	SHAPE_STR(struct part_row, seo_title, 0, 500, .flags = SHAPE_OMIT, .doc = "for search engines"),
	SHAPE_STR(struct part_row, seo_description, 0, 1000, .flags = SHAPE_OMIT, .doc = "for search engines"),
	SHAPE_STR(struct part_row, also, 0, 255, .flags = SHAPE_OMIT, .doc = "swatch, link, kind"),
	SHAPE_OPT(struct part_row, width, 1, INT32_MAX, .flags = SHAPE_OMIT, .doc = "pixels"),
	SHAPE_OPT(struct part_row, height, 1, INT32_MAX, .flags = SHAPE_OMIT, .doc = "pixels"),
};
static const struct shape part_shape = SHAPE(struct part_row, part_fields, "A part of a product.");

/* A member of the variant as it is put in: columns have the names of its members. */
#define IN(T, member, text) \
	{ .name = #member, .type = SHAPE_T_##T, .offset = offsetof(struct variant_row, in.member), .doc = (text) }
static const struct shape_field variant_fields[] = {
	SHAPE_I64(struct variant_row, product_id, 1, INT64_MAX, .doc = "product"),
	SHAPE_I64(struct variant_row, id, 1, INT64_MAX, .doc = "variant"),
	IN(STR, sku, "stock keeping unit"),
	IN(STR, barcode, "bar code"),
	IN(OPT, weight_grams, "weight"),
	IN(STR, weight_unit, "for display"),
	IN(OPT, unit_measure_e3, "content"),
	IN(STR, unit_measure_unit, "unit"),
	IN(OPT, unit_base_e3, "base"),
	IN(STR, unit_base_unit, "unit"),
	IN(BOOL, requires_shipping, ""),
	IN(BOOL, is_taxable, ""),
	IN(STR, tax_code, ""),
	IN(STR, inventory_tracker, ""),
	IN(STR, fulfilment_service, ""),
	IN(OPT, stock, "available"),
	IN(STR, image, "file"),
	SHAPE_STR(struct variant_row, policy, 1, 10, .doc = "deny, continue"),
};
#undef IN
static const struct shape variant_shape_ = SHAPE(struct variant_row, variant_fields, "Row of variant.");

static const struct shape_field price_fields[] = {
	SHAPE_I64(struct price_row, product_id, 1, INT64_MAX, .doc = "product"),
	SHAPE_I64(struct price_row, variant_id, 1, INT64_MAX, .doc = "variant"),
	SHAPE_MONEY(struct price_row, amount, .doc = "price"),
	SHAPE_MONEY(struct price_row, compare_at, .doc = "earlier price"),
	SHAPE_MONEY(struct price_row, cost, .doc = "cost"),
};
static const struct shape price_shape = SHAPE(struct price_row, price_fields, "Row of price.");

static const struct shape_field attribute_fields[] = {
	SHAPE_I64(struct attribute_row, product_id, 1, INT64_MAX, .doc = "product"),
	SHAPE_STR(struct attribute_row, code, 1, 120, .doc = "attribute"),
	SHAPE_STR(struct attribute_row, locale, 0, 12, .doc = "language; empty: all"),
	SHAPE_STR(struct attribute_row, text, 0, INT32_MAX, .doc = "text or option code"),
	SHAPE_OPT(struct attribute_row, number, INT64_MIN, INT64_MAX, .doc = "millionths"),
	SHAPE_OPT(struct attribute_row, flag, 0, 1, .doc = "yes or no"),
	SHAPE_TIME(struct attribute_row, date, .doc = "date"),
};
static const struct shape attribute_shape = SHAPE(struct attribute_row, attribute_fields, "Row of product_attribute.");

static const struct shape_field slug_fields[] = {
	SHAPE_I64(struct name_row, id, 1, INT64_MAX, .doc = "product"),
	SHAPE_STR(struct name_row, name, 1, 200, .doc = "slug"),
};
static const struct shape slug_shape = SHAPE(struct name_row, slug_fields, "Slug of a product.");

static const struct shape_field lock_fields[] = { SHAPE_I64(struct name_row, id, 1, INT64_MAX, .doc = "product") };
static const struct shape lock_shape = SHAPE(struct name_row, lock_fields, "A locked product.");

#define HEAD_SQL \
	"SELECT p.id, j.n, p.version, p.slug, t.name AS type, b.name AS brand, p.taxonomy, p.extra, p.status, p.is_listed, p.is_gift_card," \
	" p.published_from, p.published_until" \
	" FROM JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j" \
	" STRAIGHT_JOIN product p ON p.slug = j.slug" \
	" LEFT JOIN product_type t ON t.id = p.product_type_id LEFT JOIN brand b ON b.id = p.brand_id"
#define OF_PRODUCTS " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN "

static const struct db_query queries[] = {
	[HEAD] = { "load_head", "s", &head_shape, HEAD_SQL " ORDER BY p.id" },
	/* Rows are locked in the order of the array. */
	[LOCK] = { "load_lock", "s", &lock_shape,
	    "SELECT p.id FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN product p ON p.id = j.id FOR UPDATE" },
	[TEXT] = { "load_text", "ss", &part_shape,
	    "SELECT t.product_id, t.locale, t.title AS name, t.description, t.seo_title, t.seo_description" OF_PRODUCTS
	    "product_text t ON t.product_id = j.id ORDER BY t.product_id, t.locale <> ?, t.locale" },
	[TAG] = { "load_tag", "s", &part_shape,
	    "SELECT l.product_id, t.name" OF_PRODUCTS
	    "product_tag l ON l.product_id = j.id STRAIGHT_JOIN tag t ON t.id = l.tag_id"
	    " ORDER BY l.product_id, l.position, t.id" },
	[CATEGORY] = { "load_category", "s", &part_shape,
	    "SELECT l.product_id, c.slug AS name" OF_PRODUCTS "category_product l ON l.product_id = j.id"
	    " STRAIGHT_JOIN category c ON c.id = l.category_id ORDER BY l.product_id, l.place, c.id" },
	[MEDIA] = { "load_media", "s", &part_shape,
	    "SELECT m.product_id, m.id, m.file AS name, m.kind AS also, m.width, m.height" OF_PRODUCTS
	    "media m ON m.product_id = j.id ORDER BY m.product_id, m.position, m.id" },
	[ALT] = { "load_alt", "ss", &part_shape,
	    "SELECT m.product_id, m.id AS owner_id, t.locale, t.alt AS name" OF_PRODUCTS
	    "media m ON m.product_id = j.id STRAIGHT_JOIN media_text t ON t.media_id = m.id"
	    " ORDER BY m.product_id, m.position, m.id, t.locale <> ?, t.locale" },
	[OPTION] = { "load_option", "s", &part_shape,
	    "SELECT o.product_id, o.id, o.name, o.linked_to AS also" OF_PRODUCTS
	    "product_option o ON o.product_id = j.id ORDER BY o.product_id, o.position, o.id" },
	[OPTION_TEXT] = { "load_option_text", "s", &part_shape,
	    "SELECT o.product_id, o.id AS owner_id, t.locale, t.name" OF_PRODUCTS
	    "product_option o ON o.product_id = j.id STRAIGHT_JOIN product_option_text t ON t.option_id = o.id"
	    " ORDER BY o.product_id, o.position, o.id, t.locale" },
	[VALUE] = { "load_value", "s", &part_shape,
	    "SELECT o.product_id, o.id AS owner_id, v.id, v.name, v.swatch AS also" OF_PRODUCTS
	    "product_option o ON o.product_id = j.id STRAIGHT_JOIN product_option_value v ON v.option_id = o.id"
	    " ORDER BY o.product_id, o.position, o.id, v.position, v.id" },
	[VALUE_TEXT] = { "load_value_text", "s", &part_shape,
	    "SELECT o.product_id, v.id AS owner_id, t.locale, t.name" OF_PRODUCTS
	    "product_option o ON o.product_id = j.id STRAIGHT_JOIN product_option_value v ON v.option_id = o.id"
	    " STRAIGHT_JOIN product_option_value_text t ON t.value_id = v.id"
	    " ORDER BY o.product_id, o.position, o.id, v.position, v.id, t.locale" },
	[VARIANT] = { "load_variant", "s", &variant_shape_,
	    "SELECT v.product_id, v.id, v.sku, v.barcode, v.weight_grams, v.weight_unit, v.unit_measure_e3, v.unit_measure_unit,"
	    " v.unit_base_e3, v.unit_base_unit, v.requires_shipping, v.is_taxable, v.tax_code, v.inventory_tracker, v.fulfilment_service,"
	    " s.available AS stock, m.file AS image, v.inventory_policy AS policy" OF_PRODUCTS
	    "variant v ON v.product_id = j.id LEFT JOIN stock s ON s.variant_id = v.id LEFT JOIN media m ON m.id = v.media_id"
	    " ORDER BY v.product_id, v.position, v.id" },
	[CHOICE] = { "load_choice", "s", &part_shape,
	    "SELECT v.product_id, v.id AS owner_id, x.name" OF_PRODUCTS
	    "variant v ON v.product_id = j.id STRAIGHT_JOIN variant_option_value c ON c.variant_id = v.id"
	    " STRAIGHT_JOIN product_option o ON o.id = c.option_id STRAIGHT_JOIN product_option_value x ON x.id = c.value_id"
	    " ORDER BY v.product_id, v.position, v.id, o.position, o.id" },
	[PRICE] = { "load_price", "s", &price_shape,
	    "SELECT v.product_id, v.id AS variant_id, p.amount AS amount_minor, p.currency AS amount_currency,"
	    " p.compare_at AS compare_at_minor, IF(p.compare_at IS NULL, NULL, p.currency) AS compare_at_currency,"
	    " p.cost AS cost_minor, IF(p.cost IS NULL, NULL, p.currency) AS cost_currency" OF_PRODUCTS
	    "variant v ON v.product_id = j.id STRAIGHT_JOIN price p ON p.variant_id = v.id"
	    " ORDER BY v.product_id, v.position, v.id, p.currency" },
	[ATTRIBUTE] = { "load_attribute", "s", &attribute_shape,
	    "SELECT l.product_id, a.code, l.locale, COALESCE(l.text_value, o.code) AS text, l.number_e6 AS number, l.bool_value AS flag,"
	    " l.date_value AS date" OF_PRODUCTS
	    "product_attribute l ON l.product_id = j.id STRAIGHT_JOIN attribute a ON a.id = l.attribute_id"
	    " LEFT JOIN attribute_option o ON o.id = l.option_id ORDER BY l.product_id, a.code, l.locale, l.position" },
	[RELATED] = { "load_related", "s", &part_shape,
	    "SELECT r.product_id, p.slug AS name" OF_PRODUCTS
	    "product_related r ON r.product_id = j.id AND r.kind = 'related'"
	    " STRAIGHT_JOIN product p ON p.id = r.related_id ORDER BY r.product_id, r.position, r.related_id" },
	[SLUGS] = { "load_slugs", "ii", &slug_shape,
	    "SELECT id, slug AS name FROM product WHERE id > ? ORDER BY id LIMIT ?" },
};
const struct db_module product_load_sql = { "product_load", queries, COUNT(queries) };

/* The answers, and how far the walk has come in each. */
struct load {
	struct db *db;
	struct arena *arena;
	struct str ids, locale;
	struct list rows[LOAD__MAX];
	size_t at[LOAD__MAX];
};

static enum err load_heads(struct load *l, struct str slugs);
static enum err load_parts(struct load *l);
static enum err fill(struct load *l, const struct head_row *head, struct stored *out);

enum err
stored_load(struct db *db, const struct str *slugs, size_t count, struct str default_locale, bool lock, struct arena *a,
    struct stored *out)
{
	struct load l = { .db = db, .arena = a, .locale = default_locale };
	const struct head_row *heads;
	struct buf json;
	int64_t *ids;
	enum err err;

	memset(out, 0, count * sizeof(*out));
	buf_in_arena(&json, a, BUF_REPLY);
	for (size_t i = 0; i < count; i++) {
		buf_char(&json, i ? ',' : '[');
		json_write_str(&json, slugs[i]);
	}
	buf_char(&json, ']');
	if (!count || (err = load_heads(&l, buf_view(&json))))
		return count ? err : OK;
	ids = arena_array(a, int64_t, l.rows[HEAD].count);
	heads = l.rows[HEAD].items;
	for (size_t i = 0; i < l.rows[HEAD].count; i++)
		ids[i] = heads[i].id;
	l.ids = ids_json(a, ids, l.rows[HEAD].count);
	if (lock) {
		const struct db_arg args[] = { db_str(l.ids) };
		if ((err = db_rows(db, &queries[LOCK], args, 1, a, count, &l.rows[LOCK])) ||
		    (err = load_heads(&l, buf_view(&json))))
			return err;
	}
	if (!l.rows[HEAD].count)
		return OK;
	if ((err = load_parts(&l)))
		return err;
	heads = l.rows[HEAD].items;
	for (size_t i = 0; i < l.rows[HEAD].count; i++)
		if ((err = fill(&l, &heads[i], &out[heads[i].n - 1])))
			return err;
	return OK;
}

enum err
product_load(struct db *db, const struct str *slugs, size_t count, struct str default_locale, struct arena *a,
    struct product_input *out)
{
	struct stored *stored = arena_array(a, struct stored, count);
	enum err err = stored_load(db, slugs, count, default_locale, false, a, stored);

	for (size_t i = 0; i < count && !err; i++)
		out[i] = stored[i].in;
	return err;
}

enum err
product_slugs(struct db *db, int64_t after_id, size_t limit, struct arena *a, struct list *slugs, int64_t *last_id)
{
	const struct db_arg args[] = { db_i64(after_id), db_i64((int64_t)limit) };
	const struct name_row *rows;
	struct list found;
	struct str *out;
	enum err err = db_rows(db, &queries[SLUGS], args, COUNT(args), a, limit, &found);

	if (err)
		return err;
	rows = found.items;
	out = arena_array(a, struct str, found.count);
	for (size_t i = 0; i < found.count; i++)
		out[i] = rows[i].name;
	*slugs = (struct list){ out, found.count };
	*last_id = found.count ? rows[found.count - 1].id : after_id;
	return OK;
}

static enum err
load_heads(struct load *l, struct str slugs)
{
	const struct db_arg args[] = { db_str(slugs) };

	return db_rows(l->db, &queries[HEAD], args, 1, l->arena, STORE_BATCH_MAX, &l->rows[HEAD]);
}

static enum err
load_parts(struct load *l)
{
	const struct db_arg args[] = { db_str(l->ids), db_str(l->locale) };

	for (int q = TEXT; q <= RELATED; q++) {
		enum err err = db_rows(l->db, &queries[q], args, strlen(queries[q].args), l->arena,
		    q == VARIANT ? STORE_VARIANTS_MAX : 10 * STORE_VARIANTS_MAX, &l->rows[q]);
		if (err)
			return err;
	}
	return OK;
}

/* How many rows of an answer come next that belong to this product and owner (0: any). */
static size_t
run_of(const struct load *l, int q, int64_t product_id, int64_t owner_id)
{
	const struct part_row *rows = l->rows[q].items;
	size_t at = l->at[q], n = 0;

	while (at + n < l->rows[q].count && rows[at + n].product_id == product_id &&
	    (!owner_id || rows[at + n].owner_id == owner_id))
		n++;
	return n;
}

/* Take the next n rows. */
static const struct part_row *
take(struct load *l, int q, size_t n)
{
	const struct part_row *rows = l->rows[q].items;

	l->at[q] += n;
	return rows + l->at[q] - n;
}

static struct list
names_of(struct load *l, int q, int64_t product_id, int64_t owner_id, struct str own)
{
	size_t n = run_of(l, q, product_id, owner_id), first = own.ptr ? 1 : 0;
	const struct part_row *rows = take(l, q, n);
	struct name_input *names = arena_array(l->arena, struct name_input, n + first);

	if (first)
		names[0] = (struct name_input){ l->locale, own };
	for (size_t i = 0; i < n; i++)
		names[first + i] = (struct name_input){ rows[i].locale, rows[i].name };
	return (struct list){ names, n + first };
}

static struct list
strings_of(struct load *l, int q, int64_t product_id, int64_t owner_id)
{
	size_t n = run_of(l, q, product_id, owner_id);
	const struct part_row *rows = take(l, q, n);
	struct str *out = arena_array(l->arena, struct str, n);

	for (size_t i = 0; i < n; i++)
		out[i] = rows[i].name;
	return (struct list){ out, n };
}

static struct list
texts_of(struct load *l, int64_t product_id)
{
	size_t n = run_of(l, TEXT, product_id, 0);
	const struct part_row *rows = take(l, TEXT, n);
	struct text_input *out = arena_array(l->arena, struct text_input, n);

	for (size_t i = 0; i < n; i++)
		out[i] = (struct text_input){ rows[i].locale, rows[i].name, rows[i].description, rows[i].seo_title,
			rows[i].seo_description };
	return (struct list){ out, n };
}

static void
fill_media(struct load *l, struct stored *s)
{
	size_t n = run_of(l, MEDIA, s->id, 0);
	const struct part_row *rows = take(l, MEDIA, n);
	struct media_input *out = arena_array(l->arena, struct media_input, n);

	s->media = arena_array(l->arena, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		s->media[i] = rows[i].id;
		out[i] = (struct media_input){ .kind = rows[i].also,
			.file = rows[i].name,
			.width = (int32_t)rows[i].width.value,
			.height = (int32_t)rows[i].height.value,
			.alts = names_of(l, ALT, s->id, rows[i].id, STR_ABSENT) };
	}
	s->in.media = (struct list){ out, n };
}

static struct list
values_of(struct load *l, int64_t product_id, int64_t option_id, int64_t **ids)
{
	size_t n = run_of(l, VALUE, product_id, option_id);
	const struct part_row *rows = take(l, VALUE, n);
	struct value_input *out = arena_array(l->arena, struct value_input, n);

	*ids = arena_array(l->arena, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		(*ids)[i] = rows[i].id;
		out[i] =
		    (struct value_input){ names_of(l, VALUE_TEXT, product_id, rows[i].id, rows[i].name), rows[i].also };
	}
	return (struct list){ out, n };
}

static void
fill_options(struct load *l, struct stored *s)
{
	size_t n = run_of(l, OPTION, s->id, 0);
	const struct part_row *rows = take(l, OPTION, n);
	struct option_input *out = arena_array(l->arena, struct option_input, n);

	s->options = arena_array(l->arena, int64_t, n);
	s->values = arena_array(l->arena, int64_t *, n);
	for (size_t i = 0; i < n; i++) {
		s->options[i] = rows[i].id;
		out[i] = (struct option_input){ names_of(l, OPTION_TEXT, s->id, rows[i].id, rows[i].name), rows[i].also,
			values_of(l, s->id, rows[i].id, &s->values[i]) };
	}
	s->in.options = (struct list){ out, n };
}

static struct list
prices_of(struct load *l, int64_t variant_id)
{
	const struct price_row *rows = (const struct price_row *)l->rows[PRICE].items + l->at[PRICE];
	size_t left = l->rows[PRICE].count - l->at[PRICE], n = 0;
	struct price_input *out;

	while (n < left && rows[n].variant_id == variant_id)
		n++;
	out = arena_array(l->arena, struct price_input, n);
	for (size_t i = 0; i < n; i++)
		out[i] = (struct price_input){ rows[i].amount, rows[i].compare_at, rows[i].cost };
	l->at[PRICE] += n;
	return (struct list){ out, n };
}

static void
fill_variants(struct load *l, struct stored *s)
{
	const struct variant_row *rows = (const struct variant_row *)l->rows[VARIANT].items + l->at[VARIANT];
	size_t left = l->rows[VARIANT].count - l->at[VARIANT], n = 0;
	struct variant_input *out;

	while (n < left && rows[n].product_id == s->id)
		n++;
	out = arena_array(l->arena, struct variant_input, n);
	s->variants = arena_array(l->arena, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		s->variants[i] = rows[i].id;
		out[i] = rows[i].in;
		out[i].is_backorder = str_eq_z(rows[i].policy, "continue");
		out[i].values = strings_of(l, CHOICE, s->id, rows[i].id);
		out[i].prices = prices_of(l, rows[i].id);
	}
	l->at[VARIANT] += n;
	s->in.variants = (struct list){ out, n };
}

static struct str
attribute_text(struct arena *a, const struct attribute_row *row)
{
	if (row->number.set)
		return attribute_number(a, row->number.value);
	if (row->flag.set)
		return row->flag.value ? STR("true") : STR("false");
	return time_is_absent(row->date) ? row->text : attribute_date(a, row->date);
}

static void
fill_attributes(struct load *l, struct stored *s)
{
	const struct attribute_row *rows = (const struct attribute_row *)l->rows[ATTRIBUTE].items + l->at[ATTRIBUTE];
	size_t left = l->rows[ATTRIBUTE].count - l->at[ATTRIBUTE], n = 0, count = 0;
	struct attribute_input *out;

	while (n < left && rows[n].product_id == s->id)
		n++;
	out = arena_array(l->arena, struct attribute_input, n);
	for (size_t i = 0; i < n; count++) {
		size_t same = 1;
		struct str *values;
		while (i + same < n && str_eq(rows[i + same].code, rows[i].code) &&
		    str_eq(rows[i + same].locale, rows[i].locale))
			same++;
		values = arena_array(l->arena, struct str, same);
		for (size_t k = 0; k < same; k++)
			values[k] = attribute_text(l->arena, &rows[i + k]);
		out[count] = (struct attribute_input){ rows[i].code, rows[i].locale.len ? rows[i].locale : STR_ABSENT,
			{ values, same } };
		i += same;
	}
	l->at[ATTRIBUTE] += n;
	s->in.attributes = (struct list){ out, count };
}

static enum err
fill_extra(struct load *l, struct str json, struct stored *s)
{
	struct list flat;
	const struct str *texts;
	struct pair *out;
	enum err err = json_read_strings(l->arena, json, 2000, &flat);

	if (err)
		return err_fail(err, "column extra of product %lld", (long long)s->id);
	texts = flat.items;
	out = arena_array(l->arena, struct pair, flat.count / 2);
	for (size_t i = 0; i < flat.count / 2; i++)
		out[i] = (struct pair){ texts[2 * i], texts[2 * i + 1] };
	s->in.extra = (struct list){ out, flat.count / 2 };
	return OK;
}

/* Products come in the order of the rows: each takes its own from the front of every answer. */
static enum err
fill(struct load *l, const struct head_row *head, struct stored *s)
{
	product_input_init(&s->in);
	s->id = head->id;
	s->version = head->version;
	s->in.slug = head->slug;
	s->in.type = head->type;
	s->in.brand = head->brand;
	s->in.status = head->status;
	s->in.is_listed = head->is_listed;
	s->in.is_gift_card = head->is_gift_card;
	s->in.published_from = head->published_from;
	s->in.published_until = head->published_until;
	s->in.taxonomy = head->taxonomy;
	s->in.texts = texts_of(l, s->id);
	s->in.tags = strings_of(l, TAG, s->id, 0);
	s->in.categories = strings_of(l, CATEGORY, s->id, 0);
	fill_media(l, s);
	fill_options(l, s);
	fill_variants(l, s);
	fill_attributes(l, s);
	s->in.related = strings_of(l, RELATED, s->id, 0);
	return head->extra.ptr ? fill_extra(l, head->extra, s) : OK;
}
