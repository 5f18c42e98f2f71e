/* password_parts.h - what password.c and password_policy.c share. */
#ifndef MERCER_SHOP_PASSWORD_PARTS_H
#define MERCER_SHOP_PASSWORD_PARTS_H

#include "lib/shop/blocklist.h"

/* The list that password_prepare() opened. */
const struct blocklist *password_blocklist(void);

#endif
