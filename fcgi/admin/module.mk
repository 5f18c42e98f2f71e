pkglibexec_PROGRAMS += fcgi/admin/admin
fcgi_admin_admin_SOURCES = \
	fcgi/admin/audit_pages.c \
	fcgi/admin/coupon_pages.c \
	fcgi/admin/customer_pages.c \
	fcgi/admin/delivery.h \
	fcgi/admin/delivery_calendar_pages.c \
	fcgi/admin/delivery_method_pages.c \
	fcgi/admin/delivery_pages.c \
	fcgi/admin/delivery_zone_pages.c \
	fcgi/admin/group_pages.c \
	fcgi/admin/home_pages.c \
	fcgi/admin/integration_pages.c \
	fcgi/admin/key_pages.c \
	fcgi/admin/login_pages.c \
	fcgi/admin/mail_pages.c \
	fcgi/admin/main.c \
	fcgi/admin/office.h \
	fcgi/admin/office_api.c \
	fcgi/admin/office_frame.c \
	fcgi/admin/office_scope.c \
	fcgi/admin/office_text.c \
	fcgi/admin/office_view.c \
	fcgi/admin/order_actions.c \
	fcgi/admin/order_pages.c \
	fcgi/admin/order_parts.c \
	fcgi/admin/order_view.c \
	fcgi/admin/orders.h \
	fcgi/admin/own_pages.c \
	fcgi/admin/packing_many_pages.c \
	fcgi/admin/packing_pages.c \
	fcgi/admin/payment_list_pages.c \
	fcgi/admin/payment_pages.c \
	fcgi/admin/payment_view.c \
	fcgi/admin/payments.h \
	fcgi/admin/people.c \
	fcgi/admin/people.h \
	fcgi/admin/price_list_pages.c \
	fcgi/admin/price_parts.c \
	fcgi/admin/prices.h \
	fcgi/admin/privacy_pages.c \
	fcgi/admin/promotion_form.c \
	fcgi/admin/promotion_pages.c \
	fcgi/admin/provider_pages.c \
	fcgi/admin/quote_pages.c \
	fcgi/admin/refund_pages.c \
	fcgi/admin/role_pages.c \
	fcgi/admin/shipment_pages.c \
	fcgi/admin/staff_pages.c \
	fcgi/admin/stock.h \
	fcgi/admin/stock_item_pages.c \
	fcgi/admin/stock_pages.c \
	fcgi/admin/tax_pages.c \
	fcgi/admin/transfer_pages.c \
	fcgi/admin/warehouse_pages.c
fcgi_admin_admin_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS)

nobase_pkgdata_DATA += openapi/admin.part
CLEANFILES += openapi/admin.part
openapi/admin.part: fcgi/admin/admin
	$(WRITE_PART)
