import { command as declare } from '../command.js'

export const command = declare({
  summary: 'Checks the hash chain of the audit log from its first entry, and names the first that is broken.',
  notes: 'With --head it also finds out whether the end of the log was cut off, or all of it written anew.',
  places: [],
  options: { head: { value: 'HASH', means: 'a hash that the feed, the moderation log or an export has shown before' } },
  async run({ head }, io) {
    const { withDatabase } = await import('./open.js')
    const { extendChain, verifyLog } = await import('../../audit/index.js')
    const verdict = await withDatabase(io, async ({ db }) => {
      // The entries of the last minute get their place now; a chain too broken to go on is for verifyLog to tell.
      await extendChain(db).catch(() => {})
      return verifyLog(db, head ?? null)
    })
    if (verdict.ok) {
      const text = `The log is whole: ${verdict.entries} entries, head ${verdict.head ?? 'none'}.`
      return {
        text: verdict.waiting ? `${text} ${verdict.waiting} newer ones wait for their place.` : text,
        json: verdict,
      }
    }
    const { breach, entry, place } = verdict
    const where = [entry && `entry ${entry}`, place && `place ${place} of the chain`].filter(Boolean).join(', ')
    return { text: `The log is broken: ${breach}${where ? ` at ${where}` : ''}.`, json: verdict, failed: true }
  },
})
