/* catalog_api.h - what the JSON handlers of the catalogue share. */
#ifndef MERCER_CATALOG_API_H
#define MERCER_CATALOG_API_H

#include "fcgi/catalog/api_view.h"
#include "fcgi/catalog/catalog.h"

/* Locale and currency of the arguments (or Accept-Language) into the request.  ERR_INVALID with r->errors: not one of
 * the shop's. */
enum err api_look(struct req *r, struct str locale, struct str currency) MUST_CHECK;
/* "/api/v1/products?limit=24&cursor=..." as an absolute address, sent as Link rel="next". */
void api_next(struct req *r, const struct shape *args_shape, const void *args);
/* Cursors that only the list that gave them takes back. */
enum err api_cursor_write(struct req *r, struct str payload, struct str *out) MUST_CHECK;
enum err api_cursor_read(struct req *r, struct str cursor, struct str *payload) MUST_CHECK;
/* Reply with a list of `items` of one shape, honouring `fields`. */
enum err api_list(
    struct req *r, const struct shape *list_shape, const struct list_api *list, struct str fields) MUST_CHECK;
enum err api_cached(struct req *r, const char *kind, struct str id, const struct shape *args_shape, const void *args,
    enum err (*build)(struct req *r, void *payload)) MUST_CHECK;

enum err products_api(struct req *r);
enum err product_api(struct req *r);
enum err categories_api(struct req *r);
enum err collections_api(struct req *r);
enum err brands_api(struct req *r);
enum err search_api(struct req *r);
enum err suggest_api(struct req *r);
enum err openapi_document(struct req *r);

#endif
