// The MQTT client library of Eclipse Mosquitto, 2.0.11 (Debian 12) or later.
#include <mosquitto.h>
#include <mqtt_protocol.h>

// Wakes the thread that waits for the broker; Swift's Glibc module leaves this header out.
#include <sys/eventfd.h>

static inline int cm_wake_up_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
