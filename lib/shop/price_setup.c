/* price_setup.c - prices of a new shop out of one file.  See price_setup.h. */
#include "lib/shop/price_setup.h"
#include "lib/io/json.h"
#include "lib/shop/customer_group.h"
#include "lib/shop/promotion_store.h"
#include "lib/shop/tax_store.h"

struct setup {
	struct list groups;     /* struct group_input */
	struct list taxes;      /* struct tax_rate */
	struct list promotions; /* struct promotion_input */
};
static const struct shape_field fields[] = {
	SHAPE_LIST(struct setup, groups, &group_input_shape, GROUPS_MAX, .doc = "groups of customers"),
	SHAPE_LIST(struct setup, taxes, &tax_rate_shape, TAX_RATES_MAX, .doc = "rates of taxes"),
	SHAPE_LIST(struct setup, promotions, &promotion_input_shape, PROMOTIONS_MAX, .doc = "promotions"),
};
static const struct shape shape = SHAPE(struct setup, fields, "Prices of a new shop.");

static enum err
put_groups(const struct price_env *e, struct list groups, struct field_errors *errors)
{
	const struct group_input *g = groups.items;
	struct list stored;
	struct str id;
	enum err err = customer_group_list(e->db, e->arena, &stored);

	for (size_t i = 0; !err && !stored.count && i < groups.count; i++)
		err = customer_group_save(e, STR_ABSENT, &g[i], errors, &id);
	return err;
}

static enum err
put_taxes(const struct price_env *e, struct list taxes)
{
	struct tax_import done;
	struct list stored;
	enum err err = tax_rate_list(e->db, e->arena, STR_ABSENT, true, TIME_ABSENT, &stored);

	return err || stored.count ? err : tax_put(e, taxes, &done);
}

static enum err
put_promotions(const struct price_env *e, struct list promotions, struct field_errors *errors)
{
	const struct promotion_input *p = promotions.items;
	struct list stored;
	struct str id;
	enum err err = promotion_list(e->db, e->arena, 0, 1, &stored);

	for (size_t i = 0; !err && !stored.count && i < promotions.count; i++)
		err = promotion_save(e, STR_ABSENT, &p[i], errors, &id);
	return err;
}

enum err
price_setup_read(const struct price_env *e, struct str json, struct field_errors *errors)
{
	struct setup s;
	enum err err = json_read(e->arena, json, &shape, &s, errors);

	if (!err)
		err = put_groups(e, s.groups, errors);
	if (!err)
		err = put_taxes(e, s.taxes);
	return err ? err : put_promotions(e, s.promotions, errors);
}
