/* factors.h - what the tests of second factors share: customers with a session, and codes of their apps. */
#ifndef MERCER_TEST_SHOP_FACTORS_H
#define MERCER_TEST_SHOP_FACTORS_H

#include "lib/shop/passkey.h"
#include "lib/shop/recovery.h"
#include "lib/shop/totp.h"
#include "t/lib/shop/people.h"
#include "t/support/authenticator.h"

/* A customer, logged in as far as `stage`. */
struct holder {
	struct people p;
	struct account account;
	struct session session;
	struct str secret;       /* of the app: bytes */
	struct list codes;       /* recovery codes, shown once */
	struct webauthn_rp rp;
	struct ceremony honest;  /* rp and origin of this shop */
	struct authenticator *key;
};
void holder_open(struct holder *h, enum session_stage stage);
void holder_close(struct holder *h);
void holder_session(struct holder *h, enum session_stage stage); /* another one */
/* The app, set up and confirmed with the code of the step before now. */
void holder_totp(struct holder *h);
/* Its code, so many steps from now. */
struct str holder_code(struct holder *h, int64_t off);
/* Registers h->key as passkey. */
struct passkey holder_passkey(struct holder *h);
/* An answer of h->key to options for the second step, or for a login (with the user handle), as JSON. */
struct str holder_answer(struct holder *h, bool login);
/* Staff: account of the back office without a factor. */
struct account holder_staff(struct holder *h);

#endif
