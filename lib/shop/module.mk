noinst_LIBRARIES += lib/libmercer-shop.a
lib_libmercer_shop_a_SOURCES = lib/shop/card.c lib/shop/catalog.c lib/shop/catalog.h lib/shop/catalog_index.h lib/shop/product_store.h \
	lib/shop/names.c lib/shop/names.h
