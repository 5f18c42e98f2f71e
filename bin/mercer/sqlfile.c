/* sqlfile.c - the SQL files of the schema.  See sqlfile.h. */
#include "bin/mercer/sqlfile.h"
#include "bin/mercer/mercer.h"
#include "lib/base/file.h"
#include "lib/io/crypto.h"

#define FILES_MAX 1000
#define STATEMENTS_MAX 10000
#define NOT_CLOSED SIZE_MAX

static enum err read_one(struct arena *a, const char *dir, struct sqlfile *file);
static size_t skip_quoted(struct str s, size_t at);
static size_t skip_comment(struct str s, size_t at);

static bool
is_numbered(const char *name, size_t number)
{
	char prefix[24];

	snprintf(prefix, sizeof(prefix), "%04zu_", number);
	return str_starts(str_of(name), str_of(prefix)) &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.") == strlen(name);
}

enum err
sqlfiles_read(struct arena *a, const char *dir, bool numbered, struct list *out)
{
	struct list names;
	struct sqlfile *files;
	enum err err = file_names(a, dir, STR(".sql"), FILES_MAX, &names);

	if (err)
		return err;
	files = arena_array(a, struct sqlfile, MAX(names.count, 1));
	for (size_t i = 0; i < names.count && !err; i++) {
		files[i].name = ((const struct str *)names.items)[i].ptr;
		if (numbered && !is_numbered(files[i].name, i + 1))
			err = err_fail(ERR_INVALID, "could not use '%s/%s': expected %04zu_<words>.sql", dir,
			    files[i].name, i + 1);
		else
			err = read_one(a, dir, &files[i]);
	}
	*out = (struct list){ files, names.count };
	return err;
}

static enum err
read_one(struct arena *a, const char *dir, struct sqlfile *file)
{
	unsigned char digest[32];
	struct buf hex;
	enum err err = file_read(a, arena_printf(a, "%s/%s", dir, file->name), SQLFILE_MAX, &file->text);

	if (err)
		return err;
	crypto_sha256(file->text, digest);
	buf_in_arena(&hex, a, sizeof(file->sha256));
	hex_write(&hex, digest, sizeof(digest));
	memcpy(file->sha256, hex.ptr, sizeof(file->sha256));
	return OK;
}

/* Index past the quoted text that starts at `at`; NOT_CLOSED. */
static size_t
skip_quoted(struct str s, size_t at)
{
	char quote = s.ptr[at++];

	while (at < s.len) {
		if (s.ptr[at] == '\\' && quote != '`')
			at += 2;
		else if (s.ptr[at++] == quote)
			return at; /* a doubled quote starts the next quoted text */
	}
	return NOT_CLOSED;
}

/* Index past the comment that starts at `at`; `at` itself: none starts there; NOT_CLOSED. */
static size_t
skip_comment(struct str s, size_t at)
{
	struct str rest = str_skip(s, at);

	if (str_starts(rest, STR("-- ")) || str_starts(rest, STR("--\n")) || s.ptr[at] == '#')
		return at + str_find(rest, '\n');
	if (!str_starts(rest, STR("/*")))
		return at;
	for (at += 2; at + 1 < s.len; at++)
		if (s.ptr[at] == '*' && s.ptr[at + 1] == '/')
			return at + 2;
	return NOT_CLOSED;
}

static void
add_statement(struct list *out, struct str text)
{
	text = str_trim(text);
	if (text.len && out->count < STATEMENTS_MAX)
		((struct str *)out->items)[out->count++] = text;
}

enum err
sql_statements(struct arena *a, struct str text, struct list *out)
{
	size_t at = 0, start = 0;
	bool begun = false; /* comments before a statement are no part of it */

	*out = (struct list){ arena_array(a, struct str, STATEMENTS_MAX), 0 };
	while (at < text.len) {
		size_t next = skip_comment(text, at);
		char c = text.ptr[at];
		if (next == at && (c == '\'' || c == '"' || c == '`'))
			next = skip_quoted(text, at);
		if (next == NOT_CLOSED)
			return err_fail(ERR_INVALID, "a quote or comment that starts at byte %zu is not closed", at);
		if (next > at) {
			begun = begun || c == '\'' || c == '"' || c == '`';
			at = next;
			start = begun ? start : at;
			continue;
		}
		if (c == ';') {
			add_statement(out, (struct str){ text.ptr + start, at - start });
			start = at + 1;
			begun = false;
		} else if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
			begun = true;
		}
		at++;
	}
	if (begun)
		add_statement(out, (struct str){ text.ptr + start, text.len - start });
	return OK;
}

bool
sql_is_dml(struct str statement)
{
	static const char *const verbs[] = { "INSERT", "UPDATE", "DELETE", "REPLACE" };

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (str_eq_nocase(str_cut(statement, strlen(verbs[i])), str_of(verbs[i])))
			return true;
	return false;
}
