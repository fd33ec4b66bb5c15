import type { FastifyReply, FastifyRequest } from 'fastify'
import { formView } from '../../../web/form-view.js'
import { commentTotals } from '../../overview/store.js'
import { versionName } from '../../views.js'
import { managedReport, managePath } from '../access.js'
import type { Wrong } from '../wrong.js'
import { questionsIn, versionsOf } from './store.js'
import { settleLink, versionLine } from './views.js'

/** A report with its versions, the form for another one, and what it is called; one of the forms may have a fault. */
export async function showReport(
  request: FastifyRequest,
  reply: FastifyReply,
  slug: string,
  wrong: Wrong | null = null,
) {
  const { t, typed } = request
  const report = await managedReport(request, slug)
  const versions = await versionsOf(request.server.db, [report.id])
  const ids = versions.map(version => version.id)
  const [totals, questions] = await Promise.all([
    commentTotals(request.server.db, ids),
    questionsIn(request.server.db, ids),
  ])
  const { title, summary, language } = report
  const now = new Date()
  const faultOf = (form: Wrong['form']) => (wrong?.form === form ? { typed, fault: wrong.fault } : {})
  return reply.page('manage/report', {
    title,
    language,
    slug,
    versions: versions.map(version => versionLine(slug, version, totals.get(version.id) ?? 0, t, now)),
    settle: versions.flatMap(({ number, label, id }) => {
      const link = questions.get(id)?.open ? settleLink(slug, number, questions.get(id), t) : null
      return link ? [{ ...link, name: versionName({ number, label }, t) }] : []
    }),
    upload: formView(request, { file: '' }, faultOf('upload')),
    uploadUrl: `${managePath(slug)}/versions`,
    form: formView(request, { title, summary, language }, faultOf('details')),
    editing: wrong?.form === 'details',
  })
}
