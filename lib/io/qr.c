/* qr.c - QR codes.  See qr.h. */
#include <errno.h>
#include <qrencode.h>

#include "lib/io/qr.h"
#include "lib/base/escape.h"

#define QUIET 4 /* modules of white around */
#define SVG_MAX ((size_t)1 << 20)

/* Dark modules of a row as runs: "M4 5h3v1h-3z". */
static void
write_row(struct buf *b, const unsigned char *row, int width, int y)
{
	for (int x = 0; x < width;) {
		int from = x;
		if (!(row[x] & 1)) {
			x++;
			continue;
		}
		while (x < width && (row[x] & 1))
			x++;
		buf_printf(b, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
	}
}

enum err
qr_svg(struct arena *a, struct str text, struct str label, struct html *out)
{
	QRcode *code;
	struct buf b;
	int size;

	if (text.len == 0 || text.len > QR_TEXT_MAX)
		return err_fail(ERR_LIMIT, "could not draw a QR code: %zu bytes, at most %d", text.len, QR_TEXT_MAX);
	code = QRcode_encodeData((int)text.len, (const unsigned char *)text.ptr, 0, QR_ECLEVEL_M);
	if (!code)
		return err_fail(ERR_INTERNAL, "could not draw a QR code: %s", strerror(errno));
	size = code->width + 2 * QUIET;
	buf_in_arena(&b, a, SVG_MAX);
	buf_printf(&b, "<svg class=\"qr\" role=\"img\" aria-label=\"");
	escape_html(&b, label);
	buf_printf(&b,
	    "\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
	    "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
	    size * 5, size * 5, size, size, size, size);
	for (int y = 0; y < code->width; y++)
		write_row(&b, code->data + (size_t)y * (size_t)code->width, code->width, y);
	buf_lit(&b, "\"/></svg>");
	QRcode_free(code);
	*out = (struct html){ b.ptr, b.len };
	return OK;
}
