/*
 * search_count.hh - a part of search.cc: filters, and all counts of an answer in one walk over the matches.
 */
#ifndef MERCER_SEARCH_COUNT_HH
#define MERCER_SEARCH_COUNT_HH

namespace engine {

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
		if (st.at.get_docid() < id) {
			if (++st.at != st.end && st.at.get_docid() < id) /* mostly the next one is the one */
				st.at.skip_to(id);
			if (st.at == st.end)
				return string();
		}
		return st.at.get_docid() == id ? *st.at : string();
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
	e.set_query(boolean(db, q));
	e.add_matchspy(&walker);
	e.get_mset(0, 0, db.get_doccount());
}

} // namespace engine

#endif
