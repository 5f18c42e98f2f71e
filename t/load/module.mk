# The yardstick of ./dev bench.
check_PROGRAMS += t/load/hello
t_load_hello_SOURCES = t/load/hello.c
t_load_hello_LDADD = $(FCGI_LIBS)
check_PROGRAMS += t/load/argon2
t_load_argon2_SOURCES = t/load/argon2.c
t_load_argon2_LDADD = $(IO_LIBS)
check_PROGRAMS += t/load/orders
t_load_orders_SOURCES = t/load/orders.c
t_load_orders_LDADD = lib/libmercer-shop.a $(IO_LIBS)
EXTRA_DIST += t/load/login.py t/load/orders.py t/load/bench t/load/shop.py t/load/wrk.py t/load/report.py
