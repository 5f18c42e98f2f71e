/* account_list.c - pages of customers and staff for the back office, newest first.  See account.h. */
#include "lib/shop/account_parts.h"
#include "lib/shop/account_queries.h"

#define PATTERN_MAX 400

/* Every state but erased when none is asked for. */
#define IN_STATE " AND a.state <> IF(? = '', 'erased', '') AND (? = '' OR a.state = ?)"

enum { ALL, LIKE };
static const struct db_query queries[] = {
	[ALL] = { "account_list", "siisssi", &account_shape,
	    "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.realm = ? AND (? = 0 OR a.id < ?)" IN_STATE
	    " ORDER BY a.id DESC LIMIT ?" },
	/* Each arm is a range of an index. */
	[LIKE] = { "account_search", "ssssssiisssi", &account_shape,
	    "SELECT " ACCOUNT_COLUMNS
	    " FROM account a JOIN (SELECT id FROM account WHERE realm = ? AND email_key LIKE ?"
	    " UNION SELECT id FROM account WHERE realm = ? AND given_name LIKE ? UNION SELECT id FROM account WHERE realm = ? AND family_name LIKE ?) m"
	    " ON m.id = a.id WHERE (? = 0 OR a.id < ?)" IN_STATE " ORDER BY a.id DESC LIMIT ?" },
};
const struct db_module account_list_sql = { "account_list", queries, COUNT(queries) };

/* "50%" is looked for as it stands. */
static struct str
prefix_pattern(struct arena *a, struct str q)
{
	struct buf b;

	buf_in_arena(&b, a, PATTERN_MAX);
	q = str_cut_chars(q, 80);
	for (size_t i = 0; i < q.len; i++) {
		if (q.ptr[i] == '%' || q.ptr[i] == '_' || q.ptr[i] == '\\')
			buf_char(&b, '\\');
		buf_char(&b, q.ptr[i]);
	}
	buf_char(&b, '%');
	return buf_view(&b);
}

enum err
account_list(struct db *db, struct arena *a, const struct account_filter *f, struct list *out)
{
	const struct db_arg realm = db_str(str_of(account_realms[f->realm].name)), after = db_i64(f->after),
			    limit = db_i64(f->limit);
	const struct db_arg state = db_str(f->state < 0 ? STR("") : str_of(account_states[f->state].name));
	struct str q = str_trim(f->q);
	struct db_arg key, name;

	if (str_is_empty(q) || !str_is_utf8(q)) {
		const struct db_arg args[] = { realm, after, after, state, state, state, limit };
		return db_rows(db, &queries[ALL], args, COUNT(args), a, (size_t)f->limit, out);
	}
	key = db_str(prefix_pattern(a, str_lower(a, q)));
	name = db_str(prefix_pattern(a, q));
	const struct db_arg args[] = { realm, key, realm, name, realm, name, after, after, state, state, state, limit };
	return db_rows(db, &queries[LIKE], args, COUNT(args), a, (size_t)f->limit, out);
}
