#define _GNU_SOURCE
#include "cserial.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* <asm/termbits.h> has termios2 but cannot live beside <termios.h>, which this file therefore does without. */
#include <asm/termbits.h>

int cserial_open(const char *path) {
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int cserial_claim(int fd) {
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) return -errno;
    return ioctl(fd, TIOCEXCL) != 0 ? -errno : 0;
}

int cserial_configure(int fd, uint32_t baud, uint32_t *actual) {
    struct termios2 t;
    if (ioctl(fd, TCGETS2, &t) != 0) return -errno;
    t.c_iflag = 0;
    t.c_oflag = 0;
    t.c_lflag = 0;
    /* HUPCL stays out: closing must not drop DTR, which resets most printer boards. */
    t.c_cflag = CS8 | CREAD | CLOCAL | BOTHER;
    t.c_ispeed = baud;
    t.c_ospeed = baud;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    if (ioctl(fd, TCSETS2, &t) != 0) return -errno;
    if (ioctl(fd, TCGETS2, &t) != 0) return -errno;
    *actual = t.c_ospeed;
    return 0;
}

int cserial_inspect(int fd, uint32_t *baud, int *hangs_up_on_close) {
    struct termios2 t;
    if (ioctl(fd, TCGETS2, &t) != 0) return -errno;
    *baud = t.c_ospeed;
    *hangs_up_on_close = (t.c_cflag & HUPCL) != 0;
    return 0;
}

int cserial_read(int fd, void *bytes, size_t count) {
    ssize_t n;
    do n = read(fd, bytes, count);
    while (n < 0 && errno == EINTR);
    if (n == 0 && count > 0) return -EIO;
    return n < 0 ? -errno : (int)n;
}

int cserial_write(int fd, const void *bytes, size_t count) {
    ssize_t n;
    do n = write(fd, bytes, count);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : (int)n;
}

int cserial_close(int fd) { return close(fd) != 0 ? -errno : 0; }

int cserial_wait(int fd, int wake_fd, int wants_write, int64_t nanoseconds) {
    struct pollfd fds[2] = {{fd, POLLIN | (wants_write ? POLLOUT : 0), 0}, {wake_fd, POLLIN, 0}};
    struct timespec t = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int n = ppoll(fds, 2, nanoseconds < 0 ? NULL : &t, NULL);
    if (n < 0) return errno == EINTR ? 0 : -errno;
    int ready = 0;
    if (fds[0].revents & POLLIN) ready |= CSERIAL_READABLE;
    if (fds[0].revents & POLLOUT) ready |= CSERIAL_WRITABLE;
    if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) ready |= CSERIAL_GONE;
    if (fds[1].revents & POLLIN) ready |= CSERIAL_WOKEN;
    return ready;
}

int cserial_wake_open(void) {
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int cserial_wake_raise(int wake_fd) {
    uint64_t one = 1;
    /* EAGAIN: the counter is full, so it is raised already. */
    return write(wake_fd, &one, sizeof one) < 0 && errno != EAGAIN ? -errno : 0;
}

int cserial_wake_lower(int wake_fd) {
    uint64_t count;
    return read(wake_fd, &count, sizeof count) < 0 && errno != EAGAIN ? -errno : 0;
}

int cserial_open_pty(char *path, size_t capacity) {
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return -errno;
    int failure = 0;
    if (grantpt(fd) != 0 || unlockpt(fd) != 0) failure = errno;
    else failure = ptsname_r(fd, path, capacity);
    if (failure == 0) return fd;
    close(fd);
    return -failure;
}

int64_t cserial_monotonic_nanoseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void cserial_name_thread(const char *name) {
    char short_name[16];
    strncpy(short_name, name, sizeof short_name - 1);
    short_name[sizeof short_name - 1] = 0;
    pthread_setname_np(pthread_self(), short_name);
}
