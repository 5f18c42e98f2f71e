/*
 * search_read.hh - a part of search.cc: a reader and its fresh view of the index.
 */
#ifndef MERCER_SEARCH_READ_HH
#define MERCER_SEARCH_READ_HH

struct search {
	string dir, locale, generation; /* generation "" = nothing open */
	Xapian::Database db;
	Language language;
	Names<Xapian::Database> names;

	search(const char *d, const char *l) : dir(d), locale(l), language(l), names(db) {}
};

namespace engine {

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

} // namespace engine

#endif
