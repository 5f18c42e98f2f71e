/*
 * hosted_pages.c - where the buyer is: his card, the 3-D Secure step, and back to the shop.
 *
 * The address of the page is its own proof: it ends in a signed token that only the shop and the buyer were given, so
 * forms need no other one.
 */
#include "fcgi/sandbox/sandbox.h"
#include "lib/base/escape.h"

#include <time.h>

#define BUYER ROUTE_NO_CSRF
#define WHY "; no token besides the address, which only this buyer knows"
#define WEBHOOK_WAIT_US (8 * US_PER_S)
#define WEBHOOK_STEP_US 50000

static enum err cards_get(struct req *r);
static enum err pay_get(struct req *r);
static enum err pay_post(struct req *r);
static enum err challenge_post(struct req *r);
static enum err cancel_post(struct req *r);

struct decision_form {
	struct str decision;
};
static const struct shape_field decision_fields[] = { SHAPE_STR(struct decision_form, decision, 0, 20) };
static const struct shape decision_shape = SHAPE(struct decision_form, decision_fields, "The bank's question.");

static const struct route routes[] = {
	{ GET, "/", cards_get, ACCESS_ALL, .doc = "The test cards" },
	{ GET, "/pay/{token}", pay_get, ACCESS_ALL, .sql = { 2, 2 }, .doc = "Where the buyer pays" },
	{ POST, "/pay/{token}", pay_post, ACCESS_ALL, .body = &card_form_shape, .sql = { 250, 250 }, .flags = BUYER,
	    .doc = "A card" WHY },
	{ POST, "/pay/{token}/challenge", challenge_post, ACCESS_ALL, .body = &decision_shape, .sql = { 30, 30 },
	    .flags = BUYER, .doc = "Approved or refused" WHY },
	{ POST, "/pay/{token}/cancel", cancel_post, ACCESS_ALL, .body = &decision_shape, .sql = { 30, 30 },
	    .flags = BUYER, .doc = "Back without paying" WHY },
};
const struct route_table sandbox_pages = { routes, COUNT(routes) };

static void
wait_us(int64_t us)
{
	nanosleep(&(struct timespec){ us / US_PER_S, us % US_PER_S * 1000 }, NULL);
}

struct sandbox_env
sandbox_env_of(struct req *r)
{
	return (struct sandbox_env){ req_db(r), r->arena, r->app->config, &r->app->cursor_key, r->app->site.url };
}

enum err
sandbox_silence(struct req *r)
{
	enum err err = resp_text(r, 200, "text/plain", STR(""));

	resp_header(r, "X-Accel-Redirect", STR("/_silence"));
	return err;
}

void
sandbox_dawdle(struct req *r, const struct sandbox_intent *i)
{
	if (!i || sandbox_behaves(i, "slow"))
		wait_us(config_ms(r->app->config, "sandbox.slow") * 1000);
}

enum err
sandbox_send_back(struct req *r, const struct sandbox_intent *i)
{
	struct buf b;
	enum err err = resp_text(r, 303, "text/plain", STR(""));

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, i->return_url);
	buf_z(&b, str_find(i->return_url, '?') < i->return_url.len ? "&reference=" : "?reference=");
	escape_url_arg(&b, i->reference);
	resp_header(r, "Location", buf_view(&b));
	resp_header(r, "Cache-Control", STR("no-store"));
	return err;
}

static enum err
show(struct req *r, const struct sandbox_intent *i, const struct card_form *form)
{
	switch (i->state) {
	case SANDBOX_OPEN: return sandbox_show_form(r, i, form);
	case SANDBOX_ACTION: return sandbox_show_challenge(r, i);
	default: return sandbox_show_over(r, i);
	}
}

/* After a step of the buyer's: the next page, or home. */
static enum err
go_on(struct req *r, const struct sandbox_intent *i)
{
	if (i->state == SANDBOX_OPEN || i->state == SANDBOX_ACTION)
		return resp_redirect(
		    r, 303, str_printf(r->arena, "%.*s/pay/%.*s", STR_ARG(req_base(r)), STR_ARG(r->params[0])));
	return sandbox_send_back(r, i);
}

/* The "webhook first" card: the buyer goes back when the shop has heard of it already. */
static enum err
let_webhook_pass(struct req *r, const struct sandbox_env *e, const struct sandbox_intent *i)
{
	int64_t until = clock_ticks() + WEBHOOK_WAIT_US;
	bool waiting = true;
	enum err err = OK;

	while (!err && waiting && clock_ticks() < until) {
		wait_us(WEBHOOK_STEP_US);
		err = sandbox_webhooks_waiting(e, i->reference, &waiting);
	}
	return err ? err : go_on(r, i);
}

static enum err
cards_get(struct req *r)
{
	return sandbox_show_cards(r);
}

static enum err
pay_get(struct req *r)
{
	struct sandbox_env e = sandbox_env_of(r);
	struct sandbox_intent i;
	enum err err = sandbox_of_token(&e, r->params[0], &i);

	return err ? err : show(r, &i, NULL);
}

static struct str
digits_of(struct req *r, struct str text)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != ' ' && text.ptr[i] != '-')
			buf_char(&b, text.ptr[i]);
	return buf_view(&b);
}

static void
complain(struct req *r, const char *name, const char *msgid)
{
	for (size_t i = 0; i < r->errors.count; i++)
		if (str_eq_z(r->errors.items[i].name, name))
			return;
	field_error(&r->errors, str_of(name), msgid, (struct opt_i64){ 0 });
}

/* "11/27" or "11 / 2027", not past. */
static bool
expiry_is_good(struct req *r, struct str text)
{
	struct str rest = digits_of(r, text), month;
	struct civil now = time_civil(clock_now());
	int64_t m, y;

	if (!str_split(&rest, '/', &month) || !rest.ptr || str_to_i64(month, 1, 12, &m) ||
	    (rest.len != 2 && rest.len != 4) || str_to_i64(rest, 0, 9999, &y))
		return false;
	y += rest.len == 2 ? 2000 : 0;
	return y > now.year || (y == now.year && m >= now.month);
}

/* The card that the form names, or NULL with r->errors. */
static const struct sandbox_card *
read_card(struct req *r, const struct card_form *form)
{
	struct str digits = digits_of(r, form->number);
	const struct sandbox_card *card = sandbox_card_find(digits);
	int64_t cvc;

	if (!sandbox_card_is_valid(digits))
		complain(r, "number", N_("This is not a card number. Check its digits."));
	else if (!card)
		complain(r, "number", N_("Only the test cards listed here are taken. Never enter a real card."));
	if (!expiry_is_good(r, form->expiry))
		complain(r, "expiry", N_("Enter month and year, such as 12/30, that are not past."));
	if (form->cvc.len < 3 || form->cvc.len > 4 || str_to_i64(form->cvc, 0, 9999, &cvc))
		complain(r, "cvc", N_("Enter the three or four digits of the security code."));
	if (!form->name.len)
		complain(r, "name", N_("Enter the name on the card."));
	return r->errors.count ? NULL : card;
}

static enum err
pay_post(struct req *r)
{
	struct sandbox_env e = sandbox_env_of(r);
	const struct card_form *form = r->form;
	const struct sandbox_card *card = read_card(r, form);
	struct sandbox_intent i;
	enum err err = sandbox_of_token(&e, r->params[0], &i);

	if (err || (!card && i.state == SANDBOX_OPEN))
		return err ? err : show(r, &i, form);
	err = card ? sandbox_pay(&e, i.reference, card, &i) : OK;
	if (err == ERR_PRECONDITION) { /* sent twice, or Back */
		err_clear();
		return go_on(r, &i);
	}
	if (err)
		return err;
	if (sandbox_behaves(&i, "lost"))
		return sandbox_silence(r);
	if (sandbox_behaves(&i, "webhook_first"))
		return let_webhook_pass(r, &e, &i);
	sandbox_dawdle(r, &i);
	return go_on(r, &i);
}

static enum err
step(struct req *r, enum err (*go)(const struct sandbox_env *e, struct req *r, struct sandbox_intent *i))
{
	struct sandbox_env e = sandbox_env_of(r);
	struct sandbox_intent i;
	enum err err = sandbox_of_token(&e, r->params[0], &i);

	if (err)
		return err;
	err = go(&e, r, &i);
	if (err == ERR_PRECONDITION) {
		err_clear();
		err = OK;
	}
	return err ? err : go_on(r, &i);
}

static enum err
decide(const struct sandbox_env *e, struct req *r, struct sandbox_intent *i)
{
	return sandbox_challenge(
	    e, i->reference, str_eq_z(((const struct decision_form *)r->form)->decision, "approve"), i);
}

static enum err
challenge_post(struct req *r)
{
	return step(r, decide);
}

static enum err
leave(const struct sandbox_env *e, struct req *r UNUSED, struct sandbox_intent *i)
{
	return sandbox_leave(e, i->reference, i);
}

static enum err
cancel_post(struct req *r)
{
	return step(r, leave);
}
