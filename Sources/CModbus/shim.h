// The Modbus library of Stéphane Raimbault, 3.1.6 (Debian 12) or later.
#include <errno.h>
#include <modbus.h>
#include <stdint.h>
#include <time.h>

// Macros made of other macros do not reach Swift.
static const int CMODBUS_BAD_CRC = EMBBADCRC;
static const int CMODBUS_BAD_DATA = EMBBADDATA;

static inline int64_t cmodbus_monotonic_nanoseconds(void) {
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
