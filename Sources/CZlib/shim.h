// zlib 1.2.13 (Debian 12) or later. Macros with arguments do not reach Swift, so their values are given again here.
#include <zlib.h>

// windowBits of 15 plus 16: zlib reads and writes a gzip wrapper and nothing else.
static const int CZ_GZIP_WINDOW_BITS = 15 + 16;

static inline int cz_inflate_gzip_begin(z_stream *stream) { return inflateInit2(stream, CZ_GZIP_WINDOW_BITS); }

static inline int cz_deflate_gzip_begin(z_stream *stream) {
    return deflateInit2(stream, Z_BEST_SPEED, Z_DEFLATED, CZ_GZIP_WINDOW_BITS, 8, Z_DEFAULT_STRATEGY);
}
