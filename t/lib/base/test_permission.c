/* Tests of lib/base/permission.c. */
#include "lib/base/permission.h"
#include "t/support/suite.h"

static struct str
text_of(struct arena *a, uint64_t set)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE * 4);
	permission_write(&b, set);
	return buf_view(&b);
}

static void
test_permission__names(void)
{
	const struct permission_info *p;
	size_t n = 0;

	for (; (p = permission_at(n)); n++) {
		struct str name = str_of(p->name);
		CU_ASSERT_EQUAL(permission_find(name), p->permission);
		CU_ASSERT_STRING_EQUAL(permission_name(p->permission), p->name);
		CU_ASSERT(str_find(name, '.') > 0 && str_find(name, '.') < name.len);
		CU_ASSERT_EQUAL(str_find(name, ' '), name.len);
		CU_ASSERT(p->holders && !(p->holders & ~(unsigned)(PERM_FOR_OFFICE | PERM_FOR_SELF)));
		CU_ASSERT(p->doc[0] != 0);
	}
	CU_ASSERT_EQUAL(n + 1, PERM__COUNT);
	CU_ASSERT_EQUAL(permission_find(STR("nothing.read")), PERM_NONE);
	CU_ASSERT_EQUAL(permission_find(STR("Customer.read")), PERM_NONE);
	CU_ASSERT_EQUAL(permission_find(STR("")), PERM_NONE);
	CU_ASSERT_STRING_EQUAL(permission_name(PERM_NONE), "");
}

static void
test_permission__sets(void)
{
	struct arena *a = arena_new();
	uint64_t set, all = permission_for(PERM_FOR_OFFICE | PERM_FOR_SELF);

	CU_ASSERT(permission_read(STR("customer.read audit.read"), &set));
	CU_ASSERT_EQUAL(set, permission_bit(PERM_CUSTOMER_READ) | permission_bit(PERM_AUDIT_READ));
	CU_ASSERT(str_eq_z(text_of(a, set), "customer.read audit.read"));
	CU_ASSERT(permission_read(STR("  audit.read   audit.read "), &set));
	CU_ASSERT_EQUAL(set, permission_bit(PERM_AUDIT_READ));
	CU_ASSERT(permission_read(STR(""), &set));
	CU_ASSERT_EQUAL(set, 0);
	CU_ASSERT_FALSE(permission_read(STR("audit.read root"), &set));
	CU_ASSERT_EQUAL(set, permission_bit(PERM_AUDIT_READ));
	CU_ASSERT(permission_read(text_of(a, all), &set));
	CU_ASSERT_EQUAL(set, all);
	/* What both have is what the shop's staff does for all and a customer for himself: orders, payments, shipments.
	 * */
	CU_ASSERT_EQUAL(permission_for(PERM_FOR_OFFICE) & permission_for(PERM_FOR_SELF),
	    permission_bit(PERM_ORDER_READ) | permission_bit(PERM_ORDER_WRITE) | permission_bit(PERM_PAYMENT_READ) |
		permission_bit(PERM_PAYMENT_WRITE) | permission_bit(PERM_SHIPMENT_READ));
	CU_ASSERT_EQUAL(permission_bit(PERM_NONE), 0);
	arena_free(a);
}

SUITE(permission,
    { "names", test_permission__names },
    { "sets", test_permission__sets });
