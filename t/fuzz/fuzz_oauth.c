/*
 * fuzz_oauth.c - parameters of OAuth requests: queries, bodies, Authorization headers, redirect URIs, scopes.
 *
 * Promises: counting and doubles agree; credentials are text; an acceptable redirect URI stays what it is when
 * parameters are added, and they can be read back from it; a scope that is understood writes and reads back the same.
 */
#include "fcgi/oauth/params.h"
#include "lib/base/escape.h"
#include "lib/base/permission.h"
#include "lib/shop/oauth_client.h"
#include "t/fuzz/fuzz.h"

static void
check_names(struct arena *a, struct str text)
{
	bool twice = false;
	size_t ids = 0;

	if (params_twice(a, text, &twice)) {
		FUZZ_CHECK(params_count(a, text, "client_id", &ids) != OK && err_detail()[0] != '\0');
		return;
	}
	FUZZ_CHECK(params_count(a, text, "client_id", &ids) == OK && (ids < 2 || twice));
}

static void
check_credentials(struct arena *a, struct str text)
{
	struct str id = STR_ABSENT, secret = STR_ABSENT, header = str_printf(a, "Basic %.*s", STR_ARG(text));
	enum err err = params_basic(a, header, &id, &secret);

	FUZZ_CHECK(err == ERR_INVALID || (!err && id.ptr && secret.ptr));
	err = params_basic(a, text, &id, &secret);
	FUZZ_CHECK(err == OK || err == ERR_INVALID || err == ERR_NOT_FOUND);
}

static void
check_redirect(struct arena *a, struct str text)
{
	const struct params_pair pairs[] = { { "error", STR_ABSENT }, { "code", STR("c") }, { "state", text } };
	struct str uri, query, part, last = STR_ABSENT, back;

	if (!oauth_redirect_acceptable(text))
		return;
	for (size_t i = 0; i < text.len; i++)
		FUZZ_CHECK(
		    text.ptr[i] > ' ' && (unsigned char)text.ptr[i] < 0x7f && text.ptr[i] != '"' && text.ptr[i] != '#');
	uri = params_append(a, text, pairs, COUNT(pairs));
	FUZZ_CHECK(str_starts(uri, text));
	for (query = str_skip(uri, text.len); str_split(&query, '&', &part);)
		last = part;
	FUZZ_CHECK(str_starts(last, STR("state=")) && url_decode(a, str_skip(last, 6), true, &back) == OK &&
	    str_eq(back, text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str text = str_n((const char *)data, size);
	uint64_t scope, again;
	struct buf b;

	check_names(a, text);
	err_clear();
	check_credentials(a, text);
	err_clear();
	check_redirect(a, text);
	err_clear();
	FUZZ_CHECK(!params_is_verifier(text) || (size >= 43 && size <= 128));
	FUZZ_CHECK(!params_is_challenge(a, text) || size == 43);
	(void)params_is_state(text);
	(void)permission_read(text, &scope);
	buf_in_arena(&b, a, BUF_LINE);
	permission_write(&b, scope);
	FUZZ_CHECK(!scope || (permission_read(buf_view(&b), &again) && again == scope));
	err_clear();
	arena_free(a);
	return 0;
}
