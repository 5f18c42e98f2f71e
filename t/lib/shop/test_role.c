/* Roles: every way to get more than one has fails, changes nothing, and stands in the audit log; there is always an
 * owner. */
#include "lib/shop/audit.h"
#include "lib/shop/clerk.h"
#include "t/lib/shop/fixture.h"

#include <sys/wait.h>
#include <unistd.h>

struct office {
	struct fixture f;
	struct cache *cache;
	struct who who;
	struct account_env e;
	struct field_errors errors;
};

static const struct db_query forget_staff[] = {
	{ "test_role_1", "", NULL, "DELETE FROM account WHERE realm = 'office'" },
	{ "test_role_2", "", NULL, "DELETE FROM role WHERE NOT is_builtin" },
};
static const struct db_query add_person = {
	"test_add_person", "sssss", NULL,
	"INSERT INTO account (public_id, realm, kind, state, email, email_key, locale) VALUES (?, ?, ?, 'active', ?, ?, 'en')"
};
static const struct db_query refusals = { "test_refusals", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM audit_log WHERE outcome = 'refused'" };

static void
start(struct office *o)
{
	int64_t changed;

	*o = (struct office){ .f = fixture_open() };
	for (size_t i = 0; i < COUNT(forget_staff); i++)
		CHECK_ERR(db_exec(o->f.db, &forget_staff[i], NULL, 0, NULL), OK);
	CHECK_ERR(role_sync(o->f.db, o->f.arena, &changed), OK);
	o->cache = cache_new(o->f.config);
	o->errors.arena = o->f.arena;
	o->e = (struct account_env){
		.db = o->f.db, .cache = o->cache, .arena = o->f.arena, .config = o->f.config, .who = &o->who
	};
}

static void
stop(struct office *o)
{
	cache_free(o->cache);
	fixture_close(&o->f);
}

static struct account
person(struct office *o, const char *realm, const char *kind)
{
	static int n;
	struct account a = { 0 };
	char id[32];
	struct str email = str_printf(o->f.arena, "p%d.%d@example.org", (int)getpid(), ++n);
	struct db_done done;

	public_id(id, "acct");
	const struct db_arg args[] = { db_str(str_of(id)), db_str(str_of(realm)), db_str(str_of(kind)), db_str(email),
		db_str(email) };
	CHECK_ERR(db_exec(o->f.db, &add_person, args, COUNT(args), &done), OK);
	CHECK_ERR(account_get(o->f.db, o->f.arena, done.insert_id, &a), OK);
	return a;
}

static struct str
builtin(struct office *o, const char *name)
{
	struct role r = { 0 };

	CHECK_ERR(role_by_name(o->f.db, o->f.arena, ROLE_STAFF, str_of(name), &r), OK);
	return r.public_id;
}

static struct list
ids(struct office *o, struct str one)
{
	struct str *s = arena_array(o->f.arena, struct str, 1);

	s[0] = one;
	return (struct list){ s, one.ptr != NULL };
}

static void
act_as_operator(struct office *o)
{
	o->who = (struct who){ .actor = "operator", .permissions = UINT64_MAX };
}

static void
act_as(struct office *o, const struct account *a)
{
	uint64_t set = 0;

	CHECK_ERR(role_permissions_of(o->f.db, o->f.arena, a->id, &set), OK);
	o->who = (struct who){ .actor = "staff", .account_id = a->id, .id = a->public_id, .permissions = set };
}

/* A colleague with this built-in role. */
static struct account
colleague(struct office *o, const char *role)
{
	struct account a = person(o, "office", "staff");

	act_as_operator(o);
	CHECK_ERR(role_assign(&o->e, a.id, ids(o, builtin(o, role))), OK);
	return a;
}

static uint64_t
set_of(struct office *o, const struct account *a)
{
	uint64_t set = 0;

	CHECK_ERR(role_permissions_of(o->f.db, o->f.arena, a->id, &set), OK);
	return set;
}

/* A role made by the operator. */
static struct role
made(struct office *o, const char *name, const char *permission)
{
	const struct role_input in = { .name = str_of(name), .permissions = ids(o, str_of(permission)) };
	struct role r = { 0 };

	act_as_operator(o);
	CHECK_ERR(role_save(&o->e, STR_ABSENT, &in, &o->errors, &r), OK);
	return r;
}

static void
test_role__builtin(void)
{
	struct office o;
	struct role owner;
	int64_t changed;
	struct list all;

	start(&o);
	CHECK_ERR(role_sync(o.f.db, o.f.arena, &changed), OK);
	CU_ASSERT_EQUAL(changed, 0);
	CHECK_ERR(role_by_name(o.f.db, o.f.arena, ROLE_STAFF, STR("owner"), &owner), OK);
	CU_ASSERT(owner.is_builtin);
	CU_ASSERT_EQUAL(owner.permissions, permission_for(PERM_FOR_OFFICE));
	CHECK_ERR(role_list(o.f.db, o.f.arena, ROLE_STAFF, 0, &all), OK);
	CU_ASSERT_EQUAL(all.count, 5);
	CHECK_STR(((const struct role *)all.items)[0].name, "Owner");
	stop(&o);
}

/* Nobody puts into a role what he does not have, whatever the form says. */
static void
test_role__save(void)
{
	struct office o;
	struct role_input in = { .name = STR("Helpers") };
	struct role r, other;
	struct account clerk;
	int64_t before;

	start(&o);
	clerk = colleague(&o, "Support");
	act_as(&o, &clerk);
	before = fixture_count(&o.f, &refusals);
	in.permissions = ids(&o, STR("staff.write"));
	CHECK_ERR(role_save(&o.e, STR_ABSENT, &in, &o.errors, &r), ERR_DENIED);
	CU_ASSERT_EQUAL(fixture_count(&o.f, &refusals), before + 1);
	CHECK_ERR(role_by_name(o.f.db, o.f.arena, ROLE_STAFF, in.name, &other), ERR_NOT_FOUND);
	/* Neither a name that does not exist, nor one that is for customers' own things. */
	in.permissions = ids(&o, STR("root"));
	CHECK_ERR(role_save(&o.e, STR_ABSENT, &in, &o.errors, &r), ERR_INVALID);
	in.permissions = ids(&o, STR("profile.write"));
	CHECK_ERR(role_save(&o.e, STR_ABSENT, &in, &o.errors, &r), ERR_INVALID);
	in.permissions = ids(&o, STR("customer.read"));
	CHECK_ERR(role_save(&o.e, STR_ABSENT, &in, &o.errors, &r), OK);
	CU_ASSERT_EQUAL(r.permissions, permission_bit(PERM_CUSTOMER_READ));
	/* The same name again; an old version; a new one. */
	o.errors.count = 0;
	CHECK_ERR(role_save(&o.e, STR_ABSENT, &in, &o.errors, &other), ERR_INVALID);
	CHECK_STR(o.errors.items[0].name, "name");
	in.version = r.version;
	in.description = STR("help");
	CHECK_ERR(role_save(&o.e, r.public_id, &in, &o.errors, &other), OK);
	CU_ASSERT_EQUAL(other.version, r.version + 1);
	CHECK_ERR(role_save(&o.e, r.public_id, &in, &o.errors, &other), ERR_PRECONDITION);
	stop(&o);
}

static void
test_role__protected(void)
{
	struct office o;
	struct role_input in = { .name = STR("Mine"), .version = 1 };
	struct role mine, strong, r;
	struct account clerk;

	start(&o);
	/* A role of one's own: not to be made larger, nor smaller. */
	mine = made(&o, "Mine", "customer.read");
	strong = made(&o, "Strong", "staff.write");
	clerk = person(&o, "office", "staff");
	CHECK_ERR(role_assign(&o.e, clerk.id, ids(&o, mine.public_id)), OK);
	act_as(&o, &clerk);
	in.version = mine.version;
	in.permissions = ids(&o, STR_ABSENT);
	CHECK_ERR(role_save(&o.e, mine.public_id, &in, &o.errors, &r), ERR_DENIED);
	/* One that can do more: neither emptied nor deleted. */
	in = (struct role_input){ .name = STR("Strong"), .version = strong.version };
	CHECK_ERR(role_save(&o.e, strong.public_id, &in, &o.errors, &r), ERR_DENIED);
	CHECK_ERR(role_delete(&o.e, strong.public_id, strong.version), ERR_DENIED);
	CHECK_ERR(role_get(o.f.db, o.f.arena, strong.public_id, &r), OK);
	CU_ASSERT_EQUAL(r.permissions, permission_bit(PERM_STAFF_WRITE));
	/* Built-in ones stay, even for the operator. */
	act_as_operator(&o);
	CHECK_ERR(role_get(o.f.db, o.f.arena, builtin(&o, "Support"), &r), OK);
	in = (struct role_input){ .name = r.name, .version = r.version };
	CHECK_ERR(role_save(&o.e, r.public_id, &in, &o.errors, &r), ERR_DENIED);
	CHECK_ERR(role_delete(&o.e, builtin(&o, "Support"), r.version), ERR_DENIED);
	/* What somebody has cannot be deleted; what nobody has can. */
	CHECK_ERR(role_delete(&o.e, mine.public_id, mine.version), ERR_CONFLICT);
	CHECK_ERR(role_delete(&o.e, strong.public_id, strong.version + 1), ERR_PRECONDITION);
	CHECK_ERR(role_delete(&o.e, strong.public_id, strong.version), OK);
	CHECK_ERR(role_get(o.f.db, o.f.arena, strong.public_id, &r), ERR_NOT_FOUND);
	stop(&o);
}

static void
test_role__assign(void)
{
	struct office o;
	struct account owner, clerk, other, shopper;
	int64_t before;

	start(&o);
	owner = colleague(&o, ROLE_OWNER);
	clerk = colleague(&o, "Support");
	other = person(&o, "office", "staff");
	shopper = person(&o, "shop", "customer");
	act_as(&o, &clerk);
	before = fixture_count(&o.f, &refusals);
	CHECK_ERR(role_assign(&o.e, clerk.id, ids(&o, builtin(&o, ROLE_OWNER))), ERR_DENIED);   /* himself up */
	CHECK_ERR(role_assign(&o.e, clerk.id, ids(&o, STR_ABSENT)), ERR_DENIED);                /* himself at all */
	CHECK_ERR(role_assign(&o.e, other.id, ids(&o, builtin(&o, ROLE_OWNER))), ERR_DENIED);   /* a friend up */
	CHECK_ERR(role_assign(&o.e, other.id, ids(&o, builtin(&o, "Auditor"))), ERR_DENIED);
	/* somebody stronger down */
	CHECK_ERR(role_assign(&o.e, owner.id, ids(&o, STR_ABSENT)), ERR_DENIED);
	CHECK_ERR(role_assign(&o.e, shopper.id, ids(&o, builtin(&o, "Support"))), ERR_DENIED);  /* a customer in */
	CU_ASSERT_EQUAL(fixture_count(&o.f, &refusals), before + 6);
	CHECK_ERR(role_assign(&o.e, other.id, ids(&o, STR("role_0000000000000000000000"))), ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(set_of(&o, &other), 0);
	CU_ASSERT_EQUAL(set_of(&o, &shopper), 0);
	CU_ASSERT_EQUAL(set_of(&o, &owner), permission_for(PERM_FOR_OFFICE));
	/* What he has himself he may pass on. */
	CHECK_ERR(role_assign(&o.e, other.id, ids(&o, builtin(&o, "Support"))), OK);
	CU_ASSERT_EQUAL(set_of(&o, &other), set_of(&o, &clerk));
	stop(&o);
}

/* Whoever gets or loses a role needs a new session. */
static void
test_role__sessions(void)
{
	struct office o;
	struct account clerk;
	struct session s;
	struct str token;

	start(&o);
	clerk = colleague(&o, "Support");
	act_as(&o, &clerk);
	CHECK_ERR(
	    session_start(o.f.db, o.f.arena, clerk.id, SESSION_OFFICE, SESSION_FULL, PROOF_TOTP, &o.who, &token), OK);
	CHECK_ERR(session_find(o.f.db, o.cache, o.f.arena, token, SESSION_OFFICE, true, &s), OK);
	CU_ASSERT((s.permissions & permission_bit(PERM_CUSTOMER_READ)) != 0);
	act_as_operator(&o);
	CHECK_ERR(role_assign(&o.e, clerk.id, ids(&o, builtin(&o, "Support"))), OK); /* nothing changes: nothing ends */
	CHECK_ERR(session_find(o.f.db, o.cache, o.f.arena, token, SESSION_OFFICE, true, &s), OK);
	CHECK_ERR(role_assign(&o.e, clerk.id, ids(&o, builtin(&o, "Auditor"))), OK);
	CHECK_ERR(session_find(o.f.db, o.cache, o.f.arena, token, SESSION_OFFICE, true, &s), ERR_NOT_FOUND);
	stop(&o);
}

static void
test_role__last_owner(void)
{
	struct office o;
	struct account first, second;

	start(&o);
	first = colleague(&o, ROLE_OWNER);
	CHECK_ERR(role_assign(&o.e, first.id, ids(&o, STR_ABSENT)), ERR_CONFLICT);
	CHECK_ERR(clerk_set_state(&o.e, &first, ACCOUNT_DISABLED), ERR_CONFLICT);
	CU_ASSERT_EQUAL(set_of(&o, &first), permission_for(PERM_FOR_OFFICE));
	second = colleague(&o, ROLE_OWNER);
	CHECK_ERR(clerk_set_state(&o.e, &first, ACCOUNT_DISABLED), OK);
	/* An owner who is disabled does not count. */
	CHECK_ERR(clerk_set_state(&o.e, &second, ACCOUNT_DISABLED), ERR_CONFLICT);
	CHECK_ERR(role_assign(&o.e, second.id, ids(&o, STR_ABSENT)), ERR_CONFLICT);
	CHECK_ERR(clerk_set_state(&o.e, &first, ACCOUNT_ACTIVE), OK);
	CHECK_ERR(role_assign(&o.e, second.id, ids(&o, STR_ABSENT)), OK);
	stop(&o);
}

/* Two owners, each taken away by somebody else at the same moment: one stays. */
static void
test_role__owners_race(void)
{
	struct office o;
	struct account owners[2];
	pid_t pids[2];
	int gate[2], done = 0, refused = 0;

	start(&o);
	owners[0] = colleague(&o, ROLE_OWNER);
	owners[1] = colleague(&o, ROLE_OWNER);
	CU_ASSERT_EQUAL_FATAL(pipe(gate), 0);
	fflush(NULL);
	for (int i = 0; i < 2; i++) {
		pids[i] = fork();
		CU_ASSERT_FATAL(pids[i] >= 0);
		if (pids[i] == 0) {
			struct account_env e = o.e;
			char byte;
			enum err err;
			close(gate[1]);
			e.db = db_new(o.f.config, "mercer");
			e.arena = arena_new();
			if (read(gate[0], &byte, 1) != 0)
				_exit(9);
			err = i ? clerk_set_state(&e, &owners[i], ACCOUNT_DISABLED)
				: role_assign(&e, owners[i].id, (struct list){ 0 });
			_exit(err == OK ? 0 : err == ERR_CONFLICT ? 1 : 2);
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < 2; i++) {
		int status;
		waitpid(pids[i], &status, 0);
		done += WIFEXITED(status) && WEXITSTATUS(status) == 0;
		refused += WIFEXITED(status) && WEXITSTATUS(status) == 1;
	}
	CU_ASSERT_EQUAL(done, 1);
	CU_ASSERT_EQUAL(refused, 1);
	stop(&o);
}

/* Clerks and those who may do more. */
static void
test_role__manage(void)
{
	struct office o;
	struct account owner, clerk, shopper;
	struct account_filter all = { .realm = SESSION_OFFICE, .state = -1, .limit = 10 };
	struct account invited;
	struct list people;

	start(&o);
	owner = colleague(&o, ROLE_OWNER);
	clerk = colleague(&o, "Support");
	shopper = person(&o, "shop", "customer");
	act_as(&o, &clerk);
	CHECK_ERR(clerk_set_state(&o.e, &owner, ACCOUNT_DISABLED), ERR_DENIED);
	CHECK_ERR(clerk_reset_factors(&o.e, &owner), ERR_DENIED);
	CHECK_ERR(clerk_send_reset(&o.e, &owner), ERR_DENIED);
	CHECK_ERR(clerk_end_session(&o.e, &owner, STR_ABSENT), ERR_DENIED);
	CHECK_ERR(clerk_set_state(&o.e, &clerk, ACCOUNT_DISABLED), ERR_DENIED);
	CHECK_ERR(clerk_set_state(&o.e, &shopper, ACCOUNT_DISABLED), OK);
	/* An invitation cannot carry more than the one who invites has, and then nobody is invited. */
	CHECK_ERR(clerk_invite(&o.e, STR("friend@example.org"), STR("F"), STR("R"), ids(&o, builtin(&o, ROLE_OWNER)),
		      &o.errors, &invited),
	    ERR_DENIED);
	CHECK_ERR(account_list(o.f.db, o.f.arena, &all, &people), OK);
	CU_ASSERT_EQUAL(people.count, 2);
	stop(&o);
}

SUITE(role, { "built in", test_role__builtin }, { "making and changing", test_role__save },
    { "what stays as it is", test_role__protected }, { "giving and taking", test_role__assign },
    { "sessions end", test_role__sessions }, { "the last owner", test_role__last_owner },
    { "two owners at once", test_role__owners_race }, { "those who may do more", test_role__manage });
