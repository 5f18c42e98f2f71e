/* search_text.c - words out of text.  See search_text.h. */
#include "lib/io/search_text.h"

/* U+00C0..U+017F to ASCII, by index: two bytes each, the second a blank when one letter is enough. */
static const char latin[] =
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thss"
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy "
    "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h "
    "i i i i i i i i i i ijijj j k k k l l l l l l l l l l n n n n n n n n n o o o o o o oeoe"
    "r r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";

_Static_assert(sizeof(latin) == (0x180 - 0xc0) * 2 + 1, "one entry per character");

static const char *const stop_en[] = { "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "by", "can",
	"do", "for", "from", "get", "has", "have", "how", "i", "in", "is", "it", "its", "me", "my", "of", "on", "or",
	"our", "some", "that", "the", "their", "them", "these", "they", "this", "those", "to", "want", "was", "we",
	"what", "where", "which", "who", "with", "you", "your", NULL };
static const char *const stop_de[] = { "aber", "alle", "als", "am", "an", "auch", "auf", "aus", "bei", "bin", "bis",
	"das", "dem", "den", "der", "des", "die", "dies", "diese", "dieser", "dieses", "du", "durch", "ein", "eine",
	"einem", "einen", "einer", "eines", "er", "es", "fur", "hat", "ich", "ihr", "im", "in", "ins", "ist", "kein",
	"keine", "man", "mein", "meine", "mich", "mir", "mit", "nach", "oder", "ohne", "sein", "sich", "sie", "sind",
	"so", "uber", "um", "und", "uns", "unser", "vom", "von", "vor", "was", "wie", "wir", "wo", "zu", "zum", "zur",
	NULL };
static const char *const units[] = { "bit", "btu", "cl", "cm", "cm2", "cm3", "db", "dl", "dpi", "ft", "g", "gb", "gbit",
	"gbps", "ghz", "gr", "hz", "inch", "kb", "kg", "khz", "km", "kw", "kwh", "l", "lb", "lbs", "lm", "lt", "m",
	"m2", "m3", "ma", "mah", "mb", "mbit", "mbps", "mg", "mhz", "ml", "mm", "mp", "ms", "nm", "oz", "pcs", "port",
	"ppm", "psi", "px", "qm", "rpm", "stk", "tb", "v", "va", "vdc", "w", "wh", "zoll", NULL };
static const char *const turn_en[] = { "compatible", "for", "incl", "including", "plus", "w", "with", NULL };
static const char *const turn_de[] = { "fur", "inkl", "inklusive", "kompatibel", "mit", "passend", NULL };

/* Folded, singular and plural.  English writes such compounds apart; German in one word, whose end is the thing. */
static const char *const accessory_en[] = { "accessories", "accessory", "adapter", "adapters", "adaptor", "arm",
	"backpack", "bag", "bags", "band", "bands", "base", "basket", "batteries", "battery", "belt", "blade", "blades",
	"box", "bracket", "brackets", "brush", "brushes", "cable", "cables", "caddy", "cap", "caps", "carrier", "cart",
	"cartridge", "cartridges", "case", "cases", "charger", "chargers", "charm", "cleaner", "clip", "clips",
	"connector", "connectors", "container", "cord", "cover", "covers", "cradle", "cushion", "dispenser", "dock",
	"faceplate", "film", "filter", "filters", "frame", "glass", "grip", "guard", "guards", "hanger", "harness",
	"holder", "holders", "holster", "hook", "insert", "inserts", "keychain", "kit", "kits", "lamp", "lanyard",
	"leash", "lens", "lid", "lids", "lock", "locks", "mat", "mats", "module", "mount", "mounting", "mounts",
	"organiser", "organizer", "pad", "pads", "part", "parts", "pillow", "polish", "pouch", "protection",
	"protector", "protectors", "rack", "racks", "refill", "refills", "replacement", "rest", "riser", "sheet",
	"sheets", "shelf", "skin", "skins", "sleeve", "sleeves", "spare", "stand", "stands", "sticker", "stickers",
	"strap", "straps", "supplies", "support", "surface", "table", "topper", "tray", "trays", "tripod", "trolley",
	"wallet", "wipes", "wrist", NULL };
static const char *const accessory_de[] = { "adapter", "akku", "halter", "halterung", "hulle", "kabel", "ladegerat",
	"stander", "tasche", "zubehor", NULL };

static bool is_in(const char *const *table, struct str word);
static uint32_t lower_char(uint32_t c);
static bool is_letter(uint32_t c);
static bool is_ideograph(uint32_t c);
static size_t fold_char(uint32_t c, char out[4]);
static bool add(struct search_word *w, const char *s, size_t len);
static void finish(struct search_word *w, enum search_lang lang);
static bool joins_number(struct str text, size_t point);
static bool between(struct search_words *it, struct search_word *w, uint32_t c, size_t before, uint32_t previous);

enum search_lang
search_lang(const char *locale)
{
	if (strncmp(locale, "en", 2) == 0 && (locale[2] == '\0' || locale[2] == '-'))
		return SEARCH_LANG_EN;
	if (strncmp(locale, "de", 2) == 0 && (locale[2] == '\0' || locale[2] == '-'))
		return SEARCH_LANG_DE;
	return SEARCH_LANG_OTHER;
}

bool
search_next_word(struct search_words *it, struct search_word *w)
{
	uint32_t previous = ' ';

	*w = (struct search_word){ .glued = it->at > 0 };
	if (it->inch) {
		it->inch = false;
		w->from = w->to = it->at;
		w->letters = true;
		w->phrase = it->in_phrase ? it->phrases : 0;
		return add(w, "inch", 4);
	}
	while (it->at < it->text.len) {
		size_t before = it->at, n;
		char folded[4];
		uint32_t c = str_next_char(it->text, &it->at);

		if (is_ideograph(c) && w->len > 0) {
			it->at = before;
			break;
		}
		n = fold_char(c, folded);
		if (n > 0) {
			if (w->len == 0) {
				w->from = before;
				w->phrase = it->in_phrase ? it->phrases : 0;
			}
			w->to = it->at;
			*(c >= '0' && c <= '9' ? &w->digits : &w->letters) = true;
			add(w, folded, n);
			if (is_ideograph(c))
				break;
		} else if (w->len > 0 && (c == '\'' || c == 0x2019 || c == 0xad)) {
			continue; /* men's, soft hyphen: one word; a quote mark that ends a word does no harm here */
		} else if (w->len > 0 && (c == '.' || c == ',') && joins_number(it->text, before)) {
			add(w, ".", 1);
		} else if (!between(it, w, c, before, previous)) {
			break;
		}
		previous = c;
	}
	finish(w, it->lang);
	return w->len > 0;
}

/* A separator: with a word begun it ends it (false); else it may mean something for the word to come. */
static bool
between(struct search_words *it, struct search_word *w, uint32_t c, size_t before, uint32_t previous)
{
	bool mark = c == '"' || c == 0x201c || c == 0x201d || c == 0x201e || c == 0x2033;

	if (w->len > 0) {
		char last = w->text[w->len - 1];
		if (mark && last >= '0' && last <= '9' && !it->in_phrase)
			it->inch = true;
		else
			it->at = before; /* looked at again, before the next word */
		return false;
	}
	if (c != '-' && c != '.' && c != '_')
		w->glued = false;
	if (!it->query)
		return true;
	if (mark) {
		it->in_phrase = !it->in_phrase;
		if (it->in_phrase && it->phrases < UINT8_MAX)
			it->phrases++;
	}
	w->excluded = c == '-' && previous == ' ' && (before == 0 || it->text.ptr[before - 1] == ' ');
	return true;
}

bool
search_is_stop(enum search_lang lang, struct str word)
{
	return lang == SEARCH_LANG_EN ? is_in(stop_en, word) : lang == SEARCH_LANG_DE && is_in(stop_de, word);
}

bool
search_is_unit(struct str word)
{
	return is_in(units, word);
}

bool
search_is_turn(enum search_lang lang, struct str word)
{
	return lang == SEARCH_LANG_EN ? is_in(turn_en, word) : lang == SEARCH_LANG_DE && is_in(turn_de, word);
}

bool
search_is_accessory(enum search_lang lang, struct str word)
{
	return lang == SEARCH_LANG_EN ? is_in(accessory_en, word) : lang == SEARCH_LANG_DE && is_in(accessory_de, word);
}

size_t
search_code(struct str text, char *out, size_t max)
{
	size_t n = 0, zeros = 0;
	bool digits = false, letters = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) {
			if (n == max)
				return 0;
			*(c <= '9' ? &digits : &letters) = true;
			out[n++] = c;
		} else if ((unsigned char)c >= 0x80) {
			return 0;
		}
	}
	if (!digits || n < 3)
		return 0;
	while (!letters && zeros + 1 < n && out[zeros] == '0')
		zeros++;
	memmove(out, out + zeros, n - zeros);
	return n - zeros;
}

static bool
is_in(const char *const *table, struct str word)
{
	for (; *table; table++)
		if (word.len > 0 && (*table)[0] == word.ptr[0] && str_eq_z(word, *table))
			return true;
	return false;
}

/* Greek and Cyrillic capitals; the rest of the world has none, or is in the table above. */
static uint32_t
lower_char(uint32_t c)
{
	if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	return c;
}

/* Beyond Latin: all of the letter blocks, without the punctuation and symbol ones (U+2000..U+2BFF, U+3000..). */
static bool
is_letter(uint32_t c)
{
	return (c >= 0x180 && c < 0x2000 && !(c >= 0x2b0 && c < 0x370)) || (c >= 0x2c00 && c < 0x2e00) ||
	    is_ideograph(c) || (c >= 0xa000 && c < 0xd800);
}

static bool
is_ideograph(uint32_t c)
{
	return (c >= 0x3041 && c < 0xa000) || (c >= 0xf900 && c < 0xfb00) || (c >= 0x20000 && c < 0x30000);
}

/* Bytes of the folded character in out; 0: it separates.  Combining marks separate nothing: they fold to nothing only
 * behind a letter, which the caller sees as a separator - texts are expected composed (NFC). */
static size_t
fold_char(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
		return (out[0] >= 'a' && out[0] <= 'z') || (out[0] >= '0' && out[0] <= '9');
	}
	if (c >= 0xc0 && c < 0x180) {
		memcpy(out, &latin[(c - 0xc0) * 2], 2);
		return out[0] == ' ' ? 0 : out[1] == ' ' ? 1 : 2;
	}
	if (!is_letter(c))
		return 0;
	c = lower_char(c);
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static bool
add(struct search_word *w, const char *s, size_t len)
{
	if (w->len + len <= SEARCH_WORD_MAX) {
		memcpy(w->text + w->len, s, len);
		w->len = (uint8_t)(w->len + len);
	}
	return true;
}

/* What needs the whole word: German umlauts written out, words for inch. */
static void
finish(struct search_word *w, enum search_lang lang)
{
	size_t n = 0;

	if (lang == SEARCH_LANG_DE && w->letters && !w->digits) {
		for (size_t i = 0; i < w->len; i++) {
			char c = w->text[i], before = n > 0 ? w->text[n - 1] : ' ';
			if (c == 'e' && (before == 'a' || before == 'o' || before == 'u') &&
			    !(n > 1 && strchr("aeq", w->text[n - 2])))
				continue;
			w->text[n++] = c;
		}
		w->len = (uint8_t)n;
	}
	w->text[w->len] = '\0';
	if (strcmp(w->text, "inches") == 0 || strcmp(w->text, "zoll") == 0) {
		memcpy(w->text, "inch", 5);
		w->len = 4;
	}
}

/* "15.6", "1.2.3"; and "15,6" but not "10,100,1000": a decimal comma has one or two digits behind it. */
static bool
joins_number(struct str text, size_t point)
{
	size_t n = 0;

	if (point == 0 || text.ptr[point - 1] < '0' || text.ptr[point - 1] > '9')
		return false;
	while (point + 1 + n < text.len && text.ptr[point + 1 + n] >= '0' && text.ptr[point + 1 + n] <= '9')
		n++;
	if (text.ptr[point] == '.')
		return n > 0;
	return n > 0 && n <= 2 && !(point + 1 + n < text.len && text.ptr[point + 1 + n] == ',');
}
