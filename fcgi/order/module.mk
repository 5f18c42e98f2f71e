pkglibexec_PROGRAMS += fcgi/order/order
fcgi_order_order_SOURCES = fcgi/order/main.c \
	fcgi/order/checkout_pages.c \
	fcgi/order/checkout_state.c \
	fcgi/order/checkout_view.c \
	fcgi/order/invoice_pages.c \
	fcgi/order/legal_pages.c \
	fcgi/order/order.c \
	fcgi/order/order.h \
	fcgi/order/order_api.c \
	fcgi/order/order_api.h \
	fcgi/order/order_change_pages.c \
	fcgi/order/order_list_pages.c \
	fcgi/order/order_page_view.c \
	fcgi/order/order_pages.c \
	fcgi/order/order_view.c \
	fcgi/order/order_view.h \
	fcgi/order/page.c \
	fcgi/order/page_shapes.c \
	fcgi/order/pages.h \
	fcgi/order/refund_api.c \
	fcgi/order/order_json.c \
	fcgi/order/order_json.h \
	fcgi/order/order_write_api.c
fcgi_order_order_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS)

nobase_pkgdata_DATA += openapi/order.part
CLEANFILES += openapi/order.part
openapi/order.part: fcgi/order/order
	$(WRITE_PART)
