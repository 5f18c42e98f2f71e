/* migrate.h - what migrate.c (schema), migrate_accounts.c (accounts) and doctor.c share. */
#ifndef MERCER_MIGRATE_H
#define MERCER_MIGRATE_H

#include "bin/mercer/mercer.h"
#include "bin/mercer/sqlfile.h"

struct migrate_flag {
	struct opt_i64 got;
};
struct migrate_record {
	struct str name, sha256;
	int32_t statements, done, running;
};
struct migration {
	struct app *app;
	struct db *db;
	bool dry_run;
	struct list records; /* struct migrate_record: what the database knows */
	size_t count;        /* files run */
};
enum err migrate_recorded(struct db *db, struct arena *a, struct list *out) MUST_CHECK;
const struct migrate_record *migrate_find(struct list records, const char *name); /* NULL: none */
/* What was run is on disk, unchanged.  ERR_CONFLICT says which is not. */
enum err migrate_check(const struct sqlfile *files, size_t count, struct list records) MUST_CHECK;
enum err migrate_note(struct migration *m, const char *name, const char *sha256, int64_t statements) MUST_CHECK;
enum err migrate_finished(struct migration *m, const char *name, int64_t statements) MUST_CHECK;
enum err migrate_accounts(struct migration *m) MUST_CHECK;

#endif
