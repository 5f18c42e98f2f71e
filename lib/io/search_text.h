/*
 * search_text.h - words out of text: what the index and the queries agree on.  Private to the search engine.
 *
 * A word is folded: lower case, no accents, ß = ss, in German also ae = ä = a.  Numbers keep their point ("15,6" is
 * 15.6), inches are "inch" however they were written, apostrophes vanish (men's = mens).  Everything else that is no
 * letter or digit separates; bytes that are not UTF-8 separate too.
 *
 *	struct search_words it = { .text = title, .lang = search_lang("en") };
 *	struct search_word w;
 *	while (search_next_word(&it, &w)) ...
 */
#ifndef MERCER_SEARCH_TEXT_H
#define MERCER_SEARCH_TEXT_H

#include "lib/base/str.h"

#define SEARCH_WORD_MAX 40 /* bytes of a word that count */

enum search_lang { SEARCH_LANG_OTHER, SEARCH_LANG_EN, SEARCH_LANG_DE };
/* By the first part of a locale: "de-AT" is German. */
enum search_lang search_lang(const char *locale);

struct search_word {
	char text[SEARCH_WORD_MAX + 1]; /* folded, ends with NUL */
	uint8_t len;
	bool letters, digits;           /* has some */
	bool glued;                     /* only - . _ or nothing but a unit mark between it and the word before */
	bool excluded;                  /* query: -word */
	uint8_t phrase;                 /* query: number of the quoted phrase it is in, 0 = none */
	size_t from, to;                /* bytes of the source that it stands for */
};

struct search_words {
	struct str text;
	enum search_lang lang;
	bool query;                     /* quotes and minus have a meaning */
	/* private */
	size_t at;
	uint8_t phrases;
	bool in_phrase, inch;
};

/* The next word; false at the end. */
bool search_next_word(struct search_words *it, struct search_word *out);

/* A word that says nothing about a product: "the", "für". */
bool search_is_stop(enum search_lang lang, struct str word);
/* A unit that belongs to the number before it: "gb", "inch", "ml". */
bool search_is_unit(struct str word);
/* A word after which the title speaks of something else: "for", "mit" ("case for iPhone"). */
bool search_is_turn(enum search_lang lang, struct str word);

/* A thing that belongs to other things: "case", "Ladegerät".  In "laptop bag" the laptop is not what is sold. */
bool search_is_accessory(enum search_lang lang, struct str word);

/* An article number in the one form it is compared in: letters and digits, lower case, no leading zeros when it is a
 * number.  Bytes written (no NUL); 0 = it cannot be one (no digit, shorter than 3, does not fit). */
size_t search_code(struct str text, char *out, size_t max);

#endif
