/* order.c - orders as they are stored: rows, lists, history, who may see one.  See order.h. */
#include "lib/shop/order_parts.h"
#include "lib/io/json.h"
#include "lib/shop/account.h"
#include "lib/shop/outbox.h"

enum {
	BY_ID,
	BY_NUMBER,
	LOCK,
	LINES,
	ADDRESSES,
	PARTS,
	LIST_ALL,
	LIST_ACCOUNT,
	LIST_EMAIL,
	LIST_NAME,
	EVENTS,
	NOTE,
	NOTE_WORDS,
	STORE
};

#define LIST_MAX 1000
#define PARTS_MAX 200

#define AMOUNT(m) SHAPE_MONEY(struct order, m)
static const struct shape_field fields[] = {
	SHAPE_I64(struct order, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct order, public_id, 1, 40, .doc = "id"),
	SHAPE_STR(struct order, number, 1, 16, .doc = "what people call it by"),
	SHAPE_I64(struct order, account_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct order, account, 0, 40, .doc = "whose it is; absent: a guest's"),
	SHAPE_ENUM(struct order, origin, order_origins, .doc = "where it was placed"),
	SHAPE_ENUM(struct order, fulfilment, order_fulfilments, .doc = "what became of the goods"),
	SHAPE_ENUM(struct order, authorisation, order_authorisations, .doc = "how much of the total is sure"),
	SHAPE_ENUM(struct order, charge, order_charges, .doc = "how much of the total was paid"),
	SHAPE_STR(struct order, email, 0, 254, .doc = "where mails about it go"),
	SHAPE_STR(struct order, phone, 0, 32, .doc = "for the carrier"),
	SHAPE_STR(struct order, locale, 2, 12, .doc = "language of its mails"),
	SHAPE_BOOL(struct order, prices_with_tax, .doc = "taxes are contained in the prices"),
	SHAPE_BOOL(struct order, is_reverse_charge, .doc = "the buyer pays the tax in his country"),
	AMOUNT(subtotal),
	AMOUNT(discount),
	AMOUNT(shipping),
	AMOUNT(tax),
	AMOUNT(total),
	AMOUNT(placed_total),
	AMOUNT(authorised),
	AMOUNT(charged),
	AMOUNT(refunded),
	AMOUNT(credited),
	AMOUNT(credited_tax),
	SHAPE_STR(struct order, shipping_method, 0, 64, .doc = "code"),
	SHAPE_STR(struct order, shipping_name, 0, 200, .doc = "its name"),
	SHAPE_I64(struct order, pickup_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_TIME(struct order, promised_from, .doc = "arrives from this day on"),
	SHAPE_TIME(struct order, promised_until, .doc = "and until this one"),
	SHAPE_STR(struct order, vat_id, 0, 32, .doc = "of the buyer"),
	SHAPE_STR(struct order, note, 0, 1000, .doc = "of the buyer"),
	SHAPE_TIME(struct order, hold_until, .doc = "expires then, unpaid"),
	SHAPE_TIME(struct order, placed_at, .doc = "placed"),
	SHAPE_TIME(struct order, paid_at, .doc = "paid for"),
	SHAPE_TIME(struct order, closed_at, .doc = "delivered, cancelled or expired"),
	SHAPE_I64(struct order, version, 1, INT64_MAX, .doc = "rises with each change"),
};
const struct shape order_shape = SHAPE(struct order, fields, "An order.");

#define LINE_AMOUNT(m) SHAPE_MONEY(struct order_line, m)
#define PIECES(m) SHAPE_I64(struct order_line, m, 0, INT64_MAX)
static const struct shape_field line_fields[] = {
	SHAPE_I64(struct order_line, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct order_line, public_id, 1, 40, .doc = "id"),
	SHAPE_I32(struct order_line, position, 0, INT16_MAX, .doc = "from 1"),
	SHAPE_I64(struct order_line, product_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct order_line, variant_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct order_line, product, 0, 40),
	SHAPE_STR(struct order_line, variant, 0, 40),
	SHAPE_STR(struct order_line, slug, 0, 200),
	SHAPE_STR(struct order_line, sku, 0, 190),
	SHAPE_STR(struct order_line, title, 0, 500),
	SHAPE_STR(struct order_line, options, 0, 500),
	SHAPE_STR(struct order_line, image, 0, 1024),
	SHAPE_BOOL(struct order_line, requires_shipping),
	PIECES(weight_grams),
	PIECES(quantity),
	PIECES(cancelled),
	PIECES(shipped),
	PIECES(delivered),
	PIECES(refunded),
	LINE_AMOUNT(unit_price),
	LINE_AMOUNT(list_price),
	LINE_AMOUNT(subtotal),
	LINE_AMOUNT(discount),
	LINE_AMOUNT(tax),
	LINE_AMOUNT(total),
	LINE_AMOUNT(credited),
	LINE_AMOUNT(credited_tax),
	SHAPE_STR(struct order_line, tax_class, 0, 64),
};
const struct shape order_line_shape = SHAPE(struct order_line, line_fields, "A line of an order, as it was sold.");

static const struct shape_field event_fields[] = {
	SHAPE_I64(struct order_event, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_TIME(struct order_event, at, .doc = "when"),
	SHAPE_STR(struct order_event, kind, 1, 40, .doc = "what"),
	SHAPE_BOOL(struct order_event, is_public, .doc = "the buyer sees it"),
	SHAPE_STR(struct order_event, actor_kind, 1, 16,
	    .doc = "who: customer, staff, client, key, operator, system, nobody"),
	SHAPE_STR(struct order_event, actor, 0, 40, .doc = "its public id"),
	SHAPE_STR(struct order_event, details, 0, 65535, .doc = "a JSON object"),
	SHAPE_STR(struct order_event, words, 0, 2000, .doc = "what somebody wrote"),
};
const struct shape order_event_shape = SHAPE(struct order_event, event_fields, "Something that happened to an order.");

/* An address with its kind; struct address has members that an order's has not. */
struct address_row {
	bool is_billing;
	struct address a;
};
#define ADDRESS_STR(m, most) \
	{ \
		.name = #m, .type = SHAPE_T_STR, \
		.offset = offsetof(struct address_row, a) + SHAPE_AT(struct address, m, struct str), .max = (most) \
	}
static const struct shape_field address_row_fields[] = {
	SHAPE_BOOL(struct address_row, is_billing),
	ADDRESS_STR(country, 2),
	ADDRESS_STR(recipient, 200),
	ADDRESS_STR(organization, 200),
	ADDRESS_STR(line1, 200),
	ADDRESS_STR(line2, 200),
	ADDRESS_STR(line3, 200),
	ADDRESS_STR(dependent_locality, 200),
	ADDRESS_STR(locality, 200),
	ADDRESS_STR(region, 200),
	ADDRESS_STR(postal_code, 32),
	ADDRESS_STR(sorting_code, 32),
	ADDRESS_STR(phone, 32),
};
static const struct shape address_row_shape = SHAPE(struct address_row, address_row_fields, "An address of an order.");

/* Taxes and discounts of the whole order, in one statement. */
struct part_row {
	bool is_tax;
	struct str name, code;
	int64_t rate_e6, base, promotion_id, amount;
};
static const struct shape_field part_fields[] = {
	SHAPE_BOOL(struct part_row, is_tax),
	SHAPE_STR(struct part_row, name, 0, 200),
	SHAPE_STR(struct part_row, code, 0, 64),
	SHAPE_I64(struct part_row, rate_e6, 0, INT64_MAX),
	SHAPE_I64(struct part_row, base, INT64_MIN, INT64_MAX),
	SHAPE_I64(struct part_row, promotion_id, 0, INT64_MAX),
	SHAPE_I64(struct part_row, amount, INT64_MIN, INT64_MAX),
};
static const struct shape part_shape = SHAPE(struct part_row, part_fields, "A tax or a discount of an order.");

#define MONEY(m) "o." m " AS " m "_minor, o.currency AS " m "_currency, "
#define COLUMNS \
	"o.id, o.public_id, o.number, COALESCE(o.account_id, 0) AS account_id, (SELECT a.public_id FROM account a WHERE a.id = o.account_id) AS account, o.origin," \
	" o.fulfilment, o.authorisation, o.charge, o.email, o.phone, o.locale, o.prices_with_tax, o.is_reverse_charge, " MONEY( \
	    "subtotal") MONEY("discount") MONEY("shipping") MONEY("tax") MONEY("total") MONEY("placed_total") \
	    MONEY("authorised") MONEY("charged") MONEY("refunded") MONEY("credited") MONEY( \
		"credited_tax") "o.shipping_method, o.shipping_name, COALESCE(o.pickup_id, 0) AS pickup_id, o.promised_from, o.promised_until, o.vat_id, o.note, o.hold_until, o.placed_at," \
				" o.paid_at, o.closed_at, o.version"
#define LINE_MONEY(m) "l." m " AS " m "_minor, o.currency AS " m "_currency, "
#define FILTERS \
	" AND (? = 0 OR o.id < ?) AND (? IS NULL OR o.fulfilment = ?) AND (? IS NULL OR o.charge = ?) AND (? IS NULL OR o.authorisation = ?)" \
	" AND (? IS NULL OR o.placed_at >= ?)" \
	" AND (? IS NULL OR o.placed_at < ?) AND (? = 0 OR o.account_id = ?) ORDER BY o.id DESC LIMIT ?"
#define FILTER_ARGS "iissssssttttiii"

static const struct db_query queries[] = {
	[BY_ID] = { "order_by_id", "s", &order_shape, "SELECT " COLUMNS " FROM sales_order o WHERE o.public_id = ?" },
	[BY_NUMBER] = { "order_by_number", "s", &order_shape,
	    "SELECT " COLUMNS " FROM sales_order o WHERE o.number = ?" },
	[LOCK] = { "order_lock", "i", &order_shape, "SELECT " COLUMNS " FROM sales_order o WHERE o.id = ? FOR UPDATE" },
	[LINES] = { "order_lines", "i", &order_line_shape,
	    "SELECT l.id, l.public_id, l.position, l.product_id, l.variant_id, (SELECT p.public_id FROM product p WHERE p.id = l.product_id) AS product,"
	    " (SELECT v.public_id FROM variant v WHERE v.id = l.variant_id) AS variant, l.slug, l.sku, l.title, l.options, l.image, l.requires_shipping,"
	    " l.weight_grams, l.quantity, l.cancelled, l.shipped, l.delivered, l.refunded, " LINE_MONEY(
		"unit_price") "l.list_price AS list_price_minor, IF(l.list_price IS NULL, NULL, o.currency) AS list_price_currency, " LINE_MONEY("subtotal")
		LINE_MONEY("discount") LINE_MONEY("tax") LINE_MONEY("total") LINE_MONEY("credited") LINE_MONEY(
		    "credited_tax") "l.tax_class"
				    " FROM sales_order o JOIN sales_order_line l ON l.order_id = o.id WHERE o.id = ? ORDER BY l.position" },
	[ADDRESSES] = { "order_addresses", "i", &address_row_shape,
	    "SELECT kind = 'billing' AS is_billing, country, recipient, organization, line1, line2, line3, dependent_locality, locality, region, postal_code,"
	    " sorting_code, phone FROM sales_order_address WHERE order_id = ?" },
	[PARTS] = { "order_parts", "ii", &part_shape,
	    "SELECT 1 AS is_tax, name, NULL AS code, rate_e6, CAST(SUM(base) AS SIGNED) AS base, 0 AS promotion_id, CAST(SUM(amount) AS SIGNED) AS amount"
	    " FROM sales_order_tax WHERE order_id = ? GROUP BY name, rate_e6"
	    " UNION ALL SELECT 0, MIN(name), MIN(code), 0, 0, promotion_id, CAST(SUM(amount) AS SIGNED) FROM sales_order_discount WHERE order_id = ?"
	    " GROUP BY promotion_id" },
	[LIST_ALL] = { "order_list", FILTER_ARGS, &order_shape,
	    "SELECT " COLUMNS " FROM sales_order o WHERE TRUE" FILTERS },
	[LIST_ACCOUNT] = { "order_list_account", "i" FILTER_ARGS, &order_shape,
	    "SELECT " COLUMNS " FROM sales_order o WHERE o.account_id = ?" FILTERS },
	[LIST_EMAIL] = { "order_list_email", "s" FILTER_ARGS, &order_shape,
	    "SELECT " COLUMNS " FROM sales_order o WHERE o.email_key = ?" FILTERS },
	/* By the beginning of a recipient's name. */
	[LIST_NAME] = { "order_list_name", "s" FILTER_ARGS, &order_shape,
	    "SELECT " COLUMNS
	    " FROM (SELECT DISTINCT order_id FROM sales_order_address WHERE recipient LIKE ? ESCAPE '!') n JOIN sales_order o ON o.id = n.order_id"
	    " WHERE TRUE" FILTERS },
	[EVENTS] = { "order_events", "ib", &order_event_shape,
	    "SELECT id, at, kind, is_public, actor_kind, actor, details, words FROM sales_order_event WHERE order_id = ? AND is_public >= ? ORDER BY id" },
	[NOTE] = { "order_note", "isbsss", NULL,
	    "INSERT INTO sales_order_event (order_id, kind, is_public, actor_kind, actor, details) VALUES (?, ?, ?, ?, ?, ?)" },
	[NOTE_WORDS] = { "order_note_words", "isbssss", NULL,
	    "INSERT INTO sales_order_event (order_id, kind, is_public, actor_kind, actor, details, words) VALUES (?, ?, ?, ?, ?, ?, ?)" },
	/* The order is locked: nothing has changed since it was read. */
	[STORE] = { "order_store", "sssiiiiiiiiiitttii", NULL,
	    "UPDATE sales_order SET fulfilment = ?, authorisation = ?, charge = ?, subtotal = ?, discount = ?, shipping = ?, tax = ?, total = ?, authorised = ?,"
	    " charged = ?, refunded = ?, credited = ?, credited_tax = ?, hold_until = ?, paid_at = ?, closed_at = ?, version = version + 1 WHERE id = ? AND version = ?" },
};
const struct db_module order_sql = { "order", queries, COUNT(queries) };

/* ---- one order ---- */

static enum err
load_addresses(struct db *db, struct arena *a, struct order *o)
{
	const struct db_arg args[] = { db_i64(o->id) };
	const struct address_row *row;
	struct list rows;
	enum err err = db_rows(db, &queries[ADDRESSES], args, COUNT(args), a, 2, &rows);

	if (err)
		return err;
	row = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		*(row[i].is_billing ? &o->billing : &o->delivery) = row[i].a;
	return OK;
}

static enum err
load_parts(struct db *db, struct arena *a, struct order *o)
{
	const struct db_arg args[] = { db_i64(o->id), db_i64(o->id) };
	struct quote_discount *discounts;
	struct quote_tax *taxes;
	const struct part_row *row;
	struct list rows;
	enum err err = db_rows(db, &queries[PARTS], args, COUNT(args), a, PARTS_MAX, &rows);

	if (err)
		return err;
	row = rows.items;
	taxes = arena_array(a, struct quote_tax, rows.count);
	discounts = arena_array(a, struct quote_discount, rows.count);
	o->taxes = (struct list){ taxes, 0 };
	o->discounts = (struct list){ discounts, 0 };
	for (size_t i = 0; i < rows.count; i++)
		if (row[i].is_tax)
			taxes[o->taxes.count++] =
			    (struct quote_tax){ row[i].name, row[i].rate_e6, row[i].base, row[i].amount };
		else
			discounts[o->discounts.count++] =
			    (struct quote_discount){ row[i].promotion_id, row[i].name, row[i].code, row[i].amount };
	return OK;
}

enum err
order_lines(struct db *db, struct arena *a, int64_t order_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(order_id) };

	return db_rows(db, &queries[LINES], args, COUNT(args), a, ORDER_LINES_MAX, out);
}

static enum err
find(struct db *db, struct arena *a, struct str id, struct order *out)
{
	struct db_arg args[] = { db_str(id) };
	struct str number;

	shape_init(&order_shape, out);
	if (str_starts(id, STR("ord_")))
		return db_row(db, &queries[BY_ID], args, COUNT(args), a, out);
	if (!order_number_read(a, id, &number))
		return err_fail(ERR_NOT_FOUND, "there is no order '%.*s'", STR_ARG(str_cut(id, 40)));
	args[0] = db_str(number);
	return db_row(db, &queries[BY_NUMBER], args, COUNT(args), a, out);
}

enum err
order_get(struct db *db, struct arena *a, struct str id, struct order *out)
{
	enum err err = find(db, a, id, out);

	if (!err)
		err = order_lines(db, a, out->id, &out->lines);
	if (!err)
		err = load_addresses(db, a, out);
	return err ? err : load_parts(db, a, out);
}

enum err
order_lock(struct db *db, struct arena *a, int64_t order_id, struct order *out)
{
	const struct db_arg args[] = { db_i64(order_id) };

	shape_init(&order_shape, out);
	return db_row(db, &queries[LOCK], args, COUNT(args), a, out);
}

enum err
order_store(struct db *db, struct order *o)
{
	const struct db_arg args[] = { db_str(str_of(order_fulfilments[o->fulfilment].name)),
		db_str(str_of(order_authorisations[o->authorisation].name)),
		db_str(str_of(order_charges[o->charge].name)), db_i64(o->subtotal.minor), db_i64(o->discount.minor),
		db_i64(o->shipping.minor), db_i64(o->tax.minor), db_i64(o->total.minor), db_i64(o->authorised.minor),
		db_i64(o->charged.minor), db_i64(o->refunded.minor), db_i64(o->credited.minor),
		db_i64(o->credited_tax.minor), db_time(o->hold_until), db_time(o->paid_at), db_time(o->closed_at),
		db_i64(o->id), db_i64(o->version) };
	struct db_done done;
	enum err err = db_exec(db, &queries[STORE], args, COUNT(args), &done);

	if (err)
		return err;
	if (!done.affected)
		return err_fail(ERR_INTERNAL, "order %.*s was changed without its lock", STR_ARG(o->number));
	o->version++;
	return OK;
}

/* ---- who may see it ---- */

struct str
order_key(const struct order_env *e, struct str id)
{
	struct str text = str_printf(e->arena, "order link:%.*s", STR_ARG(id));
	unsigned char mac[32];
	struct buf b;

	crypto_hmac_sha256(e->master, text, mac);
	buf_in_arena(&b, e->arena, BUF_LINE);
	base64url_write(&b, mac, sizeof(mac));
	return buf_view(&b);
}

enum err
order_visible(const struct order_env *e, const struct order *o, int64_t account_id, struct str key)
{
	struct str wanted;

	if (account_id && account_id == o->account_id)
		return OK;
	if (e->master && !str_is_empty(key)) {
		wanted = order_key(e, o->public_id);
		if (key.len == wanted.len && crypto_equal(key.ptr, wanted.ptr, key.len))
			return OK;
	}
	return err_fail(ERR_NOT_FOUND, "this caller may not see order %.*s", STR_ARG(o->number));
}

/* ---- lists ---- */

static struct db_arg
name_of(const struct shape_enum *values, int value)
{
	return value < 0 ? db_null('s') : db_str(str_of(values[value].name));
}

/* For LIKE: what is typed is text, not a pattern. */
static struct str
beginning(struct arena *a, struct str q)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	for (size_t i = 0; i < q.len; i++) {
		if (strchr("%_!", q.ptr[i]))
			buf_char(&b, '!');
		buf_char(&b, q.ptr[i]);
	}
	buf_char(&b, '%');
	return buf_view(&b);
}

enum err
order_list(struct db *db, struct arena *a, const struct order_filter *f, struct list *out)
{
	struct db_arg fulfilment = name_of(order_fulfilments, f->fulfilment),
		      charge = name_of(order_charges, f->charge);
	struct db_arg authorisation =
	    name_of(order_authorisations, f->authorisation.set ? (int)f->authorisation.value : -1);
	struct db_arg args[] = { db_null('s'), db_i64(f->after), db_i64(f->after), fulfilment, fulfilment, charge,
		charge, authorisation, authorisation, db_time(f->from), db_time(f->from), db_time(f->until),
		db_time(f->until), db_i64(f->account_id), db_i64(f->account_id), db_i64(f->limit) };
	struct str q = str_trim(f->q), key;
	struct order *one;

	if (str_is_empty(q)) {
		args[0] = db_i64(f->account_id);
		return f->account_id ? db_rows(db, &queries[LIST_ACCOUNT], args, COUNT(args), a, LIST_MAX, out)
				     : db_rows(db, &queries[LIST_ALL], args + 1, COUNT(args) - 1, a, LIST_MAX, out);
	}
	if (str_find(q, '@') < q.len) {
		*out = (struct list){ 0 };
		if (email_key(a, q, &key)) {
			err_clear();
			return OK;
		}
		args[0] = db_str(key);
		return db_rows(db, &queries[LIST_EMAIL], args, COUNT(args), a, LIST_MAX, out);
	}
	if (str_starts(q, STR("ord_")) || order_number_read(a, q, &key)) {
		enum err err;
		one = arena_new_of(a, struct order);
		err = find(db, a, q, one);
		if (err == ERR_NOT_FOUND)
			err_clear();
		*out = (struct list){ one,
			!err && (!f->account_id || f->account_id == one->account_id) &&
			    (!f->after || one->id < f->after) };
		return err == ERR_NOT_FOUND ? OK : err;
	}
	args[0] = db_str(beginning(a, q));
	return db_rows(db, &queries[LIST_NAME], args, COUNT(args), a, LIST_MAX, out);
}

enum err
order_events(struct db *db, struct arena *a, int64_t order_id, bool public_only, struct list *out)
{
	const struct db_arg args[] = { db_i64(order_id), db_bool(public_only) };

	return db_rows(db, &queries[EVENTS], args, COUNT(args), a, LIST_MAX, out);
}

/* ---- telling ---- */

enum err
order_note(struct db *db, const struct who *who, int64_t order_id, const char *kind, bool is_public, struct str details)
{
	const struct db_arg args[] = { db_i64(order_id), db_str(str_of(kind)), db_bool(is_public),
		db_str(str_of(who->actor)), db_str(who->id), db_str(str_is_absent(details) ? STR("{}") : details) };

	return db_exec(db, &queries[NOTE], args, COUNT(args), NULL);
}

enum err
order_note_words(struct db *db, const struct who *who, int64_t order_id, const char *kind, bool is_public,
    struct str details, struct str words)
{
	const struct db_arg args[] = { db_i64(order_id), db_str(str_of(kind)), db_bool(is_public),
		db_str(str_of(who->actor)), db_str(who->id), db_str(str_is_absent(details) ? STR("{}") : details),
		db_str(words) };

	return str_is_empty(words) ? order_note(db, who, order_id, kind, is_public, details)
				   : db_exec(db, &queries[NOTE_WORDS], args, COUNT(args), NULL);
}

struct str
order_payload(struct arena *a, const struct order *o, const struct list *lines, struct str more)
{
	const struct order_line *line = lines ? lines->items : NULL;
	struct buf b;

	buf_in_arena(&b, a, BUF_REPLY);
	buf_printf(&b, "{\"order\":\"%.*s\",\"number\":\"%.*s\"", STR_ARG(o->public_id), STR_ARG(o->number));
	if (!str_is_absent(o->account))
		buf_printf(&b, ",\"account\":\"%.*s\"", STR_ARG(o->account));
	buf_printf(&b,
	    ",\"fulfilment\":\"%s\",\"charge\":\"%s\",\"total\":{\"amount\":%lld,\"currency\":\"%s\"},\"version\":%lld",
	    order_fulfilments[o->fulfilment].name, order_charges[o->charge].name, (long long)o->total.minor,
	    o->total.currency, (long long)o->version);
	if (lines) {
		buf_lit(&b, ",\"variants\":[");
		for (size_t i = 0, n = 0; i < lines->count; i++)
			if (!str_is_absent(line[i].variant))
				buf_printf(&b, "%s\"%.*s\"", n++ ? "," : "", STR_ARG(line[i].variant));
		buf_lit(&b, "],\"lines\":[");
		for (size_t i = 0; i < lines->count; i++)
			buf_printf(&b,
			    "%s{\"id\":\"%.*s\",\"quantity\":%lld,\"cancelled\":%lld,\"shipped\":%lld,\"delivered\":%lld}",
			    i ? "," : "", STR_ARG(line[i].public_id), (long long)line[i].quantity,
			    (long long)line[i].cancelled, (long long)line[i].shipped, (long long)line[i].delivered);
		buf_char(&b, ']');
	}
	buf_str(&b, more);
	buf_char(&b, '}');
	return buf_view(&b);
}

struct str
order_pieces_json(
    struct arena *a, const struct list *lines, const struct stock_wish *pieces, size_t count, bool as_object)
{
	const struct order_line *l = lines->items;
	struct buf b;

	buf_in_arena(&b, a, BUF_REPLY);
	buf_char(&b, as_object ? '{' : ',');
	buf_lit(&b, "\"pieces\":[");
	for (size_t i = 0, n = 0; i < count; i++)
		for (size_t k = 0; k < lines->count; k++)
			if (l[k].id == pieces[i].order_line_id)
				buf_printf(&b, "%s{\"line\":\"%.*s\",\"quantity\":%lld}", n++ ? "," : "",
				    STR_ARG(l[k].public_id), (long long)pieces[i].quantity);
	buf_char(&b, ']');
	if (as_object)
		buf_char(&b, '}');
	return buf_view(&b);
}

enum err
order_tell_words(struct db *db, struct arena *a, const struct who *who, const struct order *o, const struct list *lines,
    const char *kind, struct str details, struct str more, struct str words)
{
	enum err err = order_note_words(db, who, o->id, kind, true, details, words);
	struct str type = str_printf(a, "order.%s", kind);

	return err ? err : outbox_add(db, str_z(a, type), o->public_id, order_payload(a, o, lines, more));
}

enum err
order_tell(struct db *db, struct arena *a, const struct who *who, const struct order *o, const struct list *lines,
    const char *kind, struct str details, struct str more)
{
	return order_tell_words(db, a, who, o, lines, kind, details, more, STR_ABSENT);
}
