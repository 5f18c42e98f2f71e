/* mail.c - see mail.h. */
#include "lib/io/mail.h"
#include "lib/io/crypto.h"

#include <stdio.h>

#define FOLD 76        /* lines of headers and of quoted-printable, without CR LF */
#define WORD_BYTES 42  /* of UTF-8 in one encoded word: base64 of them with the frame stays below 75 */

static const char digits[] = "0123456789ABCDEF";

bool
mail_address_ok(struct str s)
{
	size_t at = 0, ats = 0;

	if (s.len < 3 || s.len > 254 || !str_is_utf8(s))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c <= 0x20 || c == 0x7f || strchr("<>()[],;:\\\"", c))
			return false;
		if (c == '@') {
			at = i;
			ats++;
		}
	}
	return ats == 1 && at > 0 && at < s.len - 1;
}

/* ---- headers ---- */

static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 0x20 || (unsigned char)s.ptr[i] > 0x7e)
			return false;
	return !str_contains(s, STR("=?"));
}

/* One line without controls. */
static struct str
one_line(struct arena *a, struct str s)
{
	char *copy = arena_memdup(a, s.ptr ? s.ptr : "", s.len);

	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f)
			copy[i] = ' ';
	return str_trim(str_n(copy, s.len));
}

static void
base64(struct buf *b, struct str s)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s.ptr;

	for (size_t i = 0; i < s.len; i += 3) {
		size_t n = MIN(s.len - i, (size_t)3);
		unsigned v = (unsigned)p[i] << 16 | (n > 1 ? (unsigned)p[i + 1] << 8 : 0) | (n > 2 ? p[i + 2] : 0);
		buf_char(b, set[v >> 18]);
		buf_char(b, set[v >> 12 & 63]);
		buf_char(b, n > 1 ? set[v >> 6 & 63] : '=');
		buf_char(b, n > 2 ? set[v & 63] : '=');
	}
}

/* RFC 2047: words of whole characters, each on a line of its own. */
static void
encoded_words(struct buf *b, struct str s)
{
	size_t from = 0, at = 0;

	while (from < s.len) {
		size_t end = from;
		while (at < s.len) {
			(void)str_next_char(s, &at);
			if (at - from > WORD_BYTES)
				break;
			end = at;
		}
		if (from)
			buf_lit(b, "\r\n ");
		buf_lit(b, "=?UTF-8?B?");
		base64(b, str_n(s.ptr + from, end - from));
		buf_lit(b, "?=");
		from = at = end;
	}
}

/* Folded at blanks; a word that is longer than a line stays whole. */
static void
folded(struct buf *b, struct str s, size_t column)
{
	struct str word;

	for (bool first = true; str_split(&s, ' ', &word); first = false) {
		if (!first && column + 1 + word.len > FOLD) {
			buf_lit(b, "\r\n ");
			column = 1;
		} else if (!first) {
			buf_char(b, ' ');
			column++;
		}
		buf_str(b, word);
		column += word.len;
	}
}

static void
text_header(struct buf *b, struct arena *a, const char *name, struct str value)
{
	struct str s = one_line(a, value);

	buf_printf(b, "%s: ", name);
	if (is_plain(s))
		folded(b, s, strlen(name) + 2);
	else
		encoded_words(b, s);
	buf_lit(b, "\r\n");
}

static void
from_header(struct buf *b, struct arena *a, struct str name, struct str address)
{
	struct str s = one_line(a, name);

	buf_lit(b, "From: ");
	if (s.len && is_plain(s)) {
		buf_char(b, '"');
		for (size_t i = 0; i < s.len; i++) {
			if (s.ptr[i] == '"' || s.ptr[i] == '\\')
				buf_char(b, '\\');
			buf_char(b, s.ptr[i]);
		}
		buf_lit(b, "\" ");
	} else if (s.len) {
		encoded_words(b, s);
		buf_lit(b, "\r\n ");
	}
	buf_printf(b, "<%.*s>\r\n", STR_ARG(address));
}

/* "Sun, 22 Nov 2026 10:20:30 +0000": as HTTP writes it, but for the zone. */
static void
date_header(struct buf *b, struct time t)
{
	struct buf date;

	buf_init(&date, BUF_LINE);
	time_http(&date, t);
	buf_printf(b, "Date: %.*s+0000\r\n", (int)(date.len - strlen("GMT")), date.ptr);
	buf_release(&date);
}

/* ---- bodies ---- */

/* RFC 2045 6.7.  A soft break comes before the line would be too long, and never inside a character's bytes. */
static void
quoted_printable(struct buf *b, struct str s)
{
	size_t column = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i], next = i + 1 < s.len ? (unsigned char)s.ptr[i + 1] : '\n';
		bool last = next == '\n' || (next == '\r' && i + 2 < s.len && s.ptr[i + 2] == '\n');
		bool plain = c == '\t' || (c >= 0x20 && c <= 0x7e && c != '=');
		size_t need, whole = 1;
		if (c == '\r' && next == '\n')
			continue;
		if (c == '\n') {
			buf_lit(b, "\r\n");
			column = 0;
			continue;
		}
		if (last && (c == ' ' || c == '\t'))
			plain = false;
		need = plain ? 1 : 3;
		if (c >= 0xc0) {
			whole = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
			need = 3 * whole;
		}
		if (column + need > FOLD - 1) {
			buf_lit(b, "=\r\n");
			column = 0;
		}
		/* Old mailboxes take these for the start of the next mail, or the end of this one. */
		if (column == 0 && (c == '.' || (c == 'F' && str_starts(str_skip(s, i), STR("From ")))))
			plain = false;
		if (plain) {
			buf_char(b, (char)c);
			column++;
		} else {
			buf_char(b, '=');
			buf_char(b, digits[c >> 4]);
			buf_char(b, digits[c & 15]);
			column += 3;
		}
	}
}

static void
part(struct buf *b, const char *type, struct str body)
{
	buf_printf(
	    b, "Content-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
	quoted_printable(b, body);
	if (!str_ends(body, STR("\n")))
		buf_lit(b, "\r\n");
}

/* ---- the whole ---- */

/* What may stand between < and > of Message-ID and List-Unsubscribe. */
static bool
is_token(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= 0x20 || s.ptr[i] == 0x7f || s.ptr[i] == '<' || s.ptr[i] == '>')
			return false;
	return s.len > 0;
}

static enum err
check(const struct mail_message *m)
{
	if (!mail_address_ok(m->from) || !mail_address_ok(m->to) || (m->reply_to.len && !mail_address_ok(m->reply_to)))
		return err_fail(ERR_INVALID, "could not build a mail: that is not an address");
	if (!is_token(m->id) ||
	    (m->unsubscribe.len && (!is_token(m->unsubscribe) || !str_starts(m->unsubscribe, STR("https://")))))
		return err_fail(ERR_INVALID, "could not build a mail: bad id or address to unsubscribe at");
	if (!str_is_utf8(m->subject) || !str_is_utf8(m->text) || (m->html.len && !str_is_utf8(m->html)))
		return err_fail(ERR_INVALID, "could not build a mail: not UTF-8");
	return OK;
}

static void
headers(struct buf *b, struct arena *a, const struct mail_message *m)
{
	date_header(b, m->date);
	from_header(b, a, m->from_name, m->from);
	buf_printf(b, "To: <%.*s>\r\n", STR_ARG(m->to));
	if (m->reply_to.len)
		buf_printf(b, "Reply-To: <%.*s>\r\n", STR_ARG(m->reply_to));
	text_header(b, a, "Subject", m->subject);
	buf_printf(
	    b, "Message-ID: <%.*s@%.*s>\r\n", STR_ARG(m->id), STR_ARG(str_skip(m->from, str_find(m->from, '@') + 1)));
	if (m->language.len)
		text_header(b, a, "Content-Language", m->language);
	/* RFC 3834: no out-of-office answers, please. */
	buf_lit(b, "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n");
	if (m->unsubscribe.len)
		buf_printf(b,
		    "List-Unsubscribe: <%.*s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nPrecedence: bulk\r\n",
		    STR_ARG(m->unsubscribe));
	buf_lit(b, "MIME-Version: 1.0\r\n");
}

enum err
mail_build(struct arena *a, const struct mail_message *m, struct str *out)
{
	unsigned char random[16];
	struct buf b, boundary;
	enum err err = check(m);

	if (err)
		return err;
	buf_in_arena(&b, a, BUF_REPLY);
	headers(&b, a, m);
	if (!m->html.len) {
		part(&b, "plain", m->text);
	} else {
		buf_in_arena(&boundary, a, BUF_LINE);
		crypto_random(random, sizeof(random));
		buf_lit(&boundary, "=_"); /* cannot stand in quoted-printable */
		hex_write(&boundary, random, sizeof(random));
		buf_printf(&b, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n--%s\r\n", boundary.ptr,
		    boundary.ptr);
		part(&b, "plain", m->text);
		buf_printf(&b, "--%s\r\n", boundary.ptr);
		part(&b, "html", m->html);
		buf_printf(&b, "--%s--\r\n", boundary.ptr);
	}
	if (b.failed)
		return err_fail(ERR_LIMIT, "could not build a mail of more than %zu bytes", BUF_REPLY);
	*out = buf_view(&b);
	return OK;
}
