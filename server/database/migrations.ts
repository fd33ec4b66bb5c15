import type { Migration } from 'kysely'
import * as people from '../../migrations/0001_people.js'
import * as drafts from '../../migrations/0002_drafts.js'
import * as comments from '../../migrations/0003_comments.js'
import * as audit from '../../migrations/0004_audit.js'
import * as moderation from '../../migrations/0005_moderation.js'
import * as lineage from '../../migrations/0006_lineage.js'
import * as keptApart from '../../migrations/0007_kept_apart.js'
import * as moderationGuards from '../../migrations/0008_moderation_guards.js'
import * as appealPeriods from '../../migrations/0009_appeal_periods.js'
import * as takingBack from '../../migrations/0010_taking_back.js'
import * as responses from '../../migrations/0011_responses.js'
import * as clusters from '../../migrations/0012_clusters.js'
import * as themeMarks from '../../migrations/0015_theme_marks.js'
import * as commentWords from '../../migrations/0023_comment_words.js'

/** Every migration, by the name under which the database remembers it. Names are never changed, only added to. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_people': people,
  '0002_drafts': drafts,
  '0003_comments': comments,
  '0004_audit': audit,
  '0005_moderation': moderation,
  '0006_lineage': lineage,
  '0007_kept_apart': keptApart,
  '0008_moderation_guards': moderationGuards,
  '0009_appeal_periods': appealPeriods,
  '0010_taking_back': takingBack,
  '0011_responses': responses,
  '0012_clusters': clusters,
  '0015_theme_marks': themeMarks,
  '0023_comment_words': commentWords,
}
