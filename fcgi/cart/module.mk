pkglibexec_PROGRAMS += fcgi/cart/cart
fcgi_cart_cart_SOURCES = fcgi/cart/main.c \
	fcgi/cart/cart.h fcgi/cart/cart_api.c fcgi/cart/cart_pages.c fcgi/cart/cart_shapes.c fcgi/cart/cart_view.c fcgi/cart/cart_view.h \
	fcgi/cart/line_pages.c fcgi/cart/mini_pages.c fcgi/cart/quote_api.c fcgi/cart/share_pages.c
fcgi_cart_cart_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS)

nobase_pkgdata_DATA += openapi/cart.part
CLEANFILES += openapi/cart.part
openapi/cart.part: fcgi/cart/cart
	$(WRITE_PART)
