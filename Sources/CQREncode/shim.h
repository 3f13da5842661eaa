// libqrencode 4.1 (Debian 12) or later.
#include <qrencode.h>
