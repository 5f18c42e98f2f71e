pkglibexec_PROGRAMS += fcgi/catalog/catalog
fcgi_catalog_catalog_SOURCES = fcgi/catalog/main.c \
	fcgi/catalog/api_shapes.c fcgi/catalog/api_view.h fcgi/catalog/catalog.h fcgi/catalog/catalog_api.c \
	fcgi/catalog/catalog_api.h fcgi/catalog/catalog_pages.c fcgi/catalog/catalog_view.c fcgi/catalog/catalog_view.h \
	fcgi/catalog/home_view.c fcgi/catalog/home_view.h fcgi/catalog/listing_pages.c fcgi/catalog/listing_shapes.c \
	fcgi/catalog/listing_view.c fcgi/catalog/listing_view.h fcgi/catalog/lists_api.c fcgi/catalog/machine.c \
	fcgi/catalog/net_prices.c fcgi/catalog/openapi_api.c \
	fcgi/catalog/product_pages.c fcgi/catalog/product_shapes.c fcgi/catalog/product_view.c fcgi/catalog/product_view.h \
	fcgi/catalog/search_api.c fcgi/catalog/suggest_pages.c
fcgi_catalog_catalog_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS) $(SEARCH_LIBS)

nobase_pkgdata_DATA += openapi/catalog.part
CLEANFILES += openapi/catalog.part
openapi/catalog.part: fcgi/catalog/catalog
	$(WRITE_PART)
