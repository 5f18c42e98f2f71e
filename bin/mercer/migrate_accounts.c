/*
 * migrate_accounts.c - the accounts of the modules.
 *
 * sql/grants/<account>.sql holds GRANT statements with @account@ for the account's name: mercer_<account> at localhost
 * (unix socket) or anywhere (db.host).  Rights that several accounts need for the same work are a set: "GRANT @quote@
 * TO @account@" stands for the statements of sql/grants/sets/quote.sql.  An account's password is in the file
 * <db.secrets>/<account>, made here when missing.  Rights that a file no longer names are taken away: all are revoked
 * first, in the same second.
 */
#include "bin/mercer/migrate.h"
#include "lib/base/file.h"
#include "lib/io/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define PASSWORD_MAX 128
struct rights {
	struct str sql;
	size_t count;
};

static const char password_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";

static enum err password(struct migration *m, const char *account, struct str *out);
static enum err make_password(struct arena *a, const char *path, struct str *out);
static struct str script(struct migration *m, struct str rights, const char *account, struct str secret);

static enum err
read_rights(struct arena *a, const struct sqlfile *file, struct list *out)
{
	const struct str *s;
	enum err err = sql_statements(a, file->text, out);

	if (err)
		return err_fail(err, "could not read 'grants/%s'", file->name);
	s = out->items;
	for (size_t i = 0; i < out->count; i++)
		if (!str_starts(s[i], STR("GRANT ")) || !str_ends(s[i], STR(" TO @account@")))
			return err_fail(ERR_INVALID,
			    "could not use 'grants/%s': statement %zu is not \"GRANT ... TO @account@\"", file->name,
			    i + 1);
	return OK;
}

/* The name of the set that a statement stands for. */
static bool
names_set(struct str statement, struct str *name)
{
	struct str rest = statement, before;

	return str_starts(statement, STR("GRANT @")) && str_split(&rest, '@', &before) && str_split(&rest, '@', name);
}

static const struct sqlfile *
find_set(struct list sets, struct str name)
{
	for (size_t i = 0; i < sets.count; i++) {
		const struct sqlfile *set = (const struct sqlfile *)sets.items + i;
		if (str_starts(str_of(set->name), name) && str_eq_z(STR(".sql"), set->name + name.len))
			return set;
	}
	return NULL;
}

/* What a file grants, its sets written out. */
static enum err
expand(struct arena *a, const struct sqlfile *file, struct list sets, struct rights *out)
{
	struct str name;
	struct list own, more;
	struct buf b;
	enum err err = read_rights(a, file, &own);

	buf_in_arena(&b, a, SQLFILE_MAX);
	for (size_t i = 0; i < own.count && !err; i++) {
		struct str *s = (struct str *)own.items + i;
		const struct sqlfile *set;
		more = (struct list){ s, 1 };
		if (names_set(*s, &name)) {
			if (!(set = find_set(sets, name)))
				return err_fail(ERR_INVALID, "could not use 'grants/%s': there is no set '%.*s'",
				    file->name, STR_ARG(name));
			err = read_rights(a, set, &more);
		}
		for (size_t j = 0; j < more.count && !err; j++)
			buf_printf(&b, "%.*s;\n", STR_ARG(((struct str *)more.items)[j]));
		out->count += more.count;
	}
	out->sql = buf_view(&b);
	return err;
}

static enum err
apply(struct migration *m, const struct sqlfile *file, struct list sets)
{
	struct arena *a = m->app->arena;
	const char *account = arena_printf(a, "%.*s", (int)(strlen(file->name) - strlen(".sql")), file->name);
	const char *name = arena_printf(a, "grants/%s", account);
	const struct migrate_record *record = migrate_find(m->records, name);
	unsigned char digest[32];
	struct str secret, sql;
	struct rights rights = { 0 };
	struct buf hex;
	enum err err;

	if ((err = expand(a, file, sets, &rights)) || (err = password(m, account, &secret)))
		return err;
	sql = script(m, rights.sql, account, secret);
	crypto_sha256(sql, digest);
	buf_in_arena(&hex, a, BUF_LINE);
	hex_write(&hex, digest, sizeof(digest));
	if (record && str_eq(record->sha256, buf_view(&hex)) && record->done == record->statements)
		return OK;
	m->count++;
	printf("%saccount mercer_%s: %zu rights\n", m->dry_run ? "would set " : "", account, rights.count);
	if (m->dry_run)
		return OK;
	if ((err = migrate_note(m, name, hex.ptr, (int64_t)rights.count)) || (err = db_script(m->db, sql)))
		return err_fail(err, "could not set up account 'mercer_%s'", account);
	return migrate_finished(m, name, (int64_t)rights.count);
}

enum err
migrate_accounts(struct migration *m)
{
	const char *dir = arena_printf(m->app->arena, "%s/grants", config_z(m->app->config, "sql.path"));
	struct list files, sets = { 0 };
	enum err err = sqlfiles_read(m->app->arena, dir, false, &files);

	if (!err)
		err = sqlfiles_read(m->app->arena, arena_printf(m->app->arena, "%s/sets", dir), false, &sets);
	for (size_t i = 0; i < files.count && !err; i++) {
		const struct sqlfile *file = (const struct sqlfile *)files.items + i;
		if (strspn(file->name, "abcdefghijklmnopqrstuvwxyz_") != strlen(file->name) - strlen(".sql"))
			err = err_fail(ERR_INVALID, "could not use 'grants/%s': an account is a-z and _", file->name);
		else
			err = apply(m, file, sets);
	}
	return err;
}

static struct str
script(struct migration *m, struct str rights, const char *account, struct str secret)
{
	bool local = config_str(m->app->config, "db.socket").len > 0;
	const char *user = arena_printf(m->app->arena, "'mercer_%s'@'%s'", account, local ? "localhost" : "%");
	struct str mark = STR("@account@"), rest = rights;
	struct buf b;

	buf_in_arena(&b, m->app->arena, SQLFILE_MAX);
	buf_printf(&b, "CREATE USER IF NOT EXISTS %s;", user);
	if (secret.len) /* its bytes were checked */
		buf_printf(&b, "ALTER USER %s IDENTIFIED BY '%.*s';", user, STR_ARG(secret));
	buf_printf(&b, "REVOKE ALL PRIVILEGES, GRANT OPTION FROM %s;\n", user);
	while (rest.len) {
		if (str_starts(rest, mark)) {
			buf_z(&b, user);
			rest = str_skip(rest, mark.len);
		} else {
			buf_char(&b, rest.ptr[0]);
			rest = str_skip(rest, 1);
		}
	}
	return buf_view(&b);
}

/* The password of an account; empty when the shop has none (db.secrets empty). */
static enum err
password(struct migration *m, const char *account, struct str *out)
{
	const char *dir = config_z(m->app->config, "db.secrets");
	const char *path = arena_printf(m->app->arena, "%s/%s", dir, account);
	enum err err;

	*out = STR("");
	if (!*dir)
		return OK;
	err = file_read(m->app->arena, path, PASSWORD_MAX, out);
	if (err == ERR_NOT_FOUND) {
		err_clear();
		return m->dry_run ? OK : make_password(m->app->arena, path, out);
	}
	if (err)
		return err;
	*out = str_trim(*out);
	if (!out->len || strspn(str_z(m->app->arena, *out), password_bytes) != out->len)
		return err_fail(ERR_INVALID, "could not use '%s': a password is letters, digits, '_', '-', '.'", path);
	return OK;
}

static enum err
make_password(struct arena *a, const char *path, struct str *out)
{
	unsigned char bytes[24];
	struct buf b;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool written;

	if (fd < 0)
		return err_fail(ERR_IO, "could not create '%s': %s", path, strerror(errno));
	crypto_random(bytes, sizeof(bytes));
	buf_in_arena(&b, a, BUF_LINE);
	base64url_write(&b, bytes, sizeof(bytes));
	*out = str_dup(a, buf_view(&b));
	buf_char(&b, '\n');
	written = write(fd, b.ptr, b.len) == (ssize_t)b.len && fsync(fd) == 0;
	if (close(fd) != 0 || !written)
		return err_fail(ERR_IO, "could not write '%s': %s", path, strerror(errno));
	return OK;
}
