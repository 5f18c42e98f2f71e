/*
 * search_query.hh - a part of search.cc: the text of a query, what its words may stand for, and how hits are ranked.
 */
#ifndef MERCER_SEARCH_QUERY_HH
#define MERCER_SEARCH_QUERY_HH

namespace engine {

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
		if (best == 0 || best > PHRASE_MAX)
			return;
		tries++;
		Terms pair = { a, b };
		Query together(Query::OP_PHRASE, pair.begin(), pair.end(), 2);
		Xapian::Enquire e(db);
		e.set_weighting_scheme(Xapian::BoolWeight());
		e.set_query(boolean(db, together));
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

} // namespace engine

#endif
