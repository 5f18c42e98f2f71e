/*
 * tmpl.h - Mustache, compiled at start against shapes, one program per language.
 *
 * Syntax and meaning are those of the public Mustache spec where a shape can describe the data: {{name}}, {{a.b}},
 * {{.}} in lists of text, {{#section}} (bool, list, struct, or present scalar), {{^inverted}}, {{! comment}},
 * {{=set delimiters=}}, {{> partial}} with indentation of standalone partials, and inheritance
 * {{< parent}}{{$block}}…{{/block}}{{/parent}} for layouts.  {{name}} always escapes & < > " '; struct html members are
 * the only unescaped text.  {{{x}}} and {{& x}} are compile errors.  Lambdas and dynamic names are not taken.
 *
 * What a section shows, and what {{.}} is inside it (text and numbers as in JavaScript's Mustache):
 *	bool            when true                        list, pairs   once per element; pairs have `name` and `value`
 *	i32, i64        when not 0; {{.}} the number     str, html     when not empty; {{.}} the text
 *	opt             when set, 0 too; {{.}} the number   money, time  when present
 *	enum            when present; {{.}} its name     struct        when there is one; its members come first
 * What a variable prints: text escaped, html as it is, numbers in decimal, enums by name, nothing when absent.  Bool,
 * money, time, struct and list cannot be printed: the view makes text of them, because how they are written depends on
 * language and place.
 * A text may stand between tags and in quoted attribute values: in a tag, a value without quotes, an HTML comment, a
 * <script>, a <style>, or an on..., style or srcdoc attribute escaping would not make it safe, so it is a complaint
 * there.
 * Names are looked up in the innermost section first, then outwards; the rest of a dotted name must lie inside its
 * first part.  Blocks are seen through parents only, not through partials.  A partial may call itself (a tree): at most
 * 64 levels of data are shown.
 *
 * Ours, as sections whose meaning is fixed at compile time:
 *	{{#_}}Add to basket{{/_}}                       translated text (gettext msgid = the text between, white space collapsed; variables
 *	                                                inside are part of it: {{#_}}Results for “{{q}}”{{/_}})
 *	{{#_n total}}{{total}} product|{{total}} products{{/_n}}   plural forms by the number `total`, translated by ngettext's rules
 *	{{#asset}}css/shop.css{{/asset}}                URL of a static file with its content hash
 * A name that ends in .txt is plain text (mails): its file is templates/<name>, variables are not escaped, and every
 * blank stays.
 * An unknown name, a wrong type, an unclosed section, a missing partial or asset stops the boot with file:line:column
 * and the names that exist there.  White space: standalone tag lines vanish (spec); runs of blanks between tags are
 * kept except leading indentation, which is dropped from HTML templates unless inside <pre> or <textarea>.
 */
#ifndef MERCER_TMPL_H
#define MERCER_TMPL_H

#include "lib/base/conf.h"
#include "lib/base/shape.h"

struct i18n;
struct tmpl;
struct tmpl_set;

/* One per module, indexed by its enum: { [T_PRODUCT] = { "catalog/product", &product_view_shape } } */
struct tmpl_def {
	const char *name;          /* templates/<name>.html, or templates/<name> when that ends in .txt */
	const struct shape *view;
};

/* Compile all, for every locale.  ERR_INVALID with all complaints (up to 20) as detail. */
enum err tmpl_load(const struct config *c, const struct i18n *i18n, const struct tmpl_def *defs, size_t count,
    struct tmpl_set **out) MUST_CHECK;
void tmpl_free(struct tmpl_set *set);
const struct tmpl *tmpl_get(const struct tmpl_set *set, size_t index);
/* Append the page to `out`; locale is the index in site.locales.  Cannot fail but for the ceiling (out->failed). */
void tmpl_render(const struct tmpl *t, int locale, const void *view, struct buf *out);

/* For tests and the fuzzer: compile one text with partials from a callback. */
struct tmpl_source {
	bool (*partial)(void *payload, struct str name, struct str *text);
	void *payload;
	const struct i18n *i18n;   /* NULL: texts stay as they are */
	bool keep_indent;          /* spec tests, plain text: exact white space */
	bool plain;                /* plain text: variables are not escaped */
};
enum err tmpl_compile(struct arena *a, struct str name, struct str text, const struct shape *view,
    const struct tmpl_source *src, struct tmpl **out) MUST_CHECK;

#endif
