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

/* The parts, in the order in which they build on each other; one translation unit, so that xapian.h is included
 * once. */
#include "lib/io/search_base.hh"
#include "lib/io/search_write.hh"
#include "lib/io/search_read.hh"
#include "lib/io/search_query.hh"
#include "lib/io/search_count.hh"
#include "lib/io/search_suggest.hh"

namespace {

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
	e.set_query(boolean(s.db, fixed_query(f, all)));
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
	uint32_t limit = std::min<uint32_t>(q.limit, SEARCH_LIMIT_MAX),
		 offset = std::min<uint32_t>(q.offset, SEARCH_OFFSET_MAX);
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
		text = Query(
		    Query::OP_AND_NOT, Query::MatchAll, Query(Query::OP_OR, p.excluded.begin(), p.excluded.end()));
	Query base = fixed_query(f, text);
	if (counter.needed())
		walk(s.db, base, counter);
	e.set_weighting_scheme(weighting());
	set_order(s, e, q, p.has_text);
	bool by_weight = p.has_text && q.sort == SEARCH_RELEVANCE;
	Query whole = all_filters(f, base);
	e.set_query(by_weight ? whole : boolean(s.db, whole));
	/* By weight, only the best need to be looked at: the total is counted apart, without weights. */
	Xapian::MSet found = e.get_mset(offset, limit, counter.needed() || by_weight ? 0 : s.db.get_doccount());
	out->total = counter.needed() ? counter.total : static_cast<int64_t>(found.get_matches_estimated());
	if (by_weight && !counter.needed() && found.get_matches_lower_bound() != found.get_matches_upper_bound()) {
		e.set_weighting_scheme(Xapian::BoolWeight());
		e.set_query(boolean(s.db, whole));
		out->total = static_cast<int64_t>(e.get_mset(0, 0, s.db.get_doccount()).get_matches_estimated());
	}
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
