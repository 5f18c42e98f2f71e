/*
 * search_suggest.hh - a part of search.cc: suggest-as-you-type, and similar products.
 */
#ifndef MERCER_SEARCH_SUGGEST_HH
#define MERCER_SEARCH_SUGGEST_HH

namespace engine {

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
	e.set_query(boolean(s.db, Query(Query::OP_AND, all.begin(), all.end())));
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
	e.set_query(boolean(s.db, Query(Query::OP_AND, all.begin(), all.end())));
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
	for (size_t i = 0; i < found.size() && i < SIMILAR_MAX; i++)
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

} // namespace engine

#endif
