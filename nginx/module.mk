# The gateway: rendered when it is installed or by ./dev, so everything goes into the package as it stands.
GATEWAY_FILES = nginx/render nginx/static-hash nginx/routes.conf nginx/mime.types nginx/nginx.conf.in nginx/shop.conf.in \
	nginx/internal.conf.in nginx/sandbox.conf.in nginx/headers.conf.in nginx/fastcgi.conf.in nginx/read.conf.in nginx/write.conf.in \
	nginx/edge.conf.in nginx/compress.conf.in nginx/error-files.conf.in nginx/errors/page.html.in nginx/errors/texts.conf
EXTRA_DIST += deploy docs .ci/run $(GATEWAY_FILES) nginx/static t/nginx/run t/nginx/fastcgi.py t/support/servers t/support/proc.sh \
	t/integration/run t/integration/site_under_test.py t/integration/test_faults.py t/integration/test_input.py \
	t/integration/test_machine.py
