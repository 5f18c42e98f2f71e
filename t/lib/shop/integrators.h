/* integrators.h - what the tests of tokens share: a customer, clients, and a worker's environment. */
#ifndef MERCER_TEST_SHOP_INTEGRATORS_H
#define MERCER_TEST_SHOP_INTEGRATORS_H

#include "lib/shop/api_key.h"
#include "lib/shop/oauth_token.h"
#include "lib/shop/signing_key.h"
#include "t/lib/shop/fixture.h"

#define CUSTOMER INT64_C(9001)
#define CALLBACK STR("https://app.example/back")
#define VERIFIER STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") /* RFC 7636 appendix B */
#define CHALLENGE STR("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")

struct integrators {
	struct fixture f;
	struct cache *cache;
	struct who who;          /* the operator */
	struct oauth_env env;
	struct field_errors errors;
	struct oauth_client app, shop, other; /* code flow; client credentials; code flow of somebody else */
	struct str secret;       /* of `shop` */
};
void integrators_open(struct integrators *t);
void integrators_close(struct integrators *t);
/* A script as the database's owner. */
void integrators_sql(struct integrators *t, const char *sql);
/* Consent of the customer: a code of `app` for profile.read and address.read. */
struct str integrators_code(struct integrators *t);
struct oauth_issued integrators_tokens(struct integrators *t);
enum err integrators_redeem(struct integrators *t, struct str code, struct oauth_issued *out);
/* What a token is good for: by the cache, and by MySQL; both must say the same. */
enum err integrators_bearer(struct integrators *t, struct str token, struct bearer *out);
int64_t integrators_number(struct integrators *t, const struct db_query *q);
/* How many of n processes at once got `wanted`. */
int integrators_race(struct integrators *t, int n, enum err (*fn)(struct integrators *t, struct str text),
    struct str text, enum err wanted);

#endif
