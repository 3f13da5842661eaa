#ifndef CSERIAL_H
#define CSERIAL_H

#include <stddef.h>
#include <stdint.h>

/* What Swift cannot reach on Linux: termios2 (any baud rate), exclusive locks, eventfd and ppoll on two descriptors.
 * Every function that returns int gives 0 or a positive value, or -errno. */

/* Opens a tty nonblocking, without making it the controlling terminal. Gives the descriptor. */
int cserial_open(const char *path);

/* Locks the descriptor for this process: flock, then TIOCEXCL. -EWOULDBLOCK when another holds the lock. */
int cserial_claim(int fd);

/* Raw 8N1 without flow control, HUPCL cleared, `baud` through BOTHER; `*actual` is the speed read back. */
int cserial_configure(int fd, uint32_t baud, uint32_t *actual);

/* Speed and HUPCL as the kernel holds them now. */
int cserial_inspect(int fd, uint32_t *baud, int *hangs_up_on_close);

/* At most `count` bytes; -EAGAIN when there are none, -EIO at the end of the line. */
int cserial_read(int fd, void *bytes, size_t count);
int cserial_write(int fd, const void *bytes, size_t count);
int cserial_close(int fd);

enum { CSERIAL_READABLE = 1, CSERIAL_WRITABLE = 2, CSERIAL_WOKEN = 4, CSERIAL_GONE = 8 };

/* Waits for the port (fd, or -1 for none) or the eventfd; nanoseconds < 0 means without end. Gives a set of CSERIAL_ bits. */
int cserial_wait(int fd, int wake_fd, int wants_write, int64_t nanoseconds);

/* An eventfd: made, raised, lowered. */
int cserial_wake_open(void);
int cserial_wake_raise(int wake_fd);
int cserial_wake_lower(int wake_fd);

/* Opens the master of a new pty and writes the path of its slave, with the final NUL, to `path`. */
int cserial_open_pty(char *path, size_t capacity);

/* CLOCK_MONOTONIC in nanoseconds. */
int64_t cserial_monotonic_nanoseconds(void);

/* Names the calling thread, 15 bytes at most. */
void cserial_name_thread(const char *name);

#endif
