/* mail_view.h - what the templates of mails can show. */
#ifndef MERCER_WORKER_MAIL_VIEW_H
#define MERCER_WORKER_MAIL_VIEW_H

#include "bin/worker/worker.h"

/* Amounts and dates are text in the mail's language. */
struct mail_line {
	struct str title, options, sku, total;
	int64_t quantity;
};
struct mail_amount {
	struct str name, amount;
};
struct mail_order {
	struct str number, placed;
	struct list lines;       /* mail_line: what is ordered now */
	struct list part;        /* mail_line: what this mail is about: cancelled, in this parcel */
	bool is_all;             /* that is everything */
	struct str subtotal, total, shipping, shipping_name;
	bool has_shipping, free_shipping, tax_added, reverse_charge, is_pickup, is_guest;
	struct list discounts, taxes; /* mail_amount */
	struct list delivery, billing; /* struct str: lines of the addresses */
	struct str promise;      /* "25 November 2026 - 27 November 2026" */
	struct str pay_until;    /* an unpaid order ends then */
	struct str money;        /* what this mail is about: given back; absent: nothing */
	struct str place, carrier, tracking_code, tracking_url;
};

/* What should be ordered. */
struct mail_stock_line {
	struct str title, options, sku, warehouse; /* warehouse absent: all of them */
	int64_t available, low_at;
	bool is_new;             /* since the mail before */
};
struct mail_stock {
	struct list sold_out, low; /* mail_stock_line */
	bool has_sold_out, has_low;
	int64_t count, more;     /* all of them; those that are not shown */
};

struct mail_view {
	struct str site_name, site_url, site_host, locale;
	struct str name;         /* of the person; may be absent */
	struct str link;         /* what the button leads to */
	struct str help_link;    /* where somebody goes who did not do this */
	struct str at;           /* when it happened: "22 November 2026, 10:20 UTC" */
	struct str address;      /* the account's address, partly hidden */
	int64_t link_minutes, link_hours, link_days; /* how long the link works: one of them */
	bool is_office;
	bool factor_added, factor_removed, factor_used;
	bool is_totp, is_passkey, is_recovery, is_identity, is_all;
	struct str unsubscribe;  /* marketing only */
	struct mail_order *order;/* mails about one; NULL: another mail */
	struct mail_stock *stock;/* mails about the stock */
};
extern const struct shape mail_view_shape;

/* Templates, each of them twice: HTML, then text. */
enum mail_template {
	MAIL_CONFIRM,
	MAIL_WELCOME,
	MAIL_EXISTS,
	MAIL_RESET,
	MAIL_PASSWORD_CHANGED,
	MAIL_EMAIL_CONFIRM,
	MAIL_EMAIL_NOTICE,
	MAIL_EMAIL_CHANGED,
	MAIL_INVITED,
	MAIL_DISABLED,
	MAIL_ENABLED,
	MAIL_LOGIN_NEW_PLACE,
	MAIL_FACTOR_CHANGED,
	MAIL_EXPORT_READY,
	MAIL_ERASE_ASKED,
	MAIL_ORDER_CONFIRMED,
	MAIL_ORDER_UNPAID,
	MAIL_ORDER_CANCELLED,
	MAIL_ORDER_EXPIRED,
	MAIL_ORDER_SHIPPED,
	MAIL_ORDER_READY,
	MAIL_ORDER_DELIVERED,
	MAIL_ORDER_CREDITED,
	MAIL_ORDER_REFUNDED,
	MAIL_ORDER_LINK,
	MAIL_ORDER_WITHDRAWN,
	MAIL_STOCK_LOW,
	MAIL_STOCK_SOLD_OUT,
	MAIL__COUNT
};
extern const char *const mail_names[MAIL__COUNT]; /* "confirm": as in the table mail */

#endif
