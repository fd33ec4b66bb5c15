import type { Database } from '../database/pool.js'
import type { Id } from '../database/schema.js'

/** Something that was done. `details` holds ids, keys and times; never an address, a name or the text of a comment. */
export interface Entry {
  /** null: the operator's command line, or a rule. */
  actor: Id | null
  /** What was done, as `subject.verb`: `comment.written`, `version.published`, `role.granted`. */
  action: string
  subject: 'comment' | 'version' | 'report' | 'person' | 'decision' | 'role'
  subjectId: Id | number
  details?: Record<string, unknown>
}

/** Writes an entry in the transaction of what it tells of, so that there is never one without the other. */
export async function record(tx: Database, entry: Entry): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      actor_id: entry.actor,
      action: entry.action,
      subject: entry.subject,
      subject_id: String(entry.subjectId),
      details: JSON.stringify(entry.details ?? {}),
    })
    .execute()
}
