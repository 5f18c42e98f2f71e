/* mail_send.h - what the files that know which event sends which mail share. */
#ifndef MERCER_WORKER_MAIL_SEND_H
#define MERCER_WORKER_MAIL_SEND_H

#include "bin/worker/mail_view.h"

/* One mail of an event: who gets it, in which language, what it shows. */
struct mail_parcel {
	struct worker *w;
	struct arena *arena;
	const struct outbox_event *event;
	enum mail_template template;
	int locale;              /* index */
	int64_t account_id;      /* 0: a guest */
	struct str recipient;
	const struct mail_view *view;
};
/* Sends it unless it was sent before; ERR_INVALID: it was refused for good. */
enum err mail_deliver(const struct mail_parcel *p) MUST_CHECK;
/* A view with the shop's part filled. */
struct mail_view mail_view_begin(const struct worker *w, struct arena *a, int locale);
/* Absolute address of a page in a language. */
struct str mail_url(const struct worker *w, struct arena *a, int locale, const char *path);

/* Mails to colleagues about the stock (mail_stock.c). */
bool mail_is_of_stock(const struct outbox_event *event);
enum err mail_stock_handle(struct worker *w, struct arena *a, const struct outbox_event *event) MUST_CHECK;

/* Mails about orders (mail_orders.c). */
bool mail_is_of_order(const struct outbox_event *event);
enum err mail_order_handle(struct worker *w, struct arena *a, const struct outbox_event *event) MUST_CHECK;

#endif
