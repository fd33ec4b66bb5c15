import type { FastifyInstance } from 'fastify'
import { queueMail } from '../mails/queue.js'
import { authorsToTell, type Fate, findDraft } from './store.js'

/** Comments named in a mail; of the others it says how many there are. */
const NAMED = 30
const BATCH = 200

/**
 * Tells everybody who commented on earlier drafts what became of her paragraphs in this one: one mail a draft, whatever
 * the number of comments. No words of comments are in it. Run again, it mails nobody twice.
 */
export async function tellOfDraft(app: FastifyInstance, versionId: number): Promise<void> {
  const draft = await findDraft(app.db, versionId)
  if (!draft) return
  for (let after = '0'; ; ) {
    const authors = await authorsToTell(app.db, versionId, after, BATCH)
    if (authors.length === 0) return
    await app.db.transaction().execute(async tx => {
      for (const { person, fates } of authors)
        await queueMail(tx, {
          to: person,
          message: 'draft',
          values: {
            report: draft.title,
            number: draft.number,
            count: fates.length,
            unsettled: fates.filter(({ state }) => state === 'needs-a-person').length,
            more: Math.max(0, fates.length - NAMED),
            fates: JSON.stringify(fates.slice(0, NAMED).map(fate => withAddress(fate, app.config.publicUrl))),
          },
          path: `/reports/${draft.slug}/v/${draft.number}/changes?show=with-comments`,
          // Taken back and published anew, it is another draft.
          once: `draft ${draft.id} ${draft.published_at?.getTime()} ${person}`,
        })
    })
    after = authors.at(-1)!.person
  }
}

const withAddress = (fate: Fate, site: string) => ({ ...fate, url: `${site}/comments/${fate.comment}` })
