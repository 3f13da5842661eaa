/* Loaded into machinad by LD_PRELOAD: a disk that is full or that does not come back from a sync, for files below
   FAULTY_DISK_STATE, as long as a file `full`, `slow` (2 s a sync) or `stuck` is in the directory
   FAULTY_DISK_CONTROL. While a sync is stuck there is a file `waiting` beside it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int asked(const char *name) {
    const char *control = getenv("FAULTY_DISK_CONTROL");
    char path[PATH_MAX];
    if (!control) return 0;
    snprintf(path, sizeof path, "%s/%s", control, name);
    return access(path, F_OK) == 0;
}

static int concerns(int fd) {
    const char *state = getenv("FAULTY_DISK_STATE");
    char link[64], path[PATH_MAX];
    if (!state) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, state, strlen(state)) == 0;
}

static int is_full(int fd) {
    if (!asked("full") || !concerns(fd)) return 0;
    errno = ENOSPC;
    return 1;
}

static void stick(int fd) {
    char path[PATH_MAX];
    if (asked("slow") && concerns(fd)) sleep(2);
    if (!asked("stuck") || !concerns(fd)) return;
    snprintf(path, sizeof path, "%s/waiting", getenv("FAULTY_DISK_CONTROL"));
    int mark = open(path, O_CREAT | O_WRONLY, 0600);
    if (mark >= 0) close(mark);
    while (asked("stuck")) usleep(1000);
    unlink(path);
}

#define REAL(type, name, ...)                                                   \
    static type (*real)(__VA_ARGS__);                                           \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return is_full(fd) ? -1 : real(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return is_full(fd) ? -1 : real(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return is_full(fd) ? -1 : real(fd, bytes, count, offset);
}

int fsync(int fd) {
    REAL(int, "fsync", int);
    stick(fd);
    return real(fd);
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    stick(fd);
    return real(fd);
}
