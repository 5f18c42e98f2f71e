/* address.c - the address book.  See address.h. */
#include "lib/shop/address.h"
#include "lib/base/escape.h"
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"

/* The first two only read. */
enum { LIST, GET_ONE, BOOK, INSERT, UPDATE, REMOVE, ONLY_DELIVERY, ONLY_BILLING, HEIR_DELIVERY, HEIR_BILLING };

static const struct shape_field fields[] = {
	SHAPE_I64(struct address, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct address, public_id, 1, 40, .flags = SHAPE_READ_ONLY, .doc = "id"),
	SHAPE_STR(struct address, country, 2, 2, .flags = SHAPE_REQUIRED,
	    .doc = "ISO 3166-1 alpha-2 code; says which other members are needed"),
	SHAPE_STR(struct address, recipient, 1, 200, .flags = SHAPE_REQUIRED, .doc = "who receives it"),
	SHAPE_STR(struct address, organization, 0, 200, .doc = "company"),
	SHAPE_STR(struct address, line1, 0, 200, .doc = "street and number"),
	SHAPE_STR(struct address, line2, 0, 200, .doc = "flat, floor, building"),
	SHAPE_STR(struct address, line3, 0, 200, .doc = "more"),
	SHAPE_STR(struct address, dependent_locality, 0, 200, .doc = "district of the town"),
	SHAPE_STR(struct address, locality, 0, 200, .doc = "town"),
	SHAPE_STR(struct address, region, 0, 200,
	    .doc = "state, province, prefecture: a code of the country's list where there is one"),
	SHAPE_STR(struct address, postal_code, 0, 32, .doc = "postal code"),
	SHAPE_STR(struct address, sorting_code, 0, 32, .doc = "CEDEX and the like"),
	SHAPE_STR(
	    struct address, phone, 0, 32, .doc = "for the carrier: 5 to 15 digits, with + and blanks as one likes"),
	SHAPE_BOOL(struct address, is_delivery, .doc = "the default for deliveries"),
	SHAPE_BOOL(struct address, is_billing, .doc = "the default for invoices"),
	SHAPE_I64(struct address, version, 0, INT64_MAX, .fallback = "0",
	    .doc = "rises with each change; sent back, it prevents lost updates"),
};
const struct shape address_shape = SHAPE(struct address, fields, "A postal address.");

struct book {
	int64_t n;
	struct str account; /* public id */
};
static const struct shape_field book_fields[] = { SHAPE_I64(struct book, n, 0, INT64_MAX),
	SHAPE_STR(struct book, account, 1, 40) };
static const struct shape book_shape = SHAPE(struct book, book_fields, "An address book.");

#define COLUMNS \
	"id, public_id, country, recipient, organization, line1, line2, line3, dependent_locality, locality, region, postal_code," \
	" sorting_code, phone, is_delivery, is_billing, version"

static const struct db_query queries[] = {
	[LIST] = { "address_list", "i", &address_shape,
	    "SELECT " COLUMNS
	    " FROM account_address WHERE account_id = ? ORDER BY is_delivery DESC, is_billing DESC, id" },
	[GET_ONE] = { "address_get", "is", &address_shape,
	    "SELECT " COLUMNS " FROM account_address WHERE account_id = ? AND public_id = ?" },
	/* Locks the account's row: two additions at once must not both be the first, nor the fifty-first. */
	[BOOK] = { "address_book", "i", &book_shape,
	    "SELECT (SELECT COUNT(*) FROM account_address d WHERE d.account_id = a.id) AS n, a.public_id AS account FROM account a WHERE a.id = ?"
	    " FOR UPDATE" },
	[INSERT] = { "address_insert", "isssssssssssssbb", NULL,
	    "INSERT INTO account_address (account_id, public_id, country, recipient, organization, line1, line2, line3, dependent_locality, locality,"
	    " region, postal_code, sorting_code, phone, is_delivery, is_billing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[UPDATE] = { "address_update", "ssssssssssssbbisii", NULL,
	    "UPDATE account_address SET country = ?, recipient = ?, organization = ?, line1 = ?, line2 = ?, line3 = ?, dependent_locality = ?,"
	    " locality = ?, region = ?, postal_code = ?, sorting_code = ?, phone = ?, is_delivery = is_delivery OR ?, is_billing = is_billing OR ?,"
	    " version = version + 1 WHERE account_id = ? AND public_id = ? AND (? = 0 OR version = ?)" },
	[REMOVE] = { "address_remove", "is", NULL,
	    "DELETE FROM account_address WHERE account_id = ? AND public_id = ?" },
	[ONLY_DELIVERY] = { "address_only_delivery", "is", NULL,
	    "UPDATE account_address SET is_delivery = FALSE WHERE account_id = ? AND is_delivery AND public_id <> ?" },
	[ONLY_BILLING] = { "address_only_billing", "is", NULL,
	    "UPDATE account_address SET is_billing = FALSE WHERE account_id = ? AND is_billing AND public_id <> ?" },
	/* When the default goes, the oldest one left takes its place. */
	[HEIR_DELIVERY] = { "address_heir_delivery", "i", NULL,
	    "UPDATE account_address SET is_delivery = TRUE WHERE account_id = ? ORDER BY id LIMIT 1" },
	[HEIR_BILLING] = { "address_heir_billing", "i", NULL,
	    "UPDATE account_address SET is_billing = TRUE WHERE account_id = ? ORDER BY id LIMIT 1" },
};
const struct db_module address_read_sql = { "address_read", queries, BOOK };
const struct db_module address_sql = { "address", queries + BOOK, COUNT(queries) - BOOK };

/* One change: what its transaction needs. */
struct change {
	const struct account_env *e;
	int64_t account_id;
	struct str public_id;
	struct address address;
	const char *verb;
	struct book book;
};

static enum err add(struct db *db, void *payload) MUST_CHECK;
static enum err change(struct db *db, void *payload) MUST_CHECK;
static enum err remove_one(struct db *db, void *payload) MUST_CHECK;

enum err
address_list(struct db *db, struct arena *a, int64_t account_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(account_id) };

	return db_rows(db, &queries[LIST], args, COUNT(args), a, ADDRESS_MAX, out);
}

enum err
address_get(struct db *db, struct arena *a, int64_t account_id, struct str public_id, struct address *out)
{
	const struct db_arg args[] = { db_i64(account_id), db_str(public_id) };

	return db_row(db, &queries[GET_ONE], args, COUNT(args), a, out);
}

enum err
address_add(const struct account_env *e, int64_t account_id, const struct address *in, struct field_errors *errors,
    struct address *out)
{
	struct change c = { .e = e, .account_id = account_id, .address = *in, .verb = "added" };
	char id[32];
	enum err err;

	if (!address_check(e->arena, &c.address, errors))
		return ERR_INVALID;
	public_id(id, "addr");
	c.public_id = str_of(arena_strdup(e->arena, id));
	if ((err = db_transaction(e->db, add, &c)))
		return err;
	return address_get(e->db, e->arena, account_id, c.public_id, out);
}

enum err
address_change(const struct account_env *e, int64_t account_id, struct str public_id, const struct address *in,
    struct field_errors *errors, struct address *out)
{
	struct change c = {
		.e = e, .account_id = account_id, .public_id = public_id, .address = *in, .verb = "changed"
	};
	enum err err;

	if (!address_check(e->arena, &c.address, errors))
		return ERR_INVALID;
	if ((err = db_transaction(e->db, change, &c)))
		return err;
	return address_get(e->db, e->arena, account_id, public_id, out);
}

enum err
address_remove(const struct account_env *e, int64_t account_id, struct str public_id)
{
	struct change c = { .e = e, .account_id = account_id, .public_id = public_id, .verb = "removed" };

	return db_transaction(e->db, remove_one, &c);
}

/* ---- transactions ---- */

static enum err
tell(struct db *db, const struct change *c)
{
	struct audit record = { .event = AUDIT_PROFILE, .object_kind = "address", .object = c->public_id,
		.details = str_printf(c->e->arena, "{\"address\":\"%s\"}", c->verb) };
	struct str payload =
	    str_printf(c->e->arena, "{\"address\":\"%.*s\",\"change\":\"%s\"}", STR_ARG(c->public_id), c->verb);
	enum err err = outbox_add(db, "account.addresses_changed", c->book.account, payload);

	return err ? err : audit(db, c->e->who, &record);
}

static enum err
keep_one_default(struct db *db, const struct change *c)
{
	const struct db_arg args[] = { db_i64(c->account_id), db_str(c->public_id) };
	enum err err = OK;

	if (c->address.is_delivery)
		err = db_exec(db, &queries[ONLY_DELIVERY], args, COUNT(args), NULL);
	if (!err && c->address.is_billing)
		err = db_exec(db, &queries[ONLY_BILLING], args, COUNT(args), NULL);
	return err;
}

static enum err
lock_book(struct db *db, struct change *c)
{
	const struct db_arg args[] = { db_i64(c->account_id) };

	return db_row(db, &queries[BOOK], args, COUNT(args), c->e->arena, &c->book);
}

static enum err
add(struct db *db, void *payload)
{
	struct change *c = payload;
	struct address *d = &c->address;
	enum err err = lock_book(db, c);

	if (err)
		return err;
	if (c->book.n >= ADDRESS_MAX)
		return err_fail(ERR_LIMIT, "could not add an address: there are %lld", (long long)c->book.n);
	d->is_delivery |= c->book.n == 0;
	d->is_billing |= c->book.n == 0;
	{
		const struct db_arg args[] = { db_i64(c->account_id), db_str(c->public_id), db_str(d->country),
			db_str(d->recipient), db_str(d->organization), db_str(d->line1), db_str(d->line2),
			db_str(d->line3), db_str(d->dependent_locality), db_str(d->locality), db_str(d->region),
			db_str(d->postal_code), db_str(d->sorting_code), db_str(d->phone), db_bool(d->is_delivery),
			db_bool(d->is_billing) };
		err = db_exec(db, &queries[INSERT], args, COUNT(args), NULL);
	}
	if (!err)
		err = keep_one_default(db, c);
	return err ? err : tell(db, c);
}

static enum err
change(struct db *db, void *payload)
{
	struct change *c = payload;
	struct address *d = &c->address, stored;
	const struct db_arg args[] = { db_str(d->country), db_str(d->recipient), db_str(d->organization),
		db_str(d->line1), db_str(d->line2), db_str(d->line3), db_str(d->dependent_locality),
		db_str(d->locality), db_str(d->region), db_str(d->postal_code), db_str(d->sorting_code),
		db_str(d->phone), db_bool(d->is_delivery), db_bool(d->is_billing), db_i64(c->account_id),
		db_str(c->public_id), db_i64(d->version), db_i64(d->version) };
	struct db_done done;
	enum err err;

	if ((err = lock_book(db, c)) || (err = db_exec(db, &queries[UPDATE], args, COUNT(args), &done)))
		return err;
	if (!done.affected) {
		if ((err = address_get(db, c->e->arena, c->account_id, c->public_id, &stored)))
			return err;
		return err_fail(ERR_PRECONDITION, "could not change the address: version %lld is stored",
		    (long long)stored.version);
	}
	err = keep_one_default(db, c);
	return err ? err : tell(db, c);
}

static enum err
remove_one(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct db_arg args[] = { db_i64(c->account_id), db_str(c->public_id) };
	struct address stored;
	enum err err;

	if ((err = lock_book(db, c)) || (err = address_get(db, c->e->arena, c->account_id, c->public_id, &stored)) ||
	    (err = db_exec(db, &queries[REMOVE], args, COUNT(args), NULL)))
		return err;
	if (stored.is_delivery && (err = db_exec(db, &queries[HEIR_DELIVERY], args, 1, NULL)))
		return err;
	if (stored.is_billing && (err = db_exec(db, &queries[HEIR_BILLING], args, 1, NULL)))
		return err;
	return tell(db, c);
}
