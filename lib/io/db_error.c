/* db_error.c - what MariaDB's error numbers mean for us.  See db.h. */
#include "lib/io/db_internal.h"

#include <errmsg.h>
#include <mysqld_error.h>

static const struct {
	unsigned code;
	enum err err;
} meanings[] = {
	{ ER_DUP_ENTRY, ERR_CONFLICT },
	{ ER_DUP_ENTRY_WITH_KEY_NAME, ERR_CONFLICT },
	{ ER_DUP_KEY, ERR_CONFLICT },
	{ ER_CONSTRAINT_FAILED, ERR_INVALID },
	{ ER_ROW_IS_REFERENCED, ERR_INVALID },
	{ ER_ROW_IS_REFERENCED_2, ERR_INVALID },
	{ ER_NO_REFERENCED_ROW, ERR_INVALID },
	{ ER_NO_REFERENCED_ROW_2, ERR_INVALID },
	{ ER_DATA_TOO_LONG, ERR_INVALID },
	{ ER_WARN_DATA_OUT_OF_RANGE, ERR_INVALID },
	{ ER_DATA_OUT_OF_RANGE, ERR_INVALID },
	{ ER_TRUNCATED_WRONG_VALUE, ERR_INVALID },
	{ ER_TRUNCATED_WRONG_VALUE_FOR_FIELD, ERR_INVALID },
	{ WARN_DATA_TRUNCATED, ERR_INVALID }, /* a name that is not in the ENUM */
	{ ER_LOCK_DEADLOCK, ERR_BUSY },
	{ ER_LOCK_WAIT_TIMEOUT, ERR_BUSY },
	{ ER_CHECKREAD, ERR_BUSY },
	{ ER_STATEMENT_TIMEOUT, ERR_TIMEOUT },
	{ 3024, ERR_TIMEOUT }, /* ER_QUERY_TIMEOUT, MySQL's number */
	{ ER_QUERY_INTERRUPTED, ERR_TIMEOUT },
	{ ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ERR_UNAVAILABLE },
	{ ER_OPTION_PREVENTS_STATEMENT, ERR_UNAVAILABLE }, /* the server is read-only: a fail-over is on the way */
	{ ER_DISK_FULL, ERR_UNAVAILABLE },
	{ ER_RECORD_FILE_FULL, ERR_UNAVAILABLE },
};

/* ER_NEED_REPREPARE and CR_NEW_STMT_METADATA come after a table was altered under a prepared statement: a new
 * connection prepares everything anew. */
static const unsigned lost[] = { CR_SERVER_GONE_ERROR, CR_SERVER_LOST, CR_SERVER_LOST_EXTENDED, ER_CONNECTION_KILLED,
	ER_SERVER_SHUTDOWN, ER_NET_READ_ERROR, ER_NET_READ_INTERRUPTED, ER_NET_ERROR_ON_WRITE, ER_NET_WRITE_INTERRUPTED,
	ER_NET_PACKETS_OUT_OF_ORDER, ER_UNKNOWN_STMT_HANDLER, ER_NEED_REPREPARE, CR_NEW_STMT_METADATA,
	CR_COMMANDS_OUT_OF_SYNC, CR_MALFORMED_PACKET };

enum err
error_of(unsigned code)
{
	for (size_t i = 0; i < COUNT(meanings); i++)
		if (meanings[i].code == code)
			return meanings[i].err;
	/* A right that our own account lacks is a fault of ours, not of the caller: ERR_DENIED would tell him that he
	 * may not. */
	return error_is_lost(code) ? ERR_UNAVAILABLE : ERR_DB;
}

bool
error_is_lost(unsigned code)
{
	for (size_t i = 0; i < COUNT(lost); i++)
		if (lost[i] == code)
			return true;
	return false;
}

bool
error_is_retry(unsigned code)
{
	return code == ER_LOCK_DEADLOCK || code == ER_LOCK_WAIT_TIMEOUT || code == ER_CHECKREAD;
}

void
error_key(const char *message, char *out, size_t cap)
{
	const char *end = strrchr(message, '\'');
	const char *start = end;

	out[0] = '\0';
	while (start && start > message && start[-1] != '\'' && start[-1] != '.')
		start--;
	if (start && start > message && (size_t)(end - start) < cap) {
		memcpy(out, start, (size_t)(end - start));
		out[end - start] = '\0';
	}
}
