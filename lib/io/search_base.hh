/*
 * search_base.hh - a part of search.cc: what writing and reading share.
 *
 * Sortable and packed numbers, terms, lists of the arena; words of a language; interned names of facets and numbers.
 */
#ifndef MERCER_SEARCH_BASE_HH
#define MERCER_SEARCH_BASE_HH

/* Named, because the C structs in the parts hold its classes. */
namespace engine {

enum slot : Xapian::valueno { SLOT_FACETS, SLOT_PLACES, SLOT_POPULAR, SLOT_NEWEST, SLOT_TITLE, SLOT_PRIOR, SLOT_NUMBERS = 16 };

/* How often a word counts by its field.  Low on purpose: BM25 saturates; what sets fields apart are the lifts below. */
constexpr Xapian::termcount WDF_TITLE = 2, WDF_TYPE = 2, WDF_BRAND = 1, WDF_TAGS = 2, WDF_ATTRIBUTES = 1, WDF_DESCRIPTION = 1,
			    WDF_ASIDE = 1;
/* Weight of query parts against the plain words (1). */
constexpr double BOOST_TITLE = 0.5, BOOST_TYPE = 0.5, BOOST_ALL_TITLE = 0.5, BOOST_CODE = 100, BOOST_PRIOR = 0.3;
constexpr double SCALE_COMPOUND = 0.6, SCALE_SPLIT = 0.4;
constexpr Xapian::termpos FIELD_GAP = 100; /* no phrase across fields */
constexpr size_t ENOUGH = 10;          /* with fewer hits for all words, some words are enough */
constexpr Xapian::doccount PHRASE_MAX = 1000; /* documents whose positions are read, unless the shopper asks with quotes: each is a read of the disk's cache */
constexpr size_t LIFT_MAX = 8;         /* longer queries are ranked by their words alone */
constexpr size_t EXPAND_MAX = 24;      /* words that one query word may become */
constexpr size_t SIMILAR_MAX = 8;       /* words of a product that others are compared by */
constexpr size_t SCAN_MAX = 2000;      /* dictionary entries looked at for one expansion */
constexpr size_t CORRECT_MAX = 4;      /* words corrected in one query */
constexpr size_t TEXT_MAX = 32 << 10;  /* bytes of a field that are indexed */
constexpr size_t COMMIT_BYTES = 48 << 20;
constexpr size_t CACHE_MAX = 20000;    /* entries of each look-up cache; full = start again */
constexpr size_t CHOICES_MAX = 40, RANGES_MAX = 16; /* together they fit the bits of a uint64_t */
constexpr size_t TERM_MAX = 120;       /* longer terms are hashed */

using Terms = vector<string>;

/* ---- small things ---- */

string
to_string(struct str s)
{
	return s.ptr ? string(s.ptr, s.len) : string();
}

struct str
keep(struct arena *a, const string &s)
{
	return str_n(arena_memdup(a, s.data(), s.size()), s.size());
}

/* Eight bytes that sort as the number does. */
string
sortable(int64_t v)
{
	uint64_t u = static_cast<uint64_t>(v) ^ UINT64_C(1) << 63;
	string s(8, '\0');

	for (size_t i = 8; i-- > 0; u >>= 8)
		s[i] = static_cast<char>(u & 0xff);
	return s;
}

/* Seven bytes, of numbers cut to 55 bits: two of them fit a std::string without a malloc, which halves the time of a sort. */
string
sortable_short(int64_t v)
{
	int64_t most = (INT64_C(1) << 55) - 1;

	return sortable(std::clamp(v, -most, most) + most + 1 + INT64_MIN).substr(1);
}

int64_t
unsortable(const string &s)
{
	uint64_t u = 0;

	for (size_t i = 0; i < 8 && i < s.size(); i++)
		u = u << 8 | static_cast<unsigned char>(s[i]);
	return static_cast<int64_t>(u ^ UINT64_C(1) << 63);
}

void
pack(string &s, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		s += static_cast<char>(v | 0x80);
	s += static_cast<char>(v);
}

uint64_t
unpack(const char *&p, const char *end)
{
	uint64_t v = 0;

	for (unsigned shift = 0; p < end && shift < 64; shift += 7) {
		unsigned char c = static_cast<unsigned char>(*p++);
		v |= static_cast<uint64_t>(c & 0x7f) << shift;
		if (c < 0x80)
			break;
	}
	return v;
}

string
number_string(uint64_t v)
{
	string s;
	pack(s, v);
	return s;
}

uint64_t
string_number(const string &s)
{
	const char *p = s.data();
	return unpack(p, p + s.size());
}

/* A term with a prefix; too long ones are cut and told apart by a hash. */
string
term(char prefix, const string &text)
{
	if (text.size() <= TERM_MAX)
		return prefix + text;
	return prefix + text.substr(0, TERM_MAX) + '#' + std::to_string(str_hash(str_n(text.data(), text.size())));
}

string
facet_term(uint64_t name, uint64_t value)
{
	return "F" + std::to_string(name) + ":" + std::to_string(value);
}

template <class T>
const T *
items(const struct list &l)
{
	return static_cast<const T *>(l.items);
}

template <class T>
struct list
list_of(struct arena *a, const vector<T> &v)
{
	struct list l = { nullptr, v.size() };

	if (!v.empty())
		l.items = arena_memdup(a, v.data(), v.size() * sizeof(T));
	return l;
}

/* Run f; what it throws becomes an enum err. */
template <class F>
enum err
guarded(const char *what, F f)
{
	try {
		return f();
	} catch (const Xapian::DatabaseLockError &e) {
		return err_fail(ERR_BUSY, "could not %s: %s", what, e.get_msg().c_str());
	} catch (const Xapian::DatabaseOpeningError &e) {
		return err_fail(ERR_UNAVAILABLE, "could not %s: %s", what, e.get_msg().c_str());
	} catch (const Xapian::DatabaseError &e) {
		return err_fail(ERR_IO, "could not %s: %s (%s)", what, e.get_msg().c_str(), e.get_error_string() ? e.get_error_string() : "-");
	} catch (const Xapian::Error &e) {
		return err_fail(ERR_INTERNAL, "could not %s: %s", what, e.get_description().c_str());
	} catch (const std::exception &e) {
		return err_fail(ERR_INTERNAL, "could not %s: %s", what, e.what());
	} catch (...) {
		return err_fail(ERR_INTERNAL, "could not %s: unknown exception", what);
	}
}

bool
is_locale(const char *s)
{
	size_t n = strlen(s);

	if (n < 2 || n > 20)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= '0' && s[i] <= '9') || s[i] == '-'))
			return false;
	return true;
}

/* Where the link of a locale points: "en.g7"; "" = no index. */
string
live_generation(const string &dir, const string &locale)
{
	char to[64];
	ssize_t n = readlink((dir + "/" + locale).c_str(), to, sizeof(to));

	return n > 0 && static_cast<size_t>(n) < sizeof(to) ? string(to, static_cast<size_t>(n)) : string();
}

/* The number in "en.g7"; 0 = not a generation of this locale. */
uint64_t
generation_number(const string &name, const string &locale)
{
	int64_t n;
	string prefix = locale + ".g";

	if (name.compare(0, prefix.size(), prefix) != 0)
		return 0;
	if (str_to_i64(str_n(name.data() + prefix.size(), name.size() - prefix.size()), 1, INT64_C(1) << 30, &n) != OK)
		return 0;
	return static_cast<uint64_t>(n);
}

/* ---- language ---- */

class Language {
public:
	const enum search_lang lang;

	explicit Language(const string &locale)
	    : lang(search_lang(locale.c_str())), stemmer(locale.substr(0, locale.find('-')), true)
	{
	}

	/* Numbers and short words stay as they are. */
	const string &
	stem(const string &word)
	{
		auto found = cache.find(word);

		if (found != cache.end())
			return found->second;
		if (cache.size() >= CACHE_MAX)
			cache.clear();
		return cache.emplace(word, word.size() > 2 && word.find_first_of("0123456789") == string::npos ? stemmer(word) : word)
		    .first->second;
	}

private:
	Xapian::Stem stemmer;
	std::unordered_map<string, string> cache;
};

/* Folded words with one blank between them: the form of phrases and titles to compare. */
string
folded(struct str text, enum search_lang lang)
{
	struct search_words it = {};
	struct search_word w;
	string s;

	it.text = str_cut(text, SEARCH_TEXT_MAX);
	it.lang = lang;
	while (search_next_word(&it, &w)) {
		if (!s.empty())
			s += ' ';
		s.append(w.text, w.len);
	}
	return s;
}

/* ---- facet names and values as small numbers ---- */

/* Interned in the index's metadata; a number once given stays, so caches never lie, they only miss. */
template <class DB>
class Names {
public:
	explicit Names(DB &database) : db(database) {}

	bool
	name(const string &text, uint64_t *out)
	{
		return look_up("fD" + text, out);
	}
	bool
	value(uint64_t name, const string &text, uint64_t *out)
	{
		return look_up(value_key('V', name) + text, out);
	}
	string
	name_text(uint64_t n)
	{
		return text("fd" + number_string(n));
	}
	string
	value_text(uint64_t name, uint64_t v)
	{
		return text(value_key('v', name) + number_string(v));
	}
	bool
	number(const string &name, Xapian::valueno *out)
	{
		uint64_t n;
		if (!look_up("N" + name, &n))
			return false;
		*out = static_cast<Xapian::valueno>(n);
		return true;
	}
	void
	clear()
	{
		numbers.clear();
		texts.clear();
	}

protected:
	static string
	value_key(char kind, uint64_t name)
	{
		string k = "f";
		k += kind;
		return k + number_string(name) + '\t';
	}
	bool
	look_up(const string &wanted, uint64_t *out)
	{
		string k = term('f', wanted);
		auto found = numbers.find(k);
		string stored;

		if (found != numbers.end()) {
			*out = found->second;
			return true;
		}
		stored = db.get_metadata(k);
		if (stored.empty())
			return false;
		remember(k, *out = string_number(stored));
		return true;
	}
	void
	remember(const string &k, uint64_t n)
	{
		if (numbers.size() >= CACHE_MAX)
			numbers.clear();
		numbers[k] = n;
	}
	DB &db;
	std::unordered_map<string, uint64_t> numbers;

private:
	string
	text(const string &wanted)
	{
		auto found = texts.find(wanted);

		if (found != texts.end())
			return found->second;
		if (texts.size() >= CACHE_MAX)
			texts.clear();
		return texts[wanted] = db.get_metadata(wanted);
	}
	std::unordered_map<string, string> texts;
};

class WritableNames : public Names<Xapian::WritableDatabase> {
public:
	using Names::Names;

	uint64_t
	intern_name(const string &text)
	{
		uint64_t n;
		if (!name(text, &n)) {
			n = next("fn");
			store("fD" + text, n);
			db.set_metadata("fd" + number_string(n), text);
		}
		return n;
	}
	uint64_t
	intern_value(uint64_t name, const string &text)
	{
		uint64_t v;
		if (!value(name, text, &v)) {
			v = next("fc" + number_string(name));
			store(value_key('V', name) + text, v);
			db.set_metadata(value_key('v', name) + number_string(v), text);
		}
		return v;
	}
	Xapian::valueno
	intern_number(const string &name)
	{
		Xapian::valueno slot;
		if (!number(name, &slot)) {
			slot = static_cast<Xapian::valueno>(SLOT_NUMBERS + next("Nn") - 1);
			store("N" + name, slot);
		}
		return slot;
	}

private:
	/* Stored at once, not with the commit: Xapian flushes by itself now and then, and a number must not be given twice. */
	uint64_t
	next(const string &counter)
	{
		uint64_t n = string_number(db.get_metadata(counter)) + 1;
		db.set_metadata(counter, number_string(n));
		return n;
	}
	void
	store(const string &wanted, uint64_t n)
	{
		string k = term('f', wanted);
		db.set_metadata(k, number_string(n));
		remember(k, n);
	}
};

/* Xapian 1.4.22 loses its way ("Unexpected end of posting list") without weights in the list of a term that every document has, when ids have
 * gaps and the list is longer than a block.  As a filter of all documents it does not.  Every unweighted query goes through here. */
inline Query
boolean(const Xapian::Database &db, const Query &q)
{
	Xapian::doccount all = db.get_doccount();

	if (q.empty() || q.get_type() == Query::LEAF_MATCH_ALL)
		return q;
	for (auto t = q.get_terms_begin(); t != q.get_terms_end(); ++t)
		if (db.get_termfreq(*t) == all)
			return Query(Query::OP_FILTER, Query(Query::MatchAll), q);
	return q;
}

} // namespace engine

using namespace engine;

#endif
