/*
 * password_policy.c - which passwords are taken (NIST SP 800-63B-4, 3.1.1.2; standards B2.2).
 *
 * No rules of composition: length counts, and that it is not among the first guesses.  A guess is: a blocked word, also
 * with digits and signs around it; two of them; anything repeated; what only counts up or runs along the keyboard; and
 * what little is left when the shop's name and the person's own address are taken out.
 */
#include "lib/shop/password.h"
#include "lib/io/unicode.h"
#include "lib/shop/password_parts.h"

#define WORD_MIN 4   /* characters of a word that means something */
#define RUN_MIN 4    /* "abcd", "7777", "fghj" */
#define REST_MIN 6   /* what must be left of a password besides runs and names */
#define UNIT_MAX 6   /* repeating something so short adds nothing */
#define WORDS_MAX 8

#define N_(msgid) msgid

static const char *const rows[] = { "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertzuiop", "qwertyuiop",
	"azertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6zhn7ujm", "1q2w3e4r5t6z7u8i9o0p",
	"1q2w3e4r5t6y7u8i9o0p" };

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* A blocked word, alone or between digits and signs. */
static bool
is_guess(struct arena *a, struct str folded, struct str lower)
{
	const struct blocklist *list = password_blocklist();
	size_t from = 0, to = lower.len;

	if (blocklist_has(list, folded))
		return true;
	while (from < to && !is_letter(lower.ptr[from]))
		from++;
	while (to > from && !is_letter(lower.ptr[to - 1]))
		to--;
	if (to - from < WORD_MIN || (from == 0 && to == lower.len))
		return false;
	return blocklist_has(list, blocklist_fold(a, str_n(lower.ptr + from, to - from)));
}

/* Two guesses side by side.  Folding keeps the length, so both texts are cut alike. */
static bool
is_pair(struct arena *a, struct str folded, struct str lower)
{
	for (size_t i = WORD_MIN; folded.len == lower.len && i + WORD_MIN <= folded.len; i++)
		if (is_guess(a, str_cut(folded, i), str_cut(lower, i)) &&
		    is_guess(a, str_skip(folded, i), str_skip(lower, i)))
			return true;
	return false;
}

/* "abcabcabc": a short unit again and again; the last time may be cut short.  A guess twice is a pair of guesses. */
static bool
is_repeated(struct str s)
{
	for (size_t unit = 1; unit <= UNIT_MAX && unit <= s.len / 2; unit++)
		if (memcmp(s.ptr, s.ptr + unit, s.len - unit) == 0)
			return true;
	return false;
}

/* How many characters from `at` run along one of the rows, forwards or backwards, or stay the same. */
static size_t
run_at(struct str s, size_t at)
{
	size_t best = 1, n = 1;

	while (at + n < s.len && s.ptr[at + n] == s.ptr[at])
		n++;
	best = MAX(best, n);
	for (size_t i = 0; i < COUNT(rows); i++)
		for (const char *p = strchr(rows[i], s.ptr[at]); p && *p; p = strchr(p + 1, s.ptr[at])) {
			for (n = 1; at + n < s.len && p[n] && s.ptr[at + n] == p[n]; n++)
				;
			best = MAX(best, n);
			for (n = 1; at + n < s.len && p - rows[i] >= (ptrdiff_t)n && s.ptr[at + n] == p[-(ptrdiff_t)n];
			     n++)
				;
			best = MAX(best, n);
		}
	return best;
}

/* What is left without runs. */
static struct str
without_runs(struct arena *a, struct str s)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	for (size_t i = 0, n; i < s.len; i += n) {
		n = run_at(s, i);
		if (n < RUN_MIN)
			buf_add(&b, s.ptr + i, n = 1);
	}
	return str_n(b.ptr ? b.ptr : "", b.len);
}

static size_t
find(struct str s, struct str part)
{
	for (size_t i = 0; i + part.len <= s.len; i++)
		if (memcmp(s.ptr + i, part.ptr, part.len) == 0)
			return i;
	return s.len;
}

/* Words of a name or an address: "given.family@shop.example" gives given, family, shop, example; each folded. */
static size_t
words_of(struct arena *a, struct str text, struct str words[WORDS_MAX], size_t count)
{
	size_t from = 0;

	if (str_is_absent(text) || text.len > UNICODE_MAX || unicode_lower(a, text, &text))
		return count;
	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && (is_letter(text.ptr[i]) || (text.ptr[i] >= '0' && text.ptr[i] <= '9')))
			continue;
		if (i - from >= WORD_MIN && count < WORDS_MAX)
			words[count++] = blocklist_fold(a, str_n(text.ptr + from, i - from));
		from = i + 1;
	}
	return count;
}

static struct str
without_words(struct arena *a, struct str s, const struct str *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t at; (at = find(s, words[i])) < s.len;)
			s = str_printf(
			    a, "%.*s%.*s", (int)at, s.ptr, (int)(s.len - at - words[i].len), s.ptr + at + words[i].len);
	return s;
}

static bool
complain(struct field_errors *errors, struct str name, const char *msgid, struct opt_i64 limit)
{
	field_error(errors, name, msgid, limit);
	return false;
}

bool
password_acceptable(struct str password, struct str email, struct str site_name, bool has_second_factor,
    struct str name, struct field_errors *errors)
{
	const int64_t least = has_second_factor ? PASSWORD_MIN_WITH_FACTOR : PASSWORD_MIN;
	const struct opt_i64 none = { 0 };
	struct arena *a = errors->arena;
	struct str words[WORDS_MAX], normal, lower, folded, rest;
	size_t chars, count;

	if (str_is_absent(password) || !str_is_utf8(password) || password.len > UNICODE_MAX ||
	    unicode_nfc(a, password, &normal) || unicode_lower(a, normal, &lower)) {
		err_clear();
		return complain(errors, name, N_("Enter at least %lld characters."), (struct opt_i64){ true, least });
	}
	chars = str_chars(normal);
	if (chars < (size_t)least)
		return complain(errors, name, N_("Enter at least %lld characters."), (struct opt_i64){ true, least });
	if (chars > PASSWORD_MAX)
		return complain(
		    errors, name, N_("Enter at most %lld characters."), (struct opt_i64){ true, PASSWORD_MAX });
	folded = blocklist_fold(a, normal);
	rest = without_runs(a, lower);
	if (is_repeated(lower) || str_chars(rest) < REST_MIN)
		return complain(errors, name, N_("Choose another password: this one only repeats or counts up."), none);
	if (is_guess(a, folded, lower) || is_pair(a, folded, lower))
		return complain(errors, name,
		    N_("Choose another password: this one is among the first that others would try."), none);
	words[0] = blocklist_fold(a, str_is_empty(email) ? site_name : email); /* as a whole, then its words */
	count = words_of(a, email, words, words_of(a, site_name, words, words[0].len ? 1 : 0));
	if (str_chars(without_words(a, blocklist_fold(a, rest), words, count)) < REST_MIN)
		return complain(errors, name,
		    N_("Choose another password: this one is little more than your address or the name of the shop."),
		    none);
	return true;
}
