import type { FastifyInstance } from 'fastify'
import type { Id } from '../../database/schema.js'
import { queueMail } from '../../notices/index.js'
import { reportOf, setTold, untoldAnswers } from './store.js'

/** Comments named in a mail; of the others it says how many there are. */
const NAMED = 30

/**
 * Tells a person what became of her comments on a report: one mail for all answers that were published since the last. It
 * holds no words of comments or reasons; these stand on the page, also once they have been corrected.
 */
export async function tellOfAnswers(
  app: Pick<FastifyInstance, 'db' | 'config'>,
  reportId: number,
  person: Id,
): Promise<void> {
  await app.db.transaction().execute(async tx => {
    const report = await reportOf(tx, reportId)
    const answers = await untoldAnswers(tx, reportId, person)
    const [first] = answers
    if (!report || !first) return
    await setTold(tx, answers)
    await queueMail(tx, {
      to: person,
      message: 'answers',
      values: {
        report: report.title,
        count: answers.length,
        more: Math.max(0, answers.length - NAMED),
        answers: JSON.stringify(
          answers.slice(0, NAMED).map(({ comment, disposition, corrects, place, version, shows }) => ({
            disposition,
            corrects,
            place,
            version,
            shows,
            url: `${app.config.publicUrl}/comments/${comment}/answer`,
          })),
        ),
      },
      path: answers.length === 1 ? `/comments/${first.comment}/answer` : `/reports/${report.slug}/responses`,
    })
  })
}
