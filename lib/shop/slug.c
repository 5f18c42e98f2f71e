/* slug.c - addresses made from names, their history, and ids.  See slug.h. */
#include "lib/shop/slug.h"
#include "lib/shop/product_store.h"

#define SLUG_MAX 200

enum { REMEMBER, TAKE, TAKE_MANY, FORGET, RESERVE };
static const struct db_query queries[] = {
	[REMEMBER] = { "slug_remember", "ssi", NULL,
	    "INSERT INTO slug_history (kind, slug, object_id) VALUES (?, ?, ?)"
	    " ON DUPLICATE KEY UPDATE object_id = VALUES(object_id), created_at = CURRENT_TIMESTAMP(6)" },
	[TAKE] = { "slug_take", "ss", NULL, "DELETE FROM slug_history WHERE kind = ? AND slug = ?" },
	[TAKE_MANY] = { "slug_take_many", "ss", NULL,
	    "DELETE h FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j"
	    " STRAIGHT_JOIN slug_history h ON h.kind = ? AND h.slug = j.slug" },
	[FORGET] = { "slug_forget", "si", NULL, "DELETE FROM slug_history WHERE kind = ? AND object_id = ?" },
	[RESERVE] = { "id_reserve", "is", NULL, "UPDATE id_block SET next = LAST_INSERT_ID(next + ?) WHERE name = ?" },
};
const struct db_module slug_sql = { "slug", queries, COUNT(queries) };

bool
slug_fits(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~')
			return false;
	return s.len > 0 && s.len <= SLUG_MAX;
}

enum err
slug_moved(struct db *db, const char *kind, struct str from, struct str to, int64_t object_id)
{
	const struct db_arg take[] = { db_str(str_of(kind)), db_str(to) };
	const struct db_arg remember[] = { db_str(str_of(kind)), db_str(from), db_i64(object_id) };
	enum err err = db_exec(db, &queries[TAKE], take, COUNT(take), NULL);

	return err ? err : db_exec(db, &queries[REMEMBER], remember, COUNT(remember), NULL);
}

enum err
slugs_taken(struct db *db, const char *kind, struct str slugs_json)
{
	const struct db_arg args[] = { db_str(slugs_json), db_str(str_of(kind)) };

	return db_exec(db, &queries[TAKE_MANY], args, COUNT(args), NULL);
}

enum err
slug_forget(struct db *db, const char *kind, int64_t object_id)
{
	const struct db_arg args[] = { db_str(str_of(kind)), db_i64(object_id) };

	return db_exec(db, &queries[FORGET], args, COUNT(args), NULL);
}

static enum err
reserve(struct db *db, struct id_block *block)
{
	const struct db_arg args[] = { db_i64(block->count), db_str(str_of(block->name)) };
	struct db_done done;
	enum err err;

	if (block->count == 0)
		return OK;
	if ((err = db_exec(db, &queries[RESERVE], args, COUNT(args), &done)))
		return err;
	if (done.affected != 1)
		return err_fail(ERR_DB, "could not reserve ids: table id_block has no '%s'", block->name);
	block->first = done.insert_id - block->count;
	return OK;
}

struct reservation {
	struct id_block *blocks;
	size_t count;
};

static enum err
reserve_all(struct db *db, void *payload)
{
	const struct reservation *r = payload;

	for (size_t i = 0; i < r->count; i++) {
		enum err err = reserve(db, &r->blocks[i]);
		if (err)
			return err;
	}
	return OK;
}

enum err
ids_reserve(struct db *db, struct id_block *blocks, size_t count)
{
	struct reservation r = { blocks, count };

	return db_transaction(db, reserve_all, &r);
}

enum err
id_reserve(struct db *db, const char *name, int64_t count, int64_t *first)
{
	struct id_block block = { name, count, 0 };
	enum err err = reserve(db, &block);

	if (!err)
		*first = block.first;
	return err;
}

/* What a letter beyond ASCII becomes; sorted by code point.  German first: its umlauts are written with e. */
static const struct fold {
	uint32_t from, to; /* range */
	const char *as;
} folds[] = {
	{ 0xc0, 0xc3, "a" },
	{ 0xc4, 0xc4, "ae" },
	{ 0xc5, 0xc5, "a" },
	{ 0xc6, 0xc6, "ae" },
	{ 0xc7, 0xc7, "c" },
	{ 0xc8, 0xcb, "e" },
	{ 0xcc, 0xcf, "i" },
	{ 0xd0, 0xd0, "d" },
	{ 0xd1, 0xd1, "n" },
	{ 0xd2, 0xd5, "o" },
	{ 0xd6, 0xd6, "oe" },
	{ 0xd8, 0xd8, "o" },
	{ 0xd9, 0xdb, "u" },
	{ 0xdc, 0xdc, "ue" },
	{ 0xdd, 0xdd, "y" },
	{ 0xde, 0xde, "th" },
	{ 0xdf, 0xdf, "ss" },
	{ 0xe0, 0xe3, "a" },
	{ 0xe4, 0xe4, "ae" },
	{ 0xe5, 0xe5, "a" },
	{ 0xe6, 0xe6, "ae" },
	{ 0xe7, 0xe7, "c" },
	{ 0xe8, 0xeb, "e" },
	{ 0xec, 0xef, "i" },
	{ 0xf0, 0xf0, "d" },
	{ 0xf1, 0xf1, "n" },
	{ 0xf2, 0xf5, "o" },
	{ 0xf6, 0xf6, "oe" },
	{ 0xf8, 0xf8, "o" },
	{ 0xf9, 0xfb, "u" },
	{ 0xfc, 0xfc, "ue" },
	{ 0xfd, 0xfd, "y" },
	{ 0xfe, 0xfe, "th" },
	{ 0xff, 0xff, "y" },
	{ 0x100, 0x105, "a" },
	{ 0x106, 0x10d, "c" },
	{ 0x10e, 0x111, "d" },
	{ 0x112, 0x11b, "e" },
	{ 0x11c, 0x123, "g" },
	{ 0x124, 0x127, "h" },
	{ 0x128, 0x131, "i" },
	{ 0x134, 0x135, "j" },
	{ 0x136, 0x138, "k" },
	{ 0x139, 0x142, "l" },
	{ 0x143, 0x14b, "n" },
	{ 0x14c, 0x151, "o" },
	{ 0x152, 0x153, "oe" },
	{ 0x154, 0x159, "r" },
	{ 0x15a, 0x161, "s" },
	{ 0x162, 0x167, "t" },
	{ 0x168, 0x173, "u" },
	{ 0x174, 0x175, "w" },
	{ 0x176, 0x178, "y" },
	{ 0x179, 0x17e, "z" },
	{ 0x1e9e, 0x1e9e, "ss" },
};

static const char *
fold(uint32_t c)
{
	size_t low = 0, high = COUNT(folds);

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (c > folds[mid].to)
			low = mid + 1;
		else
			high = mid;
	}
	return low < COUNT(folds) && c >= folds[low].from ? folds[low].as : "";
}

/* The letters and digits that a character stands for; "" parts words. */
static const char *
letters(uint32_t c, char small[2])
{
	if (c >= 0x80)
		return fold(c);
	small[0] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	small[1] = '\0';
	return (small[0] >= 'a' && small[0] <= 'z') || (small[0] >= '0' && small[0] <= '9') ? small : "";
}

struct str
slug_make(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, SLUG_MAX + 4), small[2];
	size_t len = 0;

	for (size_t at = 0; at < text.len && len < SLUG_MAX;) {
		uint32_t c = str_next_char(text, &at);
		const char *as = letters(c, small);
		if (!*as && len && out[len - 1] != '-' && c != '\'' && c != 0x2019) /* an apostrophe parts nothing */
			out[len++] = '-';
		for (; *as; as++)
			out[len++] = *as;
	}
	len = MIN(len, SLUG_MAX);
	while (len && out[len - 1] == '-')
		len--;
	return len ? (struct str){ out, len } : STR("item");
}
