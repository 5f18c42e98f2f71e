/* plural.c - Plural-Forms by recursive descent into postfix steps.  See plural.h. */
#include "lib/web/plural.h"

enum step_op {
	STEP_N,
	STEP_NUMBER,
	STEP_NOT,
	STEP_CHOOSE,
	STEP_OR,
	STEP_AND,
	STEP_EQ,
	STEP_NE,
	STEP_LE,
	STEP_GE,
	STEP_LT,
	STEP_GT,
	STEP_ADD,
	STEP_SUB,
	STEP_MUL,
	STEP_DIV,
	STEP_MOD
};
#define NESTING_MAX 32

struct reader {
	struct str rest;
	struct plural *out;
	unsigned depth;
	bool failed;
};

/* Binary operators by level, weakest first; longer spellings before their beginnings. */
static const struct {
	const char *text;
	unsigned char level, op;
} operators[] = { { "||", 0, STEP_OR }, { "&&", 1, STEP_AND }, { "==", 2, STEP_EQ }, { "!=", 2, STEP_NE },
	{ "<=", 3, STEP_LE }, { ">=", 3, STEP_GE }, { "<", 3, STEP_LT }, { ">", 3, STEP_GT }, { "+", 4, STEP_ADD },
	{ "-", 4, STEP_SUB }, { "*", 5, STEP_MUL }, { "/", 5, STEP_DIV }, { "%", 5, STEP_MOD } };
#define LEVELS 6

static void read_choice(struct reader *r);

static void
skip_blanks(struct reader *r)
{
	while (r->rest.len && (*r->rest.ptr == ' ' || *r->rest.ptr == '\t'))
		r->rest = str_skip(r->rest, 1);
}

static bool
take(struct reader *r, const char *text)
{
	skip_blanks(r);
	if (!str_starts(r->rest, str_of(text)))
		return false;
	r->rest = str_skip(r->rest, strlen(text));
	return true;
}

static void
add(struct reader *r, enum step_op op, unsigned value)
{
	if (r->out->count == PLURAL_STEPS_MAX)
		r->failed = true;
	else
		r->out->steps[r->out->count++] = (struct plural_step){ (unsigned char)op, value };
}

static void
read_number(struct reader *r)
{
	struct str digits;
	int64_t v;

	skip_blanks(r);
	digits = r->rest;
	digits.len = 0;
	while (digits.len < r->rest.len && digits.ptr[digits.len] >= '0' && digits.ptr[digits.len] <= '9')
		digits.len++;
	if (str_to_i64(digits, 0, UINT32_MAX, &v)) {
		r->failed = true;
		return;
	}
	r->rest = str_skip(r->rest, digits.len);
	add(r, STEP_NUMBER, (unsigned)v);
}

static void
read_unary(struct reader *r)
{
	bool negated = false;

	while (take(r, "!"))
		negated = !negated; /* "!!" leaves the truth alone; gettext's rules never count with its value */
	if (take(r, "(")) {
		read_choice(r);
		if (!take(r, ")"))
			r->failed = true;
	} else if (take(r, "n")) {
		add(r, STEP_N, 0);
	} else {
		read_number(r);
	}
	if (negated)
		add(r, STEP_NOT, 0);
}

static void
read_level(struct reader *r, unsigned level)
{
	size_t i;

	if (level == LEVELS) {
		read_unary(r);
		return;
	}
	read_level(r, level + 1);
	do {
		for (i = 0; i < COUNT(operators) && !r->failed; i++)
			if (operators[i].level == level && take(r, operators[i].text)) {
				read_level(r, level + 1);
				add(r, operators[i].op, 0);
				break;
			}
	} while (i < COUNT(operators) && !r->failed);
}

static void
read_choice(struct reader *r)
{
	if (++r->depth > NESTING_MAX)
		r->failed = true;
	if (!r->failed)
		read_level(r, 0);
	if (!r->failed && take(r, "?")) {
		read_choice(r);
		if (!take(r, ":"))
			r->failed = true;
		if (!r->failed)
			read_choice(r);
		add(r, STEP_CHOOSE, 0);
	}
	r->depth--;
}

struct plural
plural_english(void)
{
	return (struct plural){ 2, 3, { { STEP_N, 0 }, { STEP_NUMBER, 1 }, { STEP_NE, 0 } } };
}

enum err
plural_parse(struct str header, struct plural *out)
{
	struct plural p = { 0 };
	struct reader r = { .rest = header, .out = &p };
	int64_t forms = 0;
	struct str number;

	if (!take(&r, "nplurals") || !take(&r, "=") || !str_split(&r.rest, ';', &number) ||
	    str_to_i64(str_trim(number), 1, PLURAL_FORMS_MAX, &forms) || !take(&r, "plural") || !take(&r, "="))
		return ERR_INVALID;
	p.forms = (unsigned)forms;
	read_choice(&r);
	(void)take(&r, ";");
	skip_blanks(&r);
	if (r.failed || r.rest.len)
		return ERR_INVALID;
	*out = p;
	return OK;
}

static uint64_t
apply(enum step_op op, uint64_t a, uint64_t b)
{
	switch (op) {
	case STEP_OR:
		return a || b;
	case STEP_AND:
		return a && b;
	case STEP_EQ:
		return a == b;
	case STEP_NE:
		return a != b;
	case STEP_LE:
		return a <= b;
	case STEP_GE:
		return a >= b;
	case STEP_LT:
		return a < b;
	case STEP_GT:
		return a > b;
	case STEP_ADD:
		return a + b;
	case STEP_SUB:
		return a - b;
	case STEP_MUL:
		return a * b;
	case STEP_DIV:
		return b ? a / b : UINT64_MAX;
	case STEP_MOD:
		return b ? a % b : UINT64_MAX;
	default:
		return UINT64_MAX;
	}
}

unsigned
plural_form(const struct plural *p, int64_t n)
{
	uint64_t stack[PLURAL_STEPS_MAX] = { 0 }, number = n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
	unsigned top = 0;

	for (unsigned i = 0; i < p->count; i++) {
		enum step_op op = p->steps[i].op;
		if (op == STEP_N || op == STEP_NUMBER) {
			stack[top++] = op == STEP_N ? number : p->steps[i].value;
		} else if (op == STEP_NOT) {
			stack[top - 1] = !stack[top - 1];
		} else if (op == STEP_CHOOSE) {
			top -= 2;
			stack[top - 1] = stack[top - 1] ? stack[top] : stack[top + 1];
		} else {
			top--;
			stack[top - 1] = apply(op, stack[top - 1], stack[top]);
		}
	}
	return top == 1 && stack[0] < p->forms ? (unsigned)stack[0] : p->forms - 1;
}
