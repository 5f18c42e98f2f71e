pkglibexec_PROGRAMS += fcgi/shipping/shipping
fcgi_shipping_shipping_SOURCES = fcgi/shipping/main.c fcgi/shipping/method_api.c fcgi/shipping/shipment_api.c fcgi/shipping/shipment_change_api.c \
	fcgi/shipping/shipping.h
fcgi_shipping_shipping_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS)

nobase_pkgdata_DATA += openapi/shipping.part
CLEANFILES += openapi/shipping.part
openapi/shipping.part: fcgi/shipping/shipping
	$(WRITE_PART)
