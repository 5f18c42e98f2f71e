/* checkout.c - the row of a checkout.  See checkout.h. */
#include "lib/shop/checkout.h"
#include "lib/io/json.h"

#define VAT_ID_MIN 4  /* with the country's two letters */
#define VAT_ID_MAX 14

/* The last two are all that other modules run. */
enum { GET_ONE, CONTACT, ADDRESSES, DELIVERY, PAYMENT, ORDER, FORGET, TAKE };

struct row {
	struct str email, delivery, billing, vat_id, shipping_method, pickup, payment_method, note;
	int64_t version;
};
static const struct shape_field row_fields[] = {
	SHAPE_STR(struct row, email, 0, 254),
	SHAPE_STR(struct row, delivery, 0, 65535),
	SHAPE_STR(struct row, billing, 0, 65535),
	SHAPE_STR(struct row, vat_id, 0, 32),
	SHAPE_STR(struct row, shipping_method, 0, 64),
	SHAPE_STR(struct row, pickup, 0, 32),
	SHAPE_STR(struct row, payment_method, 0, 64),
	SHAPE_STR(struct row, note, 0, CHECKOUT_NOTE_MAX),
	SHAPE_I64(struct row, version, 0, INT64_MAX),
};
static const struct shape row_shape = SHAPE(struct row, row_fields, "A checkout.");

struct order_row {
	struct str public_id;
};
static const struct shape_field order_fields[] = { SHAPE_STR(struct order_row, public_id, 1, 40) };
static const struct shape order_row_shape = SHAPE(struct order_row, order_fields, "The order of a cart.");

static const struct db_query queries[] = {
	[GET_ONE] = { "checkout_get", "i", &row_shape,
	    "SELECT email, delivery, billing, vat_id, shipping_method, pickup, payment_method, note, version FROM checkout WHERE cart_id = ?" },
	[CONTACT] = { "checkout_contact", "is", NULL,
	    "INSERT INTO checkout (cart_id, email) VALUES (?, ?) ON DUPLICATE KEY UPDATE email = VALUES(email), version = version + 1" },
	[ADDRESSES] = { "checkout_addresses", "isss", NULL,
	    "INSERT INTO checkout (cart_id, delivery, billing, vat_id) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE delivery = VALUES(delivery),"
	    " billing = VALUES(billing), vat_id = VALUES(vat_id), version = version + 1" },
	[DELIVERY] = { "checkout_delivery", "isss", NULL,
	    "INSERT INTO checkout (cart_id, shipping_method, pickup, note) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
	    " shipping_method = VALUES(shipping_method), pickup = VALUES(pickup), note = VALUES(note), version = version + 1" },
	[PAYMENT] = { "checkout_payment", "is", NULL,
	    "INSERT INTO checkout (cart_id, payment_method) VALUES (?, ?) ON DUPLICATE KEY UPDATE payment_method = VALUES(payment_method),"
	    " version = version + 1" },
	[ORDER] = { "checkout_order", "i", &order_row_shape, "SELECT public_id FROM sales_order WHERE cart_id = ?" },
	[FORGET] = { "checkout_forget", "i", NULL, "DELETE FROM checkout WHERE cart_id = ?" },
	[TAKE] = { "checkout_take", "ii", NULL,
	    "INSERT IGNORE INTO checkout (cart_id, email, phone, delivery, billing, vat_id, shipping_method, pickup, payment_method, note)"
	    " SELECT ?, email, phone, delivery, billing, vat_id, shipping_method, pickup, payment_method, note FROM checkout c WHERE c.cart_id = ?" },
};
const struct db_module checkout_sql = { "checkout", queries, TAKE };
const struct db_module checkout_take_sql = { "checkout_take", queries + FORGET, COUNT(queries) - FORGET };

static enum err read_address(struct arena *a, struct str text, struct address **out) MUST_CHECK;
static struct str write_address(struct arena *a, const struct address *address);

enum err
checkout_get(struct db *db, struct arena *a, int64_t cart_id, struct checkout *out)
{
	const struct db_arg args[] = { db_i64(cart_id) };
	struct row row;
	enum err err = db_row(db, &queries[GET_ONE], args, COUNT(args), a, &row);

	*out = (struct checkout){ 0 };
	if (err == ERR_NOT_FOUND) {
		err_clear();
		return OK;
	}
	if (err)
		return err;
	*out = (struct checkout){ .email = row.email,
		.vat_id = row.vat_id,
		.shipping_method = row.shipping_method,
		.pickup = row.pickup,
		.payment_method = row.payment_method,
		.note = row.note,
		.version = row.version };
	err = read_address(a, row.delivery, &out->delivery);
	return err ? err : read_address(a, row.billing, &out->billing);
}

enum err
checkout_set_contact(struct db *db, int64_t cart_id, struct str email)
{
	const struct db_arg args[] = { db_i64(cart_id), db_str(email) };

	return db_exec(db, &queries[CONTACT], args, COUNT(args), NULL);
}

enum err
checkout_set_addresses(struct db *db, struct arena *a, int64_t cart_id, const struct address *delivery,
    const struct address *billing, struct str vat_id)
{
	const struct db_arg args[] = { db_i64(cart_id), db_str(write_address(a, delivery)),
		db_str(write_address(a, billing)), db_str(vat_id) };

	return db_exec(db, &queries[ADDRESSES], args, COUNT(args), NULL);
}

enum err
checkout_set_delivery(struct db *db, int64_t cart_id, struct str method, struct str pickup, struct str note)
{
	const struct db_arg args[] = { db_i64(cart_id), db_str(method), db_str(pickup), db_str(note) };

	return db_exec(db, &queries[DELIVERY], args, COUNT(args), NULL);
}

enum err
checkout_set_payment(struct db *db, int64_t cart_id, struct str method)
{
	const struct db_arg args[] = { db_i64(cart_id), db_str(method) };

	return db_exec(db, &queries[PAYMENT], args, COUNT(args), NULL);
}

enum err
checkout_forget(struct db *db, int64_t cart_id)
{
	const struct db_arg args[] = { db_i64(cart_id) };

	return db_exec(db, &queries[FORGET], args, COUNT(args), NULL);
}

enum err
checkout_take(struct db *db, int64_t from_cart_id, int64_t to_cart_id)
{
	const struct db_arg args[] = { db_i64(to_cart_id), db_i64(from_cart_id) };
	enum err err = db_exec(db, &queries[TAKE], args, COUNT(args), NULL);

	return err ? err : checkout_forget(db, from_cart_id);
}

enum err
checkout_order(struct db *db, struct arena *a, int64_t cart_id, struct str *public_id)
{
	const struct db_arg args[] = { db_i64(cart_id) };
	struct order_row row;
	enum err err = db_row(db, &queries[ORDER], args, COUNT(args), a, &row);

	if (!err)
		*public_id = row.public_id;
	return err;
}

bool
checkout_vat_id(struct arena *a, struct str *vat_id, struct field_errors *errors)
{
	char *out;
	size_t n = 0;
	bool fits = true;

	if (str_is_empty(str_trim(*vat_id))) {
		*vat_id = STR_ABSENT;
		return true;
	}
	out = arena_alloc(a, vat_id->len);
	for (size_t i = 0; i < vat_id->len; i++) {
		char c = vat_id->ptr[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		if (c == ' ' || c == '.' || c == '-')
			continue;
		/* Two letters of the country, then letters and digits. */
		fits &= (c >= 'A' && c <= 'Z') || (n >= 2 && c >= '0' && c <= '9');
		out[n++] = c;
	}
	if (!fits || n < VAT_ID_MIN || n > VAT_ID_MAX) {
		field_error(errors, STR("vat_id"),
		    N_("Write it with the two letters of its country, like DE123456789."), (struct opt_i64){ 0 });
		return false;
	}
	*vat_id = str_n(out, n);
	return true;
}

/* ---- addresses as JSON ---- */

static enum err
read_address(struct arena *a, struct str text, struct address **out)
{
	struct field_errors errors = { .arena = a };
	enum err err;

	*out = NULL;
	if (str_is_absent(text))
		return OK;
	*out = arena_new_of(a, struct address);
	err = json_read(a, text, &address_shape, *out, &errors);
	/* A rule of addresses became stricter since: it is entered again. */
	if (err == ERR_INVALID) {
		err_clear();
		*out = NULL;
		return OK;
	}
	return err;
}

/* Without what belongs to the address book. */
static struct str
write_address(struct arena *a, const struct address *address)
{
	uint64_t fields = UINT64_MAX;
	struct buf b;

	if (!address)
		return STR_ABSENT;
	for (size_t i = 0; i < address_shape.count; i++)
		if (address_shape.fields[i].flags & SHAPE_READ_ONLY)
			fields &= ~(UINT64_C(1) << i);
	buf_in_arena(&b, a, BUF_LINE);
	json_write(&b, &address_shape, address, fields);
	return str_dup(a, buf_view(&b));
}
