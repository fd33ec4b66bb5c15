import { command as declare, UsageError } from '../command.js'
import { address, personOptions } from './options.js'

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
/** A token that nobody remembers should not open the door for ever. */
const LONGEST_DAYS = 366

export const command = declare({
  summary: 'Prints a bearer token for the JSON API. Her account is made, complete, if there is none.',
  notes: `Only the token’s hash is kept: it is seen this once. It is good for at most ${LONGEST_DAYS} days.`,
  places: [address],
  options: {
    expires: { value: 'TIME', means: 'how long it is good: a number with s, m, h or d; 1h if nothing is said' },
    ...personOptions,
  },
  async run({ expires = '1h', ...named }, io) {
    const expiresMs = duration(expires)
    const { withDatabase } = await import('../database/open.js')
    const { apiToken } = await import('../../accounts/index.js')
    const token = await withDatabase(io, ({ db }) => apiToken(db, { ...named, expiresMs }))
    const expiresAt = new Date(Date.now() + expiresMs).toISOString()
    return { text: token, json: { email: named.email, token, expiresAt } }
  },
})

function duration(text: string): number {
  const [, number, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const ms = Number(number) * (UNITS_MS[unit ?? ''] ?? Number.NaN)
  if (!(ms > 0 && ms <= LONGEST_DAYS * UNITS_MS.d!))
    throw new UsageError(
      `--expires is “${text}”; give a number with s, m, h or d, for example 90m, and at most ${LONGEST_DAYS}d.`,
    )
  return ms
}
