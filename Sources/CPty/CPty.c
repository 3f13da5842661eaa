#define _GNU_SOURCE
#include "CPty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { MOST_POLLED = 256 };

int cpty_open(int *master, int *slave, char *path, size_t size) {
    struct termios settings;
    if (openpty(master, slave, NULL, NULL, NULL)) return -1;
    fcntl(*master, F_SETFD, FD_CLOEXEC);
    fcntl(*slave, F_SETFD, FD_CLOEXEC);
    if (ttyname_r(*slave, path, size) || tcgetattr(*slave, &settings)) goto failed;
    cfmakeraw(&settings);
    if (tcsetattr(*slave, TCSANOW, &settings)) goto failed;
    if (fcntl(*master, F_SETFL, O_NONBLOCK)) goto failed;
    return 0;
failed:
    close(*master);
    close(*slave);
    return -1;
}

int cpty_watch(const char *path) {
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch < 0) return -1;
    if (inotify_add_watch(watch, path, IN_OPEN | IN_CLOSE) < 0) {
        close(watch);
        return -1;
    }
    return watch;
}

int cpty_hosts(int watch, int hosts, int *last_left) {
    char buffer[4096] __attribute__((aligned(8)));
    ssize_t length;
    *last_left = 0;
    while ((length = read(watch, buffer, sizeof buffer)) > 0) {
        for (char *at = buffer; at < buffer + length;) {
            const struct inotify_event *event = (const void *)at;
            at += sizeof *event + event->len;
            if (event->mask & IN_OPEN) hosts++;
            else if ((event->mask & IN_CLOSE) && hosts > 0 && --hosts == 0) *last_left = 1;
        }
    }
    return hosts;
}

void cpty_forget(int slave) {
    tcflush(slave, TCIFLUSH);
    ioctl(slave, TIOCNXCL);
}

int cpty_event(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

void cpty_raise(int event) {
    uint64_t one = 1;
    if (write(event, &one, sizeof one) < 0) return; /* full means raised */
}

int cpty_poll(const int *descriptors, const uint8_t *events, uint8_t *ready, size_t count, int64_t nanoseconds) {
    struct pollfd polled[MOST_POLLED];
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    if (count > MOST_POLLED) {
        errno = EINVAL;
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        polled[i].fd = descriptors[i];
        polled[i].events = (events[i] & 1 ? POLLIN : 0) | (events[i] & 2 ? POLLOUT : 0);
        polled[i].revents = 0;
    }
    int found = ppoll(polled, count, nanoseconds < 0 ? NULL : &limit, NULL);
    for (size_t i = 0; i < count; i++) {
        short seen = found > 0 ? polled[i].revents : 0;
        ready[i] = (seen & POLLIN ? 1 : 0) | (seen & POLLOUT ? 2 : 0) | (seen & (POLLHUP | POLLERR) ? 4 : 0);
    }
    return found;
}

static int address_of(const char *path, struct sockaddr_un *address) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

int cpty_connect(const char *path, int seconds) {
    struct sockaddr_un address;
    struct timeval limit = {seconds, 0};
    if (address_of(path, &address)) return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

static int remove_stale(const char *path) {
    struct stat found;
    if (lstat(path, &found)) return errno == ENOENT ? 0 : -1;
    if (!S_ISSOCK(found.st_mode)) {
        errno = EEXIST;
        return -1;
    }
    int peer = cpty_connect(path, 1);
    if (peer >= 0) {
        close(peer);
        return -2;
    }
    return errno == ECONNREFUSED ? unlink(path) : -1;
}

int cpty_listen(const char *path) {
    struct sockaddr_un address;
    if (address_of(path, &address)) return -1;
    int stale = remove_stale(path);
    if (stale) return stale;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    mode_t before = umask(0177);
    int failed = bind(fd, (struct sockaddr *)&address, sizeof address);
    int reason = errno;
    umask(before);
    if (failed || listen(fd, 8)) {
        if (!failed) reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

int cpty_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

long cpty_send(int socket, const void *bytes, size_t count) { return send(socket, bytes, count, MSG_NOSIGNAL); }

int cpty_claim(const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s", name);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (bind(fd, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length))) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

int64_t cpty_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}
