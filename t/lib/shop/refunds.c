/* refunds.c - see refunds.h. */
#include "t/lib/shop/refunds.h"

#include <unistd.h>

void
refunds_begin(struct refunds *x)
{
	orders_open(&x->t, 1000, 1000);
	x->clerk = (struct who){ .actor = "staff", .id = STR("acc_clerk"), .ip = STR("10.0.0.9"), .locale = STR("en") };
	x->admin = db_new(x->t.s.f.config, "admin");
	x->office = orders_env(&x->t, x->admin);
	x->office.who = &x->clerk;
	x->pay = (struct payment_env){ .order = x->office };
}

void
refunds_finish(struct refunds *x)
{
	db_free(x->admin);
	orders_close(&x->t);
}

struct order
refunds_sent(struct refunds *x, int64_t lamps, int64_t desks, struct str code)
{
	struct order o = orders_paid(&x->t, lamps, desks, code);

	if (lamps)
		CHECK_ERR(orders_move(&x->t, &o, 0, lamps, false), OK);
	if (desks)
		CHECK_ERR(orders_move(&x->t, &o, lamps ? 1 : 0, desks, false), OK);
	return orders_now(&x->t, o.public_id);
}

struct list
refunds_pieces(struct refunds *x, const struct order *o, size_t line, int64_t quantity)
{
	struct order_cut *cut = arena_new_of(x->t.s.f.arena, struct order_cut);

	*cut = (struct order_cut){ ((const struct order_line *)o->lines.items)[line].public_id, quantity };
	return (struct list){ cut, 1 };
}

enum err
refunds_try(struct refunds *x, const struct order *o, struct order_refund_input in, struct order_refunding *out)
{
	static int keys;

	if (str_is_absent(in.key))
		in.key = str_printf(x->t.s.f.arena, "key-%d-%d", (int)getpid(), keys++);
	return order_refund(&x->office, o->public_id, &in, out);
}
