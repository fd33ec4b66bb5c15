import { constants } from 'node:zlib'
import type { FastifyCompressOptions } from '@fastify/compress'

/**
 * Answers are compressed as they go out, unless they come compressed (kept pages, assets). A page may hold a form token
 * beside words that somebody else chose: tokens are salted anew each time, so that the length tells nothing (BREACH).
 */
export const compression: FastifyCompressOptions = {
  globalCompression: true,
  // What visitors send is never unpacked.
  globalDecompression: false,
  encodings: ['br', 'gzip'],
  threshold: 1024,
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 22 } },
}
