import type { FastifyInstance } from 'fastify'
import { type TrackedChange, writeTracked } from '../../exports/index.js'
import { paragraphPath, type VersionPlace, versionName, versionPath } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'
import { isReworded, proposalsIn } from './proposals.js'
import { paragraphsOf } from './store.js'
import { authorOf } from './views.js'

/** The version's text as a Word file in which the accepted changes are tracked. */
export async function changesDocument(
  { db, config }: Pick<FastifyInstance, 'db' | 'config'>,
  { report, version, workingGroup }: VersionPlace,
  t: Translate,
): Promise<Uint8Array> {
  const [{ placed }, paragraphs] = await Promise.all([proposalsIn(db, version.id), paragraphsOf(db, version.id, 'all')])
  const changes = new Map<number, TrackedChange[]>()
  for (const proposal of placed) {
    const { accepted, comment, paragraph } = proposal
    if (!accepted) continue
    const { start, end, wording } = accepted
    const change = {
      start,
      end,
      wording,
      author: authorOf(comment, t),
      at: comment.edited_at ?? comment.created_at,
      url: `${config.publicUrl}/comments/${comment.id}`,
      reworded: isReworded(proposal),
    }
    changes.set(paragraph.position, [...(changes.get(paragraph.position) ?? []), change])
  }
  return writeTracked(
    {
      title: report.title,
      version: versionName(version, t),
      url: `${config.publicUrl}${versionPath(report.slug, version.number)}`,
      language: report.language,
      creator: workingGroup.name,
      blocks: paragraphs.map(({ position, parent_position, kind, level, slug, marker, text, html }) => ({
        position,
        parent: parent_position,
        kind,
        level,
        slug,
        marker,
        text,
        html,
        url: `${config.publicUrl}${paragraphPath(report.slug, version.number, slug)}`,
        changes: changes.get(position) ?? [],
      })),
    },
    (key, values) => t(`next-draft.docx.${key}`, values),
  )
}
