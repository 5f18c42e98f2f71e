/* sanitize.c - the allow list for rich text.  See sanitize.h and html_sanitize() in xml.h. */
#include "lib/io/sanitize.h"
#include "lib/base/escape.h"

enum rule_flag {
	BLOCK = 1 << 0,  /* begins a new line */
	PHRASE = 1 << 1, /* holds text and inline elements only */
	VOID = 1 << 2,   /* has no content and no end tag */
};
static const struct rule {
	const char *name;
	unsigned flags;
	const char *parents; /* may only stand directly in one of these: " a b " */
	const char *written; /* another name instead */
} rules[] = {
	{ "p", BLOCK | PHRASE, NULL, NULL },
	{ "br", VOID, NULL, NULL },
	{ "strong", PHRASE, NULL, NULL },
	{ "b", PHRASE, NULL, NULL },
	{ "em", PHRASE, NULL, NULL },
	{ "i", PHRASE, NULL, NULL },
	{ "u", PHRASE, NULL, NULL },
	{ "s", PHRASE, NULL, NULL },
	{ "ul", BLOCK, NULL, NULL },
	{ "ol", BLOCK, NULL, NULL },
	{ "li", BLOCK, " ul ol ", NULL },
	{ "dl", BLOCK, NULL, NULL },
	{ "dt", BLOCK | PHRASE, " dl ", NULL },
	{ "dd", BLOCK, " dl ", NULL },
	{ "h1", BLOCK | PHRASE, NULL, "h2" },
	{ "h2", BLOCK | PHRASE, NULL, NULL },
	{ "h3", BLOCK | PHRASE, NULL, NULL },
	{ "h4", BLOCK | PHRASE, NULL, NULL },
	{ "h5", BLOCK | PHRASE, NULL, NULL },
	{ "h6", BLOCK | PHRASE, NULL, NULL },
	{ "blockquote", BLOCK, NULL, NULL },
	{ "pre", BLOCK | PHRASE, NULL, NULL },
	{ "code", PHRASE, NULL, NULL },
	{ "hr", BLOCK | VOID, NULL, NULL },
	{ "table", BLOCK, NULL, NULL },
	{ "caption", BLOCK | PHRASE, " table ", NULL },
	{ "thead", BLOCK, " table ", NULL },
	{ "tbody", BLOCK, " table ", NULL },
	{ "tfoot", BLOCK, " table ", NULL },
	{ "tr", BLOCK, " table thead tbody tfoot ", NULL },
	{ "th", BLOCK | PHRASE, " tr ", NULL },
	{ "td", BLOCK, " tr ", NULL },
	{ "a", PHRASE, NULL, NULL },
	{ "img", VOID, NULL, NULL },
	{ "span", PHRASE, NULL, NULL },
	{ "sub", PHRASE, NULL, NULL },
	{ "sup", PHRASE, NULL, NULL },
	{ "small", PHRASE, NULL, NULL },
};

static const char *const dropped[] = { "script", "style", "iframe", "object", "embed", "applet", "svg", "math",
	"noscript", "noembed", "noframes", "template", "title", "xmp", "plaintext", "textarea", "select", "button",
	"input", "audio", "video", "canvas", "frameset", "frame", "link", "meta", "base" };

static const char *const other_blocks[] = { "div", "section", "article", "header", "footer", "main", "aside", "nav",
	"center", "form", "fieldset", "address", "figure", "figcaption", "details", "summary", "dir", "menu", "hgroup",
	"body", "html", "legend" };

static bool clean_url(struct buf *b, struct str url, bool is_link);

static const struct rule *
rule_of(const char *name)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (strcmp(rules[i].name, name) == 0)
			return &rules[i];
	return NULL;
}

static bool
is_in(const char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

bool
sanitize_is_dropped(const char *name)
{
	return is_in(dropped, COUNT(dropped), name);
}

bool
sanitize_is_block(const char *name)
{
	const struct rule *r = rule_of(name);

	return r ? (r->flags & BLOCK) != 0 : is_in(other_blocks, COUNT(other_blocks), name);
}

/* ---- attributes ---- */

/* XML 1.0's characters without the line ends that parsers change. */
static void
add_clean(struct buf *b, struct str s)
{
	size_t at = 0, from = 0;

	while (at < s.len) {
		size_t start = at;
		uint32_t c = str_next_char(s, &at);
		if ((c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) && c != 0xFFFE && c != 0xFFFF) || c == '\n' ||
		    c == '\t')
			continue;
		escape_html(b, str_n(s.ptr + from, start - from));
		from = at;
	}
	escape_html(b, str_n(s.ptr + from, s.len - from));
}

static void
add_attribute(struct buf *b, const char *name, struct str value)
{
	if (str_is_absent(value))
		return;
	buf_char(b, ' ');
	buf_z(b, name);
	buf_lit(b, "=\"");
	add_clean(b, value);
	buf_char(b, '"');
}

static struct str
size_or_absent(struct str s)
{
	int64_t v;

	s = str_trim(s);
	return s.len > 0 && s.len <= 4 && !str_to_i64(s, 1, 9999, &v) && s.ptr[0] != '0' ? s : STR_ABSENT;
}

static bool
write_link(struct sanitizer *s, const struct element *e)
{
	struct buf url;
	bool good;

	buf_init(&url, BUF_LINE);
	good = s->links == 0 && !str_is_absent(e->href) && clean_url(&url, e->href, true);
	if (good) {
		struct str u = buf_view(&url);
		buf_lit(s->out, "<a");
		add_attribute(s->out, "href", u);
		add_attribute(s->out, "title", e->title);
		if (str_starts(u, STR("http")) || str_starts(u, STR("//")))
			buf_lit(s->out, " rel=\"nofollow noopener\"");
		buf_char(s->out, '>');
		s->links++;
	}
	buf_release(&url);
	return good;
}

static void
write_image(struct sanitizer *s, const struct element *e)
{
	struct buf url;

	buf_init(&url, BUF_LINE);
	if (!str_is_absent(e->src) && clean_url(&url, e->src, false)) {
		buf_lit(s->out, "<img");
		add_attribute(s->out, "src", buf_view(&url));
		add_attribute(s->out, "alt", str_is_absent(e->alt) ? STR("") : e->alt);
		add_attribute(s->out, "width", size_or_absent(e->width));
		add_attribute(s->out, "height", size_or_absent(e->height));
		buf_char(s->out, '>');
	}
	buf_release(&url);
}

/* ---- addresses ---- */

static bool
is_scheme_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
	    c == '.';
}

/* The part before ':' when that comes before any '/', '?' or '#'; absent: a relative address. */
static struct str
scheme_of(struct str url)
{
	for (size_t i = 0; i < url.len; i++) {
		if (url.ptr[i] == ':')
			return str_cut(url, i);
		if (strchr("/?#", url.ptr[i]))
			break;
	}
	return STR_ABSENT;
}

static bool
scheme_is_good(struct str scheme, bool is_link)
{
	for (size_t i = 0; i < scheme.len; i++)
		if (!is_scheme_char(scheme.ptr[i]))
			return false;
	if (str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https")))
		return true;
	return is_link && (str_eq_nocase(scheme, STR("mailto")) || str_eq_nocase(scheme, STR("tel")));
}

/* As a browser would read it: blanks and controls at the ends and line breaks inside do not count.  What could still be
 * read in two ways (blanks, quotes, backslashes) is percent-encoded. */
static bool
clean_url(struct buf *b, struct str url, bool is_link)
{
	static const char hex[] = "0123456789ABCDEF";
	struct str scheme;
	struct buf plain;
	bool good;

	while (url.len > 0 && (unsigned char)url.ptr[0] <= ' ')
		url = str_skip(url, 1);
	while (url.len > 0 && (unsigned char)url.ptr[url.len - 1] <= ' ')
		url.len--;
	buf_init(&plain, BUF_LINE);
	for (size_t i = 0; i < url.len; i++) {
		unsigned char c = (unsigned char)url.ptr[i];
		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		if (c <= ' ' || c == 0x7F || strchr("\"<>`\\^{|}", c)) {
			buf_char(&plain, '%');
			buf_char(&plain, hex[c >> 4]);
			buf_char(&plain, hex[c & 15]);
		} else {
			buf_char(&plain, (char)c);
		}
	}
	scheme = scheme_of(buf_view(&plain));
	good = plain.len > 0 && !plain.failed && (str_is_absent(scheme) || scheme_is_good(scheme, is_link));
	for (size_t i = 0; good && i < scheme.len; i++)
		plain.ptr[i] = (char)(plain.ptr[i] >= 'A' && plain.ptr[i] <= 'Z' ? plain.ptr[i] | 0x20 : plain.ptr[i]);
	if (good)
		buf_str(b, buf_view(&plain));
	buf_release(&plain);
	return good;
}

/* ---- elements ---- */

/* Is the element that was opened last one that r may stand in? */
static bool
is_in_place(const struct sanitizer *s, const struct rule *r)
{
	char padded[16];

	if (!r->parents)
		return true;
	if (s->depth == 0)
		return false;
	snprintf(padded, sizeof(padded), " %s ", s->open[s->depth - 1]);
	return strstr(r->parents, padded) != NULL;
}

/* The rule to write an element by; NULL: it loses its tag. */
static const struct rule *
choose(const struct sanitizer *s, const struct element *e)
{
	const struct rule *r = rule_of(e->name);
	bool document = strcmp(e->name, "body") == 0 || strcmp(e->name, "html") == 0;

	if (r && !is_in_place(s, r))
		r = NULL;
	/* div and the like around plain text, and cells without a table: a paragraph. */
	if (!r && sanitize_is_block(e->name) && !document)
		r = rule_of("p");
	/* The blocks inside stand for themselves; only a link keeps its hold on what is in it. */
	if (r && (r->flags & PHRASE) && e->holds_block && strcmp(r->name, "a") != 0)
		r = NULL;
	return r;
}

static void
write_start(struct sanitizer *s, const char *name)
{
	buf_char(s->out, '<');
	buf_z(s->out, name);
	buf_char(s->out, '>');
}

bool
sanitize_open(struct sanitizer *s, const struct element *e)
{
	const struct rule *r = choose(s, e);

	if (s->inside > 0 && sanitize_is_block(e->name)) {
		/* A block where only text may be: its words stay apart from their neighbours. */
		buf_char(s->out, ' ');
		return false;
	}
	if (!r || s->depth == SANITIZE_DEPTH)
		return false;
	if (strcmp(r->name, "img") == 0) {
		write_image(s, e);
		return false;
	}
	if (strcmp(r->name, "a") != 0)
		write_start(s, r->written ? r->written : r->name);
	else if (!write_link(s, e))
		return false;
	if (r->flags & VOID)
		return false;
	s->inside += (r->flags & PHRASE) != 0;
	s->open[s->depth++] = r->written ? r->written : r->name;
	return true;
}

void
sanitize_close(struct sanitizer *s)
{
	const char *name = s->open[--s->depth];

	s->inside -= (rule_of(name)->flags & PHRASE) != 0;
	s->links -= strcmp(name, "a") == 0;
	buf_lit(s->out, "</");
	buf_z(s->out, name);
	buf_char(s->out, '>');
}

void
sanitize_text(struct sanitizer *s, struct str text)
{
	add_clean(s->out, text);
}
