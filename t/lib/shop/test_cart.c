/* Tests of carts: putting in once, changing, joining at login, sharing, what is wrong with one; and many at once. */
#include "lib/shop/cart.h"
#include "t/lib/shop/people.h"

#include <unistd.h>

#define ME 901
#define TOGETHER 50

static const struct db_query setup[] = {
	{ "c1", "", NULL, "DELETE FROM cart" },
	{ "c2", "", NULL, "DELETE FROM quantity_rule" },
	{ "c3", "", NULL, "DELETE FROM stock" },
	{ "c4", "", NULL, "DELETE FROM account WHERE id = 901" },
	{ "c5", "", NULL, "INSERT INTO account (id, public_id, realm, kind, state, email, email_key, locale) VALUES"
	    " (901, 'acct_901', 'shop', 'customer', 'active', 'cart@example.org', 'cart@example.org', 'en')" },
	{ "c6", "", NULL, "DELETE FROM promotion_use" },
	{ "c7", "", NULL, "DELETE FROM promotion" },
	{ "c8", "", NULL, "DELETE FROM price_list" },
	{ "c9", "", NULL, "DELETE FROM throttle" },
};
enum { RULE, STOCK, PRICE, OLD, PROMOTION, CODE };
static const struct db_query changes[] = {
	[RULE] = { "d1", "iiii", NULL,
	    "INSERT INTO quantity_rule (variant_id, least, most, step) VALUES (?, ?, ?, ?)" },
	[STOCK] = { "d2", "ii", NULL, "REPLACE INTO stock (variant_id, available) VALUES (?, ?)" },
	[PRICE] = { "d3", "ii", NULL, "UPDATE price SET amount = ? WHERE variant_id = ?" },
	[PROMOTION] = { "d5", "", NULL,
	    "INSERT INTO promotion (id, public_id, name, kind, needs_code, is_active, benefit) VALUES"
	    " (950, 'prom_950', 'Test', 'cart', 1, 1, '{\"kind\": \"percent\", \"value_e6\": 100000}')" },
	[CODE] = { "d6", "", NULL, "INSERT INTO coupon (promotion_id, code, code_key) VALUES (950, 'RIGHT', 'RIGHT')" },
	[OLD] = { "d4", "", NULL, "UPDATE cart_line SET added_at = added_at - INTERVAL 10 SECOND" },
};

struct shop {
	struct people p;
	struct cart_env e;
	struct str variant; /* public ids are not asked for: ids are enough */
	int64_t a, b;
};

static void
open_shop(struct shop *s)
{
	struct product_input p;

	memset(s, 0, sizeof(*s));
	people_open_as(&s->p, "cart");
	for (size_t i = 0; i < COUNT(setup); i++)
		CHECK_ERR(db_exec(s->p.f.db, &setup[i], NULL, 0, NULL), OK);
	s->p.f.opt = (struct store_options){ .default_locale = STR("en") };
	p = fixture_product(s->p.f.arena, "cart-lamp");
	(void)fixture_store(&s->p.f, &p);
	p = fixture_product(s->p.f.arena, "cart-desk");
	(void)fixture_store(&s->p.f, &p);
	s->a = fixture_count(&s->p.f,
	    COUNT_QUERY(
		"SELECT v.id AS n FROM variant v JOIN product p ON p.id = v.product_id WHERE p.slug = 'cart-lamp'"));
	s->b = fixture_count(&s->p.f,
	    COUNT_QUERY(
		"SELECT v.id AS n FROM variant v JOIN product p ON p.id = v.product_id WHERE p.slug = 'cart-desk'"));
	s->e = (struct cart_env){ .db = s->p.env.db,
		.cache = s->p.env.cache,
		.arena = s->p.f.arena,
		.config = s->p.f.config,
		.who = &s->p.who,
		.locale = STR("en"),
		.fallback_locale = STR("en"),
		.currency = "EUR" };
}

static void
close_shop(struct shop *s)
{
	people_close(&s->p);
}

static void
change(struct shop *s, int which, const struct db_arg *args, size_t n)
{
	CHECK_ERR(db_exec(s->p.f.db, &changes[which], args, n, NULL), OK);
}

/* "a2 b1 saved:a3": what is in it; code names after a slash. */
static struct str
shown(struct shop *s, struct cart_env *e)
{
	struct cart cart;
	const struct cart_line *l;
	const struct str *codes;
	struct buf b;

	CHECK_ERR(cart_get(e, &cart), OK);
	l = cart.lines.items;
	codes = cart.codes.items;
	buf_in_arena(&b, e->arena, BUF_LINE);
	for (size_t i = 0; i < cart.lines.count; i++)
		buf_printf(&b, "%s%s%c%lld", i ? " " : "", l[i].list == CART_SAVED ? "saved:" : "",
		    l[i].variant_id == s->a ? 'a' : 'b', (long long)l[i].quantity);
	for (size_t i = 0; i < cart.codes.count; i++)
		buf_printf(&b, "/%.*s", STR_ARG(codes[i]));
	return buf_view(&b);
}

static struct str
line_of(struct cart_env *e, int64_t variant)
{
	struct cart cart;
	const struct cart_line *l;

	CHECK_ERR(cart_get(e, &cart), OK);
	l = cart.lines.items;
	for (size_t i = 0; i < cart.lines.count; i++)
		if (l[i].variant_id == variant)
			return l[i].public_id;
	return STR("line_none");
}

#define IS(shop, env, text) CU_ASSERT_STRING_EQUAL(str_z((shop)->p.f.arena, shown((shop), (env))), (text))

static void
test_cart__put_in(void)
{
	struct shop s;
	struct field_errors errors;
	struct cart cart;
	struct cart_env stranger;
	struct str first;
	int64_t before;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	before = db_stats(s.e.db).statements;
	CHECK_ERR(cart_get(&s.e, &cart), OK);
	CU_ASSERT_EQUAL(cart.id, 0);
	CU_ASSERT_EQUAL(db_stats(s.e.db).statements, before); /* nobody: not even asked */
	s.e.token = STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
	CHECK_ERR(cart_add(&s.e, s.a, 2, &errors), OK);
	CU_ASSERT_FALSE(
	    str_eq_z(s.e.new_token, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")); /* nobody chooses a token */
	CU_ASSERT_EQUAL(s.e.pieces, 2);
	first = s.e.token;
	CHECK_ERR(cart_add(&s.e, s.b, 0, &errors), OK); /* 0: the least that is sold */
	IS(&s, &s.e, "a2 b1");
	CU_ASSERT_EQUAL(s.e.pieces, 3);
	before = db_stats(s.e.db).statements;
	CHECK_ERR(cart_get(&s.e, &cart), OK);
	CU_ASSERT_EQUAL(db_stats(s.e.db).statements - before, 2);
	CU_ASSERT_EQUAL(fixture_count(&s.p.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM cart")), 1);
	/* Another's token, or none, opens nothing. */
	stranger = s.e;
	stranger.token = stranger.new_token = STR_ABSENT;
	IS(&s, &stranger, "");
	CHECK_ERR(cart_set(&stranger, line_of(&s.e, s.a), 0, &errors), ERR_NOT_FOUND);
	CHECK_ERR(cart_add(&stranger, s.b, 1, &errors), OK);
	CHECK_ERR(cart_set(&stranger, line_of(&s.e, s.a), 0, &errors), ERR_NOT_FOUND);
	CU_ASSERT(str_eq(first, s.e.token));
	IS(&s, &s.e, "a2 b1");
	close_shop(&s);
}

static void
test_cart__once(void)
{
	struct shop s;
	struct field_errors errors;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	s.e.once = STR("press-1");
	CHECK_ERR(cart_add(&s.e, s.a, 1, &errors), OK);
	CHECK_ERR(cart_add(&s.e, s.a, 1, &errors), OK);
	change(&s, OLD, NULL, 0);
	CHECK_ERR(cart_add(&s.e, s.a, 1, &errors), OK); /* the same press, however late */
	IS(&s, &s.e, "a1");
	s.e.once = STR("press-2");
	CHECK_ERR(cart_add(&s.e, s.a, 1, &errors), OK);
	IS(&s, &s.e, "a2");
	/* A form without a key: the same wish within three seconds is a double click. */
	s.e.once = STR_ABSENT;
	CHECK_ERR(cart_add(&s.e, s.b, 3, &errors), OK);
	CHECK_ERR(cart_add(&s.e, s.b, 3, &errors), OK);
	IS(&s, &s.e, "a2 b3");
	CHECK_ERR(cart_add(&s.e, s.b, 1, &errors), OK);
	IS(&s, &s.e, "a2 b4");
	change(&s, OLD, NULL, 0);
	CHECK_ERR(cart_add(&s.e, s.b, 1, &errors), OK);
	IS(&s, &s.e, "a2 b5");
	CU_ASSERT_EQUAL(errors.count, 0);
	close_shop(&s);
}

static void
test_cart__rules(void)
{
	struct shop s;
	struct field_errors errors;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	change(&s, RULE, (const struct db_arg[]){ db_i64(s.a), db_i64(4), db_i64(12), db_i64(2) }, 4);
	CHECK_ERR(cart_add(&s.e, s.a, 1, &errors), ERR_INVALID);
	CU_ASSERT_EQUAL_FATAL(errors.count, 1);
	CU_ASSERT_EQUAL(errors.items[0].limit.value, 4);
	CU_ASSERT_EQUAL(
	    fixture_count(&s.p.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM cart")), 0); /* no row for nothing */
	CHECK_ERR(cart_add(&s.e, s.a, 0, &errors), OK);
	IS(&s, &s.e, "a4");
	CHECK_ERR(cart_set(&s.e, line_of(&s.e, s.a), 5, &errors), ERR_INVALID);
	CHECK_ERR(cart_set(&s.e, line_of(&s.e, s.a), 14, &errors), ERR_INVALID);
	CHECK_ERR(cart_set(&s.e, line_of(&s.e, s.a), 10000, &errors), ERR_INVALID);
	CHECK_ERR(cart_set(&s.e, line_of(&s.e, s.a), 12, &errors), OK);
	CHECK_ERR(cart_set(&s.e, line_of(&s.e, s.a), 12, &errors), OK);
	IS(&s, &s.e, "a12");
	change(&s, STOCK, (const struct db_arg[]){ db_i64(s.b), db_i64(0) }, 2);
	CHECK_ERR(cart_add(&s.e, s.b, 1, &errors), ERR_INVALID); /* sold out */
	CHECK_ERR(cart_add(&s.e, s.b + 100000, 1, &errors), ERR_INVALID); /* no such thing */
	CHECK_ERR(cart_set(&s.e, line_of(&s.e, s.a), 0, &errors), OK);
	CHECK_ERR(cart_set(&s.e, STR("line_none"), 0, &errors), ERR_NOT_FOUND);
	IS(&s, &s.e, "");
	CU_ASSERT_EQUAL(s.e.pieces, 0);
	close_shop(&s);
}

static void
test_cart__later(void)
{
	struct shop s;
	struct field_errors errors;
	struct str line;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	CHECK_ERR(cart_add(&s.e, s.a, 2, &errors), OK);
	CHECK_ERR(cart_add(&s.e, s.b, 1, &errors), OK);
	line = line_of(&s.e, s.a);
	CHECK_ERR(cart_move(&s.e, line, CART_SAVED), OK);
	CHECK_ERR(cart_move(&s.e, line, CART_SAVED), OK);
	IS(&s, &s.e, "saved:a2 b1");
	CU_ASSERT_EQUAL(s.e.pieces, 1);
	CHECK_ERR(cart_add(&s.e, s.a, 1, &errors), OK); /* in both lists now */
	IS(&s, &s.e, "saved:a2 b1 a1");
	CHECK_ERR(cart_move(&s.e, line, CART_MAIN), OK);
	IS(&s, &s.e, "b1 a3");
	CU_ASSERT_EQUAL(s.e.pieces, 4);
	close_shop(&s);
}

static void
test_cart__merge(void)
{
	struct shop s;
	struct field_errors errors;
	struct cart_env mine, none;
	struct str token;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	mine = s.e;
	mine.account_id = ME;
	/* Without a cart of the account the visitor's becomes it. */
	CHECK_ERR(cart_add(&s.e, s.a, 2, &errors), OK);
	CHECK_ERR(cart_coupon_add(&s.e, STR("save 5"), &errors), OK);
	token = s.e.token;
	CHECK_ERR(cart_merge(&mine, token), OK);
	CU_ASSERT_EQUAL(mine.pieces, 2);
	IS(&s, &mine, "a2/save 5");
	IS(&s, &s.e, ""); /* the cookie alone opens nothing any more */
	CHECK_ERR(cart_merge(&mine, token), OK); /* again: nothing is doubled */
	IS(&s, &mine, "a2/save 5");
	/* With one: per variant the larger of the two. */
	s.e.token = s.e.new_token = STR_ABSENT;
	CHECK_ERR(cart_add(&s.e, s.a, 1, &errors), OK);
	CHECK_ERR(cart_add(&s.e, s.b, 3, &errors), OK);
	CHECK_ERR(cart_coupon_add(&s.e, STR("SAVE-5"), &errors), OK);
	CHECK_ERR(cart_coupon_add(&s.e, STR("more"), &errors), OK);
	token = s.e.token;
	CHECK_ERR(cart_merge(&mine, token), OK);
	IS(&s, &mine, "a2 b3/more/SAVE-5");
	CU_ASSERT_EQUAL(mine.pieces, 5);
	CHECK_ERR(cart_merge(&mine, token), OK);
	IS(&s, &mine, "a2 b3/more/SAVE-5");
	CU_ASSERT_EQUAL(fixture_count(&s.p.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM cart WHERE state = 'merged'")), 1);
	/* Nobody's token, garbage. */
	none = mine;
	CHECK_ERR(cart_merge(&none, STR("x")), OK);
	CHECK_ERR(cart_merge(&none, STR_ABSENT), OK);
	CU_ASSERT_EQUAL(none.pieces, 5);
	close_shop(&s);
}

static void
test_cart__share(void)
{
	struct shop s;
	struct field_errors errors;
	struct cart_env other;
	struct cart cart;
	struct str link, again;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	CHECK_ERR(cart_share(&s.e, &link), ERR_NOT_FOUND); /* nothing to share */
	CHECK_ERR(cart_add(&s.e, s.a, 2, &errors), OK);
	CHECK_ERR(cart_add(&s.e, s.b, 1, &errors), OK);
	CHECK_ERR(cart_move(&s.e, line_of(&s.e, s.b), CART_SAVED), OK);
	CHECK_ERR(cart_share(&s.e, &link), OK);
	other = s.e;
	other.token = other.new_token = STR_ABSENT;
	CHECK_ERR(cart_shared(&other, link, &cart), OK);
	CU_ASSERT_EQUAL(cart.lines.count, 1); /* what is kept for later is one's own business */
	CHECK_ERR(cart_copy(&other, &cart), OK);
	CHECK_ERR(cart_copy(&other, &cart), OK);
	IS(&s, &other, "a2");
	CU_ASSERT_EQUAL(other.pieces, 2);
	/* the secret of a cart is no link, and a link is no secret */
	CHECK_ERR(cart_shared(&other, s.e.token, &cart), ERR_NOT_FOUND);
	other.token = link;
	IS(&s, &other, "");
	CHECK_ERR(cart_share(&s.e, &again), OK);
	CHECK_ERR(cart_shared(&other, link, &cart), ERR_NOT_FOUND);
	CHECK_ERR(cart_shared(&other, again, &cart), OK);
	close_shop(&s);
}

/* The kinds of the problems, as digits, blocking ones marked. */
static struct str
problems(struct shop *s)
{
	struct cart cart;
	struct list items, found;
	struct quote q;
	struct quote_request in = {
		.locale = s->e.locale, .fallback_locale = s->e.locale, .currency = "EUR", .at = clock_now()
	};
	const struct cart_problem *p;
	struct buf b;

	CHECK_ERR(cart_get(&s->e, &cart), OK);
	in.codes = cart.codes;
	in.wishes = cart_wishes(s->e.arena, &cart, &in.count);
	CHECK_ERR(quote_make(s->e.db, s->e.arena, s->e.config, &in, &items, &q), OK);
	CHECK_ERR(cart_problems(&s->e, &cart, items, &q, &found), OK);
	CHECK_ERR(cart_shown(&s->e, &cart, &q), OK);
	p = found.items;
	buf_in_arena(&b, s->e.arena, BUF_LINE);
	for (size_t i = 0; i < found.count; i++)
		buf_printf(&b, "%s%d%s:%lld", i ? " " : "", p[i].kind, p[i].blocks ? "!" : "", (long long)p[i].number);
	return buf_view(&b);
}
#define PROBLEMS(shop, text) CU_ASSERT_STRING_EQUAL(str_z((shop)->p.f.arena, problems(shop)), (text))

static void
see(struct shop *s)
{
	struct cart cart;
	struct list items;
	struct quote q;
	struct quote_request in = {
		.locale = s->e.locale, .fallback_locale = s->e.locale, .currency = "EUR", .at = clock_now()
	};

	CHECK_ERR(cart_get(&s->e, &cart), OK);
	in.wishes = cart_wishes(s->e.arena, &cart, &in.count);
	CHECK_ERR(quote_make(s->e.db, s->e.arena, s->e.config, &in, &items, &q), OK);
	CHECK_ERR(cart_seen(&s->e, &cart, &q), OK);
}

static void
test_cart__problems(void)
{
	struct shop s;
	struct field_errors errors;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	CHECK_ERR(cart_add(&s.e, s.a, 5, &errors), OK);
	PROBLEMS(&s, "");
	change(&s, PRICE, (const struct db_arg[]){ db_i64(2500), db_i64(s.a) }, 2);
	PROBLEMS(&s, "3:1999"); /* up; it may be ordered */
	PROBLEMS(&s, "3:1999"); /* showing it does not make it go */
	see(&s);
	PROBLEMS(&s, "");
	change(&s, PRICE, (const struct db_arg[]){ db_i64(1000), db_i64(s.a) }, 2);
	PROBLEMS(&s, "4:2500");
	change(&s, STOCK, (const struct db_arg[]){ db_i64(s.a), db_i64(3) }, 2);
	PROBLEMS(&s, "2!:3 4:2500");
	change(&s, STOCK, (const struct db_arg[]){ db_i64(s.a), db_i64(0) }, 2);
	PROBLEMS(&s, "1!:0 4:2500");
	change(&s, STOCK, (const struct db_arg[]){ db_i64(s.a), db_i64(50) }, 2);
	see(&s);
	change(&s, RULE, (const struct db_arg[]){ db_i64(s.a), db_i64(10), db_null('i'), db_i64(10) }, 4);
	PROBLEMS(&s, "5!:10");
	CHECK_ERR(cart_coupon_add(&s.e, STR("nothing"), &errors), OK);
	PROBLEMS(&s, "5!:10 6:0");
	IS(&s, &s.e, "a5/nothing"); /* whatever is wrong, what was put in stays */
	close_shop(&s);
}

/* Who guesses codes learns nothing more after a while, not even of a right one; others are not kept from theirs. */
static void
test_cart__codes_are_not_guessed(void)
{
	struct shop s;
	struct field_errors errors;
	struct who other;
	int64_t most;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	most = config_i64(s.p.f.config, "coupon.network_burst");
	CHECK_ERR(cart_add(&s.e, s.a, 1, &errors), OK);
	change(&s, PROMOTION, NULL, 0);
	change(&s, CODE, NULL, 0);
	for (int64_t i = 0; i < most; i++) {
		struct str guess = str_printf(s.e.arena, "guess %lld", (long long)i);
		CHECK_ERR(cart_coupon_add(&s.e, guess, &errors), OK);
		CHECK_ERR(cart_coupon_remove(&s.e, guess), OK);
	}
	CHECK_ERR(cart_coupon_add(&s.e, STR("one more"), &errors), ERR_BUSY);
	CHECK_ERR(cart_coupon_add(&s.e, STR("right"), &errors), ERR_BUSY);
	other = *s.e.who;
	other.ip = STR("203.0.113.9");
	s.e.who = &other;
	CHECK_ERR(cart_coupon_add(&s.e, STR("right"), &errors), OK);
	IS(&s, &s.e, "a1/right");
	close_shop(&s);
}

static void
test_cart__becomes_an_order(void)
{
	struct shop s;
	struct field_errors errors;
	struct cart cart, again;
	int64_t id;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	CHECK_ERR(cart_add(&s.e, s.a, 2, &errors), OK);
	CHECK_ERR(cart_get(&s.e, &cart), OK);
	CHECK_ERR(cart_ordered_before(&s.e, cart.public_id, &id), ERR_NOT_FOUND);
	CHECK_ERR(cart_ordered(s.e.db, cart.id), OK);
	CHECK_ERR(cart_ordered(s.e.db, cart.id), ERR_CONFLICT);
	CHECK_ERR(cart_lock(&s.e, &again), ERR_NOT_FOUND);
	CHECK_ERR(cart_ordered_before(&s.e, cart.public_id, &id), OK);
	CU_ASSERT_EQUAL(id, cart.id);
	CHECK_ERR(cart_ordered_before(&s.e, STR_ABSENT, &id), OK);
	IS(&s, &s.e, "");
	CHECK_ERR(cart_add(&s.e, s.b, 1, &errors), OK); /* a new one, with a new secret */
	IS(&s, &s.e, "b1");
	CHECK_ERR(cart_ordered_before(&s.e, cart.public_id, &id), ERR_NOT_FOUND); /* the cookie is another's now */
	close_shop(&s);
}

/* ---- many at once ---- */

struct race {
	struct str token, once;
	int64_t variant, account;
};

static enum err
press(struct people *p, void *payload)
{
	const struct race *r = payload;
	struct field_errors errors = { .arena = p->f.arena };
	struct cart_env e;

	people_reconnect(p, "cart");
	e = (struct cart_env){ .db = p->env.db,
		.cache = p->env.cache,
		.arena = p->f.arena,
		.config = p->f.config,
		.who = &p->who,
		.token = r->token,
		.account_id = r->account,
		.locale = STR("en"),
		.fallback_locale = STR("en"),
		.currency = "EUR",
		.once = str_is_absent(r->once) ? str_printf(p->f.arena, "p-%d", (int)getpid()) : r->once };
	return cart_add(&e, r->variant, 1, &errors);
}

static enum err
join(struct people *p, void *payload)
{
	const struct race *r = payload;
	struct cart_env e;

	people_reconnect(p, "account");
	e = (struct cart_env){ .db = p->env.db,
		.cache = p->env.cache,
		.arena = p->f.arena,
		.config = p->f.config,
		.who = &p->who,
		.account_id = r->account,
		.locale = STR("en"),
		.fallback_locale = STR("en"),
		.currency = "EUR" };
	return cart_merge(&e, r->token);
}

static void
test_cart__many_at_once(void)
{
	struct shop s;
	struct field_errors errors;
	struct race r;

	open_shop(&s);
	errors = (struct field_errors){ .arena = s.e.arena };
	CHECK_ERR(cart_add(&s.e, s.b, 1, &errors), OK);
	r = (struct race){ s.e.token, STR_ABSENT, s.a, 0 };
	CU_ASSERT_EQUAL(people_race(&s.p, TOGETHER, press, &r, OK), TOGETHER); /* fifty presses are fifty pieces */
	IS(&s, &s.e, "b1 a50");
	r.once = STR("one-press"), r.variant = s.b;
	CU_ASSERT_EQUAL(people_race(&s.p, TOGETHER, press, &r, OK), TOGETHER); /* one press, sent fifty times */
	IS(&s, &s.e, "b2 a50");
	/* An account without a cart: one is made, not fifty. */
	r = (struct race){ STR_ABSENT, STR_ABSENT, s.a, ME };
	CU_ASSERT_EQUAL(people_race(&s.p, TOGETHER, press, &r, OK), TOGETHER);
	CU_ASSERT_EQUAL(fixture_count(&s.p.f, COUNT_QUERY("SELECT COUNT(*) AS n FROM cart WHERE account_id = 901")), 1);
	CU_ASSERT_EQUAL(
	    fixture_count(&s.p.f,
		COUNT_QUERY(
		    "SELECT SUM(l.quantity) AS n FROM cart_line l JOIN cart c ON c.id = l.cart_id WHERE c.account_id = 901")),
	    50);
	/* The same login from many windows. */
	r.token = s.e.token;
	CU_ASSERT_EQUAL(people_race(&s.p, 20, join, &r, OK), 20);
	s.e.account_id = ME;
	IS(&s, &s.e, "a50 b2");
	close_shop(&s);
}

SUITE(cart,
    { "put in", test_cart__put_in },
    { "sent twice, counted once", test_cart__once },
    { "rules of quantities", test_cart__rules },
    { "saved for later", test_cart__later },
    { "merge at login", test_cart__merge },
    { "shared", test_cart__share },
    { "problems", test_cart__problems },
    { "codes are not guessed", test_cart__codes_are_not_guessed },
    { "becomes an order", test_cart__becomes_an_order },
    { "many at once", test_cart__many_at_once });
