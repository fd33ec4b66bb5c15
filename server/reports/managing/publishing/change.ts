import { record } from '../../../audit/index.js'
import type { Database } from '../../../database/pool.js'
import type { Id, Policy, Report, Version } from '../../../database/schema.js'
import { conflict, invalidField, notFound } from '../../../web/faults.js'
import { lockReport } from '../../importing/store.js'
import { changedPeriod, type PeriodChange } from './period-rules.js'
import { type Publisher, tellPublished } from './publish.js'
import { type Invitation, keepTerms, setInvitation, setTerms, type Terms, versionOf } from './store.js'

/** A published version, who changes something about it, and what she saw when she did. */
export interface Target {
  report: string
  version: number
  actor: Id | null
  /** `seenTerms` of the page; where the terms are no longer so, nothing is changed. Undefined: whatever they are. */
  seen?: string | undefined
}

type VersionRow = Pick<Version, 'id' | 'number' | 'label' | 'guidance' | 'questions' | 'period_note'>

/** The terms as a form carries them along. */
export const seenTerms = ({ opens, closes, moderation }: Terms) =>
  `${opens.getTime()}.${closes.getTime()}.${moderation}`

/**
 * Extends the period, shortens it, closes it at once or opens it again, with a public note. Once more changes nothing.
 * @throws notFound; invalid (period-rules.ts); conflict where the version is not published or the terms have changed
 */
export function changePeriod(app: Publisher, target: Target, change: PeriodChange): Promise<void> {
  const note = change.note.trim()
  return changing(app, target, async ({ tx, version, terms, mustBeSeen }) => {
    const now = new Date()
    const isDone =
      version.period_note === note &&
      (change.closes === 'at-once' ? terms.closes <= now : terms.closes.getTime() === change.closes.getTime()) &&
      (change.opens ?? terms.opens).getTime() === terms.opens.getTime()
    if (isDone && note !== '') return null
    mustBeSeen()
    const period = changedPeriod(terms, change, now)
    const after = { ...terms, ...period }
    await setTerms(tx, version.id, after, note)
    await keepTerms(tx, version.id, after, note, now)
    return {
      action: 'version.period-changed',
      details: {
        opens: [terms.opens.toISOString(), after.opens.toISOString()],
        closes: [terms.closes.toISOString(), after.closes.toISOString()],
      },
    }
  })
}

/**
 * Changes when comments are read: it holds for the comments that come from now on. Once more changes nothing.
 * @throws as `changePeriod`
 */
export function changeModeration(
  app: Publisher,
  target: Target,
  change: { moderation: Policy; note: string },
): Promise<void> {
  return changing(app, target, async ({ tx, version, terms, mustBeSeen }) => {
    if (terms.moderation === change.moderation) return null
    mustBeSeen()
    const note = change.note.trim()
    if (note === '') throw invalidField('note', 'note-required')
    const after = { ...terms, moderation: change.moderation }
    await setTerms(tx, version.id, after)
    await keepTerms(tx, version.id, after, note, new Date())
    return {
      action: 'version.moderation-changed',
      details: { moderation: [terms.moderation, change.moderation] },
    }
  })
}

/** Changes label, guidance and questions, which stand above the text and are not part of it. @throws notFound, conflict */
export function changeInvitation(app: Publisher, target: Target, invitation: Invitation): Promise<void> {
  return changing(app, target, async ({ tx, version }) => {
    const changed = (['label', 'guidance', 'questions'] as const).filter(
      name => JSON.stringify(version[name]) !== JSON.stringify(invitation[name]),
    )
    if (changed.length === 0) return null
    await setInvitation(tx, version.id, invitation)
    return { action: 'version.invitation-changed', details: { changed } }
  })
}

interface Changing {
  tx: Database
  report: Report
  version: VersionRow
  terms: Terms
  /** @throws conflict where somebody else has changed the terms since the page was shown */
  mustBeSeen(): void
}

type Change = { action: string; details: Record<string, unknown> }

/** Holds the report, changes, writes the audit entry, and tells of it; `null`: there was nothing to change. */
async function changing(app: Publisher, target: Target, work: (held: Changing) => Promise<Change | null>) {
  const changed = await app.db.transaction().execute(async tx => {
    const report = await lockReport(tx, target.report)
    const version = report && (await versionOf(tx, report.id, target.version))
    if (!version) throw notFound('no-such-version')
    const { opens_at: opens, closes_at: closes, moderation } = version
    if (version.state !== 'published' || !opens || !closes) throw conflict('not-published-yet')
    const terms = { opens, closes, moderation }
    const change = await work({
      tx,
      report,
      version,
      terms,
      mustBeSeen() {
        if (target.seen !== undefined && target.seen !== seenTerms(terms)) throw conflict('terms-changed-meanwhile')
      },
    })
    if (change === null) return null
    const { action, details } = change
    await record(tx, {
      actor: target.actor,
      action,
      subject: 'version',
      subjectId: version.id,
      details: { report: report.slug, number: version.number, ...details },
    })
    return { report, versionId: version.id }
  })
  if (changed) tellPublished(app, changed.report, changed.versionId)
}
