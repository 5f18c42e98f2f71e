pkglibexec_PROGRAMS += fcgi/payment/payment
fcgi_payment_payment_SOURCES = fcgi/payment/main.c \
	fcgi/payment/pay_pages.c \
	fcgi/payment/payment.c \
	fcgi/payment/payment.h \
	fcgi/payment/payment_api.c \
	fcgi/payment/payment_json.c \
	fcgi/payment/transfer_page.c
fcgi_payment_payment_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS)

nobase_pkgdata_DATA += openapi/payment.part
CLEANFILES += openapi/payment.part
openapi/payment.part: fcgi/payment/payment
	$(WRITE_PART)
