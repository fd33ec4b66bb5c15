import type { Translate } from '../../web/messages.js'
import { IDLE_MS } from '../session/session.js'
import type { OwnComment } from './store.js'

/** Characters of a comment in the list: enough to know it again. */
const EXCERPT = 280

export function commentItem(row: OwnComment, t: Translate) {
  const words = row.body.replace(/\s+/gu, ' ').trim()
  const place = row.paragraph_number ? 'paragraph' : 'report'
  return {
    id: row.id,
    url: `/comments/${row.id}`,
    heading: t(`accounts.comments.on-${place}`, { number: row.paragraph_number, report: row.report_title }),
    version: row.version_number,
    status: t(`comments.statuses.${row.status}`),
    excerpt: words.length > EXCERPT ? `${[...words].slice(0, EXCERPT).join('').trimEnd()}…` : words,
    time: row.created_at,
    replies: row.replies,
    endorsements: row.endorsements,
    decisionsUrl: row.decided ? `/comments/${row.id}/decisions` : null,
  }
}

/** A session's last use is known to the day: it is moved on that often. */
export function sessionItem(
  session: { id: string; device: string; created_at: Date; expires_at: Date },
  own: string | null,
  t: Translate,
) {
  const used = new Date(Math.max(session.created_at.getTime(), session.expires_at.getTime() - IDLE_MS))
  return {
    id: session.id,
    device: session.device || t('accounts.sign-ins.unknown-device'),
    began: session.created_at,
    used,
    current: session.id === own,
  }
}
