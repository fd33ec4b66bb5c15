import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { IdText, OneOf } from '../../comments/index.js'
import { Fault, invalidField } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { type FormFields, field, fieldFaults, readForm } from '../../web/forms.js'
import { type Action, actions, EXPLANATION_LIMIT, type Reason, reasons } from '../decisions/reasons.js'
import { reasonChoices } from '../decisions/words.js'
import { backTo } from '../queue/filter.js'
import { decideFlood, floodActions, floodStates } from './flood.js'
import { decideMany, type Refused } from './many.js'

/** A page of the queue holds fewer. */
const MOST_PICKS = 100

const why = {
  reason: Type.Optional(OneOf<Reason>(reasons)),
  explanation: Type.Optional(Type.String({ maxLength: EXPLANATION_LIMIT })),
}
const Selection = Type.Object(
  {
    picks: Type.Array(Type.String({ pattern: '^[0-9]{1,18}:[a-z0-9@]{1,60}$' }), { minItems: 1, maxItems: MOST_PICKS }),
    action: OneOf<Action>(actions),
    ...why,
  },
  { additionalProperties: false },
)
const Flood = Type.Object(
  { state: OneOf(floodStates), action: OneOf(floodActions), ...why },
  { additionalProperties: false },
)

/** One decision about several comments: those that a moderator has picked, or all of one author. */
export const selectionRoutes: FastifyPluginAsyncTypebox = async app => {
  const form = { preHandler: app.csrfProtection, attachValidation: true, errorHandler: showAgain(showForm) }

  app.post(
    '/moderation/selection',
    { ...form, schema: { body: Selection }, config: { may: 'moderate' }, preValidation: readForm(toSelection) },
    async (request, reply) => {
      if (request.typed.pick === undefined) throw invalidField('picks', 'pick-missing')
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const { picks, ...decision } = request.body
      const refused = await decideMany(app, {
        ...decision,
        moderator: request.person!,
        picks: picks.map(pick => ({ comment: pick.split(':')[0]!, seen: pick.split(':')[1]! })),
      })
      if (refused.length === 0) return reply.goTo(`${backTo(request.typed)}#queue`, 'moderation.selection')
      return showRefused(request, reply, picks.length, refused)
    },
  )

  app.post(
    '/moderation/authors/:id',
    {
      ...form,
      schema: { params: Type.Object({ id: IdText }), body: Flood },
      config: { may: 'moderate' },
      preValidation: readForm(fields => ({ ...given(fields, ['state']), ...toWhy(fields) })),
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      await decideFlood(app, { ...request.body, author: request.params.id, moderator: request.person! })
      return reply.goTo(`${backTo(request.typed)}#queue`, 'moderation.selection')
    },
  )
}

function toSelection(fields: FormFields): Record<string, unknown> {
  return { picks: [fields.pick ?? []].flat(), ...toWhy(fields) }
}

const toWhy = (fields: FormFields) => given(fields, ['action', 'reason', 'explanation'])

function given(fields: FormFields, names: readonly string[]): Record<string, string> {
  const values = names.map(name => [name, field(fields, name)?.replaceAll('\r\n', '\n')])
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

/** The form as it was typed, with what was picked and the reason why it could not be taken. */
async function showForm(request: FastifyRequest, reply: FastifyReply, fault: Fault): Promise<unknown> {
  const { t, typed } = request
  const author = (request.params as { id?: string }).id
  return reply.page('moderation/selection', {
    title: t('moderation.selection.title'),
    action: author === undefined ? '/moderation/selection' : `/moderation/authors/${author}`,
    picks: [typed.pick ?? []].flat(),
    state: field(typed, 'state') ?? '',
    back: backTo(typed),
    reasons: reasonChoices(t),
    actions: (author === undefined ? actions : floodActions).map(value => ({
      value,
      label: t(`moderation.actions.${value}`),
    })),
    form: formView(request, { reason: '', explanation: '' }, { typed, fault }),
  })
}

/** What of a selection was not decided, and why. */
async function showRefused(request: FastifyRequest, reply: FastifyReply, picked: number, refused: readonly Refused[]) {
  const { t } = request
  return reply.code(409).page('moderation/refused', {
    title: t('moderation.selection.refused'),
    decided: t('moderation.selection.decided', { count: picked - refused.length }),
    refused: refused.map(({ comment, fault }) => ({
      label: t('moderation.item.heading', { id: comment }),
      url: `/comments/${comment}/moderation`,
      why: t(`faults.${fault.key}.detail`, fault.values),
    })),
    back: backTo(request.typed),
  })
}
