/* show_config.c - mercer config: every key with its value, where that is from, and what it is for. */
#include "bin/mercer/mercer.h"
#include "lib/base/buf.h"

static void
add_value(struct buf *b, const struct config *c, const struct config_key *key)
{
	switch (key->type) {
	case CONFIG_STR:
		buf_str(b, config_str(c, key->name));
		break;
	case CONFIG_I64:
	case CONFIG_SIZE:
		buf_i64(b, config_i64(c, key->name));
		break;
	case CONFIG_BOOL:
		buf_z(b, config_bool(c, key->name) ? "yes" : "no");
		break;
	case CONFIG_SECONDS_MS:
		buf_printf(b, "%lldms", (long long)config_ms(c, key->name));
		break;
	}
}

int
cmd_config(struct app *app, int argc, char **argv UNUSED)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);
	struct buf value;

	if (argc != 1)
		return app_usage("config");
	buf_in_arena(&value, app->arena, BUF_LINE);
	for (size_t i = 0; i < count; i++) {
		buf_clear(&value);
		if (keys[i].secret)
			buf_lit(&value, "***");
		else
			add_value(&value, app->config, &keys[i]);
		printf("# %s (%s)\n%s = %.*s\n", keys[i].doc, config_origin(app->config, keys[i].name), keys[i].name,
		    STR_ARG(buf_view(&value)));
	}
	return EXIT_OK;
}
