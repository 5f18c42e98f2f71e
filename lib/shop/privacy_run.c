/*
 * privacy_run.c - doing what was asked.  See privacy.h.
 *
 * A request is claimed by making it `running` with a due time ten minutes ahead: when the worker dies, it is due again
 * then.  What fails is tried again an hour later, as state `failed`, which the back office shows.
 */
#include "lib/base/log.h"
#include "lib/shop/audit.h"
#include "lib/shop/bearer.h"
#include "lib/shop/outbox.h"
#include "lib/shop/privacy_parts.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DUE, CLAIM, DONE, FAILED, OLD_FILES, DROP_FILE, ID };

#define AT_ONCE 100

struct file_row {
	int64_t id;
	struct str file;
};
static const struct shape_field file_fields[] = { SHAPE_I64(struct file_row, id, 1, INT64_MAX),
	SHAPE_STR(struct file_row, file, 1, 255) };
static const struct shape file_shape = SHAPE(struct file_row, file_fields, "An export that is past its time.");

struct id_row {
	int64_t id;
};
static const struct shape_field id_fields[] = { SHAPE_I64(struct id_row, id, 1, INT64_MAX) };
static const struct shape id_shape = SHAPE(struct id_row, id_fields, "An account.");

static const struct db_query queries[] = {
	[DUE] = { "privacy_due", "", &privacy_request_shape,
	    "SELECT r.id, r.public_id, r.account_id, a.public_id AS account, r.kind, r.state, r.message, r.file, r.created_at, r.due_at, r.done_at,"
	    " r.expires_at FROM privacy_request r JOIN account a ON a.id = r.account_id"
	    " WHERE r.state IN ('pending', 'running', 'failed') AND r.due_at <= NOW(6) ORDER BY r.due_at LIMIT 1 FOR UPDATE SKIP LOCKED" },
	[CLAIM] = { "privacy_claim", "i", NULL,
	    "UPDATE privacy_request SET state = 'running', due_at = NOW(6) + INTERVAL 10 MINUTE WHERE id = ?" },
	[DONE] = { "privacy_done", "sti", NULL,
	    "UPDATE privacy_request SET state = 'done', message = NULL, file = ?, done_at = NOW(6), expires_at = ? WHERE id = ?" },
	[FAILED] = { "privacy_failed", "i", NULL,
	    "UPDATE privacy_request SET state = 'failed', due_at = NOW(6) + INTERVAL 1 HOUR WHERE id = ?" },
	[OLD_FILES] = { "privacy_old_files", "", &file_shape,
	    "SELECT id, file FROM privacy_request WHERE file IS NOT NULL AND expires_at <= NOW(6) ORDER BY id LIMIT 100" },
	[ID] = { "privacy_account", "s", &id_shape, "SELECT id FROM account WHERE public_id = ?" },
	[DROP_FILE] = { "privacy_drop_file", "i", NULL, "UPDATE privacy_request SET file = NULL WHERE id = ?" },
};
const struct db_module privacy_run_sql = { "privacy_run", queries, COUNT(queries) };

struct task {
	const struct account_env *e;
	struct privacy_request request;
	struct str file;
	struct list files; /* struct str: exports of an erased person */
	int64_t account_id;
	struct str account;   /* its public id */
};

static enum err claim(struct db *db, void *payload) MUST_CHECK;
static enum err finish_export(struct db *db, void *payload) MUST_CHECK;
static enum err erase(struct db *db, void *payload) MUST_CHECK;

static void
remove_file(const struct account_env *e, struct str file)
{
	const char *path = arena_printf(e->arena, "%s/%.*s", config_z(e->config, "privacy.path"), STR_ARG(file));

	if (unlink(path) && errno != ENOENT)
		log_event(LOG_ERROR, "privacy.file_left", log_z("path", path), log_z("why", strerrordesc_np(errno)));
}

static enum err export(struct task *t) {
	const char *dir = config_z(t->e->config, "privacy.path"); char name[32]; enum err err;

	if (mkdir(dir, 0700) && errno != EEXIST) return err_fail(
	    ERR_IO, "could not make '%s': %s", dir, strerrordesc_np(errno));
	public_id(name, "export");
	t->file = str_printf(t->e->arena, "%s.zip", name);
	if ((err = privacy_export_write(
		 t->e, t->request.account_id, arena_printf(t->e->arena, "%s/%.*s", dir, STR_ARG(t->file))))) return err;
	err = db_transaction(t->e->db, finish_export, t);
	if (err) remove_file(t->e, t->file);
	return err;
}

static enum err
finish_export(struct db *db, void *payload)
{
	const struct task *t = payload;
	const struct privacy_request *r = &t->request;
	int64_t keep_us = config_ms(t->e->config, "privacy.export_keep") * 1000;
	const struct db_arg args[] = { db_str(t->file), db_time((struct time){ clock_now().us + keep_us }),
		db_i64(r->id) };
	struct audit record = { .event = AUDIT_EXPORT, .object_kind = "account", .object = r->account,
		.details = str_printf(t->e->arena, "{\"request\":\"%.*s\",\"step\":\"done\"}", STR_ARG(r->public_id)) };
	enum err err;

	if ((err = db_exec(db, &queries[DONE], args, COUNT(args), NULL)) ||
	    (err = outbox_add(db, "privacy.export_ready", r->account,
		 str_printf(t->e->arena, "{\"account\":\"%.*s\",\"request\":\"%.*s\"}", STR_ARG(r->account),
		     STR_ARG(r->public_id)))))
		return err;
	return audit(db, t->e->who, &record);
}

static enum err
erase(struct db *db, void *payload)
{
	struct task *t = payload;
	const struct db_arg args[] = { db_str(STR_ABSENT), db_null('t'), db_i64(t->request.id) };
	enum err err = privacy_erase_rows(db, t->e, t->account_id, &t->files);

	if (!err && t->request.id)
		err = db_exec(db, &queries[DONE], args, COUNT(args), NULL);
	return err;
}

static enum err
run_erase(struct task *t)
{
	struct str generation = str_printf(t->e->arena, "session:%lld", (long long)t->account_id);
	const struct str *file;
	enum err err = db_transaction(t->e->db, erase, t);

	if (err)
		return err;
	file = t->files.items;
	for (size_t i = 0; i < t->files.count; i++)
		remove_file(t->e, file[i]);
	if (t->e->cache && cache_bump(t->e->cache, generation))
		/* the sessions are gone from MySQL; what memcached has of them is sealed and lives a minute */
		err_clear();
	bearer_forget_account(t->e->cache, t->e->arena, t->account);
	return OK;
}

enum err
privacy_erase_account(const struct account_env *e, struct str account)
{
	const struct db_arg args[] = { db_str(account) };
	struct task t = { .e = e, .account = account };
	struct id_row row;
	enum err err = db_row(e->db, &queries[ID], args, COUNT(args), e->arena, &row);

	t.account_id = err ? 0 : row.id;
	return err ? err : run_erase(&t);
}

static enum err
claim(struct db *db, void *payload)
{
	struct task *t = payload;
	enum err err = db_row(db, &queries[DUE], NULL, 0, t->e->arena, &t->request);
	const struct db_arg args[] = { db_i64(err ? 0 : t->request.id) };

	return err ? err : db_exec(db, &queries[CLAIM], args, COUNT(args), NULL);
}

static enum err
sweep_files(const struct account_env *e)
{
	const struct file_row *row;
	struct list rows = { 0 };
	enum err err = db_rows(e->db, &queries[OLD_FILES], NULL, 0, e->arena, AT_ONCE, &rows);

	row = rows.items;
	for (size_t i = 0; !err && i < rows.count; i++) {
		const struct db_arg args[] = { db_i64(row[i].id) };
		remove_file(e, row[i].file);
		err = db_exec(e->db, &queries[DROP_FILE], args, COUNT(args), NULL);
	}
	return err;
}

enum err
privacy_run(const struct account_env *e, int64_t *done)
{
	enum err err;

	for (*done = 0; *done < AT_ONCE; ++*done) {
		struct task t = { .e = e };
		err = db_transaction(e->db, claim, &t);
		if (err == ERR_NOT_FOUND) {
			err_clear();
			return sweep_files(e);
		}
		if (err)
			return err;
		t.account_id = t.request.account_id;
		t.account = t.request.account;
		err = t.request.kind == PRIVACY_EXPORT ? export(&t) : run_erase(&t);
		if (err) {
			const struct db_arg args[] = { db_i64(t.request.id) };
			log_event(LOG_ERROR, "privacy.failed", log_str("request", t.request.public_id),
			    log_z("err", err_name(err)), log_z("detail", err_detail()));
			err_clear();
			if ((err = db_exec(e->db, &queries[FAILED], args, COUNT(args), NULL)))
				return err;
		}
	}
	return OK;
}
