/*
 * xml.c - libxml2's parsers and XPath; the sanitizer's rules are in sanitize.c.  See xml.h.
 *
 * libxml2 is told to fetch nothing, to expand nothing and to print nothing.
 */
#include "lib/io/sanitize.h"
#include "lib/io/xml.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>

#define HTML_OPTIONS (HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | \
	HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC)
#define XML_OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA)

static void walk(struct sanitizer *s, const xmlNode *node, int depth);
static enum err xpath_text(struct arena *a, xmlDoc *doc, const char *xpath, struct str *out);

/* ---- documents ---- */

/* Markup of any quality.  The frame keeps the parser from inventing a paragraph around plain text. */
static enum err
parse_html(struct str markup, size_t max, xmlDoc **out)
{
	struct buf framed;

	if (markup.len > max)
		return err_fail(ERR_LIMIT, "could not read markup: %zu bytes, at most %zu", markup.len, max);
	if (!str_is_utf8(markup))
		return err_fail(ERR_INVALID, "could not read markup: not UTF-8, or a NUL");
	buf_init(&framed, XML_INPUT_MAX + 64);
	buf_lit(&framed, "<html><body>");
	buf_str(&framed, markup);
	*out = htmlReadMemory(framed.ptr, (int)framed.len, NULL, "UTF-8", HTML_OPTIONS);
	buf_release(&framed);
	return *out ? OK : err_fail(ERR_INVALID, "could not read markup: the parser gave up");
}

static void
refuse_dtd(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	xmlParserCtxt *parser = ctx;

	(void)name, (void)public_id, (void)system_id;
	parser->_private = parser;
	xmlStopParser(parser);
}

static enum err
parse_xml(struct str xml, xmlDoc **out)
{
	xmlParserCtxt *parser;
	const xmlError *error;
	enum err err = OK;

	if (xml.len > XML_INPUT_MAX)
		return err_fail(ERR_LIMIT, "could not read XML: %zu bytes", xml.len);
	if (!(parser = xmlNewParserCtxt()))
		abort();
	parser->sax->internalSubset = refuse_dtd;
	*out = xmlCtxtReadMemory(parser, xml.ptr ? xml.ptr : "", (int)xml.len, NULL, NULL, XML_OPTIONS);
	error = xmlCtxtGetLastError(parser);
	if (parser->_private)
		err = err_fail(ERR_INVALID, "could not read XML: it has a document type declaration");
	else if (!*out || !parser->wellFormed)
		err = err_fail(ERR_INVALID, "could not read XML: line %d: %s", error ? error->line : 0,
		    error && error->message ? error->message : "not well formed");
	if (err && *out) {
		xmlFreeDoc(*out);
		*out = NULL;
	}
	xmlFreeParserCtxt(parser);
	return err;
}

/* ---- rich text ---- */

static struct str
attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a; a = a->next)
		if (strcmp((const char *)a->name, name) == 0)
			return str_of(a->children && a->children->content ? (const char *)a->children->content : "");
	return STR_ABSENT;
}

/* Does it hold an element that starts a new line? */
static bool
holds_block(const xmlNode *node, int depth)
{
	for (const xmlNode *n = node->children; n && depth < SANITIZE_DEPTH; n = n->next)
		if (n->type == XML_ELEMENT_NODE &&
		    (sanitize_is_block((const char *)n->name) || holds_block(n, depth + 1)))
			return true;
	return false;
}

static void
walk_element(struct sanitizer *s, const xmlNode *n, int depth)
{
	struct element e = { .name = (const char *)n->name,
		.href = attribute(n, "href"),
		.title = attribute(n, "title"),
		.src = attribute(n, "src"),
		.alt = attribute(n, "alt"),
		.width = attribute(n, "width"),
		.height = attribute(n, "height"),
		.holds_block = holds_block(n, depth) };
	bool open;

	if (sanitize_is_dropped(e.name))
		return;
	open = sanitize_open(s, &e);
	walk(s, n, depth + 1);
	if (open)
		sanitize_close(s);
}

static void
walk(struct sanitizer *s, const xmlNode *node, int depth)
{
	for (const xmlNode *n = node->children; n; n = n->next) {
		if (n->type == XML_ELEMENT_NODE)
			walk_element(s, n, depth);
		else if (n->type == XML_TEXT_NODE)
			sanitize_text(s, str_of((const char *)n->content));
	}
}

static enum err
sanitize_once(struct str dirty, struct buf *out)
{
	struct sanitizer s = { .out = out };
	xmlDoc *doc;
	enum err err;

	/* What we write can be longer than what we read (escapes, rel), so later rounds may be larger. */
	if ((err = parse_html(dirty, XML_INPUT_MAX, &doc)))
		return err;
	buf_clear(out);
	walk(&s, (const xmlNode *)doc, 0);
	xmlFreeDoc(doc);
	return out->failed ? err_fail(ERR_LIMIT, "could not sanitize markup: it grows too large") : OK;
}

/* A parser rearranges markup that breaks the nesting rules, and taking tags away can break them anew: so it is repeated
 * until nothing changes.  Two rounds are usual; what does not settle is kept as plain text. */
enum err
html_sanitize(struct arena *a, struct str dirty, struct html *out)
{
	struct buf now, next;
	enum err err;
	bool same = false;

	if (dirty.len > RICH_TEXT_MAX)
		return err_fail(
		    ERR_LIMIT, "could not sanitize markup: %zu bytes, at most %zu", dirty.len, RICH_TEXT_MAX);
	buf_init(&now, XML_INPUT_MAX);
	buf_init(&next, XML_INPUT_MAX);
	err = sanitize_once(dirty, &now);
	for (int round = 0; !err && !same && round < 8; round++) {
		struct buf swap = now;
		if ((err = sanitize_once(buf_view(&now), &next)))
			break;
		same = str_eq(buf_view(&now), buf_view(&next));
		now = next;
		next = swap;
	}
	if (!err && !same) {
		struct str text;
		err = html_text(a, dirty, SIZE_MAX, &text);
		buf_clear(&now);
		sanitize_text(&(struct sanitizer){ .out = &now }, text);
	}
	if (!err)
		*out = (struct html){ arena_memdup(a, now.ptr ? now.ptr : "", now.len), now.len };
	buf_release(&now);
	buf_release(&next);
	return err;
}

/* ---- plain text ---- */

static void
collect_text(struct buf *b, const xmlNode *node)
{
	for (const xmlNode *n = node->children; n; n = n->next) {
		if (n->type == XML_TEXT_NODE) {
			buf_z(b, (const char *)n->content);
		} else if (n->type == XML_ELEMENT_NODE && !sanitize_is_dropped((const char *)n->name)) {
			bool apart =
			    sanitize_is_block((const char *)n->name) || strcmp((const char *)n->name, "br") == 0;
			if (apart)
				buf_char(b, ' ');
			collect_text(b, n);
			if (apart)
				buf_char(b, ' ');
		}
	}
}

/* Blanks of any kind become one; those at the ends go. */
static size_t
collapse(char *p, size_t len)
{
	static const char nbsp[] = "\xc2\xa0";
	size_t to = 0;

	for (size_t i = 0; i < len; i++) {
		bool wide = i + 1 < len && memcmp(p + i, nbsp, 2) == 0;
		if (wide)
			i++;
		if (wide || (unsigned char)p[i] <= ' ') {
			if (to > 0 && p[to - 1] != ' ')
				p[to++] = ' ';
		} else {
			p[to++] = p[i];
		}
	}
	while (to > 0 && p[to - 1] == ' ')
		to--;
	return to;
}

static struct str
cut_at_word(struct str s, size_t chars)
{
	struct str cut = str_cut_chars(s, chars);
	size_t end = cut.len;

	if (cut.len == s.len || s.ptr[cut.len] == ' ')
		return str_trim(cut);
	while (end > 0 && cut.ptr[end - 1] != ' ')
		end--;
	return str_trim(str_cut(cut, end > 0 ? end : cut.len));
}

enum err
html_text(struct arena *a, struct str markup, size_t chars, struct str *out)
{
	struct buf b;
	xmlDoc *doc;
	enum err err;

	if ((err = parse_html(markup, XML_INPUT_MAX, &doc)))
		return err;
	buf_init(&b, 2 * XML_INPUT_MAX);
	collect_text(&b, (const xmlNode *)doc);
	xmlFreeDoc(doc);
	if (b.len > 0)
		b.len = collapse(b.ptr, b.len);
	*out = b.len > 0 ? str_dup(a, cut_at_word(buf_view(&b), chars)) : STR("");
	buf_release(&b);
	return OK;
}

/* ---- checks ---- */

enum err
xml_check(struct str xml)
{
	xmlDoc *doc;
	enum err err = parse_xml(xml, &doc);

	if (!err)
		xmlFreeDoc(doc);
	return err;
}

enum err
html_xpath(struct arena *a, struct str html, const char *xpath, struct str *out)
{
	xmlDoc *doc;
	enum err err;

	if (html.len > XML_INPUT_MAX)
		return err_fail(ERR_LIMIT, "could not read markup: %zu bytes", html.len);
	/* A whole page: no frame around it. */
	doc = htmlReadMemory(html.ptr ? html.ptr : "", (int)html.len, NULL, "UTF-8", HTML_OPTIONS);
	if (!doc)
		return err_fail(ERR_NOT_FOUND, "could not find '%s': there is no markup", xpath);
	err = xpath_text(a, doc, xpath, out);
	xmlFreeDoc(doc);
	return err;
}

enum err
xml_xpath(struct arena *a, struct str xml, const char *xpath, struct str *out)
{
	xmlDoc *doc;
	enum err err = parse_xml(xml, &doc);

	if (err)
		return err;
	err = xpath_text(a, doc, xpath, out);
	xmlFreeDoc(doc);
	return err;
}

static void
be_quiet(void *payload, xmlError *error)
{
	(void)payload, (void)error;
}

static enum err
xpath_text(struct arena *a, xmlDoc *doc, const char *xpath, struct str *out)
{
	xmlXPathContext *context = xmlXPathNewContext(doc);
	xmlXPathObject *found;
	xmlChar *text;
	enum err err = OK;

	if (!context)
		abort();
	context->error = be_quiet;
	found = xmlXPathEvalExpression((const xmlChar *)xpath, context);
	if (!found) {
		err = err_fail(ERR_INVALID, "could not evaluate XPath '%s'", xpath);
	} else if (found->type == XPATH_NODESET && xmlXPathNodeSetIsEmpty(found->nodesetval)) {
		err = err_fail(ERR_NOT_FOUND, "could not find '%s'", xpath);
	} else {
		if (!(text = xmlXPathCastToString(found)))
			abort();
		*out = str_dup(a, str_of((const char *)text));
		xmlFree(text);
	}
	xmlXPathFreeObject(found);
	xmlXPathFreeContext(context);
	return err;
}
