/*
 * migrate.c - mercer migrate: the database's schema and accounts brought up to date.
 *
 * Files sql/schema/NNNN_words.sql run once each, in order, under a lock of the server, and never change afterwards
 * (SHA-256).  MariaDB cannot roll back a CREATE or ALTER, so progress is kept per statement in table schema_file:
 * `running` before, `done` after.  A statement that changes rows commits together with its own progress.  Any other one
 * that was running when the command was killed has either happened as a whole or not at all (InnoDB's atomic DDL), so
 * it is run again and "already exists" then means done.
 *
 * Accounts: sql/grants/<account>.sql, applied when the file or the password changed.
 */
#include "bin/mercer/mercer.h"
#include "bin/mercer/migrate.h"
#include "lib/io/crypto.h"
#include "lib/shop/role.h"
#include "lib/shop/warehouse.h"

#include <getopt.h>
#include <unistd.h>

enum { LOCK, UNLOCK, EXISTS, CREATE, RECORDED, BEGIN, RUNNING, DONE, FINISH };

static const struct shape_field flag_fields[] = { SHAPE_OPT(struct migrate_flag, got, 0, 1, .doc = "1: it worked") };
static const struct shape flag_shape = SHAPE(struct migrate_flag, flag_fields, "Answer of a lock function.");
static const struct shape_field record_fields[] = {
	SHAPE_STR(struct migrate_record, name, 1, 64, .doc = "file"),
	SHAPE_STR(struct migrate_record, sha256, 64, 64, .doc = "of its text when it was first run"),
	SHAPE_I32(struct migrate_record, statements, 0, INT32_MAX, .doc = "in the file"),
	SHAPE_I32(struct migrate_record, done, 0, INT32_MAX, .doc = "statements that have happened"),
	SHAPE_I32(struct migrate_record, running, 0, INT32_MAX, .doc = "statement under way, from 1; 0: none"),
};
static const struct shape record_shape = SHAPE(struct migrate_record, record_fields, "A file that was run.");

static const struct db_query queries[] = {
	[LOCK] = { "migrate_lock", "i", &flag_shape, "SELECT GET_LOCK(CONCAT(DATABASE(), '.migrate'), ?) AS got" },
	[UNLOCK] = { "migrate_unlock", "", &flag_shape, "SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.migrate')) AS got" },
	[EXISTS] = { "migrate_exists", "", &flag_shape,
	    "SELECT COUNT(*) AS got FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'schema_file'" },
	[CREATE] = { "migrate_create", "", NULL,
	    "CREATE TABLE IF NOT EXISTS schema_file ("
	    " name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,"
	    " sha256 CHAR(64) CHARACTER SET ascii NOT NULL,"
	    " statements INT NOT NULL,"
	    " done INT NOT NULL DEFAULT 0,"
	    " running INT NOT NULL DEFAULT 0 COMMENT 'statement under way, from 1',"
	    " started_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),"
	    " finished_at DATETIME(6) NULL)" },
	[RECORDED] = { "migrate_recorded", "", &record_shape,
	    "SELECT name, sha256, statements, done, running FROM schema_file ORDER BY name" },
	[BEGIN] = { "migrate_begin", "ssi", NULL,
	    "INSERT INTO schema_file (name, sha256, statements) VALUES (?, ?, ?)"
	    " ON DUPLICATE KEY UPDATE sha256 = VALUES(sha256), statements = VALUES(statements), done = 0, running = 0, finished_at = NULL" },
	[RUNNING] = { "migrate_running", "is", NULL, "UPDATE schema_file SET running = ? WHERE name = ?" },
	[DONE] = { "migrate_done", "is", NULL, "UPDATE schema_file SET done = ?, running = 0 WHERE name = ?" },
	[FINISH] = { "migrate_finish", "s", NULL,
	    "UPDATE schema_file SET finished_at = UTC_TIMESTAMP(6) WHERE name = ?" },
};

static enum err migrate(struct migration *m);

/* The key that seals secrets in the database belongs to it like its accounts do.  A directory that is not there is the
 * operator's choice: what needs the key will say so. */
static void
master_key(const struct migration *m)
{
	const char *dir = config_z(m->app->config, "secrets.path");
	struct secret key = { 0 };

	if (m->dry_run || access(dir, X_OK) != 0)
		return;
	if (crypto_master(dir, true, &key))
		(void)app_failed(ERR_IO, "there is no master key, so nobody can register");
	else
		oauth_ensure_keys(m->app);
	secret_release(&key);
}

/* Built-in roles are data that belongs to the program: Owner has every permission that this version knows. */
static enum err
roles(struct migration *m)
{
	const char *identity =
	    arena_printf(m->app->arena, "%s/schema/0003_identity.sql", config_z(m->app->config, "sql.path"));
	int64_t changed = 0;
	enum err err;

	if (m->dry_run || access(identity, R_OK) != 0)
		return OK;
	err = role_sync(m->db, m->app->arena, &changed);
	if (!err && changed)
		printf("roles: %lld built-in ones written\n", (long long)changed);
	return err;
}

/* Stock lies somewhere: a shop has a warehouse from the start. */
static enum err
warehouse(struct migration *m)
{
	const char *inventory =
	    arena_printf(m->app->arena, "%s/schema/0004_inventory.sql", config_z(m->app->config, "sql.path"));
	int64_t id;

	if (m->dry_run || access(inventory, R_OK) != 0)
		return OK;
	return warehouse_default(m->db, m->app->arena, config_str(m->app->config, "shop.home_country"), &id);
}

int
cmd_migrate(struct app *app, int argc, char **argv)
{
	static const struct option options[] = { { "dry-run", no_argument, NULL, 'n' }, { 0 } };
	struct migration m = { .app = app, .db = app_db(app, "migrate") };
	struct migrate_flag got = { 0 };
	enum err err;
	int c;

	while ((c = getopt_long(argc, argv, "n", options, NULL)) != -1) {
		if (c != 'n')
			return app_usage("migrate");
		m.dry_run = true;
	}
	if (optind != argc)
		return app_usage("migrate");
	/* Longer than a lock may be waited for inside one statement: ask again. */
	for (int tries = 0;
	     !(err = db_row(m.db, &queries[LOCK], (const struct db_arg[]){ db_i64(0) }, 1, app->arena, &got));
	     tries++) {
		if (got.got.set && got.got.value == 1)
			break;
		if (tries == 300)
			return app_failed(err_fail(ERR_BUSY, "another migration runs"), "could not migrate");
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	}
	if (!err)
		err = migrate(&m);
	if (!err)
		err = roles(&m);
	if (!err)
		err = warehouse(&m);
	if (err)
		return app_failed(err, "could not migrate");
	if (db_row(m.db, &queries[UNLOCK], NULL, 0, app->arena, &got))
		err_clear(); /* it goes with the connection anyway */
	master_key(&m);
	if (!m.count)
		puts("nothing to do: the schema and all accounts are up to date");
	return EXIT_OK;
}

enum err
migrate_recorded(struct db *db, struct arena *a, struct list *out)
{
	return db_rows(db, &queries[RECORDED], NULL, 0, a, 10000, out);
}

const struct migrate_record *
migrate_find(struct list records, const char *name)
{
	const struct migrate_record *r = records.items;

	for (size_t i = 0; i < records.count; i++)
		if (str_eq_z(r[i].name, name))
			return &r[i];
	return NULL;
}

enum err
migrate_note(struct migration *m, const char *name, const char *sha256, int64_t statements)
{
	return db_exec(m->db, &queries[BEGIN],
	    (const struct db_arg[]){ db_str(str_of(name)), db_str(str_of(sha256)), db_i64(statements) }, 3, NULL);
}

enum err
migrate_finished(struct migration *m, const char *name, int64_t statements)
{
	const struct db_arg args[] = { db_i64(statements), db_str(str_of(name)) };
	enum err err = db_exec(m->db, &queries[DONE], args, 2, NULL);

	return err ? err : db_exec(m->db, &queries[FINISH], args + 1, 1, NULL);
}

/* After a kill, the statement that was under way may have happened. */
static bool
has_happened(void)
{
	static const char *const signs[] = { "already exists", "Duplicate column name", "Duplicate key name",
		"check that column/key exists", "check that it exists" };

	for (size_t i = 0; i < COUNT(signs); i++)
		if (strstr(err_detail(), signs[i]))
			return true;
	return false;
}

/* Statement `number` (from 1) of a file. */
static enum err
run_statement(struct migration *m, const struct sqlfile *file, struct str sql, int64_t number, bool again)
{
	const struct db_arg args[] = { db_i64(number), db_str(str_of(file->name)) };
	enum err err;

	if (sql_is_dml(sql)) /* the name was checked: lower-case letters, digits, '_' and '.' */
		return db_script(m->db,
		    str_printf(m->app->arena,
			"START TRANSACTION; %.*s; UPDATE schema_file SET done = %lld, running = 0 WHERE name = '%s'; COMMIT",
			STR_ARG(sql), (long long)number, file->name));
	if ((err = db_exec(m->db, &queries[RUNNING], args, 2, NULL)))
		return err;
	err = db_script(m->db, sql);
	if (err && again && has_happened()) {
		err_clear();
		err = OK;
	}
	return err ? err : db_exec(m->db, &queries[DONE], args, 2, NULL);
}

static enum err
run_file(struct migration *m, const struct sqlfile *file, const struct migrate_record *record)
{
	struct list statements;
	int64_t done = record ? record->done : 0;
	enum err err = sql_statements(m->app->arena, file->text, &statements);

	if (err)
		return err_fail(err, "could not read '%s'", file->name);
	if (record && record->done == record->statements && (size_t)record->statements == statements.count)
		return OK;
	m->count++;
	printf("%s%s: %zu statements%s\n", m->dry_run ? "would run " : "", file->name, statements.count,
	    done ? ", goes on where it was interrupted" : "");
	if (m->dry_run)
		return OK;
	if (!record && (err = migrate_note(m, file->name, file->sha256, (int64_t)statements.count)))
		return err;
	for (size_t i = (size_t)done; i < statements.count; i++) {
		bool again = record && record->running == (int32_t)i + 1;
		err = run_statement(m, file, ((struct str *)statements.items)[i], (int64_t)i + 1, again);
		if (err)
			return err_fail(err,
			    "statement %zu of '%s' failed; mend the cause and run migrate again: it goes on there",
			    i + 1, file->name);
	}
	return migrate_finished(m, file->name, (int64_t)statements.count);
}

enum err
migrate_check(const struct sqlfile *files, size_t count, struct list records)
{
	const struct migrate_record *r = records.items;

	for (size_t i = 0; i < records.count; i++) {
		size_t j = 0;
		if (str_starts(r[i].name, STR("grants/")))
			continue;
		while (j < count && !str_eq_z(r[i].name, files[j].name))
			j++;
		if (j == count)
			return err_fail(ERR_CONFLICT,
			    "the database has '%.*s', which this Mercer does not know: it is older than the database",
			    STR_ARG(r[i].name));
		if (!str_eq_z(r[i].sha256, files[j].sha256))
			return err_fail(ERR_CONFLICT,
			    "'%s' was changed after it had been run: put it back and write a new file", files[j].name);
	}
	return OK;
}

/* What was run; the table of it is made by the first run, but not by a dry one. */
static enum err
records_read(struct migration *m)
{
	struct migrate_flag there = { 0 };
	enum err err = db_row(m->db, &queries[EXISTS], NULL, 0, m->app->arena, &there);

	if (!err && !there.got.value && m->dry_run)
		return OK;
	if (!err && !there.got.value)
		err = db_exec(m->db, &queries[CREATE], NULL, 0, NULL);
	return err ? err : migrate_recorded(m->db, m->app->arena, &m->records);
}

static enum err
migrate(struct migration *m)
{
	const char *sql = config_z(m->app->config, "sql.path");
	struct list files;
	enum err err;

	if ((err = records_read(m)) ||
	    (err = sqlfiles_read(m->app->arena, arena_printf(m->app->arena, "%s/schema", sql), true, &files)) ||
	    (err = migrate_check(files.items, files.count, m->records)))
		return err;
	for (size_t i = 0; i < files.count && !err; i++) {
		const struct sqlfile *file = (const struct sqlfile *)files.items + i;
		err = run_file(m, file, migrate_find(m->records, file->name));
	}
	return err ? err : migrate_accounts(m);
}
