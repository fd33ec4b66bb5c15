import type { Translate } from '../../../web/messages.js'
import { versionPath } from '../../paths.js'
import { periodOf } from '../../period.js'
import { versionName } from '../../views.js'
import { manageVersionPath } from '../access.js'
import type { ManagedVersion } from './store.js'

/** The way to the comments of a version of which a person has to say where they stand; null: there are none, nor were. */
export function settleLink(
  slug: string,
  number: number,
  questions: { open: number; settled: number } | undefined,
  t: Translate,
) {
  if (!questions || questions.open + questions.settled === 0) return null
  return {
    url: `${manageVersionPath(slug, number)}/settle`,
    words: questions.open > 0 ? t('manage.settle', { count: questions.open }) : t('manage.settle-none'),
  }
}

/** A version in a list: where it stands, and what can be seen of it. */
export function versionLine(slug: string, version: ManagedVersion, comments: number, t: Translate, now: Date) {
  const isDraft = version.state === 'draft'
  const { state, opens, closes } = periodOf(version, now)
  return {
    number: version.number,
    name: versionName(version, t),
    kind: isDraft ? 'draft' : state,
    state: t(`reports.states.${isDraft ? 'draft' : state}`),
    isDraft,
    opens: isDraft ? null : opens,
    closes: isDraft ? null : closes,
    uploaded: version.created_at,
    comments,
    url: manageVersionPath(slug, version.number),
    publicUrl: isDraft ? null : versionPath(slug, version.number),
  }
}
