/* signing_key.c - reading and using the keys that sign tokens.  signing_key_change.c makes, rotates and drops them.
 * See signing_key.h. */
#include "lib/shop/signing_key.h"

#define SET_AGE_US (5 * US_PER_S)
#define KEYS_MAX 64

const struct shape_enum signing_states[] = { { "next", SIGNING_NEXT }, { "active", SIGNING_ACTIVE },
	{ "retired", SIGNING_RETIRED }, { NULL, 0 } };
const struct shape_enum signing_algorithms[] = { { "ES256", PKEY_ES256 }, { "RS256", PKEY_RS256 }, { NULL, 0 } };

static const struct shape_field key_fields[] = {
	SHAPE_STR(struct signing_key, kid, 1, 43, .doc = "RFC 7638 thumbprint"),
	SHAPE_ENUM(struct signing_key, algorithm, signing_algorithms, .doc = "what it signs with"),
	SHAPE_ENUM(struct signing_key, state, signing_states,
	    .doc = "next: published; active: signs; retired: still verifies"),
	SHAPE_STR(struct signing_key, public_jwk, 1, 4096, .doc = "public part"),
	SHAPE_TIME(struct signing_key, created_at, .doc = "when it was made"),
	SHAPE_TIME(struct signing_key, state_since, .doc = "when its state last changed"),
};
const struct shape signing_key_shape = SHAPE(struct signing_key, key_fields, "A key that signs tokens.");

struct private_row {
	struct str kid, private_key;
};
static const struct shape_field private_fields[] = {
	SHAPE_STR(struct private_row, kid, 1, 43),
	SHAPE_STR(struct private_row, private_key, 1, 4096, .flags = SHAPE_SECRET),
};
static const struct shape private_shape = SHAPE(struct private_row, private_fields, "A sealed private key.");

enum { LIST };
static const struct db_query queries[] = {
	[LIST] = { "signing_key_list", "", &signing_key_shape,
	    "SELECT kid, algorithm, state, public_jwk, created_at, state_since FROM signing_key ORDER BY algorithm, created_at DESC, kid" },
};
const struct db_module signing_key_sql = { "signing_key", queries, COUNT(queries) };

enum { PRIVATE };
static const struct db_query sign_queries[] = {
	[PRIVATE] = { "signing_key_private", "s", &private_shape,
	    "SELECT kid, private_key FROM signing_key WHERE algorithm = ? AND state = 'active' ORDER BY state_since DESC LIMIT 1" },
};
const struct db_module signing_key_sign_sql = { "signing_key_sign", sign_queries, COUNT(sign_queries) };

/* Parsed keys are dear: kept as long as the table says the same. */
static struct {
	struct arena *arena;
	struct str text; /* what they were parsed from */
	struct jwk_set set;
	int64_t read_at;
	uint64_t generation;
} kept;

enum err
signing_key_list(struct db *db, struct arena *a, struct list *out)
{
	db_primary(db);
	return db_rows(db, &queries[LIST], NULL, 0, a, KEYS_MAX, out);
}

static struct str
document(struct arena *a, struct list keys)
{
	const struct signing_key *k = keys.items;
	struct buf b;

	buf_in_arena(&b, a, BUF_REPLY);
	buf_lit(&b, "{\"keys\":[");
	for (size_t i = 0; i < keys.count; i++) {
		if (i)
			buf_char(&b, ',');
		buf_str(&b, k[i].public_jwk);
	}
	buf_lit(&b, "]}");
	return buf_view(&b);
}

enum err
signing_key_jwks(struct db *db, struct arena *a, struct str *json)
{
	struct list keys;
	enum err err = signing_key_list(db, a, &keys);

	if (!err)
		*json = document(a, keys);
	return err;
}

/* Read the table; parse only when it says something else than before. */
static enum err
refresh(struct db *db)
{
	struct arena *a = arena_new();
	struct jwk_set set;
	struct str text;
	enum err err = signing_key_jwks(db, a, &text);

	if (!err && kept.arena && str_eq(text, kept.text)) {
		kept.read_at = clock_ticks();
	} else if (!err && !(err = jwks_read(a, text, &set))) {
		arena_free(kept.arena);
		kept.arena = a;
		kept.text = text;
		kept.set = set;
		kept.read_at = clock_ticks();
		return OK;
	}
	arena_free(a);
	return err;
}

static bool
has(struct str kid)
{
	for (size_t i = 0; i < kept.set.count; i++)
		if (str_eq(kept.set.keys[i].kid, kid))
			return true;
	return false;
}

enum err
signing_key_set(struct db *db, struct str kid, uint64_t generation, bool sure, struct jwk_set *out)
{
	int64_t age = clock_ticks() - kept.read_at;
	enum err err = OK;

	if (sure || !kept.arena || age > SET_AGE_US || (generation && generation != kept.generation) ||
	    (age > US_PER_S && kid.ptr && !has(kid)))
		err = refresh(db);
	if (err)
		return err;
	if (generation)
		kept.generation = generation;
	*out = kept.set;
	return OK;
}

/* A sealed key belongs to its row: it cannot be moved to another kid. */
struct str
signing_key_bound(struct arena *a, struct str kid)
{
	return str_printf(a, "signing_key:%.*s", STR_ARG(kid));
}

enum err
signing_key_sign(struct db *db, struct arena *a, const struct config *config, enum pkey_algorithm algorithm,
    const char *typ, struct str claims, struct str *token)
{
	const struct db_arg args[] = { db_str(str_of(pkey_algorithm_name(algorithm))) };
	struct secret master = { 0 };
	struct private_row row;
	struct jwk key = { .algorithm = algorithm };
	struct str der;
	enum err err;

	db_primary(db);
	err = db_row(db, &sign_queries[PRIVATE], args, COUNT(args), a, &row);
	if (err == ERR_NOT_FOUND)
		return err_fail(
		    ERR_INTERNAL, "there is no %s key that signs: run mercer migrate", pkey_algorithm_name(algorithm));
	if (err || (err = crypto_master(config_z(config, "secrets.path"), false, &master)))
		return err;
	err = crypto_unseal(a, &master, SIGNING_PURPOSE, signing_key_bound(a, row.kid), row.private_key, &der);
	secret_release(&master);
	if (err)
		return err_fail(ERR_INTERNAL, "could not unseal signing key '%.*s'", STR_ARG(row.kid));
	if ((err = pkey_of_private_der(a, der, &key.key)))
		return err;
	memset((char *)(uintptr_t)der.ptr, 0, der.len);
	key.kid = row.kid;
	return jwt_sign(a, &key, typ, claims, token);
}
