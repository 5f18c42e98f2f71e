/* fixture.c - what the tests of lib/shop share.  See fixture.h. */
#include "t/lib/shop/fixture.h"

#include <stdarg.h>

struct number {
	int64_t n;
};
static const struct shape_field number_fields[] = { SHAPE_I64(
    struct number, n, INT64_MIN, INT64_MAX, .doc = "a number") };
const struct shape fixture_count_shape = SHAPE(struct number, number_fields, "A number.");

static uint64_t state;

static const struct db_query empty[] = {
	{ "t1", "", NULL, "DELETE FROM product" },
	{ "t2", "", NULL, "UPDATE category SET parent_id = NULL" },
	{ "t3", "", NULL, "DELETE FROM category" },
	{ "t4", "", NULL, "DELETE FROM collection" },
	{ "t5", "", NULL, "DELETE FROM brand" },
	{ "t6", "", NULL, "DELETE FROM attribute" },
	{ "t7", "", NULL, "DELETE FROM product_type" },
	{ "t8", "", NULL, "DELETE FROM tag" },
	{ "t9", "", NULL, "DELETE FROM slug_history" },
	{ "t10", "", NULL, "DELETE FROM index_queue" },
	{ "t11", "", NULL, "DELETE FROM search_synonym" },
};

void
chance_seed(void)
{
	const char *seed = getenv("MERCER_TEST_SEED");
	int64_t n = clock_now().us;

	if (state)
		return;
	if (seed && str_to_i64(str_of(seed), 1, INT64_MAX, &n))
		n = 1;
	state = (uint64_t)n;
	printf("MERCER_TEST_SEED=%lld\n", (long long)n);
}

struct fixture
fixture_open(void)
{
	struct fixture f = { .arena = arena_new() };

	chance_seed();
	CHECK_ERR(config_load(NULL, &f.config), OK);
	f.db = db_new(f.config, "mercer");
	for (size_t i = 0; i < COUNT(empty); i++)
		CHECK_ERR(db_exec(f.db, &empty[i], NULL, 0, NULL), OK);
	f.opt = (struct store_options){ .default_locale = STR("en") };
	return f;
}

void
fixture_close(struct fixture *f)
{
	db_free(f->db);
	config_free(f->config);
	arena_free(f->arena);
}

int64_t
fixture_count(struct fixture *f, const struct db_query *q)
{
	struct arena *a = arena_new();
	struct config *c;
	struct db *db; /* a connection of its own: the query lives as long as the statement that is prepared for it */
	struct number row = { -1 };

	CHECK_ERR(config_load(NULL, &c), OK);
	db = db_new(c, "mercer");
	CHECK_ERR(db_row(db, q, NULL, 0, a, &row), OK);
	db_free(db);
	config_free(c);
	arena_free(a);
	(void)f;
	return row.n;
}

uint32_t
chance(uint32_t below)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(state >> 33) % below;
}

struct str
fixture_text(struct arena *a, size_t max)
{
	static const char *const pieces[] = { "a", "Z", "0", "é", "ß", "漢", "😀", "'", "\"", "\\", "%", "_", ";", "<",
		">", "&", "-", ",", "{", "\xC2\xA0", "Ω" };
	struct buf b;
	size_t n = 1 + chance((uint32_t)max);

	buf_in_arena(&b, a, BUF_REPLY);
	for (size_t i = 0; i < n; i++)
		buf_z(&b, pieces[chance(COUNT(pieces) - 1)]);
	return buf_view(&b);
}

struct list
fixture_strings(struct arena *a, size_t count, ...)
{
	struct str *out = arena_array(a, struct str, count);
	va_list ap;

	va_start(ap, count);
	for (size_t i = 0; i < count; i++)
		out[i] = str_of(va_arg(ap, const char *));
	va_end(ap);
	return (struct list){ out, count };
}

static struct list
prices(struct arena *a, size_t count)
{
	static const char *const codes[] = { "EUR", "JPY", "USD" };
	struct price_input *p = arena_array(a, struct price_input, COUNT(codes));

	for (size_t i = 0; i < count; i++) {
		p[i].amount = money_of(chance(100000), codes[i]);
		p[i].compare_at = chance(2) ? money_of(chance(100000), codes[i]) : MONEY_ABSENT;
		p[i].cost = chance(2) ? money_of(chance(100000), codes[i]) : MONEY_ABSENT;
	}
	return (struct list){ p, count };
}

struct product_input
fixture_product(struct arena *a, const char *slug)
{
	struct product_input p;
	struct text_input *t = arena_array(a, struct text_input, 1);
	struct variant_input *v = arena_array(a, struct variant_input, 1);
	struct price_input *price = arena_array(a, struct price_input, 1);

	product_input_init(&p);
	p.slug = str_of(arena_strdup(a, slug));
	*t = (struct text_input){ .locale = STR("en"), .title = p.slug };
	p.texts = (struct list){ t, 1 };
	variant_input_init(v);
	price->amount = money_of(1999, "EUR");
	v->prices = (struct list){ price, 1 };
	p.variants = (struct list){ v, 1 };
	return p;
}

static struct str
maybe(struct arena *a, size_t max)
{
	return chance(2) ? fixture_text(a, max) : STR_ABSENT;
}

static struct list
names(struct arena *a, struct str own, size_t max)
{
	struct name_input *n = arena_array(a, struct name_input, 2);
	size_t count = 1 + chance(2);

	n[0] = (struct name_input){ STR("en"), own };
	n[1] = (struct name_input){ STR("de"), fixture_text(a, max) };
	return (struct list){ n, count };
}

/* "<n><text>": different for each n. */
static struct str
unique(struct arena *a, size_t n, size_t max)
{
	struct str text = fixture_text(a, max);

	return str_printf(a, "%zu%.*s", n, STR_ARG(text));
}

static struct list
uniques(struct arena *a, size_t count, size_t max)
{
	struct str *out = arena_array(a, struct str, count);

	for (size_t i = 0; i < count; i++)
		out[i] = unique(a, i, max);
	return (struct list){ out, count };
}

static void
random_options(struct arena *a, struct product_input *p)
{
	size_t count = chance(4), variants = 1;
	struct option_input *o = arena_array(a, struct option_input, count);
	struct variant_input *v;

	for (size_t i = 0; i < count; i++) {
		size_t values = 1 + chance(4);
		struct value_input *x = arena_array(a, struct value_input, values);
		for (size_t k = 0; k < values; k++)
			x[k] = (struct value_input){ names(a, unique(a, k, 20), 20),
				chance(2) ? STR("#00ff7a") : STR_ABSENT };
		o[i] = (struct option_input){ names(a, unique(a, i, 20), 20), maybe(a, 20), { x, values } };
		variants *= values;
	}
	p->options = (struct list){ o, count };
	v = arena_array(a, struct variant_input, variants);
	for (size_t i = 0; i < variants; i++) {
		struct str *choice = arena_array(a, struct str, count);
		size_t rest = i;
		variant_input_init(&v[i]);
		for (size_t k = 0; k < count; k++) {
			choice[k] =
			    ((struct name_input *)((struct value_input *)o[k].values.items)[rest % o[k].values.count]
				    .names.items)[0]
				.name;
			rest /= o[k].values.count;
		}
		v[i].values = (struct list){ choice, count };
		v[i].sku = maybe(a, 30);
		v[i].barcode = maybe(a, 13);
		v[i].prices = prices(a, chance(4));
		v[i].weight_grams = (struct opt_i64){ true, chance(5000) };
		v[i].weight_unit = chance(2) ? STR("kg") : STR_ABSENT;
		v[i].requires_shipping = chance(2);
		v[i].is_taxable = chance(2);
		v[i].is_backorder = chance(2);
		v[i].tax_code = maybe(a, 10);
		v[i].stock = chance(2) ? (struct opt_i64){ true, (int64_t)chance(100) - 20 } : (struct opt_i64){ 0 };
	}
	p->variants = (struct list){ v, variants };
}

static void
random_media(struct arena *a, struct product_input *p)
{
	size_t count = chance(4);
	struct media_input *m = arena_array(a, struct media_input, count);
	struct variant_input *v = p->variants.items;

	for (size_t i = 0; i < count; i++) {
		m[i] = (struct media_input){ .kind = STR("image"),
			.file = unique(a, i, 40),
			.width = (int32_t)chance(3) * 600,
			.height = (int32_t)chance(3) * 600 };
		if (chance(2))
			m[i].alts = names(a, fixture_text(a, 50), 50);
	}
	p->media = (struct list){ m, count };
	for (size_t i = 0; i < p->variants.count && count; i++)
		v[i].image = chance(2) ? m[chance((uint32_t)count)].file : STR_ABSENT;
}

static void
random_attributes(struct arena *a, struct product_input *p)
{
	struct attribute_input *x = arena_array(a, struct attribute_input, 3);

	x[0] = (struct attribute_input){ .code = STR("alpha"), .values = uniques(a, 1 + chance(3), 40) };
	x[1] = (struct attribute_input){ .code = STR("beta"), .locale = STR("de"), .values = uniques(a, 1, 300) };
	x[2] = (struct attribute_input){ .code = STR("beta"), .locale = STR("en"), .values = uniques(a, 1, 300) };
	p->attributes = (struct list){ x, chance(4) };
}

struct product_input
fixture_random(struct arena *a, const char *slug)
{
	struct product_input p = fixture_product(a, slug);
	struct text_input *t = arena_array(a, struct text_input, 2);
	struct pair *extra = arena_array(a, struct pair, 2);

	t[0] = (struct text_input){ STR("en"), fixture_text(a, 500), STR("plain text"), maybe(a, 500), maybe(a, 1000) };
	t[1] = (struct text_input){ STR("de"), fixture_text(a, 500), STR_ABSENT, maybe(a, 500), STR_ABSENT };
	p.texts = (struct list){ t, 1 + chance(2) };
	p.brand = maybe(a, 100);
	p.type = maybe(a, 100);
	p.taxonomy = maybe(a, 100);
	p.status = (int)chance(3);
	p.is_listed = chance(2);
	p.is_gift_card = chance(2);
	p.published_from = chance(2) ? (struct time){ 1000000 * (int64_t)chance(1000000) } : TIME_ABSENT;
	p.tags = uniques(a, chance(5), 50);
	random_options(a, &p);
	random_media(a, &p);
	random_attributes(a, &p);
	extra[0] = (struct pair){ STR("Column A"), fixture_text(a, 50) };
	extra[1] = (struct pair){ fixture_text(a, 20), STR("") };
	p.extra = (struct list){ extra, chance(3) };
	return p;
}

struct product_input
fixture_load(struct fixture *f, const char *slug)
{
	struct str s = str_of(slug);
	struct product_input out;

	CHECK_ERR(product_load(f->db, &s, 1, f->opt.default_locale, f->arena, &out), OK);
	return out;
}

enum store_outcome
fixture_store(struct fixture *f, const struct product_input *p)
{
	struct product_input before = fixture_load(f, str_z(f->arena, p->slug));
	struct store_result r;

	CHECK_ERR(product_store(f->db, &before, p, 1, &f->opt, f->arena, &r), OK);
	for (size_t i = 0; r.outcome == STORE_FAILED && i < r.errors.count; i++)
		printf("%.*s: %.*s\n", STR_ARG(r.errors.items[i].name), STR_ARG(r.errors.items[i].message));
	return r.outcome;
}
