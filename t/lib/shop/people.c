/* people.c - see people.h. */
#include "t/lib/shop/people.h"
#include "lib/io/json.h"
#include "lib/shop/outbox.h"
#include "lib/shop/password.h"
#include "lib/shop/puzzle.h"

#include <sys/wait.h>
#include <unistd.h>

struct payload_row {
	struct str payload;
};
static const struct shape_field payload_fields[] = { SHAPE_STR(struct payload_row, payload, 0, 1 << 20) };
static const struct shape payload_shape = SHAPE(struct payload_row, payload_fields, "A payload.");

struct sealed {
	struct str sealed;
};
static const struct shape_field sealed_fields[] = { SHAPE_STR(struct sealed, sealed, 0, 10000) };
static const struct shape sealed_shape = SHAPE(struct sealed, sealed_fields, "A sealed member.");

struct secrets {
	struct str link, to;
};
static const struct shape_field secrets_fields[] = { SHAPE_STR(struct secrets, link, 0, 100),
	SHAPE_STR(struct secrets, to, 0, 254) };
static const struct shape secrets_shape = SHAPE(struct secrets, secrets_fields, "What was sealed.");

static const struct db_query newest = {
	"test_newest_event", "ss", &payload_shape,
	"SELECT JSON_OBJECT('sealed', JSON_VALUE(payload, '$.sealed')) AS payload FROM outbox WHERE type = ? AND object = ? ORDER BY id DESC LIMIT 1"
};
static const struct db_query events = { "test_events", "ss", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM outbox WHERE type = ? AND object = ?" };
static const struct db_query audits = { "test_audits", "sss", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM audit_log WHERE event = ? AND outcome = ? AND object <=> ?" };

static void
fill(struct people *p, const char *account)
{
	p->f.db = p->f.db ? p->f.db : db_new(p->f.config, "mercer");
	p->env = (struct account_env){ .db = db_new(p->f.config, account),
		.cache = cache_new(p->f.config),
		.arena = p->f.arena,
		.config = p->f.config,
		.who = &p->who };
	p->errors = (struct field_errors){ .arena = p->f.arena };
}

void
people_open_as(struct people *p, const char *account)
{
	static int network;

	memset(p, 0, sizeof(*p));
	p->f.arena = arena_new();
	CHECK_ERR(config_load(NULL, &p->f.config), OK);
	CHECK_ERR(password_prepare(p->f.config), OK);
	network++;
	p->who = (struct who){ .actor = "nobody",
		.ip = str_printf(p->f.arena, "10.%d.%d.7", (int)getpid() % 256, network % 256),
		.agent = STR("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
		.locale = STR("de") };
	fill(p, account);
}

void
people_open(struct people *p)
{
	people_open_as(p, "account");
}

void
people_reconnect(struct people *p, const char *account)
{
	p->f.db = NULL; /* the parent's */
	fill(p, account);
}

void
people_close(struct people *p)
{
	db_free(p->env.db);
	cache_free(p->env.cache);
	fixture_close(&p->f);
}

struct str
people_address(struct people *p, const char *name)
{
	return str_printf(p->f.arena, "%s.%llx@example.org", name, (unsigned long long)crypto_random_u64());
}

struct account
people_account(struct people *p, struct str email)
{
	struct account a;

	memset(&a, 0, sizeof(a));
	CHECK_ERR(account_by_email(p->env.db, p->f.arena, SESSION_SHOP, email, &a), OK);
	return a;
}

struct account
people_customer(struct people *p, struct str email, struct str password)
{
	const struct registration in = {
		.email = email, .password = password, .given_name = STR("Given"), .family_name = STR("Family")
	};
	struct account a;

	memset(&a, 0, sizeof(a));
	CHECK_ERR(account_register(&p->env, &in, &p->errors), OK);
	a = people_account(p, email);
	CHECK_ERR(account_confirm(&p->env, people_sent(p, "account.registered", a.public_id, "link"), &a), OK);
	return a;
}

struct str
people_sent(struct people *p, const char *type, struct str object, const char *member)
{
	const struct db_arg args[] = { db_str(str_of(type)), db_str(object) };
	struct field_errors errors = { .arena = p->f.arena };
	struct secret master = { 0 };
	struct payload_row row;
	struct sealed sealed;
	struct secrets out;
	struct str text;
	enum err err = db_row(p->f.db, &newest, args, COUNT(args), p->f.arena, &row);

	if (err || json_read(p->f.arena, row.payload, &sealed_shape, &sealed, &errors) ||
	    str_is_absent(sealed.sealed)) {
		err_clear();
		return STR_ABSENT;
	}
	CHECK_ERR(crypto_master(config_z(p->f.config, "secrets.path"), false, &master), OK);
	CHECK_ERR(outbox_unseal(p->f.arena, &master, object, sealed.sealed, &text), OK);
	CHECK_ERR(json_read(p->f.arena, text, &secrets_shape, &out, &errors), OK);
	secret_release(&master);
	return strcmp(member, "link") == 0 ? out.link : out.to;
}

static int64_t
count(struct people *p, const struct db_query *q, const struct db_arg *args, size_t n)
{
	int64_t out = -1;

	CHECK_ERR(db_row(p->f.db, q, args, n, p->f.arena, &out), OK);
	return out;
}

int64_t
people_events(struct people *p, const char *type, struct str object)
{
	const struct db_arg args[] = { db_str(str_of(type)), db_str(object) };

	return count(p, &events, args, COUNT(args));
}

int64_t
people_audits(struct people *p, enum audit_outcome outcome, const char *event, struct str object)
{
	const struct db_arg args[] = { db_str(str_of(event)), db_str(str_of(audit_outcome_name(outcome))),
		db_str(object) };

	return count(p, &audits, args, COUNT(args));
}

/* Exit status: the error, as all of them are small. */
int
people_race(struct people *p, int n, enum err (*fn)(struct people *p, void *payload), void *payload, enum err wanted)
{
	int gate[2], good = 0, status;
	pid_t pids[64];

	CU_ASSERT_FATAL(n <= (int)COUNT(pids) && pipe(gate) == 0);
	fflush(NULL);
	for (int i = 0; i < n; i++) {
		pids[i] = fork();
		CU_ASSERT_FATAL(pids[i] >= 0);
		if (pids[i] == 0) {
			char byte;
			close(gate[1]);
			people_reconnect(p, "account");
			_exit(read(gate[0], &byte, 1) < 0 ? 99 : (int)fn(p, payload));
		}
	}
	close(gate[0]);
	close(gate[1]); /* all start */
	for (int i = 0; i < n; i++)
		good += waitpid(pids[i], &status, 0) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == (int)wanted;
	return good;
}

/* Tries are thrown away one by one: with the bits of a real puzzle they would fill any arena. */
struct str
people_solve(struct people *p, struct str puzzle)
{
	struct arena *tries = arena_new();
	struct str s;

	for (int64_t n = 0;; n++) {
		arena_reset(tries);
		s = str_printf(tries, "%lld", (long long)n);
		if (puzzle_is_solved(tries, puzzle, s))
			break;
	}
	s = str_dup(p->f.arena, s);
	arena_free(tries);
	return s;
}
