/*
 * db_internal.h - the three halves of db.h: policy (db.c, db_tx.c), the wire (db_wire.c), columns to members
 * (db_row.c).
 *
 * Only db_wire.c knows libmariadb; what the others need of it is said here in plain C.  Not for other layers.
 */
#ifndef MERCER_DB_INTERNAL_H
#define MERCER_DB_INTERNAL_H

#include "lib/io/db.h"

/* ---- db_row.c: result columns and members of a shape ---- */

enum column_kind {
	COLUMN_INT,   /* whole numbers, DECIMAL(n,0) among them: SUM() of a BIGINT is one */
	COLUMN_TEXT,  /* text, bytes, ENUM, DECIMAL with a fraction */
	COLUMN_TIME,  /* DATETIME, TIMESTAMP, DATE */
	COLUMN_NULL,  /* SELECT NULL AS x */
	COLUMN_OTHER, /* floating point and the rest: no member takes it */
};
struct column {
	struct str name;
	enum column_kind kind;
};
/* Where a column goes.  Both columns of a money member are read with its _minor column. */
struct target {
	const struct shape_field *field;
	enum { TARGET_WHOLE, TARGET_MINOR, TARGET_CURRENCY } part;
	size_t currency; /* TARGET_MINOR: index of its _currency column */
};
struct cell {
	bool null;
	int64_t i64; /* whole number, or time in microseconds */
	struct str text;
};
/* Match columns with members by name and type.  ERR_DB says what does not fit. */
enum err row_plan(const struct db_query *q, const struct column *columns, size_t n, struct target *out) MUST_CHECK;
/* One row; ERR_DB: NULL or a value that the member cannot hold. */
enum err row_fill(const struct db_query *q, const struct target *targets, const struct cell *cells, size_t n,
    void *row) MUST_CHECK;

/* ---- db_error.c: what a server or client error number means ---- */

enum err error_of(unsigned code);
bool error_is_lost(unsigned code);  /* the connection is of no use any more */
bool error_is_retry(unsigned code); /* the whole transaction may be run again */
/* "Duplicate entry 'x' for key 'product_slug'" -> product_slug. */
void error_key(const char *message, char *out, size_t cap);

/* ---- db_table.c: a table by address; the size of a batch ---- */

struct table_slot {
	const void *key; /* NULL: free */
	void *value;
};
struct table {
	struct table_slot *slots;
	size_t used, cap;
};
void table_init(struct table *t, struct arena *a);
void *table_find(const struct table *t, const void *key); /* NULL: not there */
/* `key` must not be there yet. */
void table_add(struct table *t, struct arena *a, const void *key, void *value);
/* How many of the rows of arguments (n each) go into one packet, at least one. */
size_t bulk_rows(const struct db_arg *args, size_t n, size_t rows);

/* ---- db_wire.c: one connection ---- */

struct wire_conf {
	const char *socket;   /* NULL: host and port */
	const char *host;
	unsigned port;
	const char *user;
	const char *password_file; /* read at each connect, so that it can be changed; missing file: no password */
	const char *schema;
	const char *tls_ca;   /* NULL: no TLS (unix socket, loopback) */
	int64_t connect_ms, statement_ms, lock_ms;
	bool script;          /* many statements in one text and no time limit */
};
struct wire;
struct wire_stmt;

/* ERR_UNAVAILABLE. */
enum err wire_open(const struct wire_conf *conf, struct wire **out) MUST_CHECK;
void wire_close(struct wire *w); /* NULL is accepted */
/* The server has closed it already: seen without a round trip. */
bool wire_is_dead(const struct wire *w);
/* Number and text of the last error, 0 and "" after success. */
unsigned wire_code(const struct wire *w);
const char *wire_message(const struct wire *w);
enum err wire_ping(struct wire *w) MUST_CHECK;
/* A fixed statement without arguments and rows. */
enum err wire_query(struct wire *w, const char *sql) MUST_CHECK;
/* All statements of a text (conf.script), each result dropped. */
enum err wire_script(struct wire *w, struct str sql) MUST_CHECK;

/* The prepared form of q on this connection, made on first use; `prepared` counts the round trip. */
enum err wire_prepare(struct wire *w, const struct db_query *q, struct wire_stmt **out, bool *prepared) MUST_CHECK;
enum err wire_execute(struct wire *w, struct wire_stmt *s, const struct db_arg *args, struct db_done *done) MUST_CHECK;
/* Next row into `row`, text into `a`; *got = false after the last one. */
enum err wire_fetch(struct wire *w, struct wire_stmt *s, struct arena *a, void *row, bool *got) MUST_CHECK;
/* Drop the rows that were not fetched. */
void wire_finish(struct wire_stmt *s);
enum err wire_bulk(struct wire *w, struct wire_stmt *s, const struct db_arg *args, size_t rows,
    struct db_done *done) MUST_CHECK;

/* ---- db.c: what transactions need of it ---- */

struct link {
	struct wire_conf conf;
	struct wire *wire;  /* NULL: not connected */
	int64_t retry_at;   /* ticks before which connecting is not tried again */
};
#define DB_TRACE_MAX 16
struct db {
	struct arena *arena; /* texts of the configuration */
	struct link primary, replica;
	bool has_replica;
	bool to_primary; /* reads of this request go to the primary */
	bool streaming;  /* inside db_each */
	bool nowait;     /* inside db_exec_nowait */
	struct {
		int depth;
		enum err broken; /* the transaction cannot be committed any more, because of this */
		bool retry;      /* but may be run again */
		size_t attempts; /* savepoints that are open: db_attempt() */
		const char *file;
		int line;
	} tx;
	int64_t deadline;
	struct db_stats stats;
	struct db_trace trace[DB_TRACE_MAX];
	size_t traced;
	const char *last_query;
	const char *volatile *watch; /* gets a copy of it; NULL: nobody looks */
	char conflict_key[65];
	int64_t fault_in; /* statements until the injected fault, 0 = none */
	unsigned fault_code;
};
/* A fixed statement on the primary (transaction control), counted and timed like the others. */
enum err db_control(struct db *db, const char *sql) MUST_CHECK;
enum err db_connect(struct db *db, struct link *link) MUST_CHECK;
void db_drop(struct link *link);

#endif
