/*
 * orders.c - the yardstick of ./dev bench orders: the same SQL transactions as POST /api/v1/orders, in a bare loop
 * without nginx, FastCGI, JSON and tokens.
 *
 *	t/load/orders CONFIG SECONDS PROCESSES VARIANT-ID...
 *
 * Each process places orders of three of the variants without a pause, with the very functions that the shop uses: the
 * claim of the key, the order and the kept reply in one transaction.  Prints orders per second and SQL statements per
 * order.
 */
#include "lib/io/crypto.h"
#include "lib/shop/country.h"
#include "lib/shop/idempotency.h"
#include "lib/shop/order.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES_MAX 256
#define VARIANTS_MAX 1000
#define LINES 3

struct counts {
	int64_t orders, statements;
};
struct load {
	struct order_env env;
	struct order_input in;
	struct order_placing out;
	unsigned char scope[32];
	struct time lease;
};

static int64_t variants[VARIANTS_MAX];
static size_t variant_count;

static enum err
place(struct db *db, void *payload)
{
	struct load *l = payload;
	const struct str scope = str_n((const char *)l->scope, sizeof(l->scope));
	const struct idempotency_reply reply = {
		.status = 201, .headers = STR("Content-Type: application/json\n"), .body = STR("{}")
	};
	struct idempotency_reply stored;
	enum idempotency_state state;
	enum err err = idempotency_claim(db, l->env.arena, scope, scope, 30, &state, &l->lease, &stored);

	if (!err)
		err = order_place(&l->env, &l->in, &l->out);
	return err ? err : idempotency_keep(db, scope, l->lease, &reply);
}

/* One order. */
static enum err
one(struct load *l)
{
	struct db *db = l->env.db;
	struct arena *a = l->env.arena;
	struct quote_wish *wishes = arena_zalloc(a, LINES, sizeof(struct quote_wish));

	db_begin_request(db, 0);
	for (size_t i = 0, at = (size_t)(crypto_random_u64() % variant_count); i < LINES; i++)
		wishes[i] = (struct quote_wish){ variants[(at + i) % variant_count], 1 };
	l->in.wishes = (struct list){ wishes, LINES };
	crypto_random(l->scope, sizeof(l->scope));
	return db_transaction(db, place, l);
}

static void
orders_until(struct config *c, int64_t end, struct counts *counts)
{
	const struct who who = { .actor = "key" };
	struct load l = { .env = { .db = db_new(c, "order"),
			      .cache = cache_new(c),
			      .arena = arena_new(),
			      .config = c,
			      .who = &who } };

	while (clock_ticks() < end) {
		arena_reset(l.env.arena);
		shape_init(&address_shape, &l.in.delivery);
		l.in.delivery = (struct address){ .country = STR("DE"),
			.recipient = STR("A. Customer"),
			.line1 = STR("Hauptstr. 1"),
			.locality = STR("Berlin"),
			.postal_code = STR("10115") };
		l.in.origin = ORDER_API;
		l.in.email = str_printf(l.env.arena, "bench.%llx@example.org", (unsigned long long)crypto_random_u64());
		l.in.locale = l.in.fallback_locale = STR("en");
		memcpy(l.in.currency, "EUR", 4);
		l.in.shipping_method = STR("standard");
		if (one(&l)) {
			fprintf(stderr, "orders: %s\n", err_detail());
			_exit(1);
		}
		counts->orders++;
		counts->statements += db_stats(l.env.db).statements;
	}
	_exit(0);
}

static int64_t
number(const char *text, int64_t max)
{
	int64_t n = 0;

	if (str_to_i64(str_of(text), 1, max, &n)) {
		fprintf(stderr, "orders: '%s' is not a number from 1 to %lld\n", text, (long long)max);
		exit(2);
	}
	return n;
}

int
main(int argc, char **argv)
{
	struct config *c;
	struct counts *counts, sum = { 0 };
	int64_t seconds, processes, start;
	int status, failed = 0;

	if (argc < 5) {
		fputs("usage: orders CONFIG SECONDS PROCESSES VARIANT-ID...\n", stderr);
		return 2;
	}
	seconds = number(argv[2], 3600);
	processes = number(argv[3], PROCESSES_MAX);
	for (int i = 4; i < argc && variant_count < VARIANTS_MAX; i++)
		variants[variant_count++] = number(argv[i], INT64_MAX);
	counts = mmap(NULL, sizeof(*counts) * PROCESSES_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counts == MAP_FAILED || config_load(argv[1], &c) || country_load(c)) {
		fprintf(stderr, "orders: %s\n", err_detail());
		return 1;
	}
	start = clock_ticks();
	for (int64_t i = 0; i < processes; i++)
		if (fork() == 0)
			orders_until(c, start + seconds * US_PER_S, &counts[i]);
	while (wait(&status) > 0)
		failed |= status;
	for (int64_t i = 0; i < processes; i++) {
		sum.orders += counts[i].orders;
		sum.statements += counts[i].statements;
	}
	printf("%.2f %.1f\n", (double)sum.orders * US_PER_S / (double)(clock_ticks() - start),
	    (double)sum.statements / (double)MAX(sum.orders, (int64_t)1));
	config_free(c);
	return failed ? 1 : 0;
}
