/* tmpl_context.c - a small HTML tokenizer that only knows where it is.  See tmpl_context.h. */
#include "lib/web/tmpl_context.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool
is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static void
append(char word[CONTEXT_WORD], char c)
{
	size_t len = strlen(word);

	if (len < CONTEXT_WORD - 1) {
		word[len] = lower(c);
		word[len + 1] = '\0';
	}
}

static bool
just_said(const struct context *c, const char *what)
{
	size_t len = strlen(what), have = strlen(c->recent);

	return have >= len && strcmp(c->recent + have - len, what) == 0;
}

static void
end_tag(struct context *c)
{
	bool raw = strcmp(c->tag, "script") == 0 || strcmp(c->tag, "style") == 0;

	c->state = raw ? CONTEXT_RAW : CONTEXT_TEXT;
	c->recent[0] = '\0';
}

static void
in_tag(struct context *c, char ch)
{
	if (ch == '>') {
		end_tag(c);
	} else if (is_space(ch) || ch == '/') {
		/* "</a" names itself "/a", which is no raw element */
		if (c->naming && !c->tag[0] && ch == '/')
			append(c->tag, ch);
		else
			c->naming = false;
	} else if (c->naming) {
		append(c->tag, ch);
	} else if (ch == '=' && c->attribute[0]) {
		c->state = CONTEXT_EQUALS; /* href = "..." */
	} else {
		c->state = CONTEXT_NAME;
		c->attribute[0] = '\0';
		append(c->attribute, ch);
	}
}

static void
in_name(struct context *c, char ch)
{
	if (ch == '>') {
		end_tag(c);
	} else if (ch == '=') {
		c->state = CONTEXT_EQUALS;
	} else if (is_space(ch) || ch == '/') {
		c->state = CONTEXT_TAG;
	} else {
		append(c->attribute, ch);
	}
}

static void
in_text(struct context *c, char ch)
{
	if (just_said(c, "<!--")) {
		c->state = CONTEXT_COMMENT;
	} else if (is_letter(ch) || ch == '/') {
		if (just_said(c, ch == '/' ? "</" : (char[]){ '<', lower(ch), '\0' })) {
			c->state = CONTEXT_TAG;
			c->naming = true;
			c->tag[0] = c->attribute[0] = '\0';
			append(c->tag, ch);
		}
	}
}

static void
follow(struct context *c, char ch)
{
	size_t have = strlen(c->recent);

	if (have == sizeof(c->recent) - 1)
		memmove(c->recent, c->recent + 1, have--);
	c->recent[have] = lower(ch);
	c->recent[have + 1] = '\0';
	switch (c->state) {
	case CONTEXT_TEXT:
		in_text(c, ch);
		break;
	case CONTEXT_TAG:
		in_tag(c, ch);
		break;
	case CONTEXT_NAME:
		in_name(c, ch);
		break;
	case CONTEXT_EQUALS:
		if (ch == '>')
			end_tag(c);
		else if (!is_space(ch))
			c->state = ch == '"' ? CONTEXT_DOUBLE : ch == '\'' ? CONTEXT_SINGLE : CONTEXT_BARE;
		break;
	case CONTEXT_BARE:
		if (ch == '>')
			end_tag(c);
		else if (is_space(ch))
			c->state = CONTEXT_TAG;
		break;
	case CONTEXT_DOUBLE:
	case CONTEXT_SINGLE:
		if (ch == (c->state == CONTEXT_DOUBLE ? '"' : '\''))
			c->state = CONTEXT_TAG;
		break;
	case CONTEXT_COMMENT:
		if (just_said(c, "-->"))
			c->state = CONTEXT_TEXT;
		break;
	case CONTEXT_RAW:
		if (just_said(c, "</script") || just_said(c, "</style")) {
			c->state = CONTEXT_TAG;
			c->naming = true;
			memcpy(c->tag, "/", 2);
		}
		break;
	}
}

void
context_text(struct context *c, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		follow(c, s.ptr[i]);
}

const char *
context_refuses(const struct context *c)
{
	switch (c->state) {
	case CONTEXT_TEXT:
		return just_said(c, "<") || just_said(c, "</") ? "text may not be a part of a tag" : NULL;
	case CONTEXT_DOUBLE:
	case CONTEXT_SINGLE:
		if (strncmp(c->attribute, "on", 2) == 0 || strcmp(c->attribute, "style") == 0 ||
		    strcmp(c->attribute, "srcdoc") == 0)
			return "an attribute that holds code or markup takes no text";
		return NULL;
	case CONTEXT_TAG:
	case CONTEXT_NAME:
		return "text may not be a part of a tag; put it into a quoted attribute";
	case CONTEXT_EQUALS:
	case CONTEXT_BARE:
		return "an attribute's value needs quotes";
	case CONTEXT_COMMENT:
		return "text may not stand in an HTML comment; use {{! }}";
	case CONTEXT_RAW:
		return "text may not stand in a script or style; make it a struct html";
	}
	return NULL;
}

void
context_value(struct context *c)
{
	c->recent[0] = '\0';
}
