/* fixture.c - what the tests of lib/io share.  See fixture.h. */
#include "t/lib/io/fixture.h"
#include "lib/io/db.h"

static const char tables[] =
    "DROP TABLE IF EXISTS child, thing;"
    "CREATE TABLE thing ("
    " id BIGINT PRIMARY KEY AUTO_INCREMENT,"
    " slug VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
    " name VARCHAR(200), long_text LONGTEXT, bytes VARBINARY(64),"
    " small SMALLINT NOT NULL DEFAULT 0, big BIGINT, flag TINYINT(1) NOT NULL DEFAULT 0,"
    " price_minor BIGINT, price_currency CHAR(3), at DATETIME(6), day DATE,"
    " state ENUM('draft', 'live'),"
    " CONSTRAINT thing_slug UNIQUE (slug),"
    " CONSTRAINT small_is_small CHECK (small < 1000)"
    ") ENGINE=InnoDB;"
    "CREATE TABLE child (id BIGINT PRIMARY KEY, thing_id BIGINT NOT NULL, FOREIGN KEY (thing_id) REFERENCES thing (id))"
    " ENGINE=InnoDB;";

/* Set NAME=VALUE in the environment; gives what it was before, in the same form, "NAME" alone when it was not set. */
static char *
exchange(const char *setting)
{
	size_t len = strcspn(setting, "=");
	char name[64], *before;
	const char *old;

	snprintf(name, sizeof(name), "%.*s", (int)len, setting);
	old = getenv(name);
	if (asprintf(&before, "%s%s%s", name, old ? "=" : "", old ? old : "") < 0)
		abort();
	if (setting[len] == '=')
		setenv(name, setting + len + 1, 1);
	else
		unsetenv(name);
	return before;
}

struct config *
fixture_config(const char *const *extra)
{
	struct config *c = NULL;
	char *before[8] = { NULL };
	size_t n = 0;

	for (; extra && extra[n] && n < COUNT(before); n++)
		before[n] = exchange(extra[n]);
	CHECK_ERR(config_load(NULL, &c), OK);
	while (n-- > 0) {
		free(exchange(before[n]));
		free(before[n]);
	}
	return c;
}

struct db *
fixture_db(void)
{
	struct config *c = fixture_config(NULL);
	struct db *db = db_new(c, "test");

	config_free(c);
	CHECK_ERR(db_script(db, str_of(tables)), OK);
	return db;
}

bool
fixture_err(enum err actual, enum err expected)
{
	bool same = actual == expected;

	if (!same)
		printf("\n    got %s (%s), expected %s\n", err_name(actual), err_detail(),
		    err_name(expected));
	err_clear();
	return same;
}
