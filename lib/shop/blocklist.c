/* blocklist.c - see blocklist.h. */
#include "lib/shop/blocklist.h"
#include "lib/io/crypto.h"
#include "lib/io/unicode.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* One in a million: 28.8 bits and 20 hashes per word. */
#define BITS_PER_WORD 29
#define HASHES 20
#define HASHES_MAX 64
#define BITS_MAX (UINT64_C(1) << 34)

static const char magic[8] = "MBLOOM1\n";

struct header {
	char magic[8];
	uint32_t hashes, words;
	uint64_t bits;
};
_Static_assert(sizeof(struct header) == 24, "as in the file");

/* The whole file, in memory. */
struct blocklist {
	struct header h; /* in the machine's own order */
	unsigned char *file;
	size_t size;
};

static const unsigned char *
bits_of(const struct blocklist *b)
{
	return b->file + sizeof(struct header);
}

static enum err
read_header(struct blocklist *b, const char *path)
{
	struct header h;

	if (b->size < sizeof(h))
		return err_fail(ERR_INVALID, "could not use '%s': too short", path);
	memcpy(&h, b->file, sizeof(h));
	b->h = (struct header){ .hashes = le32toh(h.hashes), .words = le32toh(h.words), .bits = le64toh(h.bits) };
	if (memcmp(h.magic, magic, sizeof(magic)) != 0 || b->h.hashes < 1 || b->h.hashes > HASHES_MAX || b->h.bits < 8
	    || b->h.bits > BITS_MAX || b->size != sizeof(h) + b->h.bits / 8)
		return err_fail(ERR_INVALID, "could not use '%s': not a list of blocked passwords", path);
	return OK;
}

enum err
blocklist_open(const char *path, struct blocklist **out)
{
	struct blocklist *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	enum err err = OK;

	if (b == MAP_FAILED)
		err = err_fail(ERR_INTERNAL, "could not read '%s': %s", path, strerror(errno));
	else if (fd < 0 || fstat(fd, &st) || st.st_size <= 0)
		err = err_fail(fd < 0 && errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "could not read '%s': %s", path,
		    strerror(errno));
	else if ((b->file = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0)) == MAP_FAILED)
		err = err_fail(ERR_IO, "could not read '%s': %s", path, strerror(errno));
	else {
		b->size = (size_t)st.st_size;
		err = read_header(b, path);
	}
	if (fd >= 0)
		close(fd);
	if (err && b != MAP_FAILED)
		blocklist_close(b);
	if (!err)
		*out = b;
	return err;
}

void
blocklist_close(struct blocklist *b)
{
	if (!b)
		return;
	if (b->file && b->file != MAP_FAILED && b->size)
		munmap(b->file, b->size);
	munmap(b, sizeof(*b));
}

/* Two halves of a SHA-256 make as many hashes as are wanted (Kirsch, Mitzenmacher 2006). */
static void
halves(struct str word, uint64_t out[2])
{
	unsigned char digest[32];

	crypto_sha256(word, digest);
	memcpy(out, digest, 16);
	out[0] = le64toh(out[0]);
	out[1] = le64toh(out[1]) | 1;
}

bool
blocklist_has(const struct blocklist *b, struct str folded)
{
	const unsigned char *bits = bits_of(b);
	uint64_t h[2];

	halves(folded, h);
	for (uint32_t i = 0; i < b->h.hashes; i++) {
		uint64_t bit = (h[0] + i * h[1]) % b->h.bits;
		if (!(bits[bit / 8] & 1u << bit % 8))
			return false;
	}
	return true;
}

int64_t
blocklist_count(const struct blocklist *b)
{
	return b->h.words;
}

struct blocklist *
blocklist_new(struct arena *a, size_t words)
{
	struct blocklist *b = arena_new_of(a, struct blocklist);
	struct header h = { .hashes = htole32(HASHES) };

	b->h = (struct header){ .hashes = HASHES, .bits = (MAX(words, 8) * BITS_PER_WORD + 7) / 8 * 8 };
	b->size = sizeof(h) + b->h.bits / 8;
	b->file = arena_zalloc(a, b->size, 1);
	memcpy(h.magic, magic, sizeof(magic));
	h.bits = htole64(b->h.bits);
	memcpy(b->file, &h, sizeof(h));
	return b;
}

void
blocklist_add(struct blocklist *b, struct str folded)
{
	unsigned char *bits = b->file + sizeof(struct header);
	uint32_t words;
	uint64_t h[2];

	halves(folded, h);
	for (uint32_t i = 0; i < b->h.hashes; i++) {
		uint64_t bit = (h[0] + i * h[1]) % b->h.bits;
		bits[bit / 8] = (unsigned char)(bits[bit / 8] | 1u << bit % 8);
	}
	words = htole32(++b->h.words);
	memcpy(b->file + offsetof(struct header, words), &words, sizeof(words));
}

struct str
blocklist_file(const struct blocklist *b)
{
	return str_n((const char *)b->file, b->size);
}

struct str
blocklist_fold(struct arena *a, struct str word)
{
	static const char from[] = "013457@$!|", to[] = "oieastasii";
	struct str lower;
	char *out;

	if (unicode_lower(a, word, &lower)) {
		err_clear();
		return STR("");
	}
	out = str_z(a, lower);
	for (size_t i = 0; i < lower.len; i++) {
		const char *at = out[i] ? strchr(from, out[i]) : NULL;
		if (at)
			out[i] = to[at - from];
	}
	return str_n(out, lower.len);
}
