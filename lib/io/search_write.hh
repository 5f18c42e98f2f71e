/*
 * search_write.hh - a part of search.cc: documents into terms, commits, and the swap of a rebuilt index.
 */
#ifndef MERCER_SEARCH_WRITE_HH
#define MERCER_SEARCH_WRITE_HH

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

namespace engine {

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
		string newest = sortable_short(time_is_absent(d.published) ? INT64_MIN : d.published.us);
		string title = folded(d.title, w.language.lang).substr(0, 48);

		for (size_t i = 0; i < d.numbers.count; i++) {
			const struct search_number &n = items<struct search_number>(d.numbers)[i];
			out.add_value(w.names.intern_number(to_string(n.name)), sortable(n.value));
		}
		out.add_value(SLOT_NEWEST, newest);
		out.add_value(SLOT_POPULAR, sortable_short(d.popularity) + newest);
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

} // namespace engine

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

#endif
