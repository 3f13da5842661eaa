/* What Swift cannot reach by itself: variadic calls, macros and structures with flexible members. Each function
 * returns -1 and sets errno when it fails, unless it says otherwise. */
#ifndef CPTY_H
#define CPTY_H

#include <stddef.h>
#include <stdint.h>

/* A raw pty; both descriptors close on exec, the master does not block. `path` receives the slave's name. */
int cpty_open(int *master, int *slave, char *path, size_t size);

/* A descriptor that becomes readable when somebody opens or closes `path`; it does not block. */
int cpty_watch(const char *path);

/* Reads what `watch` has seen: how often the path was opened and closed since the last call, in their order with
 * `*last_left` set when the count of hosts, starting from `hosts`, fell to 0 on the way. Returns the new count. */
int cpty_hosts(int watch, int hosts, int *last_left);

/* Throws away what nobody has read and lets others open the terminal again. */
void cpty_forget(int slave);

/* A counter that wakes poll; raise and lower it. */
int cpty_event(void);
void cpty_raise(int event);

/* Sleeps until one of the descriptors in `descriptors` has what `events` asks for (bit 0 readable, bit 1 writable)
 * or `nanoseconds` have passed (negative: for ever); fills `ready` in the same way, bit 2 for hang-up or error. */
int cpty_poll(const int *descriptors, const uint8_t *events, uint8_t *ready, size_t count, int64_t nanoseconds);

/* A listening Unix stream socket with mode 0600; -2 when somebody listens at `path` already. A socket file that
 * nobody listens at is removed first. */
int cpty_listen(const char *path);
/* The next connection, not blocking; -1 when none waits. */
int cpty_accept(int listener);
/* A connection whose reads and writes give up after `seconds`. */
int cpty_connect(const char *path, int seconds);
/* send(2) without SIGPIPE. */
long cpty_send(int socket, const void *bytes, size_t count);

/* Claims `name` on this machine until the descriptor is closed; -1 with EADDRINUSE when it is claimed already. */
int cpty_claim(const char *name);

/* CLOCK_MONOTONIC. */
int64_t cpty_monotonic_ns(void);

#endif
