/* recovery.c - codes for the day when the phone is gone.  Writes table recovery_code.  See recovery.h. */
#include "lib/shop/recovery.h"
#include "lib/shop/factor_parts.h"

#define CODE_BYTES 10
#define CODE_CHARS 16
#define GROUP 4

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { DROP, ADD, USE };
static const struct db_query queries[] = {
	[DROP] = { "recovery_drop", "i", NULL, "DELETE FROM recovery_code WHERE account_id = ?" },
	[ADD] = { "recovery_add", "is", NULL, "INSERT INTO recovery_code (account_id, hash) VALUES (?, ?)" },
	[USE] = { "recovery_use", "tis", NULL,
	    "UPDATE recovery_code SET used_at = ? WHERE account_id = ? AND hash = ? AND used_at IS NULL" },
};
const struct db_module recovery_sql = { "recovery", queries, COUNT(queries) };

/* What is hashed: the sixteen digits, without hyphens. */
static struct str
make_code(struct arena *a, struct str *shown)
{
	unsigned char random[CODE_BYTES];
	char *code = arena_alloc(a, CODE_CHARS + 1), *text = arena_alloc(a, RECOVERY_TEXT_LEN + 1);
	size_t at = 0;

	crypto_random(random, sizeof(random));
	for (size_t i = 0; i < CODE_CHARS; i++) {
		size_t bit = i * 5, byte = bit / 8;
		unsigned two = (unsigned)random[byte] << 8 | (byte + 1 < CODE_BYTES ? random[byte + 1] : 0U);
		code[i] = digits[two >> (11 - bit % 8) & 31];
		if (i && i % GROUP == 0)
			text[at++] = '-';
		text[at++] = code[i];
	}
	code[CODE_CHARS] = text[at] = '\0';
	*shown = str_n(text, at);
	return str_n(code, CODE_CHARS);
}

/* What people type: any case, blanks and hyphens anywhere, and the letters that look like digits. */
static bool
read_code(struct str typed, char out[CODE_CHARS])
{
	size_t n = 0;

	for (size_t i = 0; i < typed.len; i++) {
		char c = typed.ptr[i];
		if (c == ' ' || c == '-')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
		if (n == CODE_CHARS || !c || !strchr(digits, c))
			return false;
		out[n++] = c;
	}
	return n == CODE_CHARS;
}

enum err
recovery_drop(const struct account_env *e, int64_t account_id)
{
	const struct db_arg id = db_i64(account_id);

	return db_exec(e->db, &queries[DROP], &id, 1, NULL);
}

static enum err
new_set(const struct account_env *e, int64_t account_id, struct list *codes)
{
	struct str *shown = arena_array(e->arena, struct str, RECOVERY_CODES);
	struct db_arg args[RECOVERY_CODES * 2];
	unsigned char hashes[RECOVERY_CODES][32];
	enum err err = recovery_drop(e, account_id);

	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		crypto_sha256(make_code(e->arena, &shown[i]), hashes[i]);
		args[2 * i] = db_i64(account_id);
		args[2 * i + 1] = db_str(str_n((const char *)hashes[i], sizeof(hashes[i])));
	}
	if (!err)
		err = db_bulk(e->db, &queries[ADD], args, 2, RECOVERY_CODES, NULL);
	if (!err)
		*codes = (struct list){ shown, RECOVERY_CODES };
	return err;
}

enum err
recovery_ensure(const struct account_env *e, int64_t account_id, struct list *codes)
{
	struct factors has;
	enum err err = factors_of(e->db, account_id, &has);

	*codes = (struct list){ 0 };
	return err || has.recovery_left > 0 ? err : new_set(e, account_id, codes);
}

struct renewing {
	const struct account_env *e;
	int64_t account_id;
	struct list *codes;
};

static enum err
renew(struct db *db, void *payload)
{
	struct renewing *p = payload;
	struct factor_owner owner;
	struct factors has;
	enum err err = factor_owner_lock(p->e, p->account_id, &owner);

	if (!err)
		err = factors_of(db, p->account_id, &has);
	if (!err && !factors_any(&has))
		err = err_fail(
		    ERR_CONFLICT, "could not make recovery codes: there is no factor that they could stand in for");
	if (!err)
		err = new_set(p->e, p->account_id, p->codes);
	return err ? err : factor_changed(p->e, owner.public_id, FACTOR_ADDED, "recovery", STR_ABSENT);
}

enum err
recovery_renew(const struct account_env *e, int64_t account_id, struct list *codes)
{
	struct renewing p = { e, account_id, codes };

	return db_transaction(e->db, renew, &p);
}

enum err
recovery_use(const struct account_env *e, int64_t account_id, struct str code)
{
	char plain[CODE_CHARS];
	unsigned char hash[32];
	struct db_done done = { 0 };
	enum err err;

	if (!read_code(code, plain))
		return err_fail(ERR_DENIED, "could not use a recovery code: it has another form");
	crypto_sha256(str_n(plain, sizeof(plain)), hash);
	{
		const struct db_arg args[] = { db_time(clock_now()), db_i64(account_id),
			db_str(str_n((const char *)hash, sizeof(hash))) };
		err = db_exec(e->db, &queries[USE], args, COUNT(args), &done);
	}
	if (!err && done.affected == 0)
		err = err_fail(ERR_DENIED, "could not use a recovery code: unknown, or used before");
	return err;
}
