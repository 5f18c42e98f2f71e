/* csv_parts.h - what csv_read.c and csv_variants.c share.  Not for other files. */
#ifndef MERCER_CSV_PARTS_H
#define MERCER_CSV_PARTS_H

#include "lib/shop/product_csv.h"

/* One product being read. */
struct reading {
	struct arena *arena;
	const struct csv_header *header;
	const struct csv_options *options;
	const struct product_input *before;
	struct product_input *after;
	struct list *complaints;
	bool failed;
};
void csv_complain(struct reading *x, const struct csv_row *row, size_t column, const char *message);

/* Cells; what cannot be read is complained of. */
struct str csv_text(struct str cell);           /* trimmed; blank is absent */
bool csv_bool(struct reading *x, const struct csv_row *row, size_t column, bool blank);
struct opt_i64 csv_decimal(struct reading *x, const struct csv_row *row, size_t column, int scale, int64_t min);
struct opt_i64 csv_grams(struct reading *x, const struct csv_row *row, size_t column);

/* csv_variants.c */
void csv_media_read(struct reading *x, const struct csv_row *rows, size_t count);
void csv_options_read(struct reading *x, const struct csv_row *rows, size_t count);
void csv_variants_read(struct reading *x, const struct csv_row *rows, size_t count);

#endif
