import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Fault, invalidField, notFound } from '../../web/faults.js'
import { showAgain } from '../../web/form-view.js'
import { readForm } from '../../web/forms.js'
import { answeredReport } from '../access.js'
import { showForm } from '../answering/page.js'
import { applyThemes, setTheme } from './belong.js'
import { changeTheme, createTheme, mergeThemes, splitTheme } from './change.js'
import { givenRight } from './given.js'
import { showList, showOne, showSuggestions } from './pages.js'
import * as schema from './schema.js'
import { standingTheme } from './store.js'
import { managePath } from './views.js'

/** By which chairs keep the themes of a report, and put its comments in them. */
export const themeRoutes: FastifyPluginAsyncTypebox = async app => {
  const form = { preHandler: app.csrfProtection, attachValidation: true }
  const may = { config: { may: 'moderate' as const } }

  app.get('/manage/reports/:slug/themes', { schema: { params: schema.ReportParams }, ...may }, (request, reply) =>
    showList(request, reply, request.params.slug),
  )

  app.post(
    '/manage/reports/:slug/themes',
    {
      ...form,
      ...may,
      schema: { params: schema.ReportParams, body: schema.NewTheme },
      preValidation: readForm(schema.toTheme),
      errorHandler: listAgain,
    },
    async (request, reply) => {
      givenRight(request)
      const report = await answeredReport(request, request.params.slug)
      const made = await createTheme(app, request.person!, report, request.body)
      return reply.goTo(managePath(report.slug, { id: made }), 'themes.created')
    },
  )

  app.get(
    '/manage/reports/:slug/themes/suggestions',
    { schema: { params: schema.ReportParams, querystring: schema.PageQuery }, ...may },
    (request, reply) => showSuggestions(request, reply, request.params.slug),
  )

  app.post(
    '/manage/reports/:slug/themes/suggestions',
    {
      ...form,
      ...may,
      schema: { params: schema.ReportParams, body: schema.Apply },
      preValidation: readForm(schema.toApply),
      errorHandler: suggestionsAgain,
    },
    async (request, reply) => {
      givenRight(request)
      const report = await answeredReport(request, request.params.slug)
      if (request.body.picks.length === 0) throw invalidField('picks', 'nothing-chosen')
      const chosen = request.body.picks.map(pick => {
        const [comment, theme] = pick.split(':')
        return { comment: comment!, theme: Number(theme) }
      })
      await applyThemes(app, request.person!, report.id, chosen)
      return reply.goTo(`${managePath(report.slug)}/suggestions`, 'themes.applied')
    },
  )

  app.get(
    '/manage/reports/:slug/themes/:theme',
    { schema: { params: schema.ThemeParams, querystring: schema.PageQuery }, ...may },
    async (request, reply) => {
      const report = await answeredReport(request, request.params.slug)
      const theme = await standingTheme(app.db, report.id, request.params.theme)
      if (!theme) throw notFound('no-such-theme')
      if (theme.id !== request.params.theme) return reply.redirect(managePath(report.slug, theme), 301)
      return showOne(request, reply, report, theme)
    },
  )

  app.post(
    '/manage/reports/:slug/themes/:theme',
    {
      ...form,
      ...may,
      schema: { params: schema.ThemeParams, body: schema.ThemeChange },
      preValidation: readForm(schema.toChange),
      errorHandler: oneAgain,
    },
    async (request, reply) => {
      givenRight(request)
      const { slug, theme } = request.params
      await changeTheme(app, request.person!, await answeredReport(request, slug), theme, request.body)
      return reply.goTo(managePath(slug, { id: theme }), 'themes.changed')
    },
  )

  app.post(
    '/manage/reports/:slug/themes/:theme/merge',
    {
      ...form,
      ...may,
      schema: { params: schema.ThemeParams, body: schema.Merge },
      preValidation: readForm(schema.toMerge),
      errorHandler: oneAgain,
    },
    async (request, reply) => {
      givenRight(request)
      const { slug, theme } = request.params
      await mergeThemes(app, request.person!, await answeredReport(request, slug), theme, request.body)
      return reply.goTo(managePath(slug, { id: request.body.into }), 'themes.merged')
    },
  )

  app.post(
    '/manage/reports/:slug/themes/:theme/split',
    {
      ...form,
      ...may,
      schema: { params: schema.ThemeParams, body: schema.Split },
      preValidation: readForm(schema.toSplit),
      errorHandler: oneAgain,
    },
    async (request, reply) => {
      givenRight(request)
      const { slug, theme } = request.params
      const made = await splitTheme(app, request.person!, await answeredReport(request, slug), theme, request.body)
      return reply.goTo(managePath(slug, { id: made }), 'themes.split')
    },
  )

  app.post(
    '/comments/:id/themes',
    {
      ...form,
      ...may,
      schema: { params: schema.CommentParams, body: schema.Membership },
      preValidation: readForm(schema.toMembership),
      errorHandler: commentAgain,
    },
    async (request, reply) => {
      givenRight(request)
      const { id } = request.params
      const { theme, step } = request.body
      await setTheme(app, request.person!, { comment: id, theme }, step)
      return reply.goTo(`/comments/${id}/response#themes`, step === 'add' ? 'themes.added' : 'themes.removed')
    },
  )
}

const listAgain = showAgain((request, reply, fault) =>
  showList(request, reply, (request.params as { slug: string }).slug, fault),
)

const suggestionsAgain = showAgain((request, reply, fault) =>
  showSuggestions(request, reply, (request.params as { slug: string }).slug, fault),
)

const commentAgain = showAgain((request, reply, fault) =>
  showForm(request, reply, (request.params as { id: string }).id, fault),
)

const oneAgain = showAgain(async (request: FastifyRequest, reply: FastifyReply, fault: Fault) => {
  const { slug, theme } = request.params as { slug: string; theme: number }
  const report = await answeredReport(request, slug)
  const found = await standingTheme(request.server.db, report.id, Number(theme))
  if (!found) throw notFound('no-such-theme')
  return showOne(request, reply, report, found, fault)
})
