/* main.c - options, configuration, and what is read before the first process starts. */
#include "config.h"
#include "bin/worker/worker.h"
#include "lib/shop/country.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

volatile int worker_stop;

static int
usage(const char *name, int status)
{
	fprintf(status ? stderr : stdout,
	    "usage: %s [-c FILE] [-t]\n"
	    "  -c FILE  configuration (else defaults and MERCER_* environment)\n"
	    "  -t       try the configuration, texts and templates, then end\n"
	    "signals: QUIT or TERM finish the tasks at hand and end, HUP load program and configuration anew, USR1 reopen the log\n",
	    name);
	return status;
}

/* Absolute paths, because a reload happens years later. */
static enum err
resolve(struct worker *w, const char *name)
{
	char dir[4096];

	if (!getcwd(dir, sizeof(dir)))
		return err_fail(ERR_IO, "could not find the current directory: %s", strerrordesc_np(errno));
	w->program = strchr(name, '/') ? arena_printf(w->arena, name[0] == '/' ? "%s" : "%2$s/%1$s", name, dir)
				       : "/proc/self/exe";
	if (w->config_path && w->config_path[0] != '/')
		w->config_path = arena_printf(w->arena, "%s/%s", dir, w->config_path);
	return OK;
}

enum err
worker_load(struct worker *w)
{
	enum log_level level;
	enum err err;

	if ((err = config_load(w->config_path, &w->config)) ||
	    (err = log_level_of(config_str(w->config, "log.level"), &level)))
		return err;
	log_open("worker", level, STDERR_FILENO);
	w->processes = (size_t)config_i64(w->config, "worker.processes");
	if (config_ms(w->config, "mail.timeout") * 2 > config_ms(w->config, "outbox.lease"))
		return err_fail(ERR_INVALID, "mail.timeout must be at most half of outbox.lease");
	if ((err = i18n_load(w->config, &w->i18n)) || (err = country_load(w->config)))
		return err;
	return tmpl_load(w->config, w->i18n, mail_templates, mail_template_count, &w->templates);
}

enum err
worker_open_log(const struct worker *w)
{
	return log_open_as_configured("worker", w->config);
}

int
main(int argc, char **argv)
{
	static const struct option options[] = { { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' }, { 0 } };
	static struct worker w; /* in reach to the end, for leak checkers */
	bool test = false;
	int c;

	w.arena = arena_new();
	while ((c = getopt_long(argc, argv, "c:thV", options, NULL)) != -1) {
		switch (c) {
		case 'c': w.config_path = optarg; break;
		case 't': test = true; break;
		case 'h': return usage(argv[0], 0);
		case 'V': printf("mercer-worker (%s) %s\n", PACKAGE_NAME, PACKAGE_VERSION); return 0;
		default: return usage(argv[0], 2);
		}
	}
	if (optind < argc)
		return usage(argv[0], 2);
	log_open("worker", LOG_INFO, STDERR_FILENO);
	if (resolve(&w, argv[0]) || worker_load(&w) || (!test && worker_open_log(&w))) {
		fprintf(stderr, "mercer-worker: could not start: %s\n", err_detail());
		return 1;
	}
	if (test) {
		puts("mercer-worker: configuration, texts and templates are right");
		return 0;
	}
	w.slots = board_new(WORKER_PROCESSES_MAX);
	return master_run(&w);
}
