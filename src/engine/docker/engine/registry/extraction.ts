/**
 * How long a layer takes to unpack: gunzip on one CPU reads some 60 MB of compressed data a second (gzip 1.12 on a current server, as measured by
 * lzbench for zlib's inflate at a ratio of about 3), and writing files keeps up.
 */
const COMPRESSED_BYTES_PER_MS = 60_000

export const extractionMs = (compressedBytes: number): number => compressedBytes / COMPRESSED_BYTES_PER_MS
