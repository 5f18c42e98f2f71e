/*
 * db_wire.c - one MariaDB connection: the only file that knows libmariadb, and therefore longer than most.
 *
 * A statement is prepared once per connection and found again by the address of its db_query.  Result columns are bound
 * once: whole numbers and times to fixed slots, text to a buffer of length zero.  After a row was fetched the length of
 * a text is known, so it is copied straight from the packet into the caller's arena: one copy, nothing to grow, no
 * truncation.  (The library must not report truncation for that: mysql_stmt_fetch() would leave the statement in a
 * state in which mysql_stmt_fetch_column() refuses to work.)  Rows are never stored by the library.
 */
#include <mysql.h> /* first: its macros name functions that banned.h poisons */

#include "lib/io/db_internal.h"
#include "lib/io/crypto.h"

#include <assert.h>
#include <poll.h>

#define SQL_MODE "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
#define IDLE_TRANSACTION_S 60      /* a worker that hangs inside a transaction must not hold its locks for ever */

/* What libmariadb writes for one result column. */
struct slot {
	int64_t i64;
	MYSQL_TIME time;
	unsigned long length;
	my_bool null, error;
};

struct wire_stmt {
	const struct db_query *query;
	MYSQL_STMT *stmt;
	size_t args, columns;
	MYSQL_BIND *params;
	MYSQL_TIME *times;       /* of the arguments */
	enum column_kind *kinds; /* of the result columns; the rest too */
	struct slot *slots;
	struct target *targets;
	struct cell *cells;
};

struct wire {
	MYSQL *mysql;
	struct arena *arena;
	struct table stmts; /* by the address of their query */
	unsigned code;
	char message[MYSQL_ERRMSG_SIZE];
};

static enum err describe(struct wire_stmt *s, struct arena *a);
static enum column_kind kind_of(const MYSQL_FIELD *f);
static void bind_results(struct wire_stmt *s, struct arena *a);
static enum err to_time(struct time t, MYSQL_TIME *out);

/* Remember what the library complains about; duplicate entries lose their value, which may be personal. */
static enum err
failed(struct wire *w, unsigned code, const char *message, const char *what)
{
	enum err err = error_of(code);

	w->code = code;
	snprintf(w->message, sizeof(w->message), "%s", message);
	if (err == ERR_CONFLICT)
		return err_fail(err, "could not run '%s': duplicate key (%u)", what, code);
	return err_fail(err, "could not run '%s': %s (%u)", what, message, code);
}

static enum err
stmt_failed(struct wire *w, struct wire_stmt *s)
{
	unsigned code = mysql_stmt_errno(s->stmt);

	/* An error packet between two rows is noted on the connection only. */
	if (code != 0)
		return failed(w, code, mysql_stmt_error(s->stmt), s->query->name);
	return failed(w, mysql_errno(w->mysql), mysql_error(w->mysql), s->query->name);
}

static void
set_uint(MYSQL *m, enum mysql_option option, unsigned v)
{
	mysql_optionsv(m, option, &v);
}

static void
set_bool(MYSQL *m, enum mysql_option option, bool v)
{
	my_bool value = v;
	mysql_optionsv(m, option, &value);
}

/* The library counts in whole seconds: rounded up, plus one, so that the server's own limit is hit first. */
static unsigned
seconds(int64_t ms)
{
	return (unsigned)((ms + 999) / 1000);
}

static void
set_options(MYSQL *m, const struct wire_conf *c, const char *session)
{
	set_uint(m, MYSQL_OPT_CONNECT_TIMEOUT, MAX(seconds(c->connect_ms), 1));
	if (!c->script && c->statement_ms > 0) {
		set_uint(m, MYSQL_OPT_READ_TIMEOUT, seconds(c->statement_ms) + 1);
		set_uint(m, MYSQL_OPT_WRITE_TIMEOUT, seconds(c->statement_ms) + 1);
	}
	set_bool(m, MYSQL_OPT_RECONNECT, false);
	set_uint(m, MYSQL_OPT_LOCAL_INFILE, 0);
	set_bool(m, MYSQL_REPORT_DATA_TRUNCATION, false);
	mysql_optionsv(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_optionsv(m, MYSQL_INIT_COMMAND, session);
	mysql_optionsv(m, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", c->user);
	if (c->tls_ca) {
		set_bool(m, MYSQL_OPT_SSL_ENFORCE, true);
		set_bool(m, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, true);
		mysql_optionsv(m, MYSQL_OPT_SSL_CA, c->tls_ca);
	}
}

static enum err
connect_to(MYSQL *m, const struct wire_conf *c, const char *password)
{
	char session[512];
	int64_t limit = c->script ? 0 : c->statement_ms;

	snprintf(session, sizeof(session), "SET SESSION time_zone = '+00:00', sql_mode = '" SQL_MODE "', "
	    "tx_isolation = 'READ-COMMITTED', innodb_snapshot_isolation = ON, max_statement_time = %lld.%03d, "
	    "innodb_lock_wait_timeout = %u, idle_transaction_timeout = %d", (long long)(limit / 1000),
	    (int)(limit % 1000), MAX(seconds(c->lock_ms), 1), IDLE_TRANSACTION_S);
	set_options(m, c, session);
	if (mysql_real_connect(m, c->socket ? NULL : c->host, c->user, password, c->schema, c->port, c->socket,
	    CLIENT_FOUND_ROWS | (c->script ? CLIENT_MULTI_STATEMENTS : 0)))
		return OK;
	return err_fail(ERR_UNAVAILABLE, "could not connect to MariaDB as '%s': %s (%u)", c->user, mysql_error(m),
	    mysql_errno(m));
}

enum err
wire_open(const struct wire_conf *conf, struct wire **out)
{
	struct secret password = { 0 };
	struct wire *w;
	MYSQL *m;
	enum err err = OK;

	if (conf->password_file)
		err = secret_read(conf->password_file, 1, &password);
	if (err && err != ERR_NOT_FOUND)
		return err;
	err_clear();
	if (!(m = mysql_init(NULL))) {
		secret_release(&password);
		return err_fail(ERR_UNAVAILABLE, "could not connect to MariaDB: out of memory");
	}
	err = connect_to(m, conf, (const char *)password.ptr);
	secret_release(&password);
	if (err) {
		mysql_close(m);
		return err;
	}
	w = calloc(1, sizeof(*w));
	if (!w)
		abort();
	w->mysql = m;
	w->arena = arena_new();
	table_init(&w->stmts, w->arena);
	*out = w;
	return OK;
}

void
wire_close(struct wire *w)
{
	if (!w)
		return;
	/* The connection first: closing statements then costs no messages. */
	mysql_close(w->mysql);
	for (size_t i = 0; i < w->stmts.cap; i++)
		if (w->stmts.slots[i].key)
			mysql_stmt_close(((struct wire_stmt *)w->stmts.slots[i].value)->stmt);
	arena_free(w->arena);
	free(w);
}

bool
wire_is_dead(const struct wire *w)
{
	/* Between statements the server has nothing to say but good-bye. */
	struct pollfd p = { .fd = (int)mysql_get_socket(w->mysql), .events = POLLIN };

	return poll(&p, 1, 0) != 0;
}

unsigned
wire_code(const struct wire *w)
{
	return w->code;
}

const char *
wire_message(const struct wire *w)
{
	return w->message;
}

enum err
wire_ping(struct wire *w)
{
	if (mysql_ping(w->mysql))
		return failed(w, mysql_errno(w->mysql), mysql_error(w->mysql), "ping");
	return OK;
}

enum err
wire_query(struct wire *w, const char *sql)
{
	w->code = 0;
	if (mysql_real_query(w->mysql, sql, strlen(sql)))
		return failed(w, mysql_errno(w->mysql), mysql_error(w->mysql), sql);
	assert(mysql_field_count(w->mysql) == 0);
	return OK;
}

enum err
wire_script(struct wire *w, struct str sql)
{
	int more = mysql_real_query(w->mysql, sql.ptr, sql.len);
	char what[40];

	for (int n = 1;; n++) {
		MYSQL_RES *rows;
		if (more > 0) {
			snprintf(what, sizeof(what), "statement %d of the script", n);
			return failed(w, mysql_errno(w->mysql), mysql_error(w->mysql), what);
		}
		if (more < 0)
			return OK;
		if ((rows = mysql_use_result(w->mysql)))
			mysql_free_result(rows);
		more = mysql_next_result(w->mysql);
	}
}

/* ---- prepared statements ---- */

static enum err
prepare_new(struct wire *w, struct wire_stmt *s)
{
	const struct db_query *q = s->query;
	enum err err;

	if (mysql_stmt_prepare(s->stmt, q->sql, strlen(q->sql)))
		return stmt_failed(w, s);
	s->args = strlen(q->args);
	s->columns = mysql_stmt_field_count(s->stmt);
	if (mysql_stmt_param_count(s->stmt) != s->args)
		return err_fail(ERR_DB, "could not prepare '%s': %zu argument letters, %lu question marks", q->name,
		    s->args, mysql_stmt_param_count(s->stmt));
	if ((s->columns > 0) != (q->row != NULL))
		return err_fail(ERR_DB, "could not prepare '%s': it has %s, its shape says otherwise", q->name,
		    s->columns > 0 ? "rows" : "no rows");
	s->params = arena_array(w->arena, MYSQL_BIND, s->args);
	s->times = arena_array(w->arena, MYSQL_TIME, s->args);
	if (s->columns == 0)
		return OK;
	if ((err = describe(s, w->arena)))
		return err;
	bind_results(s, w->arena);
	return OK;
}

enum err
wire_prepare(struct wire *w, const struct db_query *q, struct wire_stmt **out, bool *prepared)
{
	struct wire_stmt *s = table_find(&w->stmts, q);
	enum err err;

	w->code = 0;
	*prepared = s == NULL;
	if (!s) {
		s = arena_new_of(w->arena, struct wire_stmt);
		s->query = q;
		if (!(s->stmt = mysql_stmt_init(w->mysql)))
			abort();
		if ((err = prepare_new(w, s))) {
			mysql_stmt_close(s->stmt);
			return err;
		}
		table_add(&w->stmts, w->arena, q, s);
	}
	*out = s;
	return OK;
}

/* Names and types of the result columns, matched with the shape. */
static enum err
describe(struct wire_stmt *s, struct arena *a)
{
	struct column *columns = arena_array(a, struct column, s->columns);
	const MYSQL_FIELD *fields = mariadb_stmt_fetch_fields(s->stmt);

	s->kinds = arena_array(a, enum column_kind, s->columns);
	s->targets = arena_array(a, struct target, s->columns);
	for (size_t i = 0; i < s->columns; i++) {
		s->kinds[i] = kind_of(&fields[i]);
		columns[i] = (struct column){ str_n(fields[i].name, fields[i].name_length), s->kinds[i] };
	}
	return row_plan(s->query, columns, s->columns, s->targets);
}

static enum column_kind
kind_of(const MYSQL_FIELD *f)
{
	switch (f->type) {
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_YEAR:
		return COLUMN_INT;
	case MYSQL_TYPE_DECIMAL:
	case MYSQL_TYPE_NEWDECIMAL:
		return f->decimals == 0 ? COLUMN_INT : COLUMN_TEXT;
	case MYSQL_TYPE_DATE:
	case MYSQL_TYPE_NEWDATE:
	case MYSQL_TYPE_DATETIME:
	case MYSQL_TYPE_TIMESTAMP:
		return COLUMN_TIME;
	case MYSQL_TYPE_NULL:
		return COLUMN_NULL;
	case MYSQL_TYPE_STRING:
	case MYSQL_TYPE_VAR_STRING:
	case MYSQL_TYPE_VARCHAR:
	case MYSQL_TYPE_ENUM:
	case MYSQL_TYPE_SET:
	case MYSQL_TYPE_JSON:
	case MYSQL_TYPE_TINY_BLOB:
	case MYSQL_TYPE_BLOB:
	case MYSQL_TYPE_MEDIUM_BLOB:
	case MYSQL_TYPE_LONG_BLOB:
		return COLUMN_TEXT;
	default:
		return COLUMN_OTHER;
	}
}

static void
bind_results(struct wire_stmt *s, struct arena *a)
{
	MYSQL_BIND *binds = arena_array(a, MYSQL_BIND, s->columns);

	s->slots = arena_array(a, struct slot, s->columns);
	s->cells = arena_array(a, struct cell, s->columns);
	for (size_t i = 0; i < s->columns; i++) {
		struct slot *slot = &s->slots[i];
		binds[i].length = &slot->length;
		binds[i].is_null = &slot->null;
		binds[i].error = &slot->error;
		binds[i].buffer = &slot->i64;
		binds[i].buffer_type = MYSQL_TYPE_LONGLONG;
		if (s->kinds[i] == COLUMN_TEXT) {
			binds[i].buffer_type = MYSQL_TYPE_STRING;
		} else if (s->kinds[i] == COLUMN_TIME) {
			binds[i].buffer = &slot->time;
			binds[i].buffer_type = MYSQL_TYPE_DATETIME;
		}
	}
	if (mysql_stmt_bind_result(s->stmt, binds))
		abort(); /* only for types that it does not know */
}

/* ---- arguments ---- */

static enum err
to_time(struct time t, MYSQL_TIME *out)
{
	struct civil c = time_civil(t);

	if (c.year < 1 || c.year > 9999)
		return err_fail(ERR_INVALID, "could not bind a time: year %d", c.year);
	*out = (MYSQL_TIME){ .year = (unsigned)c.year, .month = (unsigned)c.month, .day = (unsigned)c.day,
		.hour = (unsigned)c.hour, .minute = (unsigned)c.minute, .second = (unsigned)c.second,
		.second_part = (unsigned)c.micro, .time_type = MYSQL_TIMESTAMP_DATETIME };
	return OK;
}

static enum err
bind_one(const struct db_arg *arg, MYSQL_BIND *bind, MYSQL_TIME *time)
{
	memset(bind, 0, sizeof(*bind));
	if (arg->null) {
		bind->buffer_type = MYSQL_TYPE_NULL;
	} else if (arg->type == 's') {
		bind->buffer_type = MYSQL_TYPE_STRING;
		bind->buffer = (void *)(uintptr_t)arg->str.ptr;
		bind->buffer_length = arg->str.len;
	} else if (arg->type == 't') {
		bind->buffer_type = MYSQL_TYPE_DATETIME;
		bind->buffer = time;
		return to_time((struct time){ arg->i64 }, time);
	} else {
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->buffer = (void *)(uintptr_t)&arg->i64;
	}
	return OK;
}

static enum err
send(struct wire *w, struct wire_stmt *s, struct db_done *done)
{
	if (mysql_stmt_bind_param(s->stmt, s->params) || mysql_stmt_execute(s->stmt))
		return stmt_failed(w, s);
	if (done && s->columns == 0) {
		done->affected += (int64_t)mysql_stmt_affected_rows(s->stmt);
		done->insert_id = (int64_t)mysql_stmt_insert_id(s->stmt);
	}
	return OK;
}

enum err
wire_execute(struct wire *w, struct wire_stmt *s, const struct db_arg *args, struct db_done *done)
{
	enum err err;

	w->code = 0;
	for (size_t i = 0; i < s->args; i++)
		if ((err = bind_one(&args[i], &s->params[i], &s->times[i])))
			return err;
	return send(w, s, done);
}

/* ---- rows ---- */

static enum err
read_text(struct wire *w, struct wire_stmt *s, size_t i, struct arena *a)
{
	unsigned long length = s->slots[i].length;
	char *text = arena_alloc(a, length + 1);
	MYSQL_BIND bind = { .buffer_type = MYSQL_TYPE_STRING, .buffer = text, .buffer_length = length + 1 };

	if (mysql_stmt_fetch_column(s->stmt, &bind, (unsigned)i, 0))
		return stmt_failed(w, s);
	text[length] = '\0';
	s->cells[i].text = str_n(text, length);
	return OK;
}

static enum err
read_time(const struct wire_stmt *s, size_t i)
{
	const MYSQL_TIME *t = &s->slots[i].time;
	struct civil c = { .year = (int)t->year, .month = (int)t->month, .day = (int)t->day, .hour = (int)t->hour,
		.minute = (int)t->minute, .second = (int)t->second, .micro = (int)t->second_part };
	struct time out;

	if (time_of_civil(&c, &out))
		return err_fail(ERR_DB, "could not read a row of '%s': a time that does not exist", s->query->name);
	s->cells[i].i64 = out.us;
	return OK;
}

static enum err
read_cell(struct wire *w, struct wire_stmt *s, size_t i, struct arena *a)
{
	struct slot *slot = &s->slots[i];
	struct cell *cell = &s->cells[i];

	*cell = (struct cell){ .null = slot->null || s->kinds[i] == COLUMN_NULL };
	if (cell->null)
		return OK;
	if (s->kinds[i] == COLUMN_TEXT)
		return read_text(w, s, i, a);
	if (slot->error)
		return err_fail(ERR_DB, "could not read a row of '%s': member '%s' does not fit 64 bits",
		    s->query->name, s->targets[i].field->name);
	if (s->kinds[i] == COLUMN_TIME)
		return read_time(s, i);
	cell->i64 = slot->i64;
	return OK;
}

enum err
wire_fetch(struct wire *w, struct wire_stmt *s, struct arena *a, void *row, bool *got)
{
	enum err err;
	int rc;

	for (size_t i = 0; i < s->columns; i++)
		s->slots[i].error = 0;
	rc = mysql_stmt_fetch(s->stmt);
	*got = rc == 0;
	if (rc == MYSQL_NO_DATA)
		return OK;
	if (rc != 0)
		return stmt_failed(w, s);
	for (size_t i = 0; i < s->columns; i++)
		if ((err = read_cell(w, s, i, a)))
			return err;
	return row_fill(s->query, s->targets, s->cells, s->columns, row);
}

void
wire_finish(struct wire_stmt *s)
{
	mysql_stmt_free_result(s->stmt);
}

/* ---- array binding: column-wise, so numbers are arrays and text is an array of pointers ---- */

struct bulk {
	int64_t *numbers;
	const void **pointers;
	unsigned long *lengths;
	char *indicators;
	MYSQL_TIME *times;
};

static enum err
bulk_value(struct bulk *b, const struct db_arg *arg, size_t row)
{
	b->indicators[row] = arg->null ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
	if (arg->null)
		return OK;
	if (arg->type == 's') {
		b->pointers[row] = arg->str.ptr;
		b->lengths[row] = arg->str.len;
		return OK;
	}
	if (arg->type == 't') {
		b->pointers[row] = &b->times[row];
		return to_time((struct time){ arg->i64 }, &b->times[row]);
	}
	b->numbers[row] = arg->i64;
	return OK;
}

static enum err
bulk_column(struct arena *a, const struct db_arg *args, size_t step, size_t rows, char type, MYSQL_BIND *bind)
{
	struct bulk b;
	enum err err;

	b.numbers = arena_array(a, int64_t, rows);
	b.pointers = arena_array(a, const void *, rows);
	b.lengths = arena_array(a, unsigned long, rows);
	b.indicators = arena_array(a, char, rows);
	b.times = arena_array(a, MYSQL_TIME, type == 't' ? rows : 1);
	for (size_t row = 0; row < rows; row++)
		if ((err = bulk_value(&b, &args[row * step], row)))
			return err;
	memset(bind, 0, sizeof(*bind));
	bind->u.indicator = b.indicators;
	bind->length = b.lengths;
	bind->buffer_type = type == 's' ? MYSQL_TYPE_STRING : type == 't' ? MYSQL_TYPE_DATETIME : MYSQL_TYPE_LONGLONG;
	bind->buffer = type == 's' || type == 't' ? (void *)b.pointers : (void *)b.numbers;
	return OK;
}

static enum err
bulk_batch(struct wire *w, struct wire_stmt *s, struct arena *a, const struct db_arg *args, size_t rows,
    struct db_done *done)
{
	unsigned size = (unsigned)rows;
	enum err err;

	for (size_t i = 0; i < s->args; i++)
		if ((err = bulk_column(a, args + i, s->args, rows, s->query->args[i], &s->params[i])))
			return err;
	mysql_stmt_attr_set(s->stmt, STMT_ATTR_ARRAY_SIZE, &size);
	err = send(w, s, done);
	size = 0;
	mysql_stmt_attr_set(s->stmt, STMT_ATTR_ARRAY_SIZE, &size);
	return err;
}

enum err
wire_bulk(struct wire *w, struct wire_stmt *s, const struct db_arg *args, size_t rows, struct db_done *done)
{
	struct arena *a = arena_new();
	enum err err = OK;

	w->code = 0;
	for (size_t at = 0; at < rows && !err;) {
		size_t batch = bulk_rows(args + at * s->args, s->args, rows - at);
		arena_reset(a);
		err = bulk_batch(w, s, a, args + at * s->args, batch, done);
		at += batch;
	}
	arena_free(a);
	return err;
}
