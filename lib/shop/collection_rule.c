/* collection_rule.c - is a product in a collection by rule?  See collection.h for the language. */
#include "lib/io/json_tree.h"
#include "lib/shop/collection.h"

enum op { OP_IS, OP_IS_NOT, OP_IN, OP_LESS, OP_GREATER, OP_LTE, OP_GTE, OP_CONTAINS };
static const struct shape_enum ops[] = { { "is", OP_IS }, { "eq", OP_IS }, { "is_not", OP_IS_NOT }, { "in", OP_IN },
	{ "less", OP_LESS }, { "greater", OP_GREATER }, { "lte", OP_LTE }, { "gte", OP_GTE },
	{ "contains", OP_CONTAINS }, { NULL, 0 } };

struct test {
	struct str field;
	struct str attribute; /* code, for attribute.<code> */
	enum op op;
	const struct json_node *value;
};
struct collection_rule {
	bool all;
	struct test tests[COLLECTION_TESTS_MAX];
	size_t count;
};

static bool
is_field(struct str field)
{
	static const char *const fields[] = { "tag", "price", "brand", "category", "type", "availability" };

	for (size_t i = 0; i < COUNT(fields); i++)
		if (str_eq_z(field, fields[i]))
			return true;
	return str_starts(field, STR("attribute.")) && field.len > strlen("attribute.");
}

static enum err
read_test(const struct json_node *node, struct test *out)
{
	struct str op = json_text(node, "op");
	const struct shape_enum *e = ops;

	out->field = json_text(node, "field");
	out->value = json_at(node, "value");
	if (!out->field.ptr || !is_field(out->field))
		return err_fail(ERR_INVALID, "a rule cannot look at field '%.*s'", STR_ARG(out->field));
	while (e->name && !str_eq_z(op, e->name))
		e++;
	if (!e->name)
		return err_fail(ERR_INVALID, "a rule cannot do '%.*s'", STR_ARG(op));
	out->op = (enum op)e->value;
	if (!out->value || out->value->type == JSON_NULL || (out->op == OP_IN) != (out->value->type == JSON_ARRAY))
		return err_fail(ERR_INVALID, "field '%.*s' of a rule needs a value%s", STR_ARG(out->field),
		    out->op == OP_IN ? ": a list" : "");
	if (str_starts(out->field, STR("attribute.")))
		out->attribute = str_skip(out->field, strlen("attribute."));
	return OK;
}

enum err
collection_rule_read(struct arena *a, struct str json, struct collection_rule **out)
{
	const struct json_node *root, *tests;
	struct collection_rule *rule = arena_new_of(a, struct collection_rule);
	enum err err = json_tree(a, json, &root);

	if (err)
		return err;
	rule->all = json_at(root, "all") != NULL;
	tests = json_at(root, rule->all ? "all" : "any");
	if (!tests || tests->type != JSON_ARRAY || root->count != 1)
		return err_fail(ERR_INVALID, "a rule is {\"all\": [...]} or {\"any\": [...]}");
	if (!tests->count || tests->count > COLLECTION_TESTS_MAX)
		return err_fail(ERR_INVALID, "a rule has 1 to %d tests", COLLECTION_TESTS_MAX);
	for (const struct json_node *n = tests->first; n; n = n->next)
		if ((err = read_test(n, &rule->tests[rule->count++])))
			return err;
	*out = rule;
	return OK;
}

/* a <=> b in millionths when both are numbers; else by bytes. */
static int
compare(struct str a, struct str b)
{
	int64_t x, y;

	if (!str_to_decimal(a, 6, &x) && !str_to_decimal(b, 6, &y))
		return x < y ? -1 : x > y;
	return str_cmp(a, b);
}

static bool
contains_nocase(struct str s, struct str part)
{
	for (size_t i = 0; i + part.len <= s.len; i++)
		if (str_eq_nocase(str_cut(str_skip(s, i), part.len), part))
			return true;
	return false;
}

static bool
passes(enum op op, struct str have, const struct json_node *value)
{
	switch (op) {
	case OP_IS:
	case OP_IS_NOT: /* the caller turns it round */
		return str_eq_nocase(have, value->text) ||
		    (value->type == JSON_NUMBER && compare(have, value->text) == 0);
	case OP_IN:
		for (const struct json_node *n = value->first; n; n = n->next)
			if (passes(OP_IS, have, n))
				return true;
		return false;
	case OP_LESS:
		return compare(have, value->text) < 0;
	case OP_GREATER:
		return compare(have, value->text) > 0;
	case OP_LTE:
		return compare(have, value->text) <= 0;
	case OP_GTE:
		return compare(have, value->text) >= 0;
	case OP_CONTAINS:
		return contains_nocase(have, value->text);
	}
	BUG("an operator of rules");
}

/* The lowest price in a currency that the rule names, or in the shop's first one. */
static bool
price_passes(const struct test *t, struct list prices)
{
	const struct money *m = prices.items;
	char amount[24];

	for (size_t i = 0; i < prices.count; i++) {
		const struct json_node *value = t->value->type == JSON_OBJECT ? json_at(t->value, m[i].currency)
		    : i == 0                                                  ? t->value
									      : NULL;
		if (!value)
			continue;
		snprintf(amount, sizeof(amount), "%lld", (long long)m[i].minor);
		return passes(t->op, str_of(amount), value) != (t->op == OP_IS_NOT);
	}
	return false;
}

static struct list
texts_of(const struct test *t, const struct rule_facts *f)
{
	switch (t->field.ptr[0]) {
	case 't':
		return str_eq_z(t->field, "tag") ? f->tags : f->types;
	case 'b':
		return f->brands;
	case 'c':
		return f->categories;
	default:
		return f->availabilities;
	}
}

static bool
test_fits(const struct test *t, const struct rule_facts *f)
{
	bool any = false;

	if (str_eq_z(t->field, "price"))
		return price_passes(t, f->prices);
	if (t->attribute.ptr) {
		const struct pair *p = f->attributes.items;
		for (size_t i = 0; i < f->attributes.count && !any; i++)
			any = str_eq(p[i].name, t->attribute) && passes(t->op, p[i].value, t->value);
	} else {
		struct list texts = texts_of(t, f);
		for (size_t i = 0; i < texts.count && !any; i++)
			any = passes(t->op, ((const struct str *)texts.items)[i], t->value);
	}
	return any != (t->op == OP_IS_NOT);
}

bool
collection_rule_fits(const struct collection_rule *rule, const struct rule_facts *facts)
{
	for (size_t i = 0; i < rule->count; i++)
		if (test_fits(&rule->tests[i], facts) != rule->all)
			return !rule->all;
	return rule->all;
}
