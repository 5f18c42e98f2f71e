/* quote_load.c - what the price engine must know about lines, buyer and codes: one statement per kind, whatever the
 * cart.  See quote_parts.h. */
#include "lib/shop/quote_parts.h"
#include "lib/shop/names.h"

#define FACTS_MAX 1000000

enum { GUEST, BUYER, FACTS, CODES, USES };

struct buyer_row {
	struct str email_key, group_codes;
	bool has_ordered, is_net;
};
static const struct shape_field buyer_fields[] = {
	SHAPE_STR(struct buyer_row, email_key, 0, 254, .doc = "key of the address"),
	SHAPE_STR(struct buyer_row, group_codes, 0, 65535, .doc = "codes, joined by commas"),
	SHAPE_BOOL(struct buyer_row, has_ordered, .doc = "an order that was not cancelled"),
	SHAPE_BOOL(struct buyer_row, is_net, .doc = "sees prices without tax"),
};
static const struct shape buyer_shape = SHAPE(struct buyer_row, buyer_fields, "A buyer.");
static const struct shape_field guest_fields[] = { SHAPE_BOOL(
    struct buyer_row, has_ordered, .doc = "an order that was not cancelled") };
static const struct shape guest_shape = SHAPE(struct buyer_row, guest_fields, "A buyer without an account.");

struct fact_row {
	int64_t id;
	struct str kind, text;
	int64_t position, min_quantity, amount;
};
static const struct shape_field fact_fields[] = {
	SHAPE_I64(struct fact_row, id, 1, INT64_MAX, .doc = "product, or variant of a list"),
	SHAPE_STR(struct fact_row, kind, 1, 10, .doc = "category, tag, list"),
	SHAPE_STR(struct fact_row, text, 0, 255, .doc = "public id, name, code"),
	SHAPE_I64(struct fact_row, position, INT64_MIN, INT64_MAX, .doc = "of the list"),
	SHAPE_I64(struct fact_row, min_quantity, 0, INT64_MAX, .doc = "of the step"),
	SHAPE_I64(struct fact_row, amount, 0, INT64_MAX, .doc = "price"),
};
static const struct shape fact_shape = SHAPE(struct fact_row, fact_fields, "A fact about a line.");

struct code_row {
	struct str code_key, state;
	int64_t promotion_id;
};
static const struct shape_field code_fields[] = {
	SHAPE_STR(struct code_row, code_key, 0, 64, .doc = "code"),
	SHAPE_STR(struct code_row, state, 1, 10, .doc = "ok, off, early, late, used"),
	SHAPE_I64(struct code_row, promotion_id, 1, INT64_MAX, .doc = "what it opens"),
};
static const struct shape code_shape = SHAPE(struct code_row, code_fields, "A code.");

struct use_row {
	int64_t promotion_id, uses;
};
static const struct shape_field use_fields[] = { SHAPE_I64(
						     struct use_row, promotion_id, 1, INT64_MAX, .doc = "promotion"),
	SHAPE_I64(struct use_row, uses, 0, INT64_MAX, .doc = "orders") };
static const struct shape use_shape = SHAPE(struct use_row, use_fields, "Uses of a promotion by a customer.");

#define LIVE "fulfilment NOT IN ('cancelled', 'expired')"
static const struct db_query queries[] = {
	[GUEST] = { "quote_guest", "s", &guest_shape,
	    "SELECT EXISTS (SELECT 1 FROM sales_order WHERE email_key = ? AND " LIVE ") AS has_ordered" },
	[BUYER] = { "quote_buyer", "iibisiis", &buyer_shape,
	    "SELECT (SELECT a.email_key FROM account a WHERE a.id = ?) AS email_key,"
	    " (SELECT GROUP_CONCAT(g.code ORDER BY g.code SEPARATOR ',') FROM account_group ag JOIN customer_group g ON g.id = ag.group_id"
	    "  WHERE ag.account_id = ?) AS group_codes,"
	    " ? AND (EXISTS (SELECT 1 FROM sales_order o WHERE o.account_id = ? AND o." LIVE
	    ") OR EXISTS (SELECT 1 FROM sales_order o"
	    "  WHERE o.email_key = COALESCE(?, (SELECT a.email_key FROM account a WHERE a.id = ?)) AND o." LIVE
	    ")) AS has_ordered,"
	    " EXISTS (SELECT 1 FROM customer_group g WHERE g.is_net AND (g.id IN (SELECT ag.group_id FROM account_group ag WHERE ag.account_id = ?)"
	    "  OR g.code = ?)) AS is_net" },
	/* The category and all above it; price lists that are open to this buyer, here and now. */
	[FACTS] = { "quote_facts", "ssssttsis", &fact_shape,
	    "WITH RECURSIVE up (product_id, public_id, parent_id) AS ("
	    " SELECT cp.product_id, c.public_id, c.parent_id FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j"
	    "  STRAIGHT_JOIN category_product cp ON cp.product_id = j.id STRAIGHT_JOIN category c ON c.id = cp.category_id"
	    " UNION SELECT up.product_id, c.public_id, c.parent_id FROM up STRAIGHT_JOIN category c ON c.id = up.parent_id)"
	    " SELECT product_id AS id, 'category' AS kind, CONVERT(public_id USING utf8mb4) AS text, 0 AS position, 0 AS min_quantity, 0 AS amount FROM up"
	    " UNION ALL SELECT pt.product_id, 'tag', t.name, 0, 0, 0 FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j"
	    "  STRAIGHT_JOIN product_tag pt ON pt.product_id = j.id STRAIGHT_JOIN tag t ON t.id = pt.tag_id"
	    " UNION ALL SELECT lp.variant_id, 'list', CONVERT(l.code USING utf8mb4), l.position, lp.min_quantity, lp.amount"
	    "  FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN price_list_price lp ON lp.variant_id = j.id"
	    "  STRAIGHT_JOIN price_list l ON l.id = lp.price_list_id WHERE l.is_active AND l.currency = ?"
	    "  AND (l.starts_at IS NULL OR l.starts_at <= ?) AND (l.ends_at IS NULL OR l.ends_at > ?) AND (l.country IS NULL OR l.country = ?)"
	    "  AND (l.group_id IS NULL OR l.group_id IN (SELECT ag.group_id FROM account_group ag WHERE ag.account_id = ?)"
	    "   OR l.group_id = (SELECT g.id FROM customer_group g WHERE g.code = ?))" },
	[CODES] = { "quote_codes", "tts", &code_shape,
	    "SELECT c.code_key, CASE WHEN NOT c.is_active OR NOT p.is_active THEN 'off' WHEN p.starts_at > ? THEN 'early' WHEN p.ends_at <= ? THEN 'late'"
	    " WHEN c.used >= c.use_limit THEN 'used' ELSE 'ok' END AS state, c.promotion_id"
	    " FROM JSON_TABLE(?, '$[*]' COLUMNS (code_key VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j"
	    " STRAIGHT_JOIN coupon c ON c.code_key = j.code_key STRAIGHT_JOIN promotion p ON p.id = c.promotion_id" },
	[USES] = { "quote_uses", "s", &use_shape,
	    "SELECT promotion_id, COUNT(*) AS uses FROM promotion_use WHERE customer_key = ? AND NOT is_released GROUP BY promotion_id" },
};
const struct db_module quote_sql = { "quote", queries, COUNT(queries) };

static struct list
codes_of(struct arena *a, struct str joined)
{
	struct str rest = joined, part;
	struct str *items;
	size_t n = 0;

	for (size_t i = 0; i < joined.len; i++)
		n += joined.ptr[i] == ',';
	items = arena_array(a, struct str, n + 1);
	for (n = 0; str_split(&rest, ',', &part);)
		items[n++] = part;
	return (struct list){ items, n };
}

/* Whether he has ordered before is asked only where a promotion wants to know. */
static bool
asks_for_first(const struct list *promotions)
{
	const struct promotion *p = promotions->items;

	for (size_t i = 0; i < promotions->count; i++)
		if (p[i].conditions.first_order)
			return true;
	return false;
}

enum err
quote_load_buyer(struct db *db, struct arena *a, const struct quote_request *in, const struct list *promotions,
    struct quote_buyer *out)
{
	const bool first = asks_for_first(promotions);
	const struct db_arg email = db_str(in->email_key);
	const struct db_arg args[] = { db_i64(in->account_id), db_i64(in->account_id), db_bool(first),
		db_i64(in->account_id), email, db_i64(in->account_id), db_i64(in->account_id), db_str(in->as_group) };
	struct buyer_row row = { 0 };
	enum err err;

	*out = (struct quote_buyer){ .email_key = in->email_key };
	if (in->account_id || in->as_group.ptr)
		err = db_row(db, &queries[BUYER], args, COUNT(args), a, &row);
	else
		/* else: a guest, of whom nobody asks anything */
		err = first && in->email_key.ptr ? db_row(db, &queries[GUEST], &email, 1, a, &row) : OK;
	if (err)
		return err;
	out->is_net = row.is_net;
	if (in->as_group.ptr) {
		out->groups = codes_of(a, in->as_group);
		return OK;
	}
	if (!out->email_key.ptr)
		out->email_key = row.email_key;
	out->groups = row.group_codes.ptr ? codes_of(a, row.group_codes) : (struct list){ NULL, 0 };
	out->has_ordered = row.has_ordered;
	return OK;
}

static void
take_text(struct arena *a, struct list *list, struct str text)
{
	struct str *grown = arena_array(a, struct str, list->count + 1);

	if (list->count)
		memcpy(grown, list->items, list->count * sizeof(*grown));
	grown[list->count] = text;
	*list = (struct list){ grown, list->count + 1 };
}

static void
take_price(struct arena *a, struct list *list, const struct fact_row *row)
{
	struct list_price *grown = arena_array(a, struct list_price, list->count + 1);

	if (list->count)
		memcpy(grown, list->items, list->count * sizeof(*grown));
	grown[list->count] = (struct list_price){ row->position, row->text, row->min_quantity, row->amount };
	*list = (struct list){ grown, list->count + 1 };
}

static void
take(
    struct arena *a, const struct fact_row *row, const struct sellable *items, struct pricing_line *lines, size_t count)
{
	bool is_list = str_eq(row->kind, STR("list"));

	for (size_t i = 0; i < count; i++) {
		if (is_list ? items[i].variant_id != row->id : items[i].product_id != row->id)
			continue;
		if (is_list)
			take_price(a, &lines[i].prices, row);
		else
			take_text(a, str_eq(row->kind, STR("tag")) ? &lines[i].tags : &lines[i].categories, row->text);
	}
}

enum err
quote_load_facts(struct db *db, struct arena *a, const struct quote_request *in, const struct sellable *items,
    struct pricing_line *lines, size_t count)
{
	int64_t *products = arena_array(a, int64_t, count), *variants = arena_array(a, int64_t, count);
	struct str product_json, variant_json;
	size_t n = 0;
	struct list rows;
	enum err err;

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		variants[i] = items[i].variant_id;
		while (k < n && products[k] != items[i].product_id)
			k++;
		if (k == n)
			products[n++] = items[i].product_id;
	}
	product_json = ids_json(a, products, n);
	variant_json = ids_json(a, variants, count);
	const struct db_arg args[] = { db_str(product_json), db_str(product_json), db_str(variant_json),
		db_str(str_of(in->currency)), db_time(in->at), db_time(in->at), db_str(in->country),
		db_i64(in->account_id), db_str(in->as_group) };
	if ((err = db_rows(db, &queries[FACTS], args, COUNT(args), a, FACTS_MAX, &rows)))
		return err;
	for (size_t i = 0; i < rows.count; i++)
		take(a, &((const struct fact_row *)rows.items)[i], items, lines, count);
	return OK;
}

static struct str
state_why(struct str state)
{
	if (str_eq(state, STR("early")))
		return STR(N_("This code is not valid yet."));
	if (str_eq(state, STR("used")))
		return STR(N_("This code has been used up."));
	return str_eq(state, STR("ok")) ? STR_ABSENT : STR(N_("This code is not valid any more."));
}

enum err
quote_load_codes(struct db *db, struct arena *a, const struct quote_request *in, struct list *out)
{
	const struct str *codes = in->codes.items;
	struct pricing_code *result = arena_array(a, struct pricing_code, in->codes.count);
	struct str *keys = arena_array(a, struct str, in->codes.count);
	const struct code_row *row;
	struct names names;
	struct list rows;
	size_t count;
	enum err err;

	*out = (struct list){ result, in->codes.count };
	names_init(&names, a);
	for (size_t i = 0; i < in->codes.count; i++) {
		result[i].code = codes[i];
		keys[i] = coupon_key(a, codes[i]);
		if (keys[i].ptr)
			names_add(&names, keys[i]);
	}
	const struct db_arg args[] = { db_time(in->at), db_time(in->at), db_str(names_json(&names, false, &count)) };
	if (!count)
		return OK;
	if ((err = db_rows(db, &queries[CODES], args, COUNT(args), a, count, &rows)))
		return err;
	row = rows.items;
	for (size_t i = 0; i < in->codes.count; i++)
		for (size_t k = 0; k < rows.count; k++)
			if (keys[i].ptr && str_eq(keys[i], row[k].code_key)) {
				result[i].promotion_id = row[k].promotion_id;
				result[i].why = state_why(row[k].state);
			}
	return OK;
}

enum err
quote_load_uses(
    struct db *db, struct arena *a, struct str customer_key, const struct list *promotions, struct list *out)
{
	const struct promotion *p = promotions->items;
	const struct db_arg arg = db_str(customer_key);
	struct promotion_used *used = arena_array(a, struct promotion_used, promotions->count);
	const struct use_row *row;
	struct list rows = { NULL, 0 };
	bool limited = false;
	size_t n = 0;
	enum err err;

	for (size_t i = 0; i < promotions->count; i++)
		limited |= p[i].use_limit_each.set;
	if (limited && customer_key.ptr && (err = db_rows(db, &queries[USES], &arg, 1, a, FACTS_MAX, &rows)))
		return err;
	row = rows.items;
	for (size_t i = 0; i < promotions->count; i++)
		for (size_t k = 0; k < rows.count; k++)
			if (row[k].promotion_id == p[i].id && p[i].use_limit_each.set &&
			    row[k].uses >= p[i].use_limit_each.value)
				used[n++] =
				    (struct promotion_used){ p[i].id, STR(N_("You have used this code already.")) };
	*out = (struct list){ used, n };
	return OK;
}
