import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { IdText, OneOf } from '../../comments/index.js'
import { Fault, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { type FormFields, field, fieldFaults, readForm } from '../../web/forms.js'
import { APPEAL_LIMIT, type Outcome, outcomes } from '../appeals/appeal.js'
import { EXPLANATION_LIMIT, type Reason, reasons } from '../decisions/reasons.js'
import { reasonChoices } from '../decisions/words.js'
import { appealBlock, BLOCK_PAGE, blockAccount, reviewBlock, unblockAccount } from './block.js'
import { blocksInForce, blocksOf, findBlockable } from './store.js'
import { blockView } from './views.js'

const Params = Type.Object({ id: IdText })
const explanation = Type.Optional(Type.String({ maxLength: EXPLANATION_LIMIT }))
const Block = Type.Object(
  { reason: Type.Optional(OneOf<Reason>(reasons)), explanation },
  { additionalProperties: false },
)
const Unblock = Type.Object({ explanation }, { additionalProperties: false })
const Appeal = Type.Object({ text: Type.String({ maxLength: APPEAL_LIMIT }) }, { additionalProperties: false })
const Review = Type.Object(
  { outcome: OneOf<Outcome>(outcomes), reason: Type.String({ minLength: 1, maxLength: EXPLANATION_LIMIT }) },
  { additionalProperties: false },
)
/** Blocks on the coordinators' page. */
const MOST = 200

/** Coordinators block accounts and end blocks; who is blocked reads why and appeals. */
export const blockRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/moderation/people/:id',
    { schema: { params: Params }, config: { may: 'coordinate' } },
    async (request, reply) => showPerson(request, reply),
  )

  app.post(
    '/moderation/people/:id/block',
    {
      schema: { params: Params, body: Block },
      config: { may: 'coordinate' },
      preValidation: readForm(fields => given(fields, ['reason', 'explanation'])),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showPerson),
    },
    async (request, reply) => {
      mustBeValid(request)
      const { reason, explanation = '' } = request.body
      await blockAccount(app, { person: request.params.id, coordinator: request.person!, reason, explanation })
      return reply.goTo(`/moderation/people/${request.params.id}`, 'moderation.blocked')
    },
  )

  app.post(
    '/moderation/people/:id/unblock',
    {
      schema: { params: Params, body: Unblock },
      config: { may: 'coordinate' },
      preValidation: readForm(fields => given(fields, ['explanation'])),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showPerson),
    },
    async (request, reply) => {
      mustBeValid(request)
      const { explanation = '' } = request.body
      await unblockAccount(app, { person: request.params.id, coordinator: request.person!, explanation })
      return reply.goTo(`/moderation/people/${request.params.id}`, 'moderation.unblocked')
    },
  )

  app.get('/moderation/blocks', { config: { may: 'coordinate' } }, async (request, reply) => {
    const now = new Date()
    const blocks = await blocksInForce(app.db, MOST)
    const { t } = request
    return reply.page('moderation/blocks', {
      title: t('moderation.blocks.title'),
      blocks: blocks.map(block => ({
        ...blockView(block, now, t),
        name: block.name ?? t('moderation.unnamed'),
        url: `/moderation/people/${block.person_id}`,
        open: block.open,
      })),
    })
  })

  app.post(
    '/moderation/blocks/:id/review',
    {
      schema: { params: Params, body: Review },
      config: { may: 'coordinate' },
      preValidation: readForm(fields => ({ reason: '', ...given(fields, ['outcome', 'reason']) })),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain(async (request, reply, fault) => {
        const row = (await blocksInForce(app.db, MOST)).find(({ id }) => id === (request.params as { id: string }).id)
        if (!row) throw fault
        return showPerson(request, reply, fault, row.person_id)
      }),
    },
    async (request, reply) => {
      mustBeValid(request)
      await reviewBlock(app, { ...request.body, block: request.params.id, coordinator: request.person! })
      return reply.goTo('/moderation/blocks', `moderation.${request.body.outcome}`)
    },
  )

  app.get(BLOCK_PAGE, { config: { may: 'sign-in' } }, async (request, reply) => showOwn(request, reply))

  app.post(
    `${BLOCK_PAGE}/appeal`,
    {
      schema: { body: Appeal },
      config: { may: 'sign-in' },
      preValidation: readForm(fields => ({ text: '', ...given(fields, ['text']) })),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showOwn),
    },
    async (request, reply) => {
      mustBeValid(request)
      await appealBlock(app, request.person!, request.body.text)
      return reply.goTo(BLOCK_PAGE, 'moderation.appealed')
    },
  )
}

function given(fields: FormFields, names: readonly string[]): Record<string, string> {
  const values = names.map(name => [name, field(fields, name)?.replaceAll('\r\n', '\n')])
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

function mustBeValid({ validationError }: FastifyRequest): void {
  if (validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(validationError))
}

/** An account for a coordinator: whether it is blocked, all blocks there were, and the form that changes it. */
async function showPerson(
  request: FastifyRequest,
  reply: FastifyReply,
  fault?: Fault,
  id = (request.params as { id: string }).id,
): Promise<unknown> {
  const { t, server } = request
  const [account, blocks] = await Promise.all([findBlockable(server.db, id), blocksOf(server.db, id)])
  if (!account) throw notFound('no-such-account')
  const now = new Date()
  const inForce = blocks.find(block => block.ended_at === null)
  const open = inForce !== undefined && inForce.appeal !== null && inForce.outcome === null
  return reply.page('moderation/person', {
    title: t('moderation.blocks.person', { name: account.name ?? t('moderation.unnamed') }),
    id,
    blocked: inForce !== undefined,
    office: account.offices.length > 0,
    mine: id === request.person!.id,
    erased: account.erased,
    blocks: blocks.map(block => blockView(block, now, t)),
    review: open ? { id: inForce.id, own: inForce.moderator_id === request.person!.id } : null,
    reasons: reasonChoices(t),
    form: formView(
      request,
      { explanation: '', reason: '', outcome: '' },
      fault && { typed: request.typed ?? {}, fault },
    ),
  })
}

/** One's own block: the statement of reasons, and the form that asks for its review. */
async function showOwn(request: FastifyRequest, reply: FastifyReply, fault?: Fault): Promise<unknown> {
  const { t, server } = request
  const now = new Date()
  const blocks = await blocksOf(server.db, request.person!.id)
  return reply.page('moderation/own-block', {
    title: t('moderation.blocks.own-title'),
    blocks: blocks.map(block => blockView(block, now, t)),
    canAppeal: blocks.some(block => blockView(block, now, t).appealUntil !== null),
    form: formView(request, { text: '' }, fault && { typed: request.typed ?? {}, fault }),
  })
}
