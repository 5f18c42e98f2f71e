/* product.c - mercer product, mercer category: small changes by hand. */
#include "bin/mercer/mercer.h"
#include "lib/io/json.h"
#include "lib/shop/catalog.h"
#include "lib/shop/category.h"
#include "lib/shop/product.h"

static int
show(struct app *app, struct db *db, struct str slug)
{
	struct product_input p;
	struct buf b;
	enum err err = product_load(db, &slug, 1, app_first(app, "site.locales"), app->arena, &p);

	if (!err && !p.slug.ptr)
		err = err_fail(ERR_NOT_FOUND, "there is no product '%.*s'", STR_ARG(slug));
	if (err)
		return app_failed(err, "could not show the product");
	buf_in_arena(&b, app->arena, BUF_REPLY);
	json_write(&b, &product_input_shape, &p, UINT64_MAX);
	printf("%.*s\n", STR_ARG(buf_view(&b)));
	return EXIT_OK;
}

static enum err
set_price(struct app *app, struct db *db, struct str slug, const char *currency, const char *amount)
{
	struct money price;
	char code[4];
	enum err err;

	if ((err = money_currency(str_of(currency), code)) || (err = money_parse(str_of(amount), code, &price)))
		return err_fail(err, "'%s %s' is no price: give a currency such as EUR and an amount such as 19.90",
		    currency, amount);
	if (price.minor < 0)
		return err_fail(ERR_INVALID, "a price cannot be negative");
	return product_set_price(db, app->arena, slug, price);
}

int
cmd_product(struct app *app, int argc, char **argv)
{
	struct db *db = app_db(app, "mercer");
	struct str slug = argc > 2 ? str_of(argv[2]) : STR_ABSENT;
	const char *verb = argc > 2 ? argv[1] : "";
	enum err err;

	if (argc == 3 && strcmp(verb, "show") == 0)
		return show(app, db, slug);
	if (argc == 5 && strcmp(verb, "price") == 0)
		err = set_price(app, db, slug, argv[3], argv[4]);
	else if (argc == 3 && strcmp(verb, "publish") == 0)
		err = product_set_status(db, app->arena, slug, PRODUCT_ACTIVE);
	else if (argc == 3 && strcmp(verb, "draft") == 0)
		err = product_set_status(db, app->arena, slug, PRODUCT_DRAFT);
	else if (argc == 3 && strcmp(verb, "archive") == 0)
		err = product_set_status(db, app->arena, slug, PRODUCT_ARCHIVED);
	else if (argc == 4 && strcmp(verb, "rename") == 0)
		err = product_rename(db, app->arena, slug, str_of(argv[3]));
	else if (argc == 3 && strcmp(verb, "delete") == 0)
		err = product_delete(db, app->arena, slug);
	else
		return app_usage("product");
	return err ? app_failed(err, "could not %s the product", verb) : EXIT_OK;
}

static int
list_tree(struct app *app, struct db *db)
{
	const struct look look = { .locale = app_first(app, "site.locales"),
		.fallback_locale = app_first(app, "site.locales") };
	const struct nav_category *c;
	struct list nav;
	enum err err = catalog_nav(db, &look, app->arena, &nav);

	if (err)
		return app_failed(err, "could not read the categories");
	c = nav.items;
	for (size_t i = 0; i < nav.count; i++) {
		int parent = nav_find_id(nav, c[i].parent_id);
		printf("%*s%.*s  (%.*s%s%.*s)\n", 2 * c[i].depth, "", STR_ARG(c[i].name), STR_ARG(c[i].slug),
		    parent >= 0 ? ", in " : "", STR_ARG(parent >= 0 ? c[parent].slug : STR("")));
	}
	return EXIT_OK;
}

int
cmd_category(struct app *app, int argc, char **argv)
{
	struct db *db = app_db(app, "mercer");
	const char *verb = argc > 1 ? argv[1] : "";
	enum err err;

	if (argc == 2 && strcmp(verb, "list") == 0)
		return list_tree(app, db);
	if ((argc == 3 || argc == 4) && strcmp(verb, "move") == 0)
		err = category_move(db, app->arena, str_of(argv[2]), argc == 4 ? str_of(argv[3]) : STR_ABSENT);
	else if (argc == 4 && strcmp(verb, "rename") == 0)
		err = category_rename(db, app->arena, str_of(argv[2]), str_of(argv[3]));
	else
		return app_usage("category");
	return err ? app_failed(err, "could not %s the category", verb) : EXIT_OK;
}
