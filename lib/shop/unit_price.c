/* unit_price.c - price per unit.  See unit_price.h. */
#include "lib/shop/unit_price.h"

enum kind { MASS = 1, VOLUME, LENGTH, AREA, PIECES };
static const struct {
	const char *name;
	enum kind kind;
	int64_t factor; /* to the smallest unit of its kind */
} units[] = { { "mg", MASS, 1 }, { "g", MASS, 1000 }, { "kg", MASS, 1000000 }, { "ml", VOLUME, 1 },
	{ "cl", VOLUME, 10 }, { "dl", VOLUME, 100 }, { "l", VOLUME, 1000 }, { "mm", LENGTH, 1 }, { "cm", LENGTH, 10 },
	{ "m", LENGTH, 1000 }, { "m2", AREA, 1 }, { "m\xC2\xB2", AREA, 1 }, { "pc", PIECES, 1 }, { "pcs", PIECES, 1 } };

static int
find(struct str name)
{
	for (size_t i = 0; i < COUNT(units); i++)
		if (str_eq_nocase(name, str_of(units[i].name)))
			return (int)i;
	return -1;
}

bool
unit_price(struct money price, struct opt_i64 measure_e3, struct str unit, struct opt_i64 base_e3, struct str base_unit,
    struct money *out)
{
	int have = find(unit), base = find(base_unit);
	int64_t whole, part;

	if (!measure_e3.set || !base_e3.set || measure_e3.value <= 0 || have < 0 || base < 0 ||
	    units[have].kind != units[base].kind || __builtin_mul_overflow(base_e3.value, units[base].factor, &whole) ||
	    __builtin_mul_overflow(measure_e3.value, units[have].factor, &part))
		return false;
	if (money_ratio(price, whole, part, MONEY_HALF_UP, out)) {
		err_clear();
		return false;
	}
	return true;
}

struct str
unit_price_label(struct arena *a, struct money price, struct opt_i64 measure_e3, struct str unit,
    struct opt_i64 base_e3, struct str base_unit, struct str locale)
{
	struct money per;
	struct buf b;

	if (!unit_price(price, measure_e3, unit, base_e3, base_unit, &per))
		return STR_ABSENT;
	/* "/ 1000 g" is said as "/ kg". */
	if (base_e3.value == 1000000 && (str_eq_nocase(base_unit, STR("g")) || str_eq_nocase(base_unit, STR("ml")))) {
		base_unit = str_eq_nocase(base_unit, STR("g")) ? STR("kg") : STR("l");
		base_e3.value = 1000;
	}
	buf_in_arena(&b, a, BUF_LINE);
	money_format(&b, per, locale);
	buf_lit(&b, " / ");
	if (base_e3.value != 1000)
		buf_printf(&b, "%lld ", (long long)(base_e3.value / 1000));
	buf_str(&b, base_unit);
	return buf_view(&b);
}
