/* argon2.c - libargon2 behind argon2.h. */
#include "lib/io/argon2.h"
#include "lib/io/crypto.h"

#include <argon2.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SALT_LEN 16
#define HASH_LEN 32
#define BYTES_MAX 64 /* of salt or hash in a text that we read */
#define NICE 19
#define HUGE ((size_t)2 << 20)

/* One text, taken apart. */
struct phc {
	struct argon2_cost cost;
	struct str salt, hash;
};

/* One hash, for the thread that makes it. */
struct job {
	struct argon2_cost cost;
	struct str password, salt;
	unsigned char out[BYTES_MAX];
	size_t out_len;
	int result;
};

static enum err compute(struct job *job);
static enum err read_phc(struct arena *a, struct str text, struct phc *out);
static void write_base64(struct buf *b, const void *p, size_t len);

_Static_assert(ARGON2_VERSION_NUMBER == 0x13, "the version that the text names");

enum err
argon2_new(struct arena *a, struct argon2_cost cost, struct str password, struct str *phc)
{
	unsigned char salt[SALT_LEN];
	struct job job = {
		.cost = cost, .password = password, .salt = { (const char *)salt, SALT_LEN }, .out_len = HASH_LEN
	};
	struct buf b;
	enum err err;

	crypto_random(salt, sizeof(salt));
	if ((err = compute(&job)))
		return err;
	buf_in_arena(&b, a, ARGON2_TEXT_MAX);
	buf_printf(&b, "$argon2id$v=19$m=%u,t=%u,p=%u$", cost.memory_kib, cost.passes, cost.lanes);
	write_base64(&b, salt, SALT_LEN);
	buf_char(&b, '$');
	write_base64(&b, job.out, HASH_LEN);
	*phc = buf_view(&b);
	return OK;
}

enum err
argon2_check(struct arena *a, struct str phc, struct str password, bool *right)
{
	struct job job = { .password = password };
	struct phc parts;
	enum err err = read_phc(a, phc, &parts);

	if (err)
		return err;
	job.cost = parts.cost;
	job.salt = parts.salt;
	job.out_len = parts.hash.len;
	if ((err = compute(&job)))
		return err;
	*right = crypto_equal(job.out, parts.hash.ptr, job.out_len);
	return OK;
}

enum err
argon2_cost_of(struct arena *a, struct str phc, struct argon2_cost *out)
{
	struct phc parts;
	enum err err = read_phc(a, phc, &parts);

	if (!err)
		*out = parts.cost;
	return err;
}

/* ---- the work ---- */

/* In large pages where the kernel has them: the hash jumps about in its memory, and every jump would miss the TLB.
 * Freed at once: a worker that waits for requests shall not hold 19 MiB. */
static int
take_memory(uint8_t **memory, size_t bytes)
{
	size_t size = (bytes + HUGE - 1) & ~(HUGE - 1);
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return ARGON2_MEMORY_ALLOCATION_ERROR;
	(void)madvise(p, size, MADV_HUGEPAGE);
	*memory = p;
	return ARGON2_OK;
}

static void
give_memory(uint8_t *memory, size_t bytes)
{
	munmap(memory, (bytes + HUGE - 1) & ~(HUGE - 1));
}

static void *
hash(void *payload)
{
	struct job *job = payload;
	argon2_context context = {
		.out = job->out,
		.outlen = (uint32_t)job->out_len,
		.pwd = (uint8_t *)(uintptr_t)job->password.ptr,
		.pwdlen = (uint32_t)job->password.len,
		.salt = (uint8_t *)(uintptr_t)job->salt.ptr,
		.saltlen = (uint32_t)job->salt.len,
		.t_cost = job->cost.passes,
		.m_cost = job->cost.memory_kib,
		.lanes = job->cost.lanes,
		.threads = 1,
		.version = ARGON2_VERSION_NUMBER,
		.allocate_cbk = take_memory,
		.free_cbk = give_memory,
		.flags = ARGON2_DEFAULT_FLAGS,
	};

	/* On Linux a thread has a nice value of its own.  To fail here costs speed alone. */
	(void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICE);
	(void)sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){ 0 });
	job->result = argon2id_ctx(&context);
	return NULL;
}

static enum err
compute(struct job *job)
{
	pthread_t thread;
	sigset_t all, before;
	int failed;

	/* Signals are the caller's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&thread, NULL, hash, job);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed)
		return err_fail(ERR_INTERNAL, "could not hash a password: no thread");
	pthread_join(thread, NULL);
	if (job->result != ARGON2_OK)
		return err_fail(ERR_INTERNAL, "could not hash a password: %s", argon2_error_message(job->result));
	return OK;
}

/* ---- the text ---- */

/* Base64 without padding is base64url but for two characters. */
static void
write_base64(struct buf *b, const void *p, size_t len)
{
	size_t from = b->len;

	base64url_write(b, p, len);
	for (size_t i = from; i < b->len; i++)
		b->ptr[i] = b->ptr[i] == '-' ? '+' : b->ptr[i] == '_' ? '/' : b->ptr[i];
}

static enum err
read_base64(struct arena *a, struct str text, size_t min, struct str *out)
{
	char *copy;
	enum err err;

	if (text.len > BYTES_MAX * 4 / 3 + 1 || str_contains(text, STR("-")) || str_contains(text, STR("_")))
		return err_fail(ERR_INVALID, "could not read a password hash: not base64");
	copy = str_z(a, text);
	for (size_t i = 0; i < text.len; i++)
		copy[i] = copy[i] == '+' ? '-' : copy[i] == '/' ? '_' : copy[i];
	if ((err = base64url_read(a, str_n(copy, text.len), out)))
		return err;
	return out->len >= min && out->len <= BYTES_MAX
	    ? OK
	    : err_fail(ERR_INVALID, "could not read a password hash: %zu bytes", out->len);
}

/* "m=19456" out of `rest`. */
static bool
read_cost(struct str *rest, struct str name, int64_t max, uint32_t *out)
{
	struct str part;
	int64_t n;

	if (!str_split(rest, ',', &part) || !str_starts(part, name) || str_to_i64(str_skip(part, name.len), 1, max, &n))
		return false;
	*out = (uint32_t)n;
	return true;
}

static enum err
read_phc(struct arena *a, struct str text, struct phc *out)
{
	struct str rest = text, empty, kind, version, cost, salt, hash_text;
	enum err err;

	if (text.len > ARGON2_TEXT_MAX || !str_split(&rest, '$', &empty) || empty.len || !str_split(&rest, '$', &kind)
	    || !str_eq_z(kind, "argon2id") || !str_split(&rest, '$', &version) || !str_eq_z(version, "v=19")
	    || !str_split(&rest, '$', &cost) || !str_split(&rest, '$', &salt) || !str_split(&rest, '$', &hash_text)
	    || !str_is_absent(rest))
		return err_fail(ERR_INVALID, "could not read a password hash: not PHC text of Argon2id");
	if (!read_cost(&cost, STR("m="), ARGON2_MEMORY_KIB_MAX, &out->cost.memory_kib)
	    || !read_cost(&cost, STR("t="), ARGON2_PASSES_MAX, &out->cost.passes)
	    || !read_cost(&cost, STR("p="), ARGON2_LANES_MAX, &out->cost.lanes) || !str_is_absent(cost))
		return err_fail(ERR_INVALID, "could not read a password hash: parameters out of range");
	if ((err = read_base64(a, salt, ARGON2_MIN_SALT_LENGTH, &out->salt)) ||
	    (err = read_base64(a, hash_text, 16, &out->hash)))
		return err;
	return OK;
}
