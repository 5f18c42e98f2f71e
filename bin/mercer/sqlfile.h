/* sqlfile.h - the SQL files of the schema: found, read, cut into statements.  No database here. */
#ifndef MERCER_SQLFILE_H
#define MERCER_SQLFILE_H

#include "lib/base/shape.h"

#define SQLFILE_MAX ((size_t)4 << 20)

struct sqlfile {
	const char *name; /* "0001_catalog.sql" */
	struct str text;
	char sha256[65];
};
/* All NAME.sql of a directory by name.  `numbered`: names must be NNNN_words.sql with numbers of their own, from 0001
 * without a gap.
 * ERR_NOT_FOUND, ERR_IO; ERR_INVALID: a name. */
enum err sqlfiles_read(struct arena *a, const char *dir, bool numbered, struct list *out) MUST_CHECK;
/* Statements (struct str) between ';', outside of quotes and comments; empty ones are left out.  ERR_INVALID: a quote
 * or comment is not closed. */
enum err sql_statements(struct arena *a, struct str text, struct list *out) MUST_CHECK;
/* The statement changes rows only, so that a transaction can hold it. */
bool sql_is_dml(struct str statement);

#endif
