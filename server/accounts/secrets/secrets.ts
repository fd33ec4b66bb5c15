import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../config.js'
import { keyFor } from '../../web/keys.js'

/** 256 random bits that fit in an address and in a cookie. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What a secret of 256 bits is kept as: whoever reads the database cannot use it. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Six digits, each as likely as any other. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0')

/** Six digits are found by trying them all, so what they are kept as needs the server's key; `row` keeps two apart. */
export function hashOfCode(config: Pick<Config, 'secret'>, row: string, code: string): Buffer {
  return createHmac('sha256', keyFor(config, 'sign-in-code')).update(`${row} ${code}`).digest()
}

/** Compares in a time that does not tell how much is the same. */
export function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
