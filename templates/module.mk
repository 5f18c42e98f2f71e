# Templates are installed as they are; translations are compiled to locale/<language>.mo.
TEMPLATES = \
	templates/error.html templates/layout.html templates/problem.html \
	templates/admin/block.html templates/admin/button.html templates/admin/cell.html templates/admin/layout.html \
	templates/admin/login.html templates/admin/page.html templates/admin/slip.html \
	templates/account/address.html templates/account/address_fields.html templates/account/address_fragment.html \
	templates/account/addresses.html templates/account/apps.html templates/account/area.html templates/account/consents.html templates/account/continue.html templates/account/door.html \
	templates/account/form.html templates/account/head.html templates/account/identities.html templates/account/links.html templates/account/login.html \
	templates/account/notifications.html templates/account/orders.html templates/account/overview.html templates/account/privacy.html \
	templates/account/sessions.html \
	templates/cart/line.html templates/cart/mini.html templates/cart/picture.html templates/cart/problem.html templates/cart/shared.html \
	templates/cart/show.html \
	templates/catalog/brands.html templates/catalog/home.html templates/catalog/listing.html templates/catalog/product.html \
	templates/catalog/suggest.html \
	templates/factor/codes.html templates/factor/confirm.html templates/factor/head.html \
	templates/factor/intro.html templates/factor/login.html templates/factor/office/codes.html \
	templates/factor/office/confirm.html templates/factor/office/login.html templates/factor/office/overview.html \
	templates/factor/office/passkey.html templates/factor/office/passkeys.html templates/factor/office/totp.html \
	templates/factor/overview.html templates/factor/passkey.html templates/factor/passkeys.html \
	templates/factor/shop/codes.html templates/factor/shop/confirm.html templates/factor/shop/login.html \
	templates/factor/shop/overview.html templates/factor/shop/passkey.html templates/factor/shop/passkeys.html \
	templates/factor/shop/totp.html templates/factor/totp.html \
	templates/order/body.html templates/order/calm.html templates/order/cancel.html templates/order/checkout.html \
	templates/order/checkout_fields.html templates/order/pick.html templates/order/code.html templates/order/invoice.html templates/order/lines.html \
	templates/order/order.html templates/order/order_account.html templates/order/orders.html templates/order/step_head.html \
	templates/order/sums.html templates/order/words.html \
	templates/oauth/authorize.html templates/oauth/refused.html \
	templates/payment/blocked.html templates/payment/transfer.html templates/payment/wait.html \
	templates/sandbox/card_list.html templates/sandbox/cards.html templates/sandbox/challenge.html templates/sandbox/error.html \
	templates/sandbox/layout.html templates/sandbox/over.html templates/sandbox/pay.html \
	templates/mail/button.html templates/mail/confirm.html templates/mail/confirm.txt templates/mail/disabled.html \
	templates/mail/disabled.txt templates/mail/email_changed.html templates/mail/email_changed.txt \
	templates/mail/email_confirm.html templates/mail/email_confirm.txt templates/mail/email_notice.html \
	templates/mail/email_notice.txt templates/mail/enabled.html templates/mail/enabled.txt templates/mail/erase_asked.html \
	templates/mail/erase_asked.txt templates/mail/exists.html templates/mail/exists.txt templates/mail/export_ready.html \
	templates/mail/export_ready.txt templates/mail/factor_changed.html templates/mail/factor_changed.txt \
	templates/mail/frame.html templates/mail/frame.txt templates/mail/invited.html templates/mail/invited.txt \
	templates/mail/life.html templates/mail/life.txt templates/mail/login_new_place.html templates/mail/login_new_place.txt \
	templates/mail/order_addresses.html templates/mail/order_addresses.txt templates/mail/order_cancelled.html templates/mail/order_cancelled.txt \
	templates/mail/order_confirmed.html templates/mail/order_confirmed.txt templates/mail/order_delivered.html templates/mail/order_delivered.txt \
	templates/mail/order_expired.html templates/mail/order_expired.txt templates/mail/order_link.html templates/mail/order_link.txt \
	templates/mail/order_part.html templates/mail/order_part.txt templates/mail/order_ready.html templates/mail/order_ready.txt \
	templates/mail/order_credited.html templates/mail/order_credited.txt \
	templates/mail/order_refunded.html templates/mail/order_refunded.txt templates/mail/order_shipped.html templates/mail/order_shipped.txt \
	templates/mail/order_table.html templates/mail/order_table.txt templates/mail/order_unpaid.html templates/mail/order_unpaid.txt \
	templates/mail/order_withdrawn.html templates/mail/order_withdrawn.txt \
	templates/mail/stock_low.html templates/mail/stock_low.txt templates/mail/stock_line.html templates/mail/stock_line.txt \
	templates/mail/stock_sold_out.html templates/mail/stock_sold_out.txt \
	templates/mail/password_changed.html templates/mail/password_changed.txt templates/mail/reset.html \
	templates/mail/reset.txt templates/mail/welcome.html templates/mail/welcome.txt \
	templates/partials/card.html templates/partials/crumbs.html templates/partials/csrf.html templates/partials/facet_value.html \
	templates/partials/form.html templates/partials/form_errors.html templates/partials/form_fields.html \
	templates/partials/passkey_again.html templates/partials/passkey_login.html
TRANSLATIONS = templates/locale/de.po

nobase_pkgdata_DATA += $(TEMPLATES) locale/de.mo
EXTRA_DIST += $(TEMPLATES) $(TRANSLATIONS) templates/locale/extract t/check/translations
CLEANFILES += locale/de.mo
TESTS += t/check/translations

locale/de.mo: templates/locale/de.po
	$(AM_V_GEN)$(MKDIR_P) locale && $(MSGFMT) --check-format --check-domain -o $@ $(top_srcdir)/templates/locale/de.po
