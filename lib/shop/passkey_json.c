/* passkey_json.c - options and answers of WebAuthn as JSON (level 3, section 5.1.8 to 5.1.10).  See passkey_parts.h. */
#include "lib/shop/passkey_parts.h"
#include "lib/io/json.h"
#include "lib/io/json_tree.h"

#define TRANSPORTS_MAX 100 /* bytes of the column */
#define TRANSPORT_MAX 20

static void
write_bytes(struct buf *b, const char *name, struct str bytes)
{
	buf_printf(b, "\"%s\":\"", name);
	base64url_write(b, bytes.ptr, bytes.len);
	buf_char(b, '"');
}

static void
write_text(struct buf *b, const char *name, struct str text)
{
	buf_printf(b, "\"%s\":", name);
	json_write_str(b, text);
}

/* "internal,hybrid" -> ["internal","hybrid"] */
static void
write_transports(struct buf *b, struct str transports)
{
	struct str part;
	bool first = true;

	buf_lit(b, ",\"transports\":[");
	while (str_split(&transports, ',', &part)) {
		if (!first)
			buf_char(b, ',');
		json_write_str(b, part);
		first = false;
	}
	buf_char(b, ']');
}

static void
write_known(struct buf *b, const char *name, struct list known)
{
	const struct passkey_known *k = known.items;

	buf_printf(b, "\"%s\":[", name);
	for (size_t i = 0; i < known.count; i++) {
		buf_z(b, i ? ",{\"type\":\"public-key\"," : "{\"type\":\"public-key\",");
		write_bytes(b, "id", k[i].credential);
		if (!str_is_empty(k[i].transports))
			write_transports(b, k[i].transports);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

struct str
passkey_creation_json(struct arena *a, const struct passkey_options *o)
{
	struct buf b;

	buf_in_arena(&b, a, PASSKEY_JSON_MAX);
	buf_lit(&b, "{\"rp\":{");
	write_text(&b, "id", o->rp.id);
	buf_char(&b, ',');
	write_text(&b, "name", o->site_name);
	buf_lit(&b, "},\"user\":{");
	write_bytes(&b, "id", o->owner->public_id);
	buf_char(&b, ',');
	write_text(&b, "name", o->owner->email.ptr ? o->owner->email : o->owner->public_id);
	buf_char(&b, ',');
	write_text(&b, "displayName", o->owner->given_name.ptr ? o->owner->given_name : STR(""));
	buf_lit(&b, "},");
	write_bytes(&b, "challenge", o->challenge);
	/* In the order in which we like them. */
	buf_printf(&b,
	    ",\"pubKeyCredParams\":[{\"type\":\"public-key\",\"alg\":%d},{\"type\":\"public-key\",\"alg\":%d},{\"type\":\"public-key\",\"alg\":%d}]",
	    WEBAUTHN_ES256, WEBAUTHN_EDDSA, WEBAUTHN_RS256);
	buf_printf(&b, ",\"timeout\":%d,", PASSKEY_TIMEOUT_S * 1000);
	write_known(&b, "excludeCredentials", o->known);
	/* residentKey preferred, not required: an old security key without room for it still is a good second factor.
	 * */
	buf_printf(&b,
	    ",\"authenticatorSelection\":{\"residentKey\":\"preferred\",\"requireResidentKey\":false,\"userVerification\":\"%s\"}"
	    ",\"attestation\":\"none\"}",
	    o->verification);
	return buf_view(&b);
}

struct str
passkey_request_json(struct arena *a, const struct passkey_options *o)
{
	struct buf b;

	buf_in_arena(&b, a, PASSKEY_JSON_MAX);
	buf_char(&b, '{');
	write_bytes(&b, "challenge", o->challenge);
	buf_printf(&b, ",\"timeout\":%d,", PASSKEY_TIMEOUT_S * 1000);
	write_text(&b, "rpId", o->rp.id);
	buf_char(&b, ',');
	write_known(&b, "allowCredentials", o->known);
	buf_printf(&b, ",\"userVerification\":\"%s\"}", o->verification);
	return buf_view(&b);
}

/* ---- answers ---- */

/* A member in base64url; absent stays absent where it may. */
static enum err
take(struct arena *a, const struct json_node *node, const char *name, bool required, struct str *out)
{
	const struct json_node *member = json_at(node, name);

	*out = STR_ABSENT;
	if (!member || member->type == JSON_NULL)
		return required ? err_fail(ERR_INVALID, "could not read a passkey's answer: no '%s'", name) : OK;
	if (member->type != JSON_TEXT)
		return err_fail(ERR_INVALID, "could not read a passkey's answer: '%s' is no text", name);
	return base64url_read(a, member->text, out);
}

static bool
is_transport(struct str s)
{
	bool good = s.len > 0 && s.len <= TRANSPORT_MAX;

	for (size_t i = 0; good && i < s.len; i++)
		good = (s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || s.ptr[i] == '-' || (s.ptr[i] >= '0' && s.ptr[i] <= '9');
	return good;
}

/* Hints only: what does not look like one is left out. */
static struct str
take_transports(struct arena *a, const struct json_node *list)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	for (const struct json_node *n = list && list->type == JSON_ARRAY ? list->first : NULL; n; n = n->next) {
		if (n->type != JSON_TEXT || !is_transport(n->text) || b.len + 1 + n->text.len > TRANSPORTS_MAX)
			continue;
		if (b.len)
			buf_char(&b, ',');
		buf_str(&b, n->text);
	}
	return b.len ? buf_view(&b) : STR_ABSENT;
}

enum err
passkey_answer_read(struct arena *a, struct str json, enum webauthn_type type, struct passkey_answer *out)
{
	const struct json_node *root, *response;
	struct str raw_id;
	enum err err;

	*out = (struct passkey_answer){ 0 };
	if (json.len == 0 || json.len > PASSKEY_JSON_MAX || json_tree(a, json, &root))
		return err_fail(
		    ERR_INVALID, "could not read a passkey's answer: %zu bytes that are not JSON", json.len);
	response = json_at(root, "response");
	if (root->type != JSON_OBJECT || !response || response->type != JSON_OBJECT ||
	    !str_eq(json_text(root, "type"), STR("public-key")))
		return err_fail(ERR_INVALID, "could not read a passkey's answer: not a public-key credential");
	err = take(a, root, "id", true, &out->id);
	if (!err)
		err = take(a, root, "rawId", false, &raw_id);
	if (!err && raw_id.ptr && !str_eq(raw_id, out->id))
		err = err_fail(ERR_INVALID, "could not read a passkey's answer: two ids");
	if (!err && (out->id.len == 0 || out->id.len > WEBAUTHN_CREDENTIAL_MAX))
		err = err_fail(ERR_INVALID, "could not read a passkey's answer: an id of %zu bytes", out->id.len);
	if (!err)
		err = take(a, response, "clientDataJSON", true, &out->client_data);
	if (!err && type == WEBAUTHN_CREATE) {
		out->transports = take_transports(a, json_at(response, "transports"));
		return take(a, response, "attestationObject", true, &out->attestation);
	}
	if (!err)
		err = take(a, response, "authenticatorData", true, &out->authenticator_data);
	if (!err)
		err = take(a, response, "signature", true, &out->signature);
	if (!err)
		err = take(a, response, "userHandle", false, &out->user_handle);
	return err;
}
