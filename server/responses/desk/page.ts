import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Id, Report } from '../../database/schema.js'
import { reportPath, versionName } from '../../reports/index.js'
import { wordField } from '../../web/errors.js'
import type { Fault } from '../../web/faults.js'
import { formView } from '../../web/form-view.js'
import { fieldFaults } from '../../web/forms.js'
import { versionsOf } from '../answering/store.js'
import { publicComments, themesOf } from '../matrix/store.js'
import { progressOf } from '../settings/store.js'
import { deskAddress, deskPath, type Filter, queryOf } from './filter.js'
import { deskPage, owners, workOn } from './store.js'
import { choicesOf, columnHeads, rowGroups } from './views.js'

const PAGE = 50
const FIELDS = [
  'text',
  'paragraph',
  'version',
  'theme',
  'owner',
  'answer',
  'kind',
  'stance',
  'group',
  'organisation',
  'proposed',
  'by',
  'same',
  'sort',
] as const
/** Filters that stand folded away until one of them is used. */
const FOLDED = ['version', 'kind', 'stance', 'group', 'organisation', 'proposed'] as const

/** The desk with the rows that its address asks for; with the form as it was sent where that could not be done. */
export async function showDesk(request: FastifyRequest, reply: FastifyReply, report: Report, fault?: Fault) {
  const { t, server } = request
  const { db } = server
  const sent = request.query as Record<string, unknown>
  const wrong = request.validationError?.validationContext === 'querystring'
  const problems = wrong ? fieldFaults(request.validationError!).map(one => wordField(t, one)) : []
  const filter: Filter = wrong ? {} : (request.query as Filter)
  const page = filter.page ?? 1
  const [found, versions, themes, people, progress] = await Promise.all([
    deskPage(db, report, filter, { offset: (page - 1) * PAGE, limit: PAGE }),
    versionsOf(db, report.id),
    themesOf(db, report.id),
    owners(db, report),
    progressOf(db, report.id),
  ])
  // What was done on the last page may have emptied it.
  if (found.rows.length === 0 && page > 1 && request.method === 'GET')
    return reply.redirect(deskAddress(report.slug, { ...filter, page: undefined }), 303)
  const ids = [...new Set(found.rows.map(row => row.id))]
  const [comments, work] = await Promise.all([publicComments(db, ids), workOn(db, ids)])
  const groups = rowGroups(request, report, filter, found.rows, {
    comments: new Map(comments.map(comment => [comment.id, comment])),
    work,
    versions: new Map(versions.map(one => [one.number, versionName(one, t)])),
  })
  const chosen = new Set([request.typed?.comment ?? []].flat())
  const names = people.map(({ id, name, may }) => ({ value: id, label: name ?? t('comments.anonymous'), may }))
  return reply.code(problems.length ? 422 : reply.statusCode).page('responses/desk', {
    title: t('desk.title', { report: report.title }),
    wide: true,
    styles: ['desk.css', 'themes.css'],
    scripts: ['desk.js'],
    report,
    language: { lang: report.language, dir: 'auto' },
    managePath: `/manage${reportPath(report.slug)}`,
    action: deskPath(report.slug),
    view: deskAddress(report.slug, { ...filter, gist: undefined }),
    problems,
    typed: Object.fromEntries(
      FIELDS.map(name => [name, typeof sent[name] === 'object' ? '' : String(sent[name] ?? '')]),
    ),
    folded: !FOLDED.some(name => filter[name] !== undefined),
    progress: {
      answered: t('responses.matrix.answered', { done: progress.published, all: progress.comments }),
      value: progress.published,
      all: progress.comments,
    },
    versions: versions.map(one => ({ value: String(one.number), label: versionName(one, t) })),
    themes: [
      { value: 'none', label: t('desk.no-theme') },
      ...themes.map(one => ({ value: String(one.id), label: one.name })),
    ],
    setThemes: themes.map(one => ({ value: String(one.id), label: one.name })),
    owners: [{ value: 'none', label: t('desk.nobody') }, ...names],
    setOwners: [{ value: 'none', label: t('desk.nobody') }, ...names.filter(one => one.may)],
    choices: choicesOf(t),
    gistAction: filter.gist === undefined ? null : `${deskPath(report.slug)}/gist?${queryOf(filter)}`,
    heads: columnHeads(report.slug, filter, t),
    span: columnHeads(report.slug, filter, t).length + 1,
    counted: t('comments.comments', { count: found.comments }),
    matching: t('desk.all-matching', { count: found.comments }),
    collapsed: filter.same === 'one',
    groups: groups.map(group => ({
      ...group,
      rows: group.rows.map(row => ({ ...row, chosen: chosen.has(row.id) })),
    })),
    pages: {
      now: t('desk.page', { page, of: Math.max(1, Math.ceil(found.total / PAGE)) }),
      previous: page > 1 ? deskAddress(report.slug, { ...filter, gist: undefined, page: page - 1 }) : null,
      next: page * PAGE < found.total ? deskAddress(report.slug, { ...filter, gist: undefined, page: page + 1 }) : null,
    },
    all: request.typed?.all !== undefined,
    form: formView(
      request,
      { comment: '', toTheme: '', toOwner: '', gist: '' },
      fault && { typed: request.typed, fault },
    ),
  })
}

/** Whom the desk's lists call by which name. */
export async function namesOf(
  request: FastifyRequest,
  report: Report,
): Promise<{ themes: Map<number, string>; people: Map<Id, string> }> {
  const { db } = request.server
  const [themes, people] = await Promise.all([themesOf(db, report.id), owners(db, report)])
  return {
    themes: new Map(themes.map(one => [one.id, one.name])),
    people: new Map(people.filter(one => one.may).map(one => [one.id, one.name ?? request.t('comments.anonymous')])),
  }
}
