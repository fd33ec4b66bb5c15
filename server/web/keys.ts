import { hkdfSync } from 'node:crypto'
import type { Config } from '../config.js'

/** What a key is for: one that leaks, or a value made with it, is worth nothing for another use. */
export type KeyUse = 'session' | 'sign-in-code' | 'form-token' | 'stop-mail' | 'flag' | 'form-time'

/** A key of 32 bytes for one use, derived from the configured secret (HKDF, RFC 5869). */
export function keyFor(config: Pick<Config, 'secret'>, use: KeyUse): Buffer {
  return Buffer.from(hkdfSync('sha256', config.secret, '', `consult ${use}`, 32))
}
