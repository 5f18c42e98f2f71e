/*
 * db.c - which connection a statement goes to, what happens when it fails, and what is counted.  See db.h.
 *
 * Everything runs through run(): route, connect, prepare, execute, and once more if a read met a broken connection.
 */
#include "lib/io/db_internal.h"

#include <assert.h>
#include <strings.h>

#define CONNECT_PAUSE_US (200 * 1000) /* after a failed connect, so that a dead server is not hammered */
#define CODE_GONE 2006
#define CODE_LOST 2013
#define CODE_LOCK_WAIT 1205

/* A statement that was started: rows are still to be read. */
struct cursor {
	struct link *link;
	struct wire_stmt *stmt;
	int64_t started;
};
/* What run() needs to know of one call. */
struct call {
	const struct db_query *query;
	const struct db_arg *args;
	size_t n, rows;
	bool bulk;
	struct db_done *done;
};

static enum err run(struct db *db, const struct call *call, struct cursor *cur);
static enum err finish(struct db *db, const struct db_query *q, struct cursor *cur, enum err err);
static bool is_read(const struct db_query *q);

/* ---- life ---- */

/* A copy: the configuration may be freed or read anew while we live. */
static const char *
text_or_null(struct db *db, const struct config *c, const char *key)
{
	const char *z = config_z(c, key);
	return z && *z ? arena_strdup(db->arena, z) : NULL;
}

static void
configure(struct db *db, const struct config *c, const char *account)
{
	struct wire_conf *p = &db->primary.conf;
	const char *secrets = text_or_null(db, c, "db.secrets");

	p->socket = text_or_null(db, c, "db.socket");
	p->host = text_or_null(db, c, "db.host");
	p->port = (unsigned)config_i64(c, "db.port");
	p->user = text_or_null(db, c, "db.user");
	if (!p->user)
		p->user = arena_printf(db->arena, "mercer_%s", account);
	p->password_file = secrets ? arena_printf(db->arena, "%s/%s", secrets, account) : NULL;
	p->schema = text_or_null(db, c, "db.name");
	p->tls_ca = text_or_null(db, c, "db.tls_ca");
	p->connect_ms = config_ms(c, "db.connect_timeout");
	p->statement_ms = config_ms(c, "db.statement_timeout");
	/* A lock wait must end before the statement does, so that it is known as one and the transaction is run again.
	 * */
	p->lock_ms = MIN(config_ms(c, "db.lock_timeout"), p->statement_ms - 1000);
	db->replica.conf = *p;
	db->replica.conf.socket = text_or_null(db, c, "db.replica_socket");
	db->replica.conf.host = text_or_null(db, c, "db.replica_host");
	db->replica.conf.port = (unsigned)config_i64(c, "db.replica_port");
	db->has_replica = db->replica.conf.socket || db->replica.conf.host;
}

struct db *
db_new(const struct config *c, const char *account)
{
	struct arena *a = arena_new();
	struct db *db = arena_new_of(a, struct db);

	db->arena = a;
	configure(db, c, account);
	return db;
}

void
db_drop(struct link *link)
{
	wire_close(link->wire);
	link->wire = NULL;
}

void
db_free(struct db *db)
{
	if (!db)
		return;
	/* The server rolls back what is open when the connection ends. */
	db_drop(&db->primary);
	db_drop(&db->replica);
	arena_free(db->arena);
}

enum err
db_connect(struct db *db, struct link *link)
{
	int64_t now = clock_ticks();
	enum err err;

	if (link->wire)
		return OK;
	if (now < link->retry_at)
		return err_fail(ERR_UNAVAILABLE, "could not connect to MariaDB: tried %lld ms ago",
		    (long long)(CONNECT_PAUSE_US - (link->retry_at - now)) / 1000);
	err = wire_open(&link->conf, &link->wire);
	if (err)
		link->retry_at = clock_ticks() + CONNECT_PAUSE_US;
	else
		db->stats.connects++;
	return err;
}

/* A connection that the server has closed meanwhile (restart, wait_timeout) is replaced before it is used. */
static enum err
connect_fresh(struct db *db, struct link *link)
{
	if (link->wire && wire_is_dead(link->wire))
		db_drop(link);
	return db_connect(db, link);
}

enum err
db_ping(struct db *db)
{
	enum err err = connect_fresh(db, &db->primary);

	if (!err)
		err = wire_ping(db->primary.wire);
	if (err)
		db_drop(&db->primary);
	return err;
}

/* ---- statements ---- */

enum err
db_exec(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct db_done *done)
{
	struct db_done dropped = { 0 };
	const struct call call = { .query = q, .args = args, .n = n, .rows = 1, .done = done ? done : &dropped };
	struct cursor cur;
	enum err err;

	assert(!q->row);
	*call.done = (struct db_done){ 0 };
	err = run(db, &call, &cur);
	return finish(db, q, &cur, err);
}

enum err
db_exec_nowait(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct db_done *done)
{
	enum err err;

	db->nowait = true;
	err = db_exec(db, q, args, n, done);
	db->nowait = false;
	return err;
}

enum err
db_row(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct arena *a, void *row)
{
	const struct call call = { .query = q, .args = args, .n = n, .rows = 1 };
	struct cursor cur;
	bool got = false, more = false;
	enum err err;

	assert(q->row);
	err = run(db, &call, &cur);
	if (!err)
		err = wire_fetch(cur.link->wire, cur.stmt, a, row, &got);
	if (!err && got) {
		/* The end marker is read too, and proves that there was one row only. */
		void *second = arena_alloc(a, q->row->size);
		err = wire_fetch(cur.link->wire, cur.stmt, a, second, &more);
	}
	if (!err && more)
		err = err_fail(ERR_DB, "could not run '%s': more than one row, add LIMIT 1", q->name);
	if (!err && !got)
		err = ERR_NOT_FOUND;
	return finish(db, q, &cur, err);
}

enum err
db_rows(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct arena *a, size_t max,
    struct list *out)
{
	const struct call call = { .query = q, .args = args, .n = n, .rows = 1 };
	size_t size = q->row->size, cap = 0, count = 0;
	struct cursor cur;
	char *items = NULL;
	bool got = true;
	enum err err;

	err = run(db, &call, &cur);
	while (!err) {
		if (count == cap) {
			size_t grown = cap ? cap * 2 : MIN(max + 1, 16);
			char *bigger = arena_zalloc(a, grown, size);
			if (count > 0)
				memcpy(bigger, items, count * size);
			items = bigger;
			cap = grown;
		}
		if ((err = wire_fetch(cur.link->wire, cur.stmt, a, items + count * size, &got)) || !got)
			break;
		if (++count > max)
			err = err_fail(ERR_LIMIT, "could not read '%s': more than %zu rows", q->name, max);
	}
	if (!err)
		*out = (struct list){ items, count };
	return finish(db, q, &cur, err);
}

enum err
db_each(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, struct arena *a,
    enum err (*fn)(const void *row, void *payload), void *payload)
{
	const struct call call = { .query = q, .args = args, .n = n, .rows = 1 };
	struct arena *own = arena_new();
	void *row = arena_alloc(own, q->row->size);
	struct cursor cur;
	bool got = true;
	enum err err;

	err = run(db, &call, &cur);
	db->streaming = true;
	while (!err && !(err = wire_fetch(cur.link->wire, cur.stmt, a, row, &got)) && got) {
		err = fn(row, payload);
		arena_reset(a);
	}
	db->streaming = false;
	arena_free(own);
	return finish(db, q, &cur, err);
}

enum err
db_bulk(struct db *db, const struct db_query *q, const struct db_arg *args, size_t n, size_t rows, struct db_done *done)
{
	struct db_done dropped = { 0 };
	const struct call call = {
		.query = q, .args = args, .n = n, .rows = rows, .bulk = true, .done = done ? done : &dropped
	};
	struct cursor cur;
	enum err err;

	assert(!q->row && n > 0);
	*call.done = (struct db_done){ 0 };
	if (rows == 0)
		return OK;
	err = run(db, &call, &cur);
	return finish(db, q, &cur, err);
}

enum err
db_prepare_all(struct db *db, const struct db_module *m)
{
	enum err first = connect_fresh(db, &db->primary);

	for (size_t i = 0; i < m->count && (i == 0 ? !first : db->primary.wire != NULL); i++) {
		struct wire_stmt *s;
		bool prepared;
		enum err err;
		if (!m->queries[i].name) /* a hole in a table with designated initialisers */
			continue;
		err = wire_prepare(db->primary.wire, &m->queries[i], &s, &prepared);
		if (err && !first)
			first = err;
		if (err && error_is_lost(wire_code(db->primary.wire)))
			db_drop(&db->primary);
	}
	return first;
}

enum err
db_script(struct db *db, struct str sql)
{
	struct wire_conf conf = db->primary.conf;
	struct wire *w;
	enum err err;

	conf.script = true;
	if ((err = wire_open(&conf, &w)))
		return err;
	db->stats.connects++;
	err = wire_script(w, sql);
	wire_close(w);
	return err;
}

/* ---- one statement ---- */

static bool
is_read(const struct db_query *q)
{
	return q->row && (strncasecmp(q->sql, "SELECT", 6) == 0 || strncasecmp(q->sql, "WITH", 4) == 0);
}

/* The connection for q, open.  A replica that is down must not take the shop down. */
static enum err
route(struct db *db, const struct db_query *q, struct link **out)
{
	bool free_choice = db->tx.depth == 0 && db->has_replica && !db->to_primary && is_read(q);

	if (free_choice && !connect_fresh(db, &db->replica)) {
		*out = &db->replica;
		return OK;
	}
	*out = &db->primary;
	if (db->tx.depth > 0)
		return db_connect(db, *out);
	/* Reads are sent again when the connection turns out to be gone; for writes it must be known before. */
	return is_read(q) ? db_connect(db, *out) : connect_fresh(db, *out);
}

static enum err
check_args(const struct db_query *q, const struct db_arg *args, size_t n, size_t rows)
{
	if (strlen(q->args) != n)
		return err_fail(ERR_DB, "could not run '%s': %zu arguments for '%s'", q->name, n, q->args);
	for (size_t i = 0; i < n * rows; i++)
		if (args[i].type != q->args[i % n])
			return err_fail(ERR_DB, "could not run '%s': argument %zu is '%c', not '%c'", q->name,
			    i % n + 1, args[i].type, q->args[i % n]);
	return OK;
}

/* The injected fault, if it is this statement's turn. */
static unsigned
fault(struct db *db)
{
	if (db->fault_in == 0 || --db->fault_in > 0)
		return 0;
	return db->fault_code;
}

static enum err
send_to(struct db *db, struct link *link, const struct call *call, struct wire_stmt **stmt, unsigned *code)
{
	unsigned injected = fault(db);
	bool prepared;
	enum err err;

	*code = injected;
	if (injected && injected != CODE_LOST)
		return err_fail(
		    error_of(injected), "could not run '%s': injected fault %u", call->query->name, injected);
	err = wire_prepare(link->wire, call->query, stmt, &prepared);
	if (!err && call->bulk)
		err = wire_bulk(link->wire, *stmt, call->args, call->rows, call->done);
	else if (!err)
		err = wire_execute(link->wire, *stmt, call->args, call->done);
	if (injected)
		return err_fail(ERR_UNAVAILABLE, "could not run '%s': injected fault %u", call->query->name, injected);
	*code = wire_code(link->wire);
	return err;
}

/* What a failure does to the transaction around it. */
static void
note_failure(struct db *db, enum err err, unsigned code)
{
	if (db->tx.depth == 0 || db->tx.broken || (db->nowait && code == CODE_LOCK_WAIT))
		return;
	/* 1213 and 1020 have rolled back everything already, 1205 only the statement: treated alike. */
	if (error_is_retry(code) || error_is_lost(code)) {
		db->tx.broken = err;
		db->tx.retry = true;
	}
}

static enum err
failed_call(struct db *db, struct link *link, const struct call *call, enum err err, unsigned code, int64_t began)
{
	bool lost = error_is_lost(code);

	if (err == ERR_CONFLICT && link->wire)
		error_key(wire_message(link->wire), db->conflict_key, sizeof(db->conflict_key));
	note_failure(db, err, code);
	if (!lost)
		return err;
	db_drop(link);
	if (code == CODE_LOST && link->conf.statement_ms > 0 &&
	    clock_ticks() - began >= link->conf.statement_ms * 1000) {
		db->tx.retry = false;
		err = err_fail(ERR_TIMEOUT, "could not run '%s': no reply in time", call->query->name);
	}
	/* The server may have done it and only the reply is lost. */
	if (db->tx.depth == 0 && !is_read(call->query) && code != CODE_GONE)
		err = err_fail(ERR_UNCERTAIN, "could not learn what became of '%s'", call->query->name);
	return err;
}

static enum err
ready(struct db *db, const struct call *call)
{
	assert(!db->streaming);
	if (db->tx.depth > 0 && db->tx.broken)
		return err_fail(db->tx.broken, "could not run '%s': its transaction failed before", call->query->name);
	if (db->deadline > 0 && clock_ticks() >= db->deadline)
		return err_fail(ERR_TIMEOUT, "could not run '%s': the request's time is used up", call->query->name);
	return check_args(call->query, call->args, call->n, call->rows);
}

static void
now_running(struct db *db, const char *name)
{
	db->last_query = name;
	if (db->watch)
		*db->watch = name;
}

static enum err
run(struct db *db, const struct call *call, struct cursor *cur)
{
	enum err err;

	*cur = (struct cursor){ 0 };
	now_running(db, call->query->name);
	if ((err = ready(db, call)))
		return err;
	for (int attempt = 0;; attempt++) {
		unsigned code = 0;
		if ((err = route(db, call->query, &cur->link)))
			return err;
		cur->started = clock_ticks();
		err = send_to(db, cur->link, call, &cur->stmt, &code);
		if (!err) {
			if (!is_read(call->query))
				db->to_primary = true; /* this request reads what it wrote */
			return OK;
		}
		cur->stmt = NULL;
		err = failed_call(db, cur->link, call, err, code, cur->started);
		if (err != ERR_UNAVAILABLE || attempt > 0 || db->tx.depth > 0 || !is_read(call->query))
			return err;
	}
}

/* Counts, times, and leaves the connection fit for the next statement. */
static void
account(struct db *db, const char *name, int64_t us)
{
	struct db_trace t = { name, us, db->tx.depth > 0 ? db->tx.file : NULL, db->tx.line };
	size_t fastest = 0;

	db->stats.statements++;
	db->stats.us += us;
	if (db->traced < DB_TRACE_MAX) {
		db->trace[db->traced++] = t;
		return;
	}
	for (size_t i = 1; i < DB_TRACE_MAX; i++)
		if (db->trace[i].us < db->trace[fastest].us)
			fastest = i;
	if (db->trace[fastest].us >= us)
		return;
	memmove(&db->trace[fastest], &db->trace[fastest + 1], (DB_TRACE_MAX - 1 - fastest) * sizeof(t));
	db->trace[DB_TRACE_MAX - 1] = t;
}

static enum err
finish(struct db *db, const struct db_query *q, struct cursor *cur, enum err err)
{
	unsigned code;

	if (cur->started == 0)
		return err; /* nothing was sent */
	if (cur->stmt && err && err != ERR_NOT_FOUND) {
		/* It broke while rows were read, or the caller does not want the rest. */
		code = wire_code(cur->link->wire);
		note_failure(db, err, code);
		if (error_is_lost(code))
			db_drop(cur->link);
		else
			wire_finish(cur->stmt);
	}
	account(db, q->name, clock_ticks() - cur->started);
	return err;
}

enum err
db_control(struct db *db, const char *sql)
{
	unsigned injected = fault(db);
	int64_t started = clock_ticks();
	enum err err = OK;

	now_running(db, sql);
	if (injected && injected != CODE_LOST) {
		err = err_fail(error_of(injected), "could not run '%s': injected fault %u", sql, injected);
	} else if (!(err = wire_query(db->primary.wire, sql)) && injected) {
		err = err_fail(ERR_UNAVAILABLE, "could not run '%s': injected fault %u", sql, injected);
	}
	account(db, sql, clock_ticks() - started);
	if (err) {
		unsigned code = injected ? injected : wire_code(db->primary.wire);
		note_failure(db, err, code);
		if (error_is_lost(code))
			db_drop(&db->primary);
	}
	return err;
}

/* ---- what others may know ---- */

void
db_primary(struct db *db)
{
	db->to_primary = true;
}

const char *
db_conflict_key(const struct db *db)
{
	return db->conflict_key;
}

void
db_begin_request(struct db *db, int64_t deadline_ticks)
{
	assert(db->tx.depth == 0);
	db->deadline = deadline_ticks;
	db->stats = (struct db_stats){ 0 };
	db->traced = 0;
	db->to_primary = false;
	db->conflict_key[0] = '\0';
	now_running(db, "");
}

struct db_stats
db_stats(const struct db *db)
{
	return db->stats;
}

size_t
db_trace(const struct db *db, const struct db_trace **out)
{
	*out = db->trace;
	return db->traced;
}

const char *
db_last_query(const struct db *db)
{
	return db->last_query ? db->last_query : "";
}

void
db_watch(struct db *db, const char *volatile *where)
{
	db->watch = where;
}

void
db_fail_at(struct db *db, int64_t nth, unsigned code)
{
	db->fault_in = nth;
	db->fault_code = code;
}
