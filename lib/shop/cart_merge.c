/*
 * cart_merge.c - a visitor's cart joins the account's at login.  See cart.h for the rule.
 *
 * Without a cart of the account the visitor's becomes it, with all that was entered in its checkout, and under a new
 * secret.  Lock order of two carts: the visitor's, then the account's; nobody else locks two.
 */
#include "lib/io/crypto.h"
#include "lib/shop/cart_parts.h"
#include "lib/shop/checkout.h"

enum { ADOPT, MERGED };

static const struct db_query queries[] = {
	[ADOPT] = { "cart_adopt", "isi", NULL,
	    "UPDATE cart SET account_id = ?, token_hash = ?, version = version + 1, updated_at = UTC_TIMESTAMP(6) WHERE id = ? AND state = 'active'" },
	[MERGED] = { "cart_merged", "i", NULL,
	    "UPDATE cart SET state = 'merged', version = version + 1, updated_at = UTC_TIMESTAMP(6) WHERE id = ? AND state = 'active'" },
};
const struct db_module cart_merge_sql = { "cart_merge", queries, COUNT(queries) };

struct merge {
	struct cart_env *e;
	const unsigned char *hash;
};

static enum err
adopt(struct cart_env *e, int64_t cart_id)
{
	unsigned char hash[32];
	const struct db_arg args[] = { db_i64(e->account_id), db_str(str_n((const char *)hash, 32)), db_i64(cart_id) };

	crypto_random(hash, sizeof(hash)); /* nobody has its secret: the account is the way to it now */
	return db_exec(e->db, &queries[ADOPT], args, COUNT(args), NULL);
}

static enum err
merge(struct db *db, void *payload)
{
	const struct merge *m = payload;
	struct cart_env *e = m->e;
	struct cart from, to;
	enum err err = cart_open_visitor(e, m->hash, &from);

	e->pieces = 0;
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (err) { /* nothing to bring along: was merged before, or there never was one */
		err_clear();
		if ((err = cart_get(e, &to)))
			return err;
		e->pieces = cart_pieces(&to);
		return OK;
	}
	err = cart_lock(e, &to);
	if (err == ERR_NOT_FOUND) {
		err_clear();
		e->pieces = cart_pieces(&from);
		return adopt(e, from.id);
	}
	if (!err)
		err = cart_unite(e, &to, &from, true);
	if (!err)
		err = cart_coupons_unite(e, &to, &from);
	if (!err)
		err = checkout_take(db, from.id, to.id);
	if (!err) {
		const struct db_arg args[] = { db_i64(from.id) };
		err = db_exec(db, &queries[MERGED], args, COUNT(args), NULL);
	}
	if (!err)
		err = cart_touch(e, to.id);
	if (!err)
		err = cart_get(e, &to);
	if (!err)
		e->pieces = cart_pieces(&to);
	return err;
}

enum err
cart_merge(struct cart_env *e, struct str visitor_token)
{
	unsigned char hash[32];
	struct merge m = { e, hash };
	struct cart own;
	enum err err;

	if (str_is_empty(visitor_token) || token_hash(visitor_token, hash)) {
		err_clear();
		if (!(err = cart_get(e, &own)))
			e->pieces = cart_pieces(&own);
		return err;
	}
	/* Two logins at once that both found no cart of the account: the second one finds it now. */
	err = db_transaction(e->db, merge, &m);
	if (err == ERR_CONFLICT) {
		err_clear();
		err = db_transaction(e->db, merge, &m);
	}
	if (!err)
		cart_bump(e);
	return err;
}
