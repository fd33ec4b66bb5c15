import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { mayModerate, moderatedGroups } from '../../accounts/index.js'
import { dropEmpty, IdText, kinds, OneOf, readerOf } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { statusOf, toFault, wordField } from '../../web/errors.js'
import { Fault, notAllowed, notFound } from '../../web/faults.js'
import { type FormFields, field, fieldFaults, readForm } from '../../web/forms.js'
import { decide } from '../decisions/decide.js'
import { Decide, toDecision } from '../decisions/schema.js'
import { type Counts, historyOf, moderatedReports, type QueueRow, queuePage, queueRows, stateCounts } from './store.js'
import { capped, queueItem, reasonChoices } from './views.js'

const PAGE = 25
const states = ['pending', 'published', 'withheld', 'spam'] as const

/** The queue's address. */
const Filter = Type.Object({
  state: Type.Optional(OneOf(states)),
  report: Type.Optional(Type.String({ maxLength: 100 })),
  kind: Type.Optional(OneOf(kinds)),
  author: Type.Optional(IdText),
  after: Type.Optional(IdText),
})
type Filter = Static<typeof Filter>

const CommentParams = Type.Object({ id: IdText })

/** The queue of a chair's groups, and the form that decides about one comment. */
export const queueRoutes: FastifyPluginAsyncTypebox = async app => {
  const guard = { schema: { querystring: Filter }, config: { may: 'moderate' }, preValidation: dropEmpty } as const
  app.get('/moderation', guard, async (request, reply) => {
    const { query, t } = request
    const groups = moderatedGroups(request.person!)
    const { state = 'pending', report, kind, author, after = null } = query
    const [found, counts, reports] = await Promise.all([
      queuePage(app.db, groups, { state, report, kind, author }, after, PAGE + 1),
      stateCounts(app.db, groups, report),
      moderatedReports(app.db, groups),
    ])
    const page = found.slice(0, PAGE)
    return reply.page('moderation/queue', {
      title: t('moderation.queue.title'),
      wide: true,
      scripts: ['queue.js'],
      states: stateLinks(query, counts, t),
      state,
      filter: { report: report ?? '', kind: kind ?? '', author: author ?? '' },
      reports,
      kinds: kinds.map(value => ({ value, label: t(`moderation.kinds.${value}`) })),
      items: await itemsOf(request, await queueRows(app.db, readerOf(request.person), page)),
      reasons: reasonChoices(t),
      back: addressOf(query),
      next: found.length > PAGE ? addressOf({ ...query, after: page.at(-1)! }) : null,
    })
  })

  app.get(
    '/comments/:id/moderation',
    { schema: { params: CommentParams }, config: { may: 'moderate' } },
    async (request, reply) => showOne(request, reply, request.params.id),
  )

  app.post(
    '/comments/:id/moderation',
    {
      schema: { params: CommentParams, body: Decide },
      config: { may: 'moderate' },
      preValidation: readForm(toDecision),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain,
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      await decide(app, { ...request.body, comment: request.params.id, moderator: request.person! })
      return reply.goTo(`${backTo(request.typed)}#queue`, `moderation.${request.body.action}`)
    },
  )
}

/** The comment as it is now, with the form as it was typed and the reason why it could not be taken. */
async function showAgain(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const fault = toFault(error)
  const asked = fault && (fault.key === 'form-expired' || (fault.kind !== 'not-found' && fault.kind !== 'not-allowed'))
  // Of what its author has taken back there is nothing left to show.
  if (!asked || fault.key === 'comment-withdrawn' || !request.typed || !request.person) throw error
  return showOne(request, reply.code(statusOf(fault)), (request.params as { id: Id }).id, fault)
}

/** One comment with the form, as it was typed where it could not be taken. */
async function showOne(request: FastifyRequest, reply: FastifyReply, id: Id, fault?: Fault) {
  const { t } = request
  const typed: FormFields = fault ? request.typed : {}
  const [row] = await queueRows(request.server.db, readerOf(request.person), [id])
  if (!row || row.status === 'withdrawn') throw notFound('no-such-comment')
  if (!mayModerate(request.person, row.working_group_id)) throw notAllowed('other-group')
  const [item] = await itemsOf(request, [row])
  const messages = fault?.fields.map(one => wordField(t, one)) ?? []
  return reply.page('moderation/comment', {
    title: t('moderation.one.title'),
    item,
    reasons: reasonChoices(t),
    back: backTo(typed),
    typed: { reason: field(typed, 'reason') ?? '', explanation: field(typed, 'explanation') ?? '' },
    summary: messages.map(message => ({ href: `#${message.field}-${id}`, message: message.message })),
    errors: {
      reason: messages.find(m => m.field === 'reason')?.message ?? '',
      explanation: messages.find(m => m.field === 'explanation')?.message ?? '',
    },
    fault:
      fault && fault.kind !== 'invalid'
        ? { title: t(`faults.${fault.key}.title`, fault.values), detail: t(`faults.${fault.key}.detail`, fault.values) }
        : null,
  })
}

async function itemsOf(request: FastifyRequest, rows: readonly QueueRow[]) {
  const authors = [...new Set(rows.map(row => row.person_id))]
  const history = authors.length ? await historyOf(request.server.db, authors) : []
  return rows.map(row => queueItem(row, history, request.person!, request.t))
}

function stateLinks(query: Filter, counts: Counts, t: FastifyRequest['t']) {
  return states.map(state => ({
    label: t(`moderation.states.${state}`),
    count: capped(counts[state]),
    href: addressOf({ ...query, state, after: undefined }),
    current: state === (query.state ?? 'pending'),
  }))
}

function addressOf(filter: Filter): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length ? `/moderation?${new URLSearchParams(given)}` : '/moderation'
}

/** Where the form came from; only the queue itself, so that nobody can be sent elsewhere. */
function backTo(typed: FormFields): string {
  const back = field(typed, 'back') ?? ''
  return /^\/moderation(\?[A-Za-z0-9=&%.+_-]*)?$/.test(back) ? back : '/moderation'
}
