/*
 * xml.h - libxml2, held short: no network, no entities, no DTD, size limits.  Included by xml.c alone.
 */
#ifndef MERCER_XML_H
#define MERCER_XML_H

#include "lib/base/str.h"

#define XML_INPUT_MAX ((size_t)16 << 20)
#define RICH_TEXT_MAX ((size_t)512 << 10)

/* Rich text from merchants and imports -> trusted markup.  Allow list: p br strong b em i u s ul ol li dl dt dd h2 h3
 * h4 h5 h6 (h1 becomes h2) blockquote pre code hr table caption thead tbody tfoot tr th td a[href title] img[src alt
 * width height] span sub sup small; href only http(s), mailto, tel or relative, src only http(s) or relative;
 * everything else loses its tag and keeps its text, div and other blocks around plain text become p; script, style,
 * iframe, object, svg, math, form controls and comments lose their content too.  Links to other hosts get rel="nofollow
 * noopener"; an img has alt, empty if need be.  Every element but the void ones (br hr img, written without a slash) is
 * closed, and sanitizing the output again gives the same bytes.
 * ERR_LIMIT: larger than RICH_TEXT_MAX.  ERR_INVALID: not UTF-8, or a NUL. */
enum err html_sanitize(struct arena *a, struct str dirty, struct html *out) MUST_CHECK;
/* The text of markup, blanks collapsed, at most `chars` code points cut at a word (inside one that
 * alone is longer): for descriptions in meta tags and search. */
enum err html_text(struct arena *a, struct str markup, size_t chars, struct str *out) MUST_CHECK;

/* Tests and feeds: is this well-formed XML under the limits?  ERR_INVALID with the parser's line in the detail; a
 * document type declaration, and so every entity of its own, is refused too. */
enum err xml_check(struct str xml) MUST_CHECK;
/* Text of the first node that an XPath 1.0 expression finds ("" if the node is empty), or the text of its number,
 * string or truth value; ERR_NOT_FOUND; ERR_INVALID: bad expression or XML.  HTML is parsed leniently.  Names in XML
 * namespaces are found with local-name(). */
enum err html_xpath(struct arena *a, struct str html, const char *xpath, struct str *out) MUST_CHECK;
enum err xml_xpath(struct arena *a, struct str xml, const char *xpath, struct str *out) MUST_CHECK;

#endif
