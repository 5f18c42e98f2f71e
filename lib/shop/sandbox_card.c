/* sandbox_card.c - the test cards, and what each does.  See sandbox.h. */
#include "lib/shop/sandbox.h"

const struct sandbox_card sandbox_cards[] = {
	{ "4242424242424242", "pays", SANDBOX_PAYS, N_("Pays (Visa)."), NULL },
	{ "5555555555554444", "pays", SANDBOX_PAYS, N_("Pays (Mastercard)."), NULL },
	{ "378282246310005", "pays", SANDBOX_PAYS, N_("Pays (American Express)."), NULL },
	{ "4000000000001018", "declines", SANDBOX_DECLINES, N_("Declined, without a reason."), "card_declined" },
	{ "4000000000001026", "declines", SANDBOX_DECLINES, N_("Declined: not enough money."), "insufficient_funds" },
	{ "4000000000001034", "declines", SANDBOX_DECLINES, N_("Declined: the card has expired."), "expired_card" },
	{ "4000000000001042", "declines", SANDBOX_DECLINES, N_("Declined: the card was reported lost."), "lost_card" },
	{ "4000000000002016", "challenge", SANDBOX_ASKS, N_("Asks for 3-D Secure: approve or refuse."), NULL },
	{ "4000000000003014", "later", SANDBOX_LATER, N_("Processing for a few seconds, then paid."), NULL },
	{ "4000000000003022", "later_fails", SANDBOX_LATER, N_("Processing for a few seconds, then declined."), NULL },
	{ "4000000000004012", "lost", SANDBOX_TROUBLE, N_("Pays, but your browser never gets the answer."), NULL },
	{ "4000000000004020", "lost_capture", SANDBOX_TROUBLE, N_("Pays; the shop gets no answer when it captures."),
	    NULL },
	{ "4000000000004038", "lost_refund", SANDBOX_TROUBLE, N_("Pays; the shop gets no answer when it refunds."),
	    NULL },
	{ "4000000000004046", "slow", SANDBOX_TROUBLE, N_("Pays, and every answer takes its time."), NULL },
	{ "4000000000004053", "webhook_often", SANDBOX_TROUBLE, N_("Pays; each webhook comes five times."), NULL },
	{ "4000000000004061", "webhook_late", SANDBOX_TROUBLE, N_("Pays; webhooks come late and in the wrong order."),
	    NULL },
	{ "4000000000004079", "webhook_none", SANDBOX_TROUBLE, N_("Pays; no webhook ever comes."), NULL },
	{ "4000000000004087", "webhook_first", SANDBOX_TROUBLE, N_("Pays; the webhook comes before you are back."),
	    NULL },
	{ "4000000000004095", "wrong_amount", SANDBOX_TROUBLE, N_("Charges less than was asked for."), NULL },
	{ "4000000000005019", "dispute_won", SANDBOX_AFTERWARDS,
	    N_("Pays; charged back after a few seconds, which the shop wins."), NULL },
	{ "4000000000005027", "dispute_lost", SANDBOX_AFTERWARDS,
	    N_("Pays; charged back after a few seconds, which the shop loses."), NULL },
	{ "4000000000005035", "refund_fails", SANDBOX_AFTERWARDS, N_("Pays; a refund fails."), NULL },
	{ "4000000000005043", "refund_later", SANDBOX_AFTERWARDS, N_("Pays; a refund takes a few seconds."), NULL },
};
const size_t sandbox_card_count = COUNT(sandbox_cards);

bool
sandbox_card_is_valid(struct str digits)
{
	int sum = 0;

	if (digits.len < 12 || digits.len > 19)
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		char c = digits.ptr[digits.len - 1 - i];
		int d = c - '0';
		if (c < '0' || c > '9')
			return false;
		if (i % 2 && (d *= 2) > 9)
			d -= 9;
		sum += d;
	}
	return sum % 10 == 0;
}

const struct sandbox_card *
sandbox_card_find(struct str digits)
{
	for (size_t i = 0; i < sandbox_card_count; i++)
		if (str_eq_z(digits, sandbox_cards[i].number))
			return &sandbox_cards[i];
	return NULL;
}

const char *
sandbox_brand(struct str digits)
{
	if (str_starts(digits, STR("4")))
		return "Visa";
	return str_starts(digits, STR("5")) ? "Mastercard" : "American Express";
}
