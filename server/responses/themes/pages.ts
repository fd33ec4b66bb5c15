import type { FastifyReply, FastifyRequest } from 'fastify'
import { commentView, showing } from '../../comments/index.js'
import type { Report } from '../../database/schema.js'
import { reportPath } from '../../reports/index.js'
import type { Fault } from '../../web/faults.js'
import { formView } from '../../web/form-view.js'
import { answeredReport } from '../access.js'
import { publicComments } from '../matrix/store.js'
import { commentsInTheme, withoutTheme } from './members.js'
import { historyOf, lastChange, type ThemeRow, themesOfReport } from './store.js'
import { suggestionsFor } from './suggest.js'
import { historyLine, managePath, markChoices, publicPath, themeItem } from './views.js'

/** Comments of a theme from which one chooses those to split off. */
const CHOICES = 100
/** Comments that are compared at once. */
const COMPARED = 500

export async function showList(request: FastifyRequest, reply: FastifyReply, slug: string, fault?: Fault) {
  const { t, server } = request
  const report = await answeredReport(request, slug)
  const [themes, waiting] = await Promise.all([
    themesOfReport(server.db, report.id),
    withoutTheme(server.db, report.id, { offset: 0, limit: 1 }),
  ])
  return reply.page('themes/list', {
    title: t('themes.manage.title', { report: report.title }),
    ...frame(report),
    themes: themes.map(one => themeItem(t, slug, one)),
    waiting: t('themes.manage.waiting', { count: waiting.total }),
    suggestionsUrl: `${managePath(slug)}/suggestions`,
    marks: markChoices(t),
    form: formView(
      request,
      { name: '', description: '', mark: String((themes.length % 8) + 1) },
      fault && { typed: request.typed, fault },
    ),
  })
}

export async function showOne(
  request: FastifyRequest,
  reply: FastifyReply,
  report: Report,
  theme: ThemeRow,
  fault?: Fault,
) {
  const { t, server } = request
  const { db } = server
  const page = (request.query as { page?: number }).page ?? 1
  const [themes, history, last, ids] = await Promise.all([
    themesOfReport(db, report.id),
    historyOf(db, theme.id),
    lastChange(db, theme.id),
    commentsInTheme(db, theme.id, { offset: (page - 1) * CHOICES, limit: CHOICES + 1 }),
  ])
  const comments = await publicComments(db, ids.slice(0, CHOICES))
  const url = managePath(report.slug, theme)
  const stands = {
    name: theme.name,
    description: theme.description,
    summary: theme.summary,
    mark: String(theme.mark),
    into: '',
    newName: '',
    comments: '',
  }
  const chosen = fault ? [request.typed.comment ?? []].flat() : []
  return reply.page('themes/one', {
    title: t('themes.manage.one', { theme: theme.name }),
    ...frame(report),
    url,
    publicUrl: publicPath(report.slug, theme),
    listUrl: managePath(report.slug),
    theme: themeItem(t, report.slug, themes.find(one => one.id === theme.id) ?? { ...theme, comments: 0, last: '0' }),
    marks: markChoices(t),
    // Somebody else was first: what now stands there, beside what was typed.
    stale: fault?.key === 'theme-changed',
    seen: last?.id ?? '0',
    others: themes.filter(one => one.id !== theme.id).map(one => ({ value: String(one.id), label: one.name })),
    comments: comments.map(one => ({
      ...commentLine(request, report, one),
      chosen: chosen.includes(one.id),
    })),
    previous: page > 1 ? `${url}?page=${page - 1}#split` : null,
    next: ids.length > CHOICES ? `${url}?page=${page + 1}#split` : null,
    history: history.map(one => historyLine(t, one, theme.id)),
    form: formView(request, stands, fault && { typed: { ...stands, ...request.typed }, fault }),
  })
}

export async function showSuggestions(request: FastifyRequest, reply: FastifyReply, slug: string, fault?: Fault) {
  const { t, server } = request
  const { db } = server
  const report = await answeredReport(request, slug)
  const page = (request.query as { page?: number }).page ?? 1
  const [themes, { ids, total }] = await Promise.all([
    themesOfReport(db, report.id),
    withoutTheme(db, report.id, { offset: (page - 1) * COMPARED, limit: COMPARED }),
  ])
  const found = await suggestionsFor(db, report.id, themes.length, ids)
  const best = [...found]
    .map(([id, suggestions]) => ({ id, ...suggestions[0]! }))
    .sort((a, b) => b.score - a.score)
    .slice(0, CHOICES)
  const comments = new Map(
    (
      await publicComments(
        db,
        best.map(one => one.id),
      )
    ).map(one => [one.id, one]),
  )
  const named = new Map(themes.map(one => [one.id, themeItem(t, slug, one)]))
  const chosen = fault ? [request.typed.pick ?? []].flat() : []
  const url = `${managePath(slug)}/suggestions`
  return reply.page('themes/suggestions', {
    title: t('themes.suggestions.title', { report: report.title }),
    ...frame(report),
    url,
    listUrl: managePath(slug),
    compared: t('themes.suggestions.compared', { count: ids.length, all: total }),
    rows: best.flatMap(({ id, theme, words }) => {
      const comment = comments.get(id)
      const suggested = named.get(theme)
      if (!comment || !suggested) return []
      const pick = `${id}:${theme}`
      return [
        { ...commentLine(request, report, comment), theme: suggested, words, pick, chosen: chosen.includes(pick) },
      ]
    }),
    previous: page > 1 ? `${url}?page=${page - 1}` : null,
    next: page * COMPARED < total ? `${url}?page=${page + 1}` : null,
    form: formView(request, { picks: '' }, fault && { typed: request.typed, fault }),
  })
}

function commentLine(
  request: FastifyRequest,
  report: Report,
  comment: Awaited<ReturnType<typeof publicComments>>[number],
) {
  const view = commentView(comment, showing(request, report, { opens_at: null, closes_at: null }), null)
  return { id: comment.id, url: view.url, author: view.author, language: view.language, body: view.body }
}

const frame = (report: Report) => ({
  report,
  styles: ['themes.css'],
  answersUrl: `/manage${reportPath(report.slug)}/responses`,
  language: { lang: report.language, dir: 'auto' },
})
