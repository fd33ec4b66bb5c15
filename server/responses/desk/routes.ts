import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { cleanText, dropEmpty, IdText, OneOf } from '../../comments/index.js'
import type { Id, Report } from '../../database/schema.js'
import { Fault, invalidField } from '../../web/faults.js'
import { showAgain } from '../../web/form-view.js'
import { type FormFields, field, fieldFaults, readForm } from '../../web/forms.js'
import { answeredReport } from '../access.js'
import { doToMany, type Task, tasks, writeGist } from './bulk.js'
import { deskAddress, deskPath, Filter, queryOf } from './filter.js'
import { namesOf, showDesk } from './page.js'
import { matchingIds, withSameWords } from './store.js'

const Params = Type.Object({ slug: Type.String() })
/** As many as one chooses by hand. */
const MOST = 1_000
const GIST_LIMIT = 300
const Bulk = Type.Object(
  {
    task: OneOf<Task>(tasks),
    comments: Type.Array(IdText, { maxItems: MOST }),
    toTheme: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$' })),
    toOwner: Type.Optional(Type.Union([Type.Literal('none'), IdText])),
    /** Not those that were chosen, but all that match the address. */
    all: Type.Optional(OneOf(['yes'])),
    /** How many they were when she was asked whether she is sure. */
    sure: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$' })),
  },
  { additionalProperties: false },
)
const Gist = Type.Object(
  { comment: IdText, gist: Type.String({ maxLength: GIST_LIMIT }) },
  { additionalProperties: false },
)

/** The working desk: all comments on a report in a table, to be chosen from, ordered, shared out and answered. */
export const deskRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/manage/reports/:slug/desk',
    {
      schema: { params: Params, querystring: Filter },
      config: { may: 'moderate' },
      preValidation: dropEmpty,
      attachValidation: true,
    },
    async (request, reply) => showDesk(request, reply, await answeredReport(request, request.params.slug)),
  )

  app.post(
    '/manage/reports/:slug/desk',
    {
      schema: { params: Params, querystring: Filter, body: Bulk },
      config: { may: 'moderate' },
      preValidation: [dropEmpty, readForm(toBulk)],
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: again,
    },
    async (request, reply) => {
      const report = await answeredReport(request, request.params.slug)
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const { body, query } = request
      if (body.all && (await mustAsk(request, reply, report, body, query))) return reply
      const ids = await idsFor(request, report, body, query)
      await doToMany(app, request.person!, report, ids, {
        task: body.task,
        theme: body.toTheme === undefined ? undefined : Number(body.toTheme),
        owner: body.toOwner === 'none' ? null : body.toOwner,
      })
      return reply.goTo(deskAddress(report.slug, query), 'desk.done')
    },
  )

  app.post(
    '/manage/reports/:slug/desk/gist',
    {
      schema: { params: Params, querystring: Filter, body: Gist },
      config: { may: 'moderate' },
      preValidation: [
        dropEmpty,
        readForm(fields => ({
          comment: field(fields, 'comment') ?? '',
          gist: cleanText(field(fields, 'gist') ?? '').replace(/\s+/gu, ' '),
        })),
      ],
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: again,
    },
    async (request, reply) => {
      const report = await answeredReport(request, request.params.slug)
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const { comment, gist } = request.body
      await writeGist(app, request.person!, report, comment, gist)
      return reply.goTo(`${deskAddress(report.slug, { ...request.query, gist: undefined })}#c-${comment}`, 'desk.gist')
    },
  )
}

const again = showAgain(async (request, reply, fault) =>
  showDesk(request, reply, await answeredReport(request, (request.params as { slug: string }).slug), fault),
)

const toBulk = (fields: FormFields): Record<string, unknown> => ({
  task: field(fields, 'task'),
  comments: [...new Set([fields.comment ?? []].flat())],
  ...Object.fromEntries(
    ['toTheme', 'toOwner', 'all', 'sure'].flatMap(name => {
      const value = field(fields, name)
      return value === undefined ? [] : [[name, value]]
    }),
  ),
})

/** What was chosen; with one row for the same words, that row stands for all of them that match. */
async function idsFor(
  { server }: FastifyRequest,
  report: Report,
  body: Static<typeof Bulk>,
  query: Filter,
): Promise<Id[]> {
  if (body.all) return matchingIds(server.db, report, query)
  if (query.same === undefined || body.comments.length === 0) return body.comments
  return withSameWords(server.db, await matchingIds(server.db, report, query), body.comments)
}

/** Asks whether she is sure, unless she has said so of as many as there are now. */
async function mustAsk(
  request: FastifyRequest,
  reply: FastifyReply,
  report: Report,
  { task, toTheme, toOwner, sure }: Static<typeof Bulk>,
  query: Filter,
): Promise<boolean> {
  const { t, server } = request
  const { length: count } = await matchingIds(server.db, report, query)
  if (count === 0) throw invalidField('comment', 'nothing-chosen')
  if (sure === String(count)) return false
  const { themes, people } = await namesOf(request, report)
  const theme = themes.get(Number(toTheme))
  const owner = toOwner === 'none' ? t('desk.nobody') : people.get(toOwner ?? '')
  if ((task === 'add-theme' || task === 'remove-theme') && theme === undefined)
    throw invalidField('toTheme', 'desk-theme')
  if (task === 'set-owner' && owner === undefined) throw invalidField('toOwner', 'desk-owner')
  const words = {
    'add-theme': () => t('desk.sure.add-theme', { count, theme }),
    'remove-theme': () => t('desk.sure.remove-theme', { count, theme }),
    'set-owner': () => t('desk.sure.set-owner', { count, owner }),
    acknowledge: () => t('desk.sure.acknowledge', { count }),
  }
  await reply.page('responses/desk-sure', {
    title: words[task](),
    changed: sure !== undefined,
    action: `${deskPath(report.slug)}?${queryOf(query)}`,
    back: deskAddress(report.slug, query),
    fields: Object.entries({ task, toTheme, toOwner, all: 'yes', sure: String(count) }).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, value }],
    ),
  })
  return true
}
