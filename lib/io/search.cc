/*
 * search.cc - the engine behind search.h: Xapian, and nothing of it leaves this file.
 *
 * Terms of a document, by prefix (folded words are lower case, so capitals cannot clash):
 *	(none)	stem of any text; its wdf carries the weight of the fields (WDF_*), positions allow phrases
 *	S	stem of a title word that says what the product is (before "for", "with" ...)
 *	H	stem of a word of the type
 *	R	stem of a German word backwards: "schuh" finds "laufschuh" by the prefix "huhcs"
 *	K	article number      C  category id     L  label     F  facet value, "<name's number>:<value's number>"
 * Slots: enum slot; numbers (prices) get slots of their own on first use.
 * Metadata: fD/fd/fV/fv intern names and values of facets, N numbers, P/p phrases, W how a word is really written,
 * M the caller's mark, Y synonyms' keys.
 *
 * Facets are packed into one slot as small integers and counted in dense arrays; one walk over the matches without
 * facet filters gives all disjunctive counts: a document that fails exactly one filter counts for that facet alone.
 *
 * Exceptions end in guarded(): none crosses into C.
 */
#include <xapian.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

extern "C" {
#include "lib/io/search.h"
#include "lib/io/search_text.h"
}

using std::string;
using std::vector;
using Xapian::Query;

namespace {

enum slot : Xapian::valueno { SLOT_FACETS, SLOT_PLACES, SLOT_POPULAR, SLOT_NEWEST, SLOT_TITLE, SLOT_PRIOR, SLOT_NUMBERS = 16 };

/* How often a word counts by its field.  Low on purpose: BM25 saturates; what sets fields apart are the lifts below. */
constexpr Xapian::termcount WDF_TITLE = 2, WDF_TYPE = 2, WDF_BRAND = 1, WDF_TAGS = 2, WDF_ATTRIBUTES = 1, WDF_DESCRIPTION = 1,
			    WDF_ASIDE = 1;
/* Weight of query parts against the plain words (1). */
constexpr double BOOST_TITLE = 0.5, BOOST_TYPE = 0.5, BOOST_ALL_TITLE = 0.5, BOOST_BESIDE = 0.3, BOOST_CODE = 100, BOOST_PRIOR = 0.3;
constexpr double SCALE_COMPOUND = 0.6, SCALE_SPLIT = 0.4;
constexpr Xapian::termpos FIELD_GAP = 100; /* no phrase across fields */
constexpr size_t ENOUGH = 10;          /* with fewer hits for all words, some words are enough */
constexpr size_t LIFT_MAX = 8;         /* longer queries are ranked by their words alone */
constexpr size_t EXPAND_MAX = 24;      /* words that one query word may become */
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

} // namespace

/* ================================================================ writing */

struct search_writer {
	string dir, locale, generation;
	bool rebuild;
	int lock = -1; /* held while a rebuild runs */
	Xapian::WritableDatabase db;
	Language language;
	WritableNames names;
	std::unordered_map<string, Xapian::termcount> words; /* for spelling, since the last flush */
	size_t bytes = 0;                                     /* of text since then */

	search_writer(const char *d, const char *l, bool r) : dir(d), locale(l), rebuild(r), language(l), names(db) {}
	~search_writer()
	{
		if (lock >= 0)
			close(lock);
	}
	string
	path() const
	{
		return dir + "/" + generation;
	}
};

namespace {

/* A document in the making. */
class Indexer {
public:
	Indexer(struct search_writer &writer, const struct search_doc &document) : w(writer), d(document) {}

	Xapian::Document
	build()
	{
		title();
		text(d.type, WDF_TYPE, 'H', true);
		text(d.brand, WDF_BRAND, 0, true);
		text(d.tags, WDF_TAGS, 0, true);
		text(d.description, WDF_DESCRIPTION, 0, false);
		text(d.attributes, WDF_ATTRIBUTES, 0, false);
		codes();
		facets();
		filters();
		numbers();
		out.set_data(to_string(d.payload));
		return out;
	}

private:
	struct search_writer &w;
	const struct search_doc &d;
	Xapian::Document out;
	Xapian::termpos pos = 0;

	/* Title: a word after "for", or before the accessory it names the use of ("laptop bag"), is not what is sold. */
	void
	title()
	{
		vector<struct search_word> found = words(d.title);
		bool turned = false;
		auto text_of = [&](size_t i) { return str_n(found[i].text, found[i].len); };

		pos += FIELD_GAP;
		for (size_t i = 0; i < found.size(); i++) {
			turned = turned || (i > 0 && search_is_turn(w.language.lang, text_of(i)));
			bool aside = turned || (i + 1 < found.size() && beside(d.title, found[i], found[i + 1]) &&
				search_is_accessory(w.language.lang, text_of(i + 1)));
			add(found, i, aside ? WDF_ASIDE : WDF_TITLE);
			if (!aside)
				out.add_term("S" + w.language.stem(found[i].text), 1);
			dictionary_word(d.title, found[i]);
		}
	}

	/* `prefix`: also as terms of the field; `dictionary`: the words are well spelt. */
	void
	text(struct str field, Xapian::termcount wdf, char prefix, bool dictionary)
	{
		vector<struct search_word> found = words(field);

		pos += FIELD_GAP;
		for (size_t i = 0; i < found.size(); i++) {
			add(found, i, wdf);
			if (prefix)
				out.add_term(prefix + w.language.stem(found[i].text), 1);
			if (dictionary)
				dictionary_word(field, found[i]);
		}
	}

	vector<struct search_word>
	words(struct str field)
	{
		struct search_words it = {};
		struct search_word word;
		vector<struct search_word> found;

		it.text = str_cut(field, TEXT_MAX);
		it.lang = w.language.lang;
		w.bytes += it.text.len;
		while (search_next_word(&it, &word))
			found.push_back(word);
		return found;
	}

	/* Nothing but a blank or a hyphen between them. */
	static bool
	beside(struct str field, const struct search_word &a, const struct search_word &b)
	{
		return b.from == a.to + 1 && (field.ptr[a.to] == ' ' || field.ptr[a.to] == '-');
	}

	/* The word, and what it makes with the words before it: wi-fi = wifi, 32 GB = 32gb. */
	void
	add(const vector<struct search_word> &found, size_t i, Xapian::termcount wdf)
	{
		const struct search_word &word = found[i];
		string run = word.text;

		out.add_posting(w.language.stem(run), ++pos, wdf);
		for (size_t k = i; k > 0 && found[k].glued && run.size() + found[k - 1].len <= SEARCH_WORD_MAX && i - k < 4; k--)
			out.add_term(run.insert(0, found[k - 1].text), wdf);
		if (i > 0 && !word.glued && found[i - 1].digits && !found[i - 1].letters && search_is_unit(str_n(word.text, word.len)))
			out.add_term(found[i - 1].text + string(word.text), wdf);
	}

	void
	dictionary_word(struct str field, const struct search_word &word)
	{
		string text = word.text;
		const string &stem = w.language.stem(text);

		if (word.digits || text.size() < 3 || text.size() > 24)
			return;
		if (w.words[text]++ == 0 && static_cast<size_t>(word.to - word.from) != text.size() &&
		    w.db.get_metadata("W" + text).empty())
			w.db.set_metadata("W" + text, string(field.ptr + word.from, word.to - word.from));
		if (w.language.lang == SEARCH_LANG_DE && stem.size() >= 6)
			out.add_boolean_term("R" + string(stem.rbegin(), stem.rend()));
	}

	void
	codes()
	{
		char code[64];

		for (size_t i = 0; i < d.codes.count; i++) {
			size_t n = search_code(items<struct str>(d.codes)[i], code, sizeof(code));
			if (n > 0)
				out.add_term("K" + string(code, n), 1); /* weighs, so not boolean */
		}
	}

	void
	facets()
	{
		std::map<uint64_t, std::vector<uint64_t>> by_name;
		string packed;

		for (size_t i = 0; i < d.facets.count; i++) {
			const struct pair &p = items<struct pair>(d.facets)[i];
			uint64_t name = w.names.intern_name(to_string(p.name));
			uint64_t value = w.names.intern_value(name, to_string(p.value));
			vector<uint64_t> &values = by_name[name];
			if (std::find(values.begin(), values.end(), value) != values.end())
				continue;
			values.push_back(value);
			out.add_boolean_term(facet_term(name, value));
		}
		for (const auto &[name, values] : by_name) {
			pack(packed, name);
			pack(packed, values.size());
			for (uint64_t value : values)
				pack(packed, value);
		}
		if (!packed.empty())
			out.add_value(SLOT_FACETS, packed);
	}

	void
	filters()
	{
		string packed;

		for (size_t i = 0; i < d.places.count; i++) {
			const struct search_place &p = items<struct search_place>(d.places)[i];
			out.add_boolean_term("C" + std::to_string(p.category));
			if (p.position >= 0) {
				pack(packed, static_cast<uint64_t>(p.category));
				pack(packed, static_cast<uint64_t>(p.position));
			}
		}
		if (!packed.empty())
			out.add_value(SLOT_PLACES, packed);
		for (size_t i = 0; i < d.labels.count; i++)
			out.add_boolean_term(term('L', to_string(items<struct str>(d.labels)[i])));
	}

	void
	numbers()
	{
		string newest = sortable(time_is_absent(d.published) ? INT64_MIN : d.published.us);
		string title = folded(d.title, w.language.lang).substr(0, 48);

		for (size_t i = 0; i < d.numbers.count; i++) {
			const struct search_number &n = items<struct search_number>(d.numbers)[i];
			out.add_value(w.names.intern_number(to_string(n.name)), sortable(n.value));
		}
		out.add_value(SLOT_NEWEST, newest);
		out.add_value(SLOT_POPULAR, sortable(d.popularity) + newest);
		if (!title.empty())
			out.add_value(SLOT_TITLE, title);
		if (d.popularity > 0)
			out.add_value(SLOT_PRIOR, Xapian::sortable_serialise(std::log1p(static_cast<double>(d.popularity))));
	}
};

/* Words met since the last flush go into the spelling dictionary together: each costs a look-up of its trigrams. */
void
flush_words(struct search_writer &w)
{
	for (const auto &[word, count] : w.words)
		w.db.add_spelling(word, count);
	w.words.clear();
	w.bytes = 0;
}

bool
is_replaced(const struct search_writer &w)
{
	return !w.rebuild && live_generation(w.dir, w.locale) != w.generation;
}

enum err
commit(struct search_writer &w)
{
	enum err err = guarded("commit the index", [&] {
		flush_words(w);
		if (w.rebuild) {
			w.db.commit();
		} else {
			w.db.commit_transaction();
			w.db.begin_transaction();
		}
		return OK;
	});

	/* The files of a replaced index are gone, so the commit may have failed: that is no news then. */
	return is_replaced(w) ? err_fail(ERR_CONFLICT, "index '%s' was replaced by a rebuild", w.generation.c_str()) : err;
}

/* Directories of this locale that are not `live`: left by finished and by killed rebuilds.  Readers that still have one
 * open keep it through their file descriptors, and open the new one at their next query. */
void
remove_old(const string &dir, const string &locale, const string &live)
{
	std::error_code ignored;

	for (const auto &entry : std::filesystem::directory_iterator(dir, ignored)) {
		string name = entry.path().filename();
		if (name != live && generation_number(name, locale) > 0)
			std::filesystem::remove_all(entry.path(), ignored);
	}
}

enum err
open_rebuild(struct search_writer &w)
{
	uint64_t last = generation_number(live_generation(w.dir, w.locale), w.locale);
	std::error_code failed;

	std::filesystem::create_directories(w.dir, failed);
	w.lock = open((w.dir + "/" + w.locale + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	if (w.lock < 0)
		return err_fail(ERR_IO, "could not rebuild the index in '%s': %s", w.dir.c_str(), strerror(errno));
	if (flock(w.lock, LOCK_EX | LOCK_NB) != 0)
		return err_fail(ERR_BUSY, "another rebuild of index '%s' is under way", w.locale.c_str());
	remove_old(w.dir, w.locale, live_generation(w.dir, w.locale));
	w.generation = w.locale + ".g" + std::to_string(last + 1);
	w.db = Xapian::WritableDatabase(w.path(), Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC);
	return OK;
}

enum err
open_update(struct search_writer &w)
{
	w.generation = live_generation(w.dir, w.locale);
	if (w.generation.empty())
		return err_fail(ERR_UNAVAILABLE, "there is no index '%s' in '%s' yet", w.locale.c_str(), w.dir.c_str());
	w.db = Xapian::WritableDatabase(w.path(), Xapian::DB_OPEN);
	w.db.begin_transaction(); /* so that nothing shows before it is committed, and an abort loses it */
	return OK;
}

/* The rebuilt index on disk for good, then the link, then the rubbish. */
enum err
swap_in(struct search_writer &w)
{
	string link = w.dir + "/" + w.locale, next = link + ".next";
	int fd = open(w.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || syncfs(fd) != 0) {
		if (fd >= 0)
			close(fd);
		return err_fail(ERR_IO, "could not sync index '%s': %s", w.path().c_str(), strerror(errno));
	}
	close(fd);
	unlink(next.c_str());
	if (symlink(w.generation.c_str(), next.c_str()) != 0 || rename(next.c_str(), link.c_str()) != 0)
		return err_fail(ERR_IO, "could not make index '%s' live: %s", w.path().c_str(), strerror(errno));
	remove_old(w.dir, w.locale, w.generation);
	return OK;
}

enum err
open_writer(const char *dir, const char *locale, bool rebuild, struct search_writer **out)
{
	if (!is_locale(locale))
		return err_fail(ERR_INVALID, "not a locale: '%s'", locale);
	return guarded("open the index for writing", [&] {
		std::unique_ptr<search_writer> w(new search_writer(dir, locale, rebuild));
		enum err err = rebuild ? open_rebuild(*w) : open_update(*w);
		if (err == OK)
			*out = w.release();
		return err;
	});
}

string
phrase_identity(const struct search_phrase &p, const string &fold)
{
	return "p" + std::to_string(p.kind) + (p.id ? "#" + std::to_string(p.id) : ":" + fold.substr(0, TERM_MAX));
}

/* Where a phrase stands in the dictionary: once per word, so that any of its words can be the one begun. */
Terms
phrase_keys(const string &fold, int64_t weight, const string &identity)
{
	Terms keys;

	for (size_t at = 0; at != string::npos && keys.size() < 8;) {
		keys.push_back("P" + fold.substr(at, 64) + '\0' + sortable(-weight) + identity.substr(1, TERM_MAX));
		at = fold.find(' ', at);
		if (at != string::npos)
			at++;
	}
	return keys;
}

} // namespace

extern "C" enum err
search_rebuild(const char *dir, const char *locale, struct search_writer **out)
{
	return open_writer(dir, locale, true, out);
}

extern "C" enum err
search_update(const char *dir, const char *locale, struct search_writer **out)
{
	return open_writer(dir, locale, false, out);
}

extern "C" enum err
search_put(struct search_writer *w, const struct search_doc *doc)
{
	if (doc->id < 1 || doc->id > SEARCH_ID_MAX || doc->payload.len > SEARCH_PAYLOAD_MAX)
		return err_fail(ERR_LIMIT, "could not index document %lld: id or payload of %zu bytes out of bounds",
		    static_cast<long long>(doc->id), doc->payload.len);
	return guarded("index a document", [&] {
		w->db.replace_document(static_cast<Xapian::docid>(doc->id), Indexer(*w, *doc).build());
		if (w->bytes < COMMIT_BYTES)
			return OK;
		flush_words(*w);
		if (w->rebuild)
			w->db.commit();
		return OK;
	});
}

extern "C" enum err
search_delete(struct search_writer *w, int64_t id)
{
	if (id < 1 || id > SEARCH_ID_MAX)
		return OK;
	return guarded("delete a document", [&] {
		try {
			w->db.delete_document(static_cast<Xapian::docid>(id));
		} catch (const Xapian::DocNotFoundError &) {
			/* what was wanted */
		}
		return OK;
	});
}

extern "C" enum err
search_put_phrase(struct search_writer *w, const struct search_phrase *p)
{
	return guarded("store a phrase", [&] {
		string fold = folded(p->text, w->language.lang), identity = phrase_identity(*p, fold);
		string old = w->db.get_metadata(identity), stored;

		if (!old.empty()) { /* weight, folded text: enough to find its keys */
			const char *at = old.data(), *end = at + old.size();
			int64_t weight = static_cast<int64_t>(unpack(at, end));
			for (const string &key : phrase_keys(string(at, end), weight, identity))
				w->db.set_metadata(key, "");
			w->db.set_metadata(identity, "");
		}
		if (p->weight < 0 || fold.empty())
			return OK;
		pack(stored, static_cast<uint64_t>(p->kind));
		pack(stored, static_cast<uint64_t>(p->id));
		pack(stored, p->text.len);
		stored += to_string(p->text) + to_string(str_cut(p->payload, 1024));
		for (const string &key : phrase_keys(fold, p->weight, identity))
			w->db.set_metadata(key, stored);
		w->db.set_metadata(identity, number_string(static_cast<uint64_t>(p->weight)) + fold);
		return OK;
	});
}

extern "C" enum err
search_put_synonyms(struct search_writer *w, struct list texts)
{
	return guarded("store synonyms", [&] {
		Terms keys;

		for (size_t i = 0; i < texts.count && keys.size() < 16; i++) {
			struct search_words it = {};
			struct search_word word;
			string key;
			it.text = items<struct str>(texts)[i];
			it.lang = w->language.lang;
			for (int n = 0; n < 4 && search_next_word(&it, &word); n++)
				key += (n ? " " : "") + w->language.stem(string(word.text, word.len));
			if (!key.empty() && key.size() <= TERM_MAX)
				keys.push_back(key);
		}
		for (const string &a : keys)
			for (const string &b : keys)
				if (a != b)
					w->db.add_synonym(a, b);
		return OK;
	});
}

extern "C" enum err
search_clear_synonyms(struct search_writer *w)
{
	return guarded("clear synonyms", [&] {
		Terms keys(w->db.synonym_keys_begin(), w->db.synonym_keys_end());
		for (const string &key : keys)
			w->db.clear_synonyms(key);
		return OK;
	});
}

extern "C" enum err
search_mark(struct search_writer *w, struct str mark)
{
	return guarded("mark the index", [&] {
		w->db.set_metadata("M", to_string(mark));
		return OK;
	});
}

extern "C" enum err
search_commit(struct search_writer *w)
{
	return commit(*w);
}

extern "C" enum err
search_finish(struct search_writer *w)
{
	enum err err = commit(*w);

	if (err == OK)
		err = guarded("finish the index", [&] {
			if (!w->rebuild)
				w->db.cancel_transaction();
			w->db.close();
			return w->rebuild ? swap_in(*w) : OK;
		});
	if (err == OK) {
		delete w;
		return OK;
	}
	search_abort(w);
	return err;
}

extern "C" void
search_abort(struct search_writer *w)
{
	if (!w)
		return;
	try {
		if (!w->rebuild)
			w->db.cancel_transaction();
		w->db.close();
	} catch (...) {
		/* what is thrown away need not be well */
	}
	if (w->rebuild) {
		std::error_code ignored;
		if (live_generation(w->dir, w->locale) != w->generation)
			std::filesystem::remove_all(w->path(), ignored);
	}
	delete w;
}

/* ================================================================ reading */

struct search {
	string dir, locale, generation; /* generation "" = nothing open */
	Xapian::Database db;
	Language language;
	Names<Xapian::Database> names;

	search(const char *d, const char *l) : dir(d), locale(l), language(l), names(db) {}
};

namespace {

/* The live generation at its last commit.  Opened by its own path, never through the link: Xapian opens some of its
 * files later, and they must be of the same generation. */
enum err
refresh(struct search &s)
{
	string live = live_generation(s.dir, s.locale);

	if (live.empty())
		return err_fail(ERR_UNAVAILABLE, "there is no index '%s' in '%s' yet", s.locale.c_str(), s.dir.c_str());
	if (live == s.generation) {
		s.db.reopen();
		return OK;
	}
	s.generation.clear();
	s.names.clear();
	s.db = Xapian::Database(s.dir + "/" + live);
	s.generation = live;
	return OK;
}

/* Run f on a fresh view; again when a writer overtook it (twice committed since) or a rebuild took its files away. */
template <class F>
enum err
read(struct search &s, const char *what, F f)
{
	return guarded(what, [&] {
		for (int attempt = 0;; attempt++) {
			try {
				enum err err = refresh(s);
				return err == OK ? f() : err;
			} catch (const Xapian::DatabaseError &) {
				s.generation.clear();
				if (attempt >= 4)
					throw;
			}
		}
	});
}

/* ---- the text of a query ---- */

/* One word of the query and what it may stand for. */
struct Word {
	string text, stem;
	struct search_word at;
	bool stop, unit, number;
};

/* A query made of text: what must match, what lifts. */
struct Parsed {
	vector<Query> groups;  /* one per word or run of words, each with its alternatives; words the index lacks are not here */
	bool missing = false;  /* there are such words: no document has all */
	vector<Terms> title;   /* for the lifts: each word's stem, and the words that mean the same */
	vector<Query> phrases; /* must match */
	vector<Query> excluded;
	Query code;            /* exact article numbers */
	string corrected;      /* the text with words corrected; "" = none was */
	string better;         /* the same for words that exist but may be wrong */
	bool has_text = false;
};

class Parser {
public:
	Parser(struct search &reader, struct str source, bool is_literal)
	    : s(reader), db(reader.db), text(str_cut(source, SEARCH_TEXT_MAX)), literal(is_literal)
	{
	}

	Parsed
	parse()
	{
		split();
		codes();
		for (size_t i = 0; i < words.size();)
			i += group(i);
		phrases();
		out.corrected = rewritten(true);
		out.better = rewritten(false);
		if (out.better == out.corrected)
			out.better.clear();
		return std::move(out);
	}

private:
	struct search &s;
	Xapian::Database &db;
	struct str text;
	bool literal;
	vector<Word> words;
	Parsed out;
	size_t tries = 0;
	struct Change {
		size_t from, to;
		string word;
		bool searched; /* else only offered */
	};
	vector<Change> changes;

	void
	split()
	{
		struct search_words it = {};
		struct search_word w;
		bool all_stop = true;

		it.text = text;
		it.lang = s.language.lang;
		it.query = true;
		while (words.size() < SEARCH_TERMS_MAX && search_next_word(&it, &w)) {
			Word word;
			struct str folded_word = str_n(w.text, w.len);
			word.text = string(w.text, w.len);
			word.stem = s.language.stem(word.text);
			word.at = w;
			word.stop = search_is_stop(s.language.lang, folded_word);
			word.unit = search_is_unit(folded_word);
			word.number = w.digits && !w.letters;
			if (w.excluded) {
				out.excluded.push_back(Query(word.stem));
				continue;
			}
			if (!w.phrase && std::any_of(words.begin(), words.end(), [&](const Word &x) { return x.text == word.text; }))
				continue; /* said twice */
			all_stop = all_stop && word.stop;
			words.push_back(word);
		}
		out.has_text = !words.empty();
		if (!all_stop)
			words.erase(std::remove_if(words.begin(), words.end(),
					[](const Word &w1) { return w1.stop && w1.at.phrase == 0; }), words.end());
	}

	/* The whole text, or any word of it, may be an article number. */
	void
	codes()
	{
		char code[64];
		vector<Query> found;
		size_t n = search_code(text, code, sizeof(code));

		if (n > 0 && db.term_exists("K" + string(code, n)))
			found.push_back(Query("K" + string(code, n)));
		for (const Word &w : words) {
			n = w.at.digits ? search_code(str_n(w.text.data(), w.text.size()), code, sizeof(code)) : 0;
			if (n > 3 && db.term_exists("K" + string(code, n)))
				found.push_back(Query("K" + string(code, n)));
		}
		if (!found.empty())
			out.code = Query(Query::OP_SCALE_WEIGHT, Query(Query::OP_OR, found.begin(), found.end()), BOOST_CODE);
	}

	Xapian::doccount
	known(const string &stem)
	{
		return db.get_termfreq(stem);
	}

	/* The words from i on that belong together become one group; how many were used. */
	size_t
	group(size_t i)
	{
		vector<Query> any;
		size_t used = 1;
		string joined = words[i].text;

		/* glued by the shopper: tn-2110, wi-fi */
		while (i + used < words.size() && words[i + used].at.glued && used < 4)
			joined += words[i + used++].text;
		/* or not: "smart watch" for smartwatch, "15 inch", "ps 4" */
		if (used == 1 && i + 1 < words.size() && words[i].at.phrase == 0) {
			string two = words[i].text + words[i + 1].text;
			if (two.size() <= SEARCH_WORD_MAX && known(s.language.stem(two)) > 0) {
				joined = two;
				used = 2;
			}
		}
		for (size_t n = 3; n > used; n--)
			if (i + n <= words.size() && db.synonyms_begin(synonym_key(i, n)) != db.synonyms_end(synonym_key(i, n)))
				used = n;
		if (used > 1) {
			if (known(s.language.stem(joined)) > 0)
				any.push_back(Query(s.language.stem(joined)));
			add_parts(any, i, used);
		} else {
			one(any, words[i]);
		}
		Query q = synonyms(any, i, used);
		if (q.empty())
			out.missing = true;
		else
			out.groups.push_back(q);
		return used;
	}

	/* All of the parts, as an alternative to the joined word. */
	void
	add_parts(vector<Query> &any, size_t i, size_t n)
	{
		vector<Query> all;

		for (size_t k = i; k < i + n; k++)
			if (known(words[k].stem) > 0)
				all.push_back(Query(words[k].stem));
		if (all.size() < n)
			return;
		for (size_t k = i; k < i + n; k++)
			out.title.push_back({ words[k].stem });
		any.push_back(Query(Query::OP_AND, all.begin(), all.end()));
	}

	void
	one(vector<Query> &any, const Word &w)
	{
		Xapian::doccount n = known(w.stem);
		string word;

		if (n > 0) {
			any.push_back(Query(w.stem));
			out.title.push_back({ w.stem });
		}
		compounds(any, w);
		halves(any, w);
		if (!any.empty() && n > 2)
			return;
		if (any.empty() && w.at.digits)
			beginnings(any, "K", w.text, 4);
		if (any.empty() || n <= 2) {
			word = correction(w, n);
			if (!word.empty())
				change(any, w, word, any.empty());
		}
		if (any.empty())
			beginnings(any, "", w.text, 4);
	}

	/* German: what ends in this word is one of it ("schuh": laufschuh). */
	void
	compounds(vector<Query> &any, const Word &w)
	{
		if (s.language.lang != SEARCH_LANG_DE || w.at.digits || w.stem.size() < 4)
			return;
		string prefix = "R" + string(w.stem.rbegin(), w.stem.rend());
		for (const string &t : expansions(prefix, prefix.size() + 3))
			any.push_back(Query(Query::OP_SCALE_WEIGHT, Query(string(t.rbegin(), t.rend() - 1)), SCALE_COMPOUND));
	}

	/* "smartwatch" for "smart watch", "ps4" for "ps 4": where both halves stand together somewhere. */
	void
	halves(vector<Query> &any, const Word &w)
	{
		size_t n = w.text.size(), least = w.at.digits ? 1 : 3;
		Xapian::doccount best = 0;
		string a, b;

		if (w.number || n < 3 || tries > 3 * CORRECT_MAX)
			return;
		for (size_t k = least; k + least <= n; k++) {
			bool digit_a = isdigit(static_cast<unsigned char>(w.text[k - 1])), digit_b = isdigit(static_cast<unsigned char>(w.text[k]));
			if (w.at.digits && digit_a == digit_b)
				continue;
			string left = s.language.stem(w.text.substr(0, k)), right = s.language.stem(w.text.substr(k));
			if (s.language.lang == SEARCH_LANG_DE && !w.at.digits && known(left) == 0 && k > 4 && w.text[k - 1] == 's')
				left = s.language.stem(w.text.substr(0, k - 1)); /* Arbeit-s-speicher */
			Xapian::doccount both = std::min(known(left), known(right));
			if (both > best) {
				best = both;
				a = left;
				b = right;
			}
		}
		if (best == 0)
			return;
		tries++;
		Terms pair = { a, b };
		Query together(Query::OP_PHRASE, pair.begin(), pair.end(), 2);
		Xapian::Enquire e(db);
		e.set_weighting_scheme(Xapian::BoolWeight());
		e.set_query(together);
		if (!e.get_mset(0, 1).empty())
			any.push_back(Query(Query::OP_SCALE_WEIGHT, together, SCALE_SPLIT));
		else if (s.language.lang == SEARCH_LANG_DE && any.empty())
			any.push_back(Query(Query::OP_SCALE_WEIGHT, Query(Query::OP_AND, pair.begin(), pair.end()), SCALE_SPLIT));
	}

	/* The most frequent terms with the prefix, of those first met. */
	Terms
	expansions(const string &prefix, size_t least)
	{
		vector<std::pair<Xapian::doccount, string>> found;
		size_t scanned = 0;
		Terms best;

		for (auto t = db.allterms_begin(prefix); t != db.allterms_end(prefix) && scanned < SCAN_MAX; ++t, scanned++) {
			string word = *t;
			if (word.size() >= least)
				found.emplace_back(t.get_termfreq(), word);
		}
		std::sort(found.begin(), found.end(), [](const auto &x, const auto &y) {
			return x.first != y.first ? x.first > y.first : x.second < y.second;
		});
		for (size_t i = 0; i < found.size() && i < EXPAND_MAX; i++)
			best.push_back(found[i].second);
		return best;
	}

	void
	beginnings(vector<Query> &any, const char *prefix, const string &word, size_t least)
	{
		if (word.size() < least)
			return;
		for (const string &t : expansions(prefix + word, 0))
			any.push_back(Query(Query::OP_SCALE_WEIGHT, Query(t), SCALE_COMPOUND));
	}

	/* A better spelling of the word; "" = none.  A known word must be rare and the other one far more frequent. */
	string
	correction(const Word &w, Xapian::doccount n)
	{
		string word;

		if (literal || w.at.digits || w.text.size() < 3 || w.text.size() > 24 || w.at.phrase || tries++ > CORRECT_MAX)
			return word;
		word = db.get_spelling_suggestion(w.text, w.text.size() < 6 ? 1 : 2);
		if (word.empty() || known(s.language.stem(word)) < 20 * n || s.language.stem(word) == w.stem)
			word.clear();
		return word;
	}

	/* Search the corrected word instead of an unknown one; only offer it for a known one. */
	void
	change(vector<Query> &any, const Word &w, const string &word, bool instead)
	{
		const string &stem = s.language.stem(word);
		string written = db.get_metadata("W" + word);

		changes.push_back({ w.at.from, w.at.to, written.empty() ? word : written, instead });
		if (!instead)
			return;
		any.push_back(Query(stem));
		out.title.push_back({ stem });
		Word better = w;
		better.text = word;
		better.stem = stem;
		compounds(any, better);
	}

	/* The text with words changed: those that were searched, or all.  "" = none was. */
	string
	rewritten(bool searched)
	{
		string to;
		size_t at = 0, n = 0;

		for (const Change &c : changes) {
			if (c.from < at || (searched && !c.searched))
				continue;
			to.append(text.ptr + at, c.from - at);
			to += c.word;
			at = c.to;
			n++;
		}
		if (n > 0)
			to.append(text.ptr + at, text.len - at);
		return to;
	}

	string
	synonym_key(size_t i, size_t n)
	{
		string key;

		for (size_t k = i; k < i + n; k++)
			key += (k > i ? " " : "") + words[k].stem;
		return key;
	}

	/* As good as the words themselves: one statistic for all, so that the rarer word does not win by being rare. */
	Query
	synonyms(const vector<Query> &any, size_t i, size_t used)
	{
		string key = synonym_key(i, used);
		vector<Query> same;

		if (!any.empty())
			/* not OP_MAX: libxapian 1.4.22 crashes on some trees with it */
			same.push_back(any.size() == 1 ? any[0] : Query(Query::OP_OR, any.begin(), any.end()));

		for (auto t = db.synonyms_begin(key); t != db.synonyms_end(key) && same.size() < EXPAND_MAX; ++t) {
			Terms parts;
			string synonym = *t;
			for (size_t at = 0; at < synonym.size();) {
				size_t end = std::min(synonym.find(' ', at), synonym.size());
				parts.push_back(synonym.substr(at, end - at));
				at = end + 1;
			}
			same.push_back(parts.size() == 1 ? Query(parts[0]) : Query(Query::OP_PHRASE, parts.begin(), parts.end(), parts.size()));
			if (parts.size() == 1 && used == 1 && known(words[i].stem) > 0)
				out.title.back().push_back(parts[0]);
		}
		return same.empty() ? Query() : same.size() == 1 ? same[0] : Query(Query::OP_SYNONYM, same.begin(), same.end());
	}

	void
	phrases()
	{
		for (unsigned p = 1; p <= UINT8_MAX; p++) {
			Terms together;
			for (const Word &w : words)
				if (w.at.phrase == p)
					together.push_back(w.stem);
			if (together.size() > 1)
				out.phrases.push_back(Query(Query::OP_PHRASE, together.begin(), together.end(), together.size()));
			else if (together.size() == 1)
				out.phrases.push_back(Query(together[0]));
		}
	}
};

/* Any of the words in a field. */
Query
of_field(char prefix, const Terms &same)
{
	Terms terms;

	for (const string &stem : same)
		terms.push_back(prefix + stem);
	return Query(Query::OP_SYNONYM, terms.begin(), terms.end());
}

/* What must match (all words or some) and what lifts. */
Query
ranked(const Parsed &p, bool all, double prior)
{
	Query main;
	vector<Query> lifts, in_title;

	if (p.groups.size() == 1)
		main = p.groups[0];
	else if (all)
		main = Query(Query::OP_AND, p.groups.begin(), p.groups.end());
	else
		main = Query(Query::OP_OR, p.groups.begin(), p.groups.end());
	if (!all && !p.missing && p.groups.size() > 1 && p.groups.size() <= LIFT_MAX)
		lifts.push_back(Query(Query::OP_AND, p.groups.begin(), p.groups.end()));
	if (!p.phrases.empty())
		main &= Query(Query::OP_AND, p.phrases.begin(), p.phrases.end());
	for (size_t i = 0; i < p.title.size() && p.title.size() <= LIFT_MAX; i++) {
		in_title.push_back(of_field('S', p.title[i]));
		lifts.push_back(Query(Query::OP_SCALE_WEIGHT, in_title.back(), BOOST_TITLE));
		lifts.push_back(Query(Query::OP_SCALE_WEIGHT, of_field('H', p.title[i]), BOOST_TYPE));
		if (i == 0)
			continue;
		Terms pair = { p.title[i - 1][0], p.title[i][0] };
		lifts.push_back(Query(Query::OP_SCALE_WEIGHT, Query(Query::OP_PHRASE, pair.begin(), pair.end(), 2), BOOST_BESIDE));
	}
	if (in_title.size() > 1)
		lifts.push_back(Query(Query::OP_SCALE_WEIGHT, Query(Query::OP_AND, in_title.begin(), in_title.end()), BOOST_ALL_TITLE));
	if (prior > 0)
		lifts.push_back(Query(Query::OP_SCALE_WEIGHT, Query((new Xapian::ValueWeightPostingSource(SLOT_PRIOR))->release()), BOOST_PRIOR / prior));
	if (!lifts.empty())
		main = Query(Query::OP_AND_MAYBE, main, Query(Query::OP_OR, lifts.begin(), lifts.end()));
	if (!p.code.empty())
		main |= p.code;
	if (!p.excluded.empty())
		main = Query(Query::OP_AND_NOT, main, Query(Query::OP_OR, p.excluded.begin(), p.excluded.end()));
	return main;
}

/* ---- filters ---- */

struct Choice {
	string name;
	uint64_t id; /* 0: the index has no such facet */
	Terms texts;
	vector<uint64_t> values;
};

struct Range {
	string name;
	Xapian::valueno slot; /* BAD_VALUENO: the index has no such number */
	int64_t min, max;
};

struct Filters {
	vector<Query> fixed; /* category, labels: for all counts */
	vector<Query> without;
	vector<Choice> choices;
	vector<Range> ranges;
};

Filters
read_filters(struct search &s, const struct search_query &q)
{
	Filters f;

	if (q.category != 0)
		f.fixed.push_back(Query("C" + std::to_string(q.category)));
	for (size_t i = 0; i < q.labels.count; i++)
		f.fixed.push_back(Query(term('L', to_string(items<struct str>(q.labels)[i]))));
	for (size_t i = 0; i < q.not_labels.count; i++)
		f.without.push_back(Query(term('L', to_string(items<struct str>(q.not_labels)[i]))));
	for (size_t i = 0; i < q.facets.count; i++) {
		string name = to_string(items<struct pair>(q.facets)[i].name), text = to_string(items<struct pair>(q.facets)[i].value);
		uint64_t value;
		auto c = std::find_if(f.choices.begin(), f.choices.end(), [&](const Choice &x) { return x.name == name; });
		if (c == f.choices.end()) {
			if (f.choices.size() == CHOICES_MAX)
				continue;
			uint64_t id = 0;
			if (!s.names.name(name, &id))
				id = 0;
			c = f.choices.insert(c, Choice{ name, id, {}, {} });
		}
		if (c->texts.size() == SEARCH_VALUES_MAX || std::find(c->texts.begin(), c->texts.end(), text) != c->texts.end())
			continue;
		c->texts.push_back(text);
		if (c->id && s.names.value(c->id, text, &value))
			c->values.push_back(value);
	}
	for (size_t i = 0; i < q.ranges.count && f.ranges.size() < RANGES_MAX; i++) {
		const struct search_range &r = items<struct search_range>(q.ranges)[i];
		Range range = { to_string(r.name), Xapian::BAD_VALUENO, r.min, r.max };
		if (!s.names.number(range.name, &range.slot))
			range.slot = Xapian::BAD_VALUENO;
		f.ranges.push_back(range);
	}
	return f;
}

/* The filters that stay for every count; empty = none. */
Query
fixed_query(const Filters &f, Query text)
{
	for (const Query &q : f.fixed)
		text = text.empty() ? q : Query(Query::OP_FILTER, text, q);
	if (!f.without.empty())
		text = Query(Query::OP_AND_NOT, text.empty() ? Query::MatchAll : text, Query(Query::OP_OR, f.without.begin(), f.without.end()));
	return text;
}

Query
all_filters(const Filters &f, Query q)
{
	for (const Choice &c : f.choices) {
		Terms any;
		for (uint64_t value : c.values)
			any.push_back(facet_term(c.id, value));
		if (any.empty())
			return Query::MatchNothing;
		Query choice(Query::OP_OR, any.begin(), any.end());
		q = q.empty() ? choice : Query(Query::OP_FILTER, q, choice);
	}
	for (const Range &r : f.ranges) {
		if (r.slot == Xapian::BAD_VALUENO || r.min > r.max)
			return Query::MatchNothing;
		Query range(Query::OP_VALUE_RANGE, r.slot, sortable(r.min), sortable(r.max));
		q = q.empty() ? range : Query(Query::OP_FILTER, q, range);
	}
	return q.empty() ? Query::MatchAll : q;
}

/* ---- counting ---- */

/* All counts of an answer in one walk over the matches of text and fixed filters. */
class Counter {
public:
	int64_t total = 0; /* pass all filters */

	Counter(struct search &reader, const struct search_query &query, const Filters &filters)
	    : s(reader), q(query), f(filters)
	{
		for (size_t i = 0; i < f.choices.size(); i++)
			if (f.choices[i].id)
				dim(f.choices[i].id).choice = static_cast<int>(i);
		for (size_t i = 0; i < q.want_facets.count && wanted.size() < SEARCH_FACETS_MAX; i++) {
			Want w = { to_string(items<struct str>(q.want_facets)[i]), 0 };
			if (s.names.name(w.name, &w.id))
				dim(w.id).wanted = true;
			wanted.push_back(w);
		}
		for (size_t i = 0; i < q.want_spans.count && spans.size() < RANGES_MAX; i++) {
			Span span = { to_string(items<struct str>(q.want_spans)[i]), Xapian::BAD_VALUENO, {}, 0 };
			if (!s.names.number(span.name, &span.slot))
				span.slot = Xapian::BAD_VALUENO;
			spans.push_back(span);
		}
		for (Span &span : spans)
			for (size_t i = 0; i < f.ranges.size(); i++)
				if (f.ranges[i].name == span.name)
					span.own |= UINT64_C(1) << (f.choices.size() + i);
		pass_choices = (UINT64_C(1) << f.choices.size()) - 1;
	}

	bool
	needed() const
	{
		return !wanted.empty() || !spans.empty() || q.auto_facets > 0;
	}

	/* Ascending ids only. */
	void
	add(Xapian::docid id)
	{
		uint64_t failed = pass_choices;
		string packed = at(SLOT_FACETS, id);
		const char *p = packed.data(), *end = p + packed.size();

		seen.clear();
		while (p < end) {
			uint64_t name = unpack(p, end), n = unpack(p, end);
			Dim &d = dim(name);
			seen.push_back({ &d, p, n });
			for (uint64_t i = 0; i < n; i++) {
				uint64_t v = unpack(p, end);
				if (d.choice >= 0 && chosen(d.choice, v))
					failed &= ~(UINT64_C(1) << d.choice);
			}
		}
		for (size_t i = 0; i < f.ranges.size(); i++)
			if (!in_range(f.ranges[i], id))
				failed |= UINT64_C(1) << (f.choices.size() + i);
		if (failed == 0)
			total++;
		for (const Seen &x : seen)
			if (failed == 0 ? x.d->wanted || q.auto_facets > 0 || x.d->choice >= 0
					: x.d->choice >= 0 && failed == UINT64_C(1) << x.d->choice)
				count(x, end);
		for (Span &span : spans)
			if ((failed & ~span.own) == 0 && span.slot != Xapian::BAD_VALUENO) {
				string value = at(span.slot, id);
				if (!value.empty())
					span.values.push_back(unsortable(value));
			}
	}

	void
	answer(struct arena *a, struct search_result *out)
	{
		vector<struct search_facet> facets;
		vector<struct search_span> histograms;

		if (q.auto_facets > 0)
			add_auto();
		for (const Want &w : wanted)
			facets.push_back(facet(a, w));
		for (Span &span : spans)
			histograms.push_back(histogram(a, span));
		out->facets = list_of(a, facets);
		out->spans = list_of(a, histograms);
	}

private:
	struct Dim {
		bool wanted = false;
		int choice = -1;
		int64_t docs = 0;
		vector<uint32_t> counts; /* by the value's number */
	};
	struct Want {
		string name;
		uint64_t id;
	};
	struct Span {
		string name;
		Xapian::valueno slot;
		vector<int64_t> values;
		uint64_t own; /* bits of the ranges on this number */
	};
	struct Seen {
		Dim *d;
		const char *values;
		uint64_t n;
	};
	struct Stream {
		Xapian::ValueIterator at, end;
	};

	struct search &s;
	const struct search_query &q;
	const Filters &f;
	std::vector<std::unique_ptr<Dim>> dims; /* by the name's number */
	vector<Want> wanted;
	vector<Span> spans;
	vector<Seen> seen;
	std::map<Xapian::valueno, Stream> streams;
	uint64_t pass_choices;

	Dim &
	dim(uint64_t name)
	{
		if (name >= dims.size())
			dims.resize(name + 1);
		if (!dims[name])
			dims[name].reset(new Dim);
		return *dims[name];
	}

	/* Value of the document; the streams only go forward. */
	string
	at(Xapian::valueno slot, Xapian::docid id)
	{
		auto found = streams.find(slot);

		if (found == streams.end())
			found = streams.emplace(slot, Stream{ s.db.valuestream_begin(slot), s.db.valuestream_end(slot) }).first;
		Stream &st = found->second;
		if (st.at == st.end)
			return string();
		if (st.at.get_docid() < id)
			st.at.skip_to(id);
		return st.at != st.end && st.at.get_docid() == id ? *st.at : string();
	}

	bool
	chosen(int choice, uint64_t v) const
	{
		const vector<uint64_t> &values = f.choices[static_cast<size_t>(choice)].values;
		return std::find(values.begin(), values.end(), v) != values.end();
	}

	bool
	in_range(const Range &r, Xapian::docid id)
	{
		if (r.slot == Xapian::BAD_VALUENO)
			return false;
		string value = at(r.slot, id);
		return !value.empty() && unsortable(value) >= r.min && unsortable(value) <= r.max;
	}

	static void
	count(const Seen &x, const char *end)
	{
		const char *p = x.values;

		x.d->docs++;
		for (uint64_t i = 0; i < x.n; i++) {
			uint64_t v = unpack(p, end);
			if (v >= x.d->counts.size())
				x.d->counts.resize(std::max<size_t>(v + 1, x.d->counts.size() * 2));
			x.d->counts[v]++;
		}
	}

	/* Facets nobody named, that most documents have. */
	void
	add_auto()
	{
		vector<std::pair<int64_t, uint64_t>> best;

		for (uint64_t i = 0; i < dims.size(); i++)
			if (dims[i] && !dims[i]->wanted && dims[i]->docs > 0)
				best.emplace_back(-dims[i]->docs, i);
		std::sort(best.begin(), best.end());
		for (size_t i = 0; i < best.size() && i < q.auto_facets && wanted.size() < SEARCH_FACETS_MAX; i++)
			wanted.push_back({ s.names.name_text(best[i].second), best[i].second });
	}

	struct search_facet
	facet(struct arena *a, const Want &w)
	{
		struct search_facet out = {};
		vector<struct search_count> counts;
		vector<std::pair<uint32_t, uint64_t>> values; /* count, number */
		size_t most = q.facet_values == 0 ? 50 : std::min<size_t>(q.facet_values, SEARCH_VALUES_MAX);
		auto choice = std::find_if(f.choices.begin(), f.choices.end(), [&](const Choice &c) { return c.name == w.name; });
		const Dim *d = w.id ? &dim(w.id) : nullptr;

		out.name = keep(a, w.name);
		for (uint64_t v = 0; d && v < d->counts.size(); v++)
			if (d->counts[v] > 0)
				values.emplace_back(d->counts[v], v);
		out.total = d ? d->docs : 0;
		out.more = values.size() > most;
		if (out.more) {
			std::nth_element(values.begin(), values.begin() + static_cast<ptrdiff_t>(most), values.end(),
			    [](const auto &x, const auto &y) { return x.first != y.first ? x.first > y.first : x.second < y.second; });
			values.resize(most);
		}
		for (const auto &[n, v] : values)
			counts.push_back({ keep(a, s.names.value_text(w.id, v)), n, false });
		if (choice != f.choices.end())
			add_chosen(a, *choice, d, &counts);
		std::sort(counts.begin(), counts.end(), [](const struct search_count &x, const struct search_count &y) {
			return x.count != y.count ? x.count > y.count : str_cmp(x.value, y.value) < 0;
		});
		out.counts = list_of(a, counts);
		return out;
	}

	/* Mark the chosen values, and bring in those that were cut or that nothing has. */
	void
	add_chosen(struct arena *a, const Choice &choice, const Dim *d, vector<struct search_count> *counts)
	{
		for (const string &text : choice.texts) {
			struct str value = str_n(text.data(), text.size());
			uint64_t v;
			auto c = std::find_if(counts->begin(), counts->end(), [&](const struct search_count &x) { return str_eq(x.value, value); });
			if (c == counts->end()) {
				int64_t n = d && s.names.value(choice.id, text, &v) && v < d->counts.size() ? d->counts[v] : 0;
				c = counts->insert(c, { keep(a, text), n, false });
			}
			c->chosen = true;
		}
	}

	struct search_span
	histogram(struct arena *a, Span &span)
	{
		struct search_span out = {};
		vector<struct search_bucket> bars;

		out.name = keep(a, span.name);
		out.count = static_cast<int64_t>(span.values.size());
		if (span.values.empty())
			return out;
		auto ends = std::minmax_element(span.values.begin(), span.values.end());
		out.min = *ends.first;
		out.max = *ends.second;
		int64_t step = bar_width(out.min, out.max);
		int64_t from = out.min / step * step - (out.min < 0 && out.min % step ? step : 0);
		for (int64_t at = from; at <= out.max && bars.size() < SEARCH_BUCKETS; at += step)
			bars.push_back({ at, at + step, 0 });
		for (int64_t v : span.values)
			bars[std::min(static_cast<size_t>((v - from) / step), bars.size() - 1)].count++;
		out.buckets = list_of(a, bars);
		return out;
	}

	/* 1, 2 or 5 times a power of ten, so that the bars reach. */
	static int64_t
	bar_width(int64_t min, int64_t max)
	{
		static const int64_t next[] = { 1, 2, 5 };

		for (int64_t ten = 1; ten < INT64_C(100000000000000000); ten *= 10)
			for (int64_t n : next)
				if ((max / (n * ten)) - (min / (n * ten)) + 2 <= SEARCH_BUCKETS)
					return n * ten;
		return INT64_C(1000000000000000000);
	}
};

/* Passes the ids of all matches on, ascending. */
class Walker : public Xapian::MatchSpy {
public:
	explicit Walker(Counter &c) : counter(c) {}
	void
	operator()(const Xapian::Document &doc, double) override
	{
		counter.add(doc.get_docid());
	}

private:
	Counter &counter;
};

void
walk(Xapian::Database &db, const Query &q, Counter &counter)
{
	bool one = q.get_type() == Query::LEAF_TERM, everything = q.empty() || q.get_type() == Query::LEAF_MATCH_ALL;

	if (one || everything) { /* listings: no need for the matcher */
		string t = everything ? string() : *q.get_terms_begin();
		for (auto p = db.postlist_begin(t); p != db.postlist_end(t); ++p)
			counter.add(*p);
		return;
	}
	Xapian::Enquire e(db);
	Walker walker(counter);
	e.set_weighting_scheme(Xapian::BoolWeight());
	e.set_docid_order(Xapian::Enquire::ASCENDING);
	e.set_query(q);
	e.add_matchspy(&walker);
	e.get_mset(0, 0, db.get_doccount());
}

/* ---- order ---- */

/* Descending keys; a document without the value has an empty key and comes last. */
class NumberAscending : public Xapian::KeyMaker {
public:
	explicit NumberAscending(Xapian::valueno n) : slot(n) {}
	string
	operator()(const Xapian::Document &doc) const override
	{
		string key = doc.get_value(slot);
		for (char &c : key)
			c = static_cast<char>(~c);
		return key;
	}

private:
	Xapian::valueno slot;
};

class PlaceInCategory : public Xapian::KeyMaker {
public:
	explicit PlaceInCategory(int64_t c) : category(static_cast<uint64_t>(c)) {}
	string
	operator()(const Xapian::Document &doc) const override
	{
		string packed = doc.get_value(SLOT_PLACES), key = sortable(INT64_MIN);
		const char *p = packed.data(), *end = p + packed.size();

		while (p < end) {
			uint64_t c = unpack(p, end), position = unpack(p, end);
			if (c == category)
				key = sortable(-static_cast<int64_t>(position));
		}
		return key + doc.get_value(SLOT_POPULAR);
	}

private:
	uint64_t category;
};

void
set_order(struct search &s, Xapian::Enquire &e, const struct search_query &q, bool has_text)
{
	Xapian::valueno slot;

	switch (q.sort) {
	case SEARCH_POSITION:
		e.set_sort_by_key((new PlaceInCategory(q.category))->release(), true);
		break;
	case SEARCH_NUMBER_ASC:
	case SEARCH_NUMBER_DESC:
		if (!s.names.number(to_string(q.sort_number), &slot))
			slot = SLOT_NUMBERS - 1; /* nobody has it: by id */
		if (q.sort == SEARCH_NUMBER_ASC)
			e.set_sort_by_key((new NumberAscending(slot))->release(), true);
		else
			e.set_sort_by_value(slot, true);
		break;
	case SEARCH_NEWEST:
		e.set_sort_by_value(SLOT_NEWEST, true);
		break;
	case SEARCH_TITLE:
		e.set_sort_by_value(SLOT_TITLE, false);
		break;
	case SEARCH_RELEVANCE:
		if (has_text)
			return;
		/* fall through */
	case SEARCH_BESTSELLERS:
	default:
		e.set_sort_by_value(SLOT_POPULAR, true);
		break;
	}
	e.set_weighting_scheme(Xapian::BoolWeight());
}

struct list
hits_of(struct arena *a, const Xapian::MSet &found)
{
	vector<struct search_hit> hits;

	for (auto m = found.begin(); m != found.end(); ++m)
		hits.push_back({ static_cast<int64_t>(*m), m.get_weight(), keep(a, m.get_document().get_data()) });
	return list_of(a, hits);
}

Xapian::BM25Weight
weighting()
{
	return Xapian::BM25Weight(1.2, 0, 1, 0.5, 0.3);
}

double
largest_prior(struct search &s)
{
	string most = s.db.get_value_upper_bound(SLOT_PRIOR);
	return most.empty() ? 0 : Xapian::sortable_unserialise(most);
}

/* All words if enough documents have them, else some of them: then those with all come first, which means nothing in
 * another order.  Facets and ranges have no say: results must not grow when a filter is set. */
Query
choose(struct search &s, const Parsed &p, const Filters &f, enum search_sort sort, bool *some_words)
{
	double prior = largest_prior(s);
	Query all = ranked(p, true, prior);
	Xapian::Enquire e(s.db);

	*some_words = p.missing;
	if (p.missing)
		return ranked(p, false, prior);
	if (p.groups.size() < 2)
		return all;
	e.set_weighting_scheme(Xapian::BoolWeight());
	e.set_query(fixed_query(f, all));
	Xapian::doccount n = e.get_mset(0, ENOUGH).size();
	if (n >= ENOUGH || (n > 0 && sort != SEARCH_RELEVANCE))
		return all;
	*some_words = n == 0;
	return ranked(p, false, prior);
}

enum err
run(struct search &s, const struct search_query &q, struct arena *a, struct search_result *out)
{
	Parsed p = Parser(s, q.text, q.literal).parse();
	Filters f = read_filters(s, q);
	Counter counter(s, q, f);
	uint32_t limit = std::min<uint32_t>(q.limit, SEARCH_LIMIT_MAX), offset = std::min<uint32_t>(q.offset, SEARCH_OFFSET_MAX);
	Query text;
	Xapian::Enquire e(s.db);

	*out = {};
	if (p.has_text && p.groups.empty() && p.code.empty()) { /* an empty query means everything to Xapian and us */
		counter.answer(a, out);
		return OK;
	}
	if (p.has_text && p.groups.empty())
		text = p.code;
	else if (p.has_text)
		text = choose(s, p, f, q.sort, &out->some_words);
	else if (!p.excluded.empty())
		text = Query(Query::OP_AND_NOT, Query::MatchAll, Query(Query::OP_OR, p.excluded.begin(), p.excluded.end()));
	Query base = fixed_query(f, text);
	if (counter.needed())
		walk(s.db, base, counter);
	e.set_weighting_scheme(weighting());
	set_order(s, e, q, p.has_text);
	e.set_query(all_filters(f, base));
	Xapian::MSet found = e.get_mset(offset, limit, counter.needed() ? 0 : s.db.get_doccount());
	out->total = counter.needed() ? counter.total : static_cast<int64_t>(found.get_matches_estimated());
	out->hits = hits_of(a, found);
	counter.answer(a, out);
	if (!p.corrected.empty())
		out->searched = keep(a, p.corrected);
	if (!p.better.empty())
		out->did_you_mean = keep(a, p.better);
	return OK;
}

} // namespace

extern "C" enum err
search_open(const char *dir, const char *locale, struct search **out)
{
	if (!is_locale(locale))
		return err_fail(ERR_INVALID, "not a locale: '%s'", locale);
	return guarded("open the index", [&] {
		*out = new search(dir, locale);
		return OK;
	});
}

extern "C" void
search_close(struct search *s)
{
	delete s;
}

extern "C" enum err
search_run(struct search *s, const struct search_query *q, struct arena *a, struct search_result *out)
{
	return read(*s, "search", [&] { return run(*s, *q, a, out); });
}

extern "C" enum err
search_get(struct search *s, int64_t id, struct arena *a, struct str *payload)
{
	if (id < 1 || id > SEARCH_ID_MAX)
		return ERR_NOT_FOUND;
	return read(*s, "get a document", [&] {
		try {
			*payload = keep(a, s->db.get_document(static_cast<Xapian::docid>(id)).get_data());
			return OK;
		} catch (const Xapian::DocNotFoundError &) {
			return ERR_NOT_FOUND;
		}
	});
}

extern "C" enum err
search_stats(struct search *s, struct arena *a, struct search_stats *out)
{
	return read(*s, "look at the index", [&] {
		string mark = s->db.get_metadata("M");
		uint64_t generation = generation_number(s->generation, s->locale);
		out->documents = s->db.get_doccount();
		out->revision = static_cast<int64_t>(generation << 32 | (s->db.get_revision() & UINT32_MAX));
		out->mark = mark.empty() ? STR_ABSENT : keep(a, mark);
		return OK;
	});
}

/* ---- suggestions ---- */

namespace {

vector<struct search_suggestion>
suggest_phrases(struct search &s, struct arena *a, const string &begun, size_t limit)
{
	vector<std::pair<string, string>> best; /* weight and identity, key: weights sort heaviest first */
	vector<struct search_suggestion> out;
	size_t scanned = 0;

	for (auto k = s.db.metadata_keys_begin("P" + begun); k != s.db.metadata_keys_end("P" + begun) && scanned < SCAN_MAX; ++k, scanned++) {
		string key = *k;
		size_t zero = key.find('\0');
		if (zero != string::npos)
			best.emplace_back(key.substr(zero + 1), key);
	}
	std::sort(best.begin(), best.end());
	for (size_t i = 0; i < best.size() && out.size() < limit; i++) {
		if (i > 0 && best[i].first == best[i - 1].first)
			continue; /* the same phrase by another of its words */
		string stored = s.db.get_metadata(best[i].second);
		const char *p = stored.data(), *end = p + stored.size();
		struct search_suggestion x = {};
		x.kind = static_cast<enum search_kind>(unpack(p, end));
		x.id = static_cast<int64_t>(unpack(p, end));
		size_t n = std::min<size_t>(unpack(p, end), static_cast<size_t>(end - p));
		x.text = keep(a, string(p, n));
		x.payload = keep(a, string(p + n, end));
		out.push_back(x);
	}
	return out;
}

using Frequent = vector<std::pair<Xapian::termcount, string>>;

/* Most frequent first, `most` at most. */
void
cut_frequent(Frequent &found, size_t most)
{
	std::sort(found.begin(), found.end(), [](const auto &x, const auto &y) {
		return x.first != y.first ? x.first > y.first : x.second < y.second;
	});
	if (found.size() > most)
		found.resize(most);
}

/* Terms of title words that start so. */
Frequent
completions(struct search &s, const string &begun)
{
	Frequent found;
	size_t scanned = 0;

	for (auto t = s.db.allterms_begin("S" + begun); t != s.db.allterms_end("S" + begun) && scanned < SCAN_MAX; ++t, scanned++)
		found.emplace_back(t.get_termfreq(), *t);
	cut_frequent(found, 8);
	return found;
}

bool
finds_anything(struct search &s, const vector<Query> &all)
{
	Xapian::Enquire e(s.db);

	e.set_weighting_scheme(Xapian::BoolWeight());
	e.set_query(Query(Query::OP_AND, all.begin(), all.end()));
	return !e.get_mset(0, 1).empty();
}

/* The last word completed, as people write it, behind the words before: where that finds something. */
vector<struct search_suggestion>
suggest_words(struct search &s, struct arena *a, const string &begun, const vector<string> &words, size_t limit)
{
	vector<Query> all;

	vector<struct search_suggestion> out;
	Frequent found;
	size_t last = begun.rfind(' ') == string::npos ? 0 : begun.rfind(' ') + 1, scanned = 0;
	const string &word = words.back();
	auto t = s.db.spellings_begin();

	for (size_t i = 0; i < words.size(); i++)
		all.push_back(Query(s.language.stem(words[i])));

	for (t.skip_to(word); t != s.db.spellings_end() && scanned < SCAN_MAX; ++t, scanned++) {
		if ((*t).compare(0, word.size(), word) != 0)
			break;
		found.emplace_back(t.get_termfreq(), *t);
	}
	cut_frequent(found, limit);
	for (const auto &[count, completed] : found) {
		string written = s.db.get_metadata("W" + completed);
		struct search_suggestion x = {};
		all.back() = Query(s.language.stem(completed));
		if (words.size() > 1 && !finds_anything(s, all))
			continue;
		x.kind = SEARCH_WORD;
		x.text = keep(a, begun.substr(0, last) + (written.empty() ? completed : written));
		out.push_back(x);
	}
	return out;
}

/* Products with all finished words and a completion of the last one in their title. */
vector<struct search_suggestion>
suggest_products(struct search &s, struct arena *a, const vector<string> &words, size_t limit)
{
	vector<struct search_suggestion> out;
	vector<Query> all;
	vector<Query> last;
	const string &begun = words.back();

	for (size_t i = 0; i + 1 < words.size(); i++)
		all.push_back(Query(s.language.stem(words[i])));
	Frequent completed = completions(s, begun);
	completed.emplace_back(0, "S" + s.language.stem(begun));
	Xapian::termcount matches = 0;
	for (const auto &[count, t] : completed) {
		last.push_back(Query(t));
		matches += count;
	}
	all.push_back(Query(Query::OP_OR, last.begin(), last.end()));
	Xapian::Enquire e(s.db);
	e.set_query(Query(Query::OP_AND, all.begin(), all.end()));
	e.set_weighting_scheme(Xapian::BoolWeight());
	if (matches < SCAN_MAX) /* more would take too long to put in order: any will do until more is typed */
		e.set_sort_by_value(SLOT_POPULAR, true);
	Xapian::MSet found = e.get_mset(0, static_cast<Xapian::doccount>(limit));
	for (auto m = found.begin(); m != found.end(); ++m) {
		struct search_suggestion x = {};
		Xapian::Document doc = m.get_document();
		x.kind = SEARCH_PRODUCT;
		x.id = static_cast<int64_t>(*m);
		x.payload = keep(a, doc.get_data());
		out.push_back(x);
	}
	return out;
}

enum err
suggest(struct search &s, struct str text, uint32_t limit, struct arena *a, struct list *out)
{
	string begun = folded(str_cut(text, 80), s.language.lang);
	vector<string> words;
	vector<struct search_suggestion> lines, products;

	*out = {};
	limit = std::min<uint32_t>(limit, 50);
	if (begun.empty() || limit == 0)
		return OK;
	for (size_t at = 0; at < begun.size();) {
		size_t end = std::min(begun.find(' ', at), begun.size());
		words.push_back(begun.substr(at, end - at));
		at = end + 1;
	}
	if (words.back().size() > 1 && words.size() <= 8)
		products = suggest_products(s, a, words, limit);
	size_t texts = limit - std::min<size_t>(products.size(), (limit + 1) / 2);
	lines = suggest_phrases(s, a, begun, texts);
	for (const struct search_suggestion &x : suggest_words(s, a, begun, words, 3))
		if (lines.size() < texts && std::none_of(lines.begin(), lines.end(), [&](const struct search_suggestion &y) {
			    return folded(x.text, s.language.lang) == folded(y.text, s.language.lang); }))
			lines.push_back(x);
	for (size_t i = 0; i < products.size() && lines.size() < limit; i++)
		lines.push_back(products[i]);
	*out = list_of(a, lines);
	return OK;
}

/* What is rare in the index and frequent in this document says best what it is about. */
enum err
similar(struct search &s, Xapian::docid id, struct list labels, uint32_t limit, struct arena *a, struct list *out)
{
	vector<std::pair<double, string>> found;
	vector<Query> any;
	double documents = s.db.get_doccount();

	try {
		for (auto t = s.db.termlist_begin(id); t != s.db.termlist_end(id); ++t) {
			string word = *t;
			bool type = word[0] == 'H';
			if ((word[0] >= 'A' && word[0] <= 'Z' && !type) || t.get_termfreq() < 2)
				continue;
			found.emplace_back(-(type ? 4 : t.get_wdf()) * std::log(documents / t.get_termfreq()), word);
		}
	} catch (const Xapian::DocNotFoundError &) {
		return ERR_NOT_FOUND;
	}
	std::sort(found.begin(), found.end());
	for (size_t i = 0; i < found.size() && i < EXPAND_MAX; i++)
		any.push_back(Query(found[i].second));
	*out = {};
	if (any.empty())
		return OK;
	Query q(Query::OP_OR, any.begin(), any.end());
	for (size_t i = 0; i < labels.count; i++)
		q = Query(Query::OP_FILTER, q, Query(term('L', to_string(items<struct str>(labels)[i]))));
	Xapian::Enquire e(s.db);
	e.set_weighting_scheme(weighting());
	e.set_query(q);
	limit = std::min<uint32_t>(limit, SEARCH_LIMIT_MAX);
	struct list hits = hits_of(a, e.get_mset(0, limit + 1));
	struct search_hit *h = static_cast<struct search_hit *>(hits.items);
	size_t n = 0;
	for (size_t i = 0; i < hits.count; i++)
		if (h[i].id != static_cast<int64_t>(id) && n < limit)
			h[n++] = h[i];
	*out = { h, n };
	return OK;
}

} // namespace

extern "C" enum err
search_suggest(struct search *s, struct str text, uint32_t limit, struct arena *a, struct list *out)
{
	return read(*s, "suggest", [&] { return suggest(*s, text, limit, a, out); });
}

extern "C" enum err
search_similar(struct search *s, int64_t id, struct list labels, uint32_t limit, struct arena *a, struct list *hits)
{
	if (id < 1 || id > SEARCH_ID_MAX)
		return ERR_NOT_FOUND;
	return read(*s, "find similar products", [&] {
		return similar(*s, static_cast<Xapian::docid>(id), labels, limit, a, hits);
	});
}
