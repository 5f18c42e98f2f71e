pkglibexec_PROGRAMS += fcgi/inventory/inventory
fcgi_inventory_inventory_SOURCES = fcgi/inventory/change_api.c fcgi/inventory/inventory.h fcgi/inventory/main.c fcgi/inventory/stock_api.c \
	fcgi/inventory/transfer_api.c fcgi/inventory/warehouse_api.c
fcgi_inventory_inventory_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS)

nobase_pkgdata_DATA += openapi/inventory.part
CLEANFILES += openapi/inventory.part
openapi/inventory.part: fcgi/inventory/inventory
	$(WRITE_PART)
