bin_PROGRAMS += bin/mercer/mercer
bin_mercer_mercer_SOURCES = \
	bin/mercer/account.c \
	bin/mercer/app.c \
	bin/mercer/audit.c \
	bin/mercer/demo.c \
	bin/mercer/demo.h \
	bin/mercer/demo_products.c \
	bin/mercer/demo_stock.c \
	bin/mercer/doctor.c \
	bin/mercer/feed.c \
	bin/mercer/import.c \
	bin/mercer/index.c \
	bin/mercer/key.c \
	bin/mercer/mail.c \
	bin/mercer/main.c \
	bin/mercer/mercer.h \
	bin/mercer/migrate.c \
	bin/mercer/migrate.h \
	bin/mercer/migrate_accounts.c \
	bin/mercer/oauth.c \
	bin/mercer/order.c \
	bin/mercer/payment.c \
	bin/mercer/privacy.c \
	bin/mercer/outbox.c \
	bin/mercer/product.c \
	bin/mercer/provider.c \
	bin/mercer/shipping.c \
	bin/mercer/show_config.c \
	bin/mercer/sqlfile.c \
	bin/mercer/sqlfile.h \
	bin/mercer/staff.c \
	bin/mercer/stock.c \
	bin/mercer/tax.c \
	bin/mercer/warehouse.c
bin_mercer_mercer_LDADD = $(SHOP_LIBS) $(SEARCH_LIBS)

# The list of blocked passwords, out of the word lists that configure found.
noinst_PROGRAMS += bin/blocklist/blocklist
bin_blocklist_blocklist_SOURCES = bin/blocklist/main.c
bin_blocklist_blocklist_LDADD = $(SHOP_LIBS)
passwords.bloom: bin/blocklist/blocklist
	$(AM_V_GEN)bin/blocklist/blocklist $@ $(PASSWORD_LISTS) > /dev/null
nobase_pkgdata_DATA += passwords.bloom
CLEANFILES += passwords.bloom

bin_PROGRAMS += bin/worker/mercer-worker
bin_worker_mercer_worker_SOURCES = \
	bin/worker/board.c \
	bin/worker/jobs.c \
	bin/worker/loop.c \
	bin/worker/mail_events.c \
	bin/worker/mail_orders.c bin/worker/mail_stock.c \
	bin/worker/mail_send.c \
	bin/worker/mail_send.h \
	bin/worker/mail_view.c \
	bin/worker/mail_view.h \
	bin/worker/main.c \
	bin/worker/master.c bin/worker/order_work.c bin/worker/payment_work.c \
	bin/worker/status.c \
	bin/worker/subscribers.c \
	bin/worker/worker.h
bin_worker_mercer_worker_LDADD = lib/libmercer-shop.a $(WEB_LIBS)

bin_PROGRAMS += bin/sandbox/mercer-sandbox
bin_sandbox_mercer_sandbox_SOURCES = bin/sandbox/main.c
bin_sandbox_mercer_sandbox_LDADD = lib/libmercer-shop.a $(IO_LIBS)
