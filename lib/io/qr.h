/*
 * qr.h - QR codes (ISO/IEC 18004) as inline SVG.  qrencode.h is included by qr.c alone.
 *
 * Black on white whatever the page's colours are, with the quiet zone of four modules that the standard asks for:
 * phones do not read inverted codes reliably.  One <path>; no style attribute, so that the content policy has nothing
 * to object to; scales with its width attribute or CSS.
 */
#ifndef MERCER_QR_H
#define MERCER_QR_H

#include "lib/base/buf.h"

#define QR_TEXT_MAX 1000 /* bytes */

/* Error correction level M.  `label` names the picture for those who cannot see it.  ERR_LIMIT: more than QR_TEXT_MAX
 * bytes. */
enum err qr_svg(struct arena *a, struct str text, struct str label, struct html *out) MUST_CHECK;

#endif
