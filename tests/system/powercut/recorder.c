/* Remembers every write below $CUT_FOLDER and every sync, so that a power cut can be played afterwards.
 *   cc -shared -fPIC -O1 -o recorder.so recorder.c -ldl ;  LD_PRELOAD=recorder.so CUT_FOLDER=… CUT_LOG=… program
 * A record: op ('W' or 'S'), path length (u16), offset (u64), length (u32), old length (u32), path, old bytes, new bytes.
 * Each is one append to the log, after what it tells of has been done. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int below(int fd, char *path) {
    static const char *folder;
    char link[40];
    if (!folder) folder = getenv("CUT_FOLDER");
    if (!folder || !getenv("CUT_LOG")) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

static void record(char op, const char *path, uint64_t offset, const void *old, uint32_t old_length, const void *new, uint32_t length) {
    uint16_t path_length = strlen(path);
    size_t size = 1 + 2 + 8 + 4 + 4 + path_length + old_length + length, at = 0;
    char *line = malloc(size);
    int log = open(getenv("CUT_LOG"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (!line || log < 0) abort();
#define PUT(from, count) do { memcpy(line + at, from, count); at += count; } while (0)
    PUT(&op, 1); PUT(&path_length, 2); PUT(&offset, 8); PUT(&length, 4); PUT(&old_length, 4);
    PUT(path, path_length);
    if (old_length) PUT(old, old_length);
    if (length) PUT(new, length);
    if (syscall(SYS_write, log, line, size) != (ssize_t)size) abort();
    close(log);
    free(line);
}

/* What stands there before a write; the caller frees it. */
static char *before(const char *path, off_t offset, size_t length, ssize_t *found) {
    char *old = malloc(length ? length : 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *found = fd < 0 ? 0 : syscall(SYS_pread64, fd, old, length, offset);
    if (*found < 0) *found = 0;
    if (fd >= 0) close(fd);
    return old;
}

static ssize_t write_at(int fd, const void *data, size_t length, off_t offset, int moving) {
    char path[PATH_MAX];
    int kept = below(fd, path);
    off_t at = moving && kept ? lseek(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR) : offset;
    ssize_t found = 0, done;
    char *old = kept ? before(path, at, length, &found) : NULL;
    done = moving ? syscall(SYS_write, fd, data, length) : syscall(SYS_pwrite64, fd, data, length, offset);
    if (kept && done > 0) record('W', path, at, old, found < done ? found : done, data, done);
    free(old);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { return write_at(fd, data, length, 0, 1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return write_at(fd, data, length, offset, 0); }
ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) { return write_at(fd, data, length, offset, 0); }

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
    ssize_t total = 0;
    for (int n = 0; n < count; n++) {
        ssize_t done = write_at(fd, parts[n].iov_base, parts[n].iov_len, offset + total, 0);
        if (done < 0) return total ? total : done;
        total += done;
        if ((size_t)done < parts[n].iov_len) break;
    }
    return total;
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t offset) { return pwritev(fd, parts, count, offset); }

static int synced(int fd, long number) {
    char path[PATH_MAX];
    int done = syscall(number, fd);
    if (done == 0 && below(fd, path)) record('S', path, 0, NULL, 0, NULL, 0);
    return done;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }
