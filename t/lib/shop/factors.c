/* factors.c - see factors.h. */
#include "t/lib/shop/factors.h"
#include "lib/io/otp.h"

#include <stdlib.h>

/* RFC 4648 base32, blanks left out: what an app does with a typed key. */
static struct str
base32_read(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, text.len);
	size_t n = 0;
	uint32_t v = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == ' ')
			continue;
		v = v << 5 | (uint32_t)(c >= 'A' ? c - 'A' : c - '2' + 26);
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (char)(v >> bits);
		}
	}
	return str_n(out, n);
}

void
holder_session(struct holder *h, enum session_stage stage)
{
	struct str token;

	CHECK_ERR(session_start(
		      h->p.env.db, h->p.f.arena, h->account.id, SESSION_SHOP, stage, PROOF_PASSWORD, &h->p.who, &token),
	    OK);
	CHECK_ERR(session_find(h->p.env.db, NULL, h->p.f.arena, token, SESSION_SHOP, true, &h->session), OK);
}

void
holder_open(struct holder *h, enum session_stage stage)
{
	memset(h, 0, sizeof(*h));
	people_open(&h->p);
	h->account = people_customer(&h->p, people_address(&h->p, "holder"), GOOD_PASSWORD);
	holder_session(h, stage);
	CHECK_ERR(webauthn_rp(h->p.f.arena, config_str(h->p.f.config, "site.url"), &h->rp), OK);
	h->honest =
	    (struct ceremony){ .rp_id = str_z(h->p.f.arena, h->rp.id), .origin = str_z(h->p.f.arena, h->rp.origin) };
	h->key = authenticator_new(WEBAUTHN_ES256);
}

void
holder_close(struct holder *h)
{
	authenticator_free(h->key);
	people_close(&h->p);
	clock_set(TIME_ABSENT);
}

struct str
holder_code(struct holder *h, int64_t off)
{
	char *code = arena_alloc(h->p.f.arena, OTP_DIGITS + 1);

	CHECK_ERR(otp_code(h->secret, otp_step(clock_now()) + off, code), OK);
	return str_of(code);
}

void
holder_totp(struct holder *h)
{
	struct totp_setup setup;

	CHECK_ERR(totp_begin(&h->p.env, h->account.id, &setup), OK);
	h->secret = base32_read(h->p.f.arena, setup.secret);
	CHECK_ERR(totp_confirm(&h->p.env, h->account.id, false, holder_code(h, -1), &h->codes), OK);
}

struct passkey
holder_passkey(struct holder *h)
{
	struct str options;
	struct answer made;
	struct passkey out = { 0 };
	struct list codes;

	CHECK_ERR(passkey_options_register(&h->p.env, h->account.id, &options), OK);
	made = authenticator_make(h->key, h->p.f.arena, options_challenge(h->p.f.arena, options), &h->honest);
	CHECK_ERR(passkey_register(&h->p.env, h->account.id, false, answer_json(h->p.f.arena, &made), STR("  My key "),
		      &out, &codes),
	    OK);
	if (codes.count)
		h->codes = codes;
	return out;
}

struct str
holder_answer(struct holder *h, bool login)
{
	struct ceremony c = h->honest;
	struct str options;
	struct answer w;

	c.user_handle = login ? h->account.public_id : STR_ABSENT;
	CHECK_ERR(login ? passkey_options_login(&h->p.env, &options)
			: passkey_options_factor(&h->p.env, h->account.id, &options),
	    OK);
	w = authenticator_use(h->key, h->p.f.arena, options_challenge(h->p.f.arena, options), &c);
	return answer_json(h->p.f.arena, &w);
}

struct account
holder_staff(struct holder *h)
{
	struct account staff, out;

	memset(&staff, 0, sizeof(staff));
	CHECK_ERR(account_invite(&h->p.env, ACCOUNT_STAFF, people_address(&h->p, "staff"), STR("Given"), STR("Family"),
		      &h->p.errors, &staff),
	    OK);
	CHECK_ERR(account_accept_invite(&h->p.env, people_sent(&h->p, "account.invited", staff.public_id, "link"),
		      OTHER_PASSWORD, &h->p.errors, &out),
	    OK);
	return out;
}
