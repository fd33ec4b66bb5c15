import type { Translate } from '../../../web/messages.js'
import { versionPath } from '../../paths.js'
import { periodOf } from '../../period.js'
import { versionName } from '../../views.js'
import { manageVersionPath } from '../access.js'
import type { ManagedVersion } from './store.js'

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
