/*
 * sandbox.h - the books of the built-in test gateway: what its API, its hosted page and its program share.
 *
 * It plays another company: a database account of its own (mercer_sandbox) that sees nothing of the shop, and no file
 * of the shop includes this one.  Money moves by operations; the sums of an intent are those of its operations.  Every
 * change that the merchant should hear of writes its webhooks in the same transaction.  What happens is chosen by the
 * number of a test card, or, where no card is known yet, by the amount (docs/payments.md); a card number is only looked
 * up in a table here: nothing but its last four digits is kept.
 *
 * States of an intent: open -> action (3-D Secure) -> processing (decided later) -> authorised -> charged; failed and
 * cancelled are ends.
 */
#ifndef MERCER_SHOP_SANDBOX_H
#define MERCER_SHOP_SANDBOX_H

#include "lib/io/crypto.h"
#include "lib/io/db.h"

enum sandbox_state {
	SANDBOX_OPEN,
	SANDBOX_ACTION,
	SANDBOX_PROCESSING,
	SANDBOX_AUTHORISED,
	SANDBOX_CHARGED,
	SANDBOX_FAILED,
	SANDBOX_CANCELLED
};
enum sandbox_kind {
	SANDBOX_AUTHORISE,
	SANDBOX_CHARGE,
	SANDBOX_VOID,
	SANDBOX_REFUND,
	SANDBOX_DISPUTE,
	SANDBOX_DISPUTE_WON
};
enum sandbox_result { SANDBOX_PENDING, SANDBOX_SUCCESS, SANDBOX_FAILURE };

struct sandbox_operation {
	int64_t id;
	struct str reference, idempotency_key, code;
	int kind, result;
	int64_t amount;
	struct time at;            /* decided; of a pending one: when it will be */
};
struct sandbox_intent {
	int64_t id;
	struct str reference;      /* our id: "pi_..." */
	struct str idempotency_key, fingerprint, merchant_reference, description, locale, return_url, currency;
	int capture;               /* 1: manual */
	int state;
	int64_t amount, authorised, charged, refunded, disputed;
	struct str failure, brand, last4, behaviour;
	struct time created_at;
	/* struct sandbox_operation, oldest first; pending disputes, which nobody knows of yet, are left out */
	struct list operations;
};

struct sandbox_env {
	struct db *db;
	struct arena *arena;
	const struct config *config;
	const struct secret *key;  /* signs the addresses of hosted pages */
	struct str base;           /* "https://pay.example": our address */
};

/* ---- test cards ---- */

enum sandbox_group {
	SANDBOX_PAYS,
	SANDBOX_DECLINES,
	SANDBOX_ASKS,
	SANDBOX_LATER,
	SANDBOX_TROUBLE,
	SANDBOX_AFTERWARDS,
	SANDBOX_GROUP__MAX
};
struct sandbox_card {
	const char *number, *behaviour;
	enum sandbox_group group;
	const char *effect;        /* msgid: what it does */
	const char *decline;       /* code of the refusal, NULL: none */
};
extern const struct sandbox_card sandbox_cards[];
extern const size_t sandbox_card_count;
/* Digits alone, 12 to 19 of them, with a right check digit (ISO/IEC 7812-1). */
bool sandbox_card_is_valid(struct str digits);
/* NULL: not a test card; such a number is never taken. */
const struct sandbox_card *sandbox_card_find(struct str digits);
/* "Visa" */
const char *sandbox_brand(struct str digits);

/* ---- intents ---- */

struct sandbox_wish {
	struct str key;            /* Idempotency-Key */
	struct str merchant_reference, description, locale, return_url, currency;
	int64_t amount;
	int capture;
};
/* The same key and wish give the same intent (`repeated`).  ERR_CONFLICT: the key was used for something else. */
enum err sandbox_create(const struct sandbox_env *e, const struct sandbox_wish *wish, bool *repeated,
    struct sandbox_intent *out) MUST_CHECK;
enum err sandbox_get(const struct sandbox_env *e, struct str reference, struct sandbox_intent *out) MUST_CHECK;
/* What a merchant asks for: SANDBOX_CHARGE (capture), SANDBOX_VOID (cancel, amount 0) or SANDBOX_REFUND.  `repeated`:
 * the key was known, nothing was done again.
 * ERR_CONFLICT: the key was used for something else; ERR_PRECONDITION: the state or the sums do not allow it;
 * ERR_NOT_FOUND. */
enum err sandbox_act(const struct sandbox_env *e, struct str reference, int kind, int64_t amount, struct str key,
    bool *repeated, struct sandbox_intent *out) MUST_CHECK;
/* The buyer at the hosted page: a card, the answer to the 3-D Secure step, or he goes back.  ERR_PRECONDITION: it is
 * past that (out is filled). */
enum err sandbox_pay(const struct sandbox_env *e, struct str reference, const struct sandbox_card *card,
    struct sandbox_intent *out) MUST_CHECK;
enum err sandbox_challenge(
    const struct sandbox_env *e, struct str reference, bool approved, struct sandbox_intent *out) MUST_CHECK;
enum err sandbox_leave(const struct sandbox_env *e, struct str reference, struct sandbox_intent *out) MUST_CHECK;
bool sandbox_behaves(const struct sandbox_intent *i, const char *behaviour);
/* The JSON that the API answers and webhooks carry. */
struct str sandbox_json(const struct sandbox_env *e, const struct sandbox_intent *i);
/* "https://pay.example/de/pay/<token>"; and back: ERR_NOT_FOUND. */
struct str sandbox_hosted_url(const struct sandbox_env *e, const struct sandbox_intent *i);
enum err sandbox_of_token(const struct sandbox_env *e, struct str token, struct sandbox_intent *out) MUST_CHECK;

/* ---- for the program that works behind it ---- */

/* Decide pending operations that are due, and end intents that nobody paid in sandbox.open_for.  *handled: how many. */
enum err sandbox_decide(const struct sandbox_env *e, size_t most, size_t *handled) MUST_CHECK;
struct sandbox_webhook {
	int64_t id, attempts;
	struct str event_id, body;
};
/* Take a webhook that is due; nobody else gets it for `lease_s` seconds.  ERR_NOT_FOUND: none is. */
enum err sandbox_webhook_take(const struct sandbox_env *e, int64_t lease_s, struct sandbox_webhook *out) MUST_CHECK;
/* What came of it: a status, 0 for no answer.  2xx ends it; else it comes again after a while that doubles from
 * sandbox.retry_after, 30 times at most. */
enum err sandbox_webhook_tried(const struct sandbox_env *e, const struct sandbox_webhook *w, int64_t status) MUST_CHECK;
/* Those that were delivered or given up a week ago go. */
enum err sandbox_webhook_sweep(const struct sandbox_env *e) MUST_CHECK;
/* Are webhooks of this intent's last change still under way?  (The "webhook first" card.) */
enum err sandbox_webhooks_waiting(const struct sandbox_env *e, struct str reference, bool *out) MUST_CHECK;

extern const struct db_module sandbox_sql, sandbox_due_sql;

#endif
