noinst_LIBRARIES += lib/libmercer-shop.a
lib_libmercer_shop_a_SOURCES = \
	lib/shop/account.h \
	lib/shop/api_key.h \
	lib/shop/attribute.c \
	lib/shop/attribute.h \
	lib/shop/attribute_value.c \
	lib/shop/audit.c \
	lib/shop/audit.h \
	lib/shop/audit_chain.c \
	lib/shop/audit_chain.h \
	lib/shop/bearer.h \
	lib/shop/brand.c \
	lib/shop/brand.h \
	lib/shop/card.c \
	lib/shop/catalog.c \
	lib/shop/catalog.h \
	lib/shop/catalog_index.c \
	lib/shop/catalog_index.h \
	lib/shop/catalog_product.c \
	lib/shop/category.c \
	lib/shop/category.h \
	lib/shop/category_parts.h \
	lib/shop/category_path.c \
	lib/shop/collection.c \
	lib/shop/collection.h \
	lib/shop/collection_rule.c \
	lib/shop/csv_columns.c \
	lib/shop/csv_parts.h \
	lib/shop/csv_read.c \
	lib/shop/csv_variants.c \
	lib/shop/csv_write.c \
	lib/shop/export.c \
	lib/shop/factor.h \
	lib/shop/feed.c \
	lib/shop/feed.h \
	lib/shop/import.c \
	lib/shop/import.h \
	lib/shop/import_csv.c \
	lib/shop/import_errors.c \
	lib/shop/import_job.c \
	lib/shop/import_json.c \
	lib/shop/import_parts.h \
	lib/shop/index_context.c \
	lib/shop/index_doc.c \
	lib/shop/index_fork.c \
	lib/shop/index_load.c \
	lib/shop/index_parts.h \
	lib/shop/index_queue.c \
	lib/shop/media.c \
	lib/shop/names.c \
	lib/shop/names.h \
	lib/shop/nav.c \
	lib/shop/oauth_client.h \
	lib/shop/oauth_grant.h \
	lib/shop/oauth_token.h \
	lib/shop/option.c \
	lib/shop/outbox.c \
	lib/shop/outbox.h \
	lib/shop/outbox_seal.c \
	lib/shop/passkey.h \
	lib/shop/password.h \
	lib/shop/plan.c \
	lib/shop/plan.h \
	lib/shop/price.c \
	lib/shop/product.c \
	lib/shop/product.h \
	lib/shop/product_csv.h \
	lib/shop/product_diff.c \
	lib/shop/product_load.c \
	lib/shop/product_names.c \
	lib/shop/product_normal.c \
	lib/shop/product_parts.h \
	lib/shop/product_shape.c \
	lib/shop/product_store.c \
	lib/shop/product_store.h \
	lib/shop/role.c \
	lib/shop/role.h \
	lib/shop/role_assign.c \
	lib/shop/role_parts.h \
	lib/shop/session.h \
	lib/shop/signing_key.h \
	lib/shop/recovery.h \
	lib/shop/slug.c \
	lib/shop/slug.h \
	lib/shop/sql.c \
	lib/shop/sql.h \
	lib/shop/stock.c \
	lib/shop/stock.h \
	lib/shop/synonym.c \
	lib/shop/tag.c \
	lib/shop/throttle.h \
	lib/shop/totp.h \
	lib/shop/unit_price.c \
	lib/shop/unit_price.h \
	lib/shop/variant.c \
	lib/shop/who.h

check_PROGRAMS += t/lib/shop/run
TESTS += t/lib/shop/check.sh
EXTRA_DIST += t/lib/shop/check.sh
t_lib_shop_run_SOURCES = t/lib/shop/run.c t/lib/shop/fixture.c t/lib/shop/fixture.h t/lib/shop/test_audit.c t/lib/shop/test_category.c \
	t/lib/shop/test_index.c t/lib/shop/test_product_store.c t/lib/shop/test_queries.c t/lib/shop/test_rules.c \
	t/support/suite.c t/support/suite.h
t_lib_shop_run_LDADD = $(SHOP_LIBS) $(SEARCH_LIBS) $(CUNIT_LIBS)
t/lib/shop/check.log: bin/mercer/mercer
