/*
 * mail_stock.c - mails to colleagues, and to the address that is configured: the day's list of what is low, and what is
 * sold out.
 *
 * A mail shows the stock as it is when it is sent.  Colleagues get it in their language, the address in the shop's
 * first.  Which mail is due when: lib/shop/stock_notice.h.
 */
#include "bin/worker/mail_send.h"
#include "lib/io/json_tree.h"
#include "lib/shop/stock_notice.h"

#define SHOWN_MAX 40
#define LOW_MAX 5000

struct notice {
	struct worker *w;
	struct arena *arena;
	const struct outbox_event *event;
	enum mail_template template;
	struct list variants;    /* struct str: what was sold out */
	struct time since;       /* of the mail before */
};

bool
mail_is_of_stock(const struct outbox_event *event)
{
	return str_starts(event->type, STR("stock."));
}

static void
fill_lines(const struct notice *n, const struct list *lines, bool gone, struct mail_stock *v)
{
	const struct stock_notice_line *l = lines->items;
	struct mail_stock_line *views = arena_array(n->arena, struct mail_stock_line, lines->count + 1);
	struct list *out = gone ? &v->sold_out : &v->low;
	size_t count = 0;

	for (size_t i = 0; i < lines->count; i++) {
		if ((l[i].available <= 0) != gone)
			continue;
		v->count++;
		if (count == SHOWN_MAX) {
			v->more++;
			continue;
		}
		views[count++] = (struct mail_stock_line){ l[i].title, l[i].options, l[i].sku, l[i].warehouse,
			l[i].available, l[i].low_at,
			!time_is_absent(l[i].since) && l[i].since.us > n->since.us && n->since.us > 0 };
	}
	*out = (struct list){ views, count };
	if (gone)
		v->has_sold_out = count > 0;
	else
		v->has_low = count > 0;
}

/* Nothing is low any more, or all of it has come back: no mail. */
static enum err
fill(const struct notice *n, struct str locale, struct mail_stock *v)
{
	struct list lines;
	enum err err = n->template == MAIL_STOCK_SOLD_OUT
	    ? stock_notice_gone(n->w->db, n->arena, locale, n->variants, &lines)
	    : stock_notice_low(n->w->db, n->arena, locale, LOW_MAX, &lines);

	if (err)
		return err;
	fill_lines(n, &lines, true, v);
	if (n->template == MAIL_STOCK_LOW)
		fill_lines(n, &lines, false, v);
	return OK;
}

static enum err
send_to(const struct notice *n, const struct stock_reader *to)
{
	int locale = MAX(i18n_find(n->w->i18n, to->locale), 0);
	struct mail_view v = mail_view_begin(n->w, n->arena, locale);
	struct mail_stock stock = { 0 };
	enum err err = fill(n, v.locale, &stock);

	if (err || !stock.count)
		return err;
	v.is_office = true;
	v.name = to->given_name;
	v.stock = &stock;
	v.link = mail_url(n->w, n->arena, locale, "/admin/stock?low=true");
	v.help_link = to->account_id ? mail_url(n->w, n->arena, locale, "/admin/account") : STR_ABSENT;
	return mail_deliver(&(struct mail_parcel){ .w = n->w,
	    .arena = n->arena,
	    .event = n->event,
	    .template = n->template,
	    .locale = locale,
	    .account_id = to->account_id,
	    .recipient = to->email,
	    .view = &v });
}

static enum err
read_event(struct notice *n)
{
	const struct json_node *payload, *list;
	struct str *ids, since;
	size_t count = 0;
	enum err err = json_tree(n->arena, n->event->payload, &payload);

	if (err)
		return err;
	since = json_text(payload, "since");
	if (since.len && (err = time_parse(since, &n->since)))
		return err;
	list = json_at(payload, "variants");
	for (const struct json_node *one = list ? list->first : NULL; one; one = one->next)
		count++;
	ids = arena_array(n->arena, struct str, count + 1);
	for (const struct json_node *one = list ? list->first : NULL; one; one = one->next)
		ids[n->variants.count++] = one->text;
	n->variants.items = ids;
	return OK;
}

enum err
mail_stock_handle(struct worker *w, struct arena *a, const struct outbox_event *event)
{
	struct notice n = { .w = w, .arena = a, .event = event };
	const struct config *c = w->config;
	const struct str address = config_str(c, "stock.mail_to");
	const struct stock_reader *reader;
	struct list readers;
	enum err err, first = OK;

	if (str_eq(event->type, STR("stock.sold_out")))
		n.template = MAIL_STOCK_SOLD_OUT;
	else if (str_eq(event->type, STR("stock.digest")))
		n.template = MAIL_STOCK_LOW;
	else
		return OK;
	if ((err = read_event(&n)) || (err = stock_readers(w->db, a, n.template == MAIL_STOCK_SOLD_OUT, &readers)))
		return err;
	reader = readers.items;
	/* One that cannot be sent does not keep the others from being. */
	for (size_t i = 0; i < readers.count; i++) {
		err = send_to(&n, &reader[i]);
		first = first ? first : err;
	}
	if (address.len && (n.template == MAIL_STOCK_LOW || config_bool(c, "stock.mail_sold_out"))) {
		err = send_to(&n, &(struct stock_reader){ .email = address });
		first = first ? first : err;
	}
	return first;
}
