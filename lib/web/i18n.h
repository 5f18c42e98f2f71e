/*
 * i18n.h - translated texts: gettext catalogues (templates/locale/<locale>.po, compiled by msgfmt at build time), read
 * at start.
 *
 * The msgid is the English text; English needs no catalogue.  Templates are translated at compile time (tmpl.h); C code
 * asks for messages that are chosen at run time (field errors, titles).  Plural-Forms are evaluated as gettext does.
 */
#ifndef MERCER_I18N_H
#define MERCER_I18N_H

#include "lib/base/conf.h"
#include "lib/base/shape.h"

#define I18N_MSGID_MAX 4096 /* bytes of a text that has plural forms */

struct i18n;
/* Reads a .mo for every locale of site.locales but "en".  ERR_NOT_FOUND / ERR_INVALID: missing or broken catalogue. */
enum err i18n_load(const struct config *c, struct i18n **out) MUST_CHECK;
void i18n_free(struct i18n *i);
size_t i18n_count(const struct i18n *i);
struct str i18n_locale(const struct i18n *i, int locale);          /* "de" */
int i18n_find(const struct i18n *i, struct str locale);            /* -1: not one of ours */
/* Index of the best match of an Accept-Language header (RFC 9110 12.5.4, RFC 4647 lookup); 0 when nothing fits. */
int i18n_accept(const struct i18n *i, struct str header);
/* Translation, or the msgid itself. */
struct str i18n_text(const struct i18n *i, int locale, const char *msgid);
struct str i18n_plural(const struct i18n *i, int locale, const char *msgid, const char *plural, int64_t n);
/* Form index for n, and how many forms the locale has: for compiled templates. */
unsigned i18n_form(const struct i18n *i, int locale, int64_t n);
unsigned i18n_forms(const struct i18n *i, int locale);
struct str i18n_text_form(const struct i18n *i, int locale, struct str msgid, struct str plural, unsigned form);
/* The message of a field error in this language, with its number put in.  i may be NULL: English. */
struct str i18n_field(const struct i18n *i, int locale, struct arena *a, const struct field_error *e);

#endif
