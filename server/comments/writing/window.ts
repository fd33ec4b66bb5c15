import type { Version } from '../../database/schema.js'
import { periodOf } from '../../reports/index.js'
import { closed } from '../../web/faults.js'

/** @throws closed unless the period is open; a coordinator extends it on the managing page, nobody writes past it */
export function mustBeOpen(version: Pick<Version, 'opens_at' | 'closes_at'>): void {
  const { state } = periodOf(version, new Date())
  if (state === 'upcoming') throw closed('period-upcoming')
  if (state === 'closed') throw closed('period-closed')
}
