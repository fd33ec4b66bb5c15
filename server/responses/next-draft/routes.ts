import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdText, OneOf } from '../../comments/index.js'
import { showAgain } from '../../web/form-view.js'
import { type FormFields, field, readForm } from '../../web/forms.js'
import { type Act, act, acts } from './accept.js'
import { changesDocument } from './document.js'
import { type List, lists, placeToChange, proposalsPath, type Shown, showProposals } from './page.js'

const Version = Type.Object({
  slug: Type.String({ maxLength: 100 }),
  number: Type.Integer({ minimum: 1, maximum: 32_767 }),
})
const Comment = Type.Object({ ...Version.properties, id: IdText })
const Query = Type.Object({
  show: Type.Optional(OneOf<List>(lists)),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})
/** As long as a proposed wording may be. */
const WORDING_LIMIT = 10_000
const Acting = Type.Object(
  {
    act: OneOf<Act>(acts),
    wording: Type.Optional(Type.String({ maxLength: WORDING_LIMIT })),
    seen: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  },
  { additionalProperties: false },
)

const config = { may: 'moderate' } as const
const address = '/manage/reports/:slug/v/:number'

/** Proposed wordings become changes for the next draft, which the editors take home as a Word file. */
export const nextDraftRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    `${address}/proposals`,
    { schema: { params: Version, querystring: Query }, config },
    async (request, reply) => {
      const { show = 'all', page = 1 } = request.query
      const place = await placeToChange(request, request.params.slug, request.params.number)
      return showProposals(request, reply, place, { show, page })
    },
  )

  app.post(
    `${address}/proposals/:id`,
    {
      schema: { params: Comment, body: Acting },
      config,
      preValidation: readForm(toActing),
      preHandler: app.csrfProtection,
      errorHandler: showAgain(async (request, reply, fault) => {
        const { slug, number } = request.params as { slug: string; number: number }
        return showProposals(request, reply, await placeToChange(request, slug, number), shownIn(request.typed), fault)
      }),
    },
    async (request, reply) => {
      const { slug, number, id: comment } = request.params
      const { version } = await placeToChange(request, slug, number)
      await act(app, { ...request.body, version, comment, by: request.person!.id })
      const { show, page } = shownIn(request.typed)
      return reply.goTo(
        `${proposalsPath(slug, number)}?show=${show}&page=${page}#c-${comment}`,
        NOTICES[request.body.act],
      )
    },
  )

  app.get(`${address}/changes.docx`, { schema: { params: Version }, config }, async (request, reply) => {
    const place = await placeToChange(request, request.params.slug, request.params.number)
    const bytes = await changesDocument(app, place, request.t)
    return reply
      .type('application/vnd.openxmlformats-officedocument.wordprocessingml.document')
      .header(
        'content-disposition',
        `attachment; filename="${place.report.slug}-v${place.version.number}-changes.docx"`,
      )
      .header('cache-control', 'private, no-store')
      .send(Buffer.from(bytes))
  })
}

const NOTICES: Record<Act, string> = {
  accept: 'next-draft.accepted',
  reword: 'next-draft.reworded',
  'take-out': 'next-draft.taken-out',
}

/** The wording counts where the editor has asked for hers. */
function toActing(fields: FormFields): Record<string, unknown> {
  const named = { act: field(fields, 'act'), seen: field(fields, 'seen') }
  return 'wording' in fields ? { ...named, wording: field(fields, 'wording') ?? '' } : named
}

/** Where in the list the form stood. */
function shownIn(typed: FormFields): Shown {
  const show = lists.find(name => name === field(typed, 'show')) ?? 'all'
  return { show, page: Number(/^[1-9][0-9]{0,4}$/.exec(field(typed, 'page') ?? '')?.[0] ?? 1) }
}
