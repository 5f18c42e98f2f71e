/* integrators.c - see integrators.h. */
#include "t/lib/shop/integrators.h"
#include "lib/shop/scope_input.h"

#include <sys/wait.h>
#include <unistd.h>

static const char clean[] =
    "DELETE FROM oauth_client; DELETE FROM api_key; DELETE FROM oauth_revoked; DELETE FROM account WHERE id BETWEEN 9001 AND 9002;"
    "INSERT INTO account (id, public_id, realm, kind, state, email, email_key, locale) VALUES"
    " (9001, 'acct_customer9001', 'shop', 'customer', 'active', 'nine@example.org', 'nine@example.org', 'en'),"
    " (9002, 'acct_customer9002', 'shop', 'customer', 'active', 'ten@example.org', 'ten@example.org', 'en')";

void
integrators_sql(struct integrators *t, const char *sql)
{
	struct db *owner = db_new(t->f.config, "mercer");

	CHECK_ERR(db_script(owner, str_of(sql)), OK);
	db_free(owner);
}

static struct oauth_client
client(struct integrators *t, const char *name, bool confidential, const char *scope, struct str *secret)
{
	struct oauth_client_input in = { .name = str_of(name),
		.is_confidential = confidential,
		.may_client_credentials = confidential,
		.may_code = !confidential };
	struct str rest = str_of(scope), word, *words = arena_array(t->f.arena, struct str, 16),
		   *uris = arena_array(t->f.arena, struct str, 1);
	struct oauth_client out = { 0 };

	while (str_split(&rest, ' ', &word))
		words[in.scope.count++] = word;
	in.scope.items = words;
	uris[0] = CALLBACK;
	in.redirects = (struct list){ uris, !confidential };
	CHECK_ERR(oauth_client_create(t->f.db, t->f.arena, &t->who, &in, &t->errors, &out, secret), OK);
	return out;
}

void
integrators_open(struct integrators *t)
{
	struct str none;
	int64_t made;

	memset(t, 0, sizeof(*t));
	t->f = fixture_open();
	t->cache = cache_new(t->f.config);
	t->who = (struct who){ .actor = "operator", .permissions = UINT64_MAX, .ip = STR("192.0.2.1") };
	t->errors.arena = t->f.arena;
	t->env = (struct oauth_env){ t->f.db, t->cache, t->f.arena, t->f.config, &t->who };
	integrators_sql(t, clean);
	CHECK_ERR(signing_key_ensure(t->f.db, t->f.arena, t->f.config, &t->who, &made), OK);
	t->app = client(t, "App", false, "profile.read address.read", &none);
	t->other = client(t, "Other", false, "profile.read", &none);
	t->shop = client(t, "Warehouse", true, "customer.read event.read", &t->secret);
}

void
integrators_close(struct integrators *t)
{
	clock_set(TIME_ABSENT);
	cache_free(t->cache);
	fixture_close(&t->f);
}

struct str
integrators_code(struct integrators *t)
{
	struct str code = STR_ABSENT;
	uint64_t scope = permission_bit(PERM_PROFILE_READ) | permission_bit(PERM_ADDRESS_READ);

	CHECK_ERR(
	    oauth_grant_give(t->f.db, t->f.arena, &t->who, &t->app, CUSTOMER, scope, CALLBACK, CHALLENGE, &code), OK);
	return code;
}

enum err
integrators_redeem(struct integrators *t, struct str code, struct oauth_issued *out)
{
	return oauth_token_of_code(&t->env, &t->app, code, CALLBACK, VERIFIER, out);
}

struct oauth_issued
integrators_tokens(struct integrators *t)
{
	struct oauth_issued out = { 0 };

	CHECK_ERR(integrators_redeem(t, integrators_code(t), &out), OK);
	return out;
}

enum err
integrators_bearer(struct integrators *t, struct str token, struct bearer *out)
{
	struct bearer sure;
	enum err kept = bearer_find(t->f.db, t->cache, t->f.arena, t->f.config, token, false, out);
	enum err asked = bearer_find(t->f.db, t->cache, t->f.arena, t->f.config, token, true, &sure);

	CU_ASSERT_EQUAL(kept, asked);
	if (!kept && !asked)
		CU_ASSERT(out->permissions == sure.permissions && out->account_id == sure.account_id &&
		    str_eq(out->client, sure.client));
	err_clear();
	return asked;
}

int64_t
integrators_number(struct integrators *t, const struct db_query *q)
{
	return fixture_count(&t->f, q);
}

int
integrators_race(struct integrators *t, int n, enum err (*fn)(struct integrators *t, struct str text), struct str text,
    enum err wanted)
{
	int gate[2], won = 0, status;
	char go;

	fflush(NULL);
	if (pipe(gate))
		return -1;
	for (int i = 0; i < n; i++) {
		if (fork() == 0) {
			struct integrators own = *t;
			own.f.db = own.env.db = db_new(t->f.config, "oauth"); /* with the rights of the pool */
			own.cache = own.env.cache = cache_new(t->f.config);
			close(gate[1]);
			if (db_ping(own.f.db) || read(gate[0], &go, 1) != 0) /* ends when the parent opens the gate */
				_exit(100);
			_exit(fn(&own, text) == wanted ? 0 : 1);
		}
	}
	close(gate[0]);
	usleep(300000);
	close(gate[1]);
	for (int i = 0; i < n; i++)
		won += wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return won;
}
