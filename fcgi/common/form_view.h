/*
 * form_view.h - forms of pages: a table says what each field is, its shape what it must hold; one partial draws them
 * all.
 *
 *	static const struct form_field fields[] = {
 *		{ "email", "E-mail address", FIELD_EMAIL, .autocomplete = "username" },
 *		{ "password", "Password", FIELD_PASSWORD, .autocomplete = "current-password" },
 *	};
 *	form_view_fill(r, &view.form, fields, COUNT(fields), &login_shape, r->form, &r->errors);
 *	view.form.action = STR("/login");
 *	view.form.submit = form_text(r, "Log in");
 *
 * and in the template, inside <form method="post" action="{{form.action}}">:  {{#form}}{{>partials/form}}{{/form}}
 *
 * (Labels are marked with N_ in the code.)  Required and the greatest length come from the shape.  What was entered is
 * shown again, but never a password.  Errors stand beside their fields (aria-invalid, aria-describedby) and in a
 * summary above (role=alert, takes the focus, a link per field); those that belong to no field stand in the summary
 * alone.  The reply of a form with errors has status 422: form_status().
 */
#ifndef MERCER_FCGI_FORM_VIEW_H
#define MERCER_FCGI_FORM_VIEW_H

#include "fcgi/common/page.h"

enum field_kind {
	FIELD_TEXT,
	FIELD_EMAIL,
	FIELD_TEL,
	FIELD_DATE,
	FIELD_PASSWORD,
	FIELD_CODE,
	FIELD_CHECK,
	FIELD_SELECT,
	FIELD_AREA,
	FIELD_HIDDEN
};

/* What the author of a page says about a field; name, label and kind are enough. */
struct form_field {
	const char *name;         /* member of the shape */
	const char *label;        /* msgid */
	enum field_kind kind;
	const char *autocomplete; /* token of the HTML standard: "username", "new-password", "postal-code" */
	const char *hint;         /* msgid: what would be right, shown before typing */
	const char *inputmode;    /* NULL: the kind's own */
	bool half;                /* beside the next one, where there is room */
	bool short_;              /* as wide as what is expected: a postal code */
	const char *legend;       /* msgid: a heading above it, where a long form has parts */
};

struct option_view {
	struct str value, name;
	bool chosen;
};
struct field_view {
	struct str name, id, label, value, hint, error;
	struct str type;          /* of <input> */
	struct str autocomplete, inputmode;
	struct str describedby;   /* ids of hint and error; absent: none */
	struct str hint_id, error_id;
	int64_t most;             /* maxlength; 0: none */
	bool required, checked, half, short_;
	struct str legend;
	bool is_input, is_password, is_check, is_select, is_area; /* one of them, or none: hidden */
	struct list options;      /* option_view */
	/* A button beside a choice that sends the form elsewhere, for browsers without JavaScript; absent: none. */
	struct str button, button_action;
};
struct form_view {
	struct str action, submit;
	struct str csrf;          /* the token of this page */
	struct str once;          /* once_key(), on a form whose route is ROUTE_ONCE; absent: none */
	/* hidden, for password managers, on forms that ask for a password alone; absent: none */
	struct str username;
	struct list fields;       /* field_view */
	struct list errors;       /* link_view: "Postal code: ..." -> "#postal_code" */
	bool danger;              /* what is sent cannot be undone: its button says so */
	bool failed;              /* there are errors */
	int64_t error_count;
};
extern const struct shape option_view_shape, field_view_shape, form_view_shape;

/* Fields of `s` with the values of `obj` (NULL: empty) and the errors.  `s` NULL: a form of buttons alone. */
void form_view_fill(struct req *r, struct form_view *f, const struct form_field *fields, size_t count,
    const struct shape *s, const void *obj, const struct field_errors *errors);
/* The same in pieces, after a form_view_fill() without fields: more fields, of a struct inside the form's (`part`
 * "delivery": names "delivery.line1", ids "delivery-line1"; NULL: of the form itself); then the errors of all of them.
 * */
void form_view_add(struct req *r, struct form_view *f, const char *part, const struct form_field *fields, size_t count,
    const struct shape *s, const void *obj);
void form_view_errors(struct req *r, struct form_view *f, const struct field_errors *errors);
/* A field of the form by its name, to add options, a hint with numbers, or a value; never NULL for a name of the table.
 * */
struct field_view *form_view_field(const struct form_view *f, const char *name);
/* An error of the whole form, in the page's language. */
void form_view_error(struct req *r, struct form_view *f, struct str message);
/* 200, or 422 when there are errors. */
int form_status(const struct form_view *f);
/* A text of ours in the language of the page. */
struct str form_text(const struct req *r, const char *msgid);
/* "22 November 2026", as the page's language writes it; absent: absent. */
struct str form_date(const struct req *r, struct time t);

#endif
