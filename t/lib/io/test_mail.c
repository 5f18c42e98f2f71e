/* Mails as bytes: what a strict reader must find, and what nobody may smuggle in. */
#include "lib/io/mail.h"
#include "t/lib/io/fixture.h"

#include <stdio.h>

static struct mail_message
message(void)
{
	return (struct mail_message){ .from = STR("shop@example.com"),
		.from_name = STR("Hollmere"),
		.to = STR("anna@example.org"),
		.subject = STR("Hello"),
		.text = STR("A line.\n"),
		.html = STR("<p>A line.</p>\n"),
		.id = STR("evt_1.hello"),
		.language = STR("de"),
		.date = { INT64_C(1795000000000000) } };
}

static struct str
built(struct arena *a, const struct mail_message *m)
{
	struct str out = STR_ABSENT;

	CU_ASSERT_EQUAL(mail_build(a, m, &out), OK);
	err_clear();
	return out;
}

/* CR LF everywhere and nothing else, no line above 998, headers below 79. */
static void
check_lines(struct str s)
{
	struct str rest = s, line;
	bool headers = true;

	CU_ASSERT_TRUE(str_ends(s, STR("\r\n")));
	for (size_t i = 0; i < s.len; i++) {
		CU_ASSERT_TRUE((unsigned char)s.ptr[i] < 0x7f);
		if (s.ptr[i] == '\n')
			CU_ASSERT_TRUE(i > 0 && s.ptr[i - 1] == '\r');
	}
	while (str_split(&rest, '\n', &line)) {
		if (str_eq(line, STR("\r")))
			headers = false;
		CU_ASSERT_TRUE(line.len <= (headers ? 79 : 78));
	}
}

static void
test_mail__parts(void)
{
	struct arena *a = arena_new();
	struct mail_message m = message();
	struct str s = built(a, &m);

	check_lines(s);
	CU_ASSERT_TRUE(str_contains(s, STR("From: \"Hollmere\" <shop@example.com>\r\n")));
	CU_ASSERT_TRUE(str_contains(s, STR("To: <anna@example.org>\r\n")));
	CU_ASSERT_TRUE(str_contains(s, STR("Subject: Hello\r\n")));
	CU_ASSERT_TRUE(str_contains(s, STR("Message-ID: <evt_1.hello@example.com>\r\n")));
	CU_ASSERT_TRUE(str_contains(s, STR("Date: Wed, 18 Nov 2026 11:06:40 +0000\r\n")));
	CU_ASSERT_TRUE(str_contains(s, STR("Auto-Submitted: auto-generated\r\n")));
	CU_ASSERT_TRUE(str_contains(s, STR("Content-Type: multipart/alternative;")));
	CU_ASSERT_FALSE(str_contains(s, STR("List-Unsubscribe")));
	m.html = STR_ABSENT;
	m.unsubscribe = STR("https://shop.example/u/1");
	s = built(a, &m);
	CU_ASSERT_FALSE(str_contains(s, STR("multipart")));
	CU_ASSERT_TRUE(str_contains(s,
	    STR("List-Unsubscribe: <https://shop.example/u/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")));
	arena_free(a);
}

static void
test_mail__nothing_makes_a_header(void)
{
	static const char *const evil[] = { "x\r\nBcc: eve@example.net", "x\nBcc: eve@example.net", "x\rBcc: y",
		"\r\n\r\n<b>", "\"\r\n", "=?UTF-8?B?DQpCY2M6?=" };
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(evil); i++) {
		struct mail_message m = message();
		struct str s;
		m.subject = m.from_name = m.language = str_of(evil[i]);
		s = built(a, &m);
		check_lines(s);
		CU_ASSERT_FALSE(str_contains(s, STR("\nBcc:")));
		CU_ASSERT_FALSE(
		    str_contains(s, STR("?B?DQpCY2M6?="))); /* an encoded word that somebody brought along is text */
	}
	arena_free(a);
}

static void
test_mail__addresses(void)
{
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c", "a b@c.d", "a@c.d\r\nX: y", "<a@c.d>",
		"a@c.d>", "\"a\"@c.d", "a,b@c.d", "a@c\x7f.d", "a\xff@c.d" };
	struct arena *a = arena_new();
	struct str out;

	CU_ASSERT_TRUE(mail_address_ok(STR("anna.o'neil+shop@sub.example.org")));
	CU_ASSERT_TRUE(mail_address_ok(STR("änne@bücher.example")));
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct mail_message m = message();
		CU_ASSERT_FALSE(mail_address_ok(str_of(bad[i])));
		m.to = str_of(bad[i]);
		CU_ASSERT_EQUAL(mail_build(a, &m, &out), ERR_INVALID);
		m = message();
		m.from = str_of(bad[i]);
		CU_ASSERT_EQUAL(mail_build(a, &m, &out), ERR_INVALID);
		err_clear();
	}
	{
		struct mail_message m = message();
		m.unsubscribe = STR("https://x/>\r\nBcc: y");
		CU_ASSERT_EQUAL(mail_build(a, &m, &out), ERR_INVALID);
		m = message();
		m.id = STR("a b");
		CU_ASSERT_EQUAL(mail_build(a, &m, &out), ERR_INVALID);
		err_clear();
	}
	arena_free(a);
}

static void
test_mail__encoded_words(void)
{
	struct arena *a = arena_new();
	struct mail_message m = message();
	struct str s;
	struct buf long_one;

	m.subject = STR("Ihr Passwort wurde geändert");
	s = built(a, &m);
	CU_ASSERT_TRUE(str_contains(s, STR("Subject: =?UTF-8?B?SWhyIFBhc3N3b3J0IHd1cmRlIGdlw6RuZGVydA==?=\r\n")));
	/* Long ones: several words of whole characters. */
	buf_in_arena(&long_one, a, BUF_REPLY);
	for (int i = 0; i < 100; i++)
		buf_z(&long_one, i % 3 ? "ä" : "漢");
	m.subject = buf_view(&long_one);
	s = built(a, &m);
	check_lines(s);
	m.subject = STR(
	    "A long subject in plain English that goes on and on, and must be folded because a line may only have so many characters in it");
	check_lines(built(a, &m));
	arena_free(a);
}

static size_t
random_below(size_t below)
{
	static uint64_t state = 7;

	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(state >> 33) % below;
}

/* Undo quoted-printable. */
static struct str
unquoted(struct arena *a, struct str s)
{
	struct buf b;
	uint64_t c;

	buf_in_arena(&b, a, BUF_REPLY);
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != '=') {
			if (s.ptr[i] != '\r')
				buf_char(&b, s.ptr[i]);
		} else if (str_starts(str_skip(s, i), STR("=\r\n"))) {
			i += 2;
		} else {
			CU_ASSERT_EQUAL(str_to_u64_hex(str_n(s.ptr + i + 1, 2), &c), OK);
			buf_char(&b, (char)c);
			i += 2;
		}
	}
	return b.len ? buf_view(&b) : STR("");
}

static void
test_mail__quoted_printable(void)
{
	static const char *const pieces[] = { "a", "=", " ", "\t", "\n", ".", "From ", "ä", "漢", "😀", "word ", "\n.\n",
		"\n\n" };
	struct arena *a = arena_new();

	for (int round = 0; round < 300; round++) {
		struct mail_message m = message();
		struct buf text;
		struct str s, body;
		size_t at = 0;
		buf_in_arena(&text, a, BUF_REPLY);
		for (int i = (int)(random_below(200)); i >= 0; i--)
			buf_z(&text, pieces[random_below(COUNT(pieces))]);
		buf_char(&text, '\n');
		m.text = buf_view(&text);
		m.html = STR_ABSENT;
		s = built(a, &m);
		check_lines(s);
		while (!str_starts(str_skip(s, at), STR("\r\n\r\n")))
			at++;
		body = str_skip(s, at + 4);
		CU_ASSERT_TRUE(str_eq(unquoted(a, body), m.text));
		CU_ASSERT_FALSE(str_contains(body, STR("\n.\r\n")));
		CU_ASSERT_FALSE(str_contains(body, STR(" \r\n")));
		CU_ASSERT_FALSE(str_contains(body, STR("\nFrom ")));
	}
	arena_free(a);
}

SUITE(mail,
    { "parts", test_mail__parts },
    { "nothing makes a header", test_mail__nothing_makes_a_header },
    { "addresses", test_mail__addresses },
    { "encoded words", test_mail__encoded_words },
    { "quoted-printable", test_mail__quoted_printable });
