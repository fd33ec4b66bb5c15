import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { showAgain } from '../../web/form-view.js'
import { field, readForm } from '../../web/forms.js'
import { dropEmpty } from '../query.js'
import { IdText, OneOf, VersionNumber } from '../vocabulary.js'
import { placeToSettle, settlePath, showList, showOne } from './page.js'
import { settle } from './settle.js'

const Version = Type.Object({ slug: Type.String({ maxLength: 100 }), number: VersionNumber })
const Comment = Type.Object({ ...Version.properties, id: IdText })
const Settle = Type.Object(
  { choice: Type.Union([Type.Literal('removed'), IdText]), seen: Type.String({ pattern: '^[0-9a-f]{32}$' }) },
  { additionalProperties: false },
)
const Sought = Type.Object({ find: Type.Optional(Type.String({ maxLength: 200 })) })

const moderate = { may: 'moderate' } as const
const address = '/manage/reports/:slug/v/:number/settle'

/** A chair says where comments stand whose paragraph could not be found again in a new version. */
export const settlingRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    address,
    {
      schema: {
        params: Version,
        querystring: Type.Object({ show: Type.Optional(OneOf(['open', 'settled'])), after: Type.Optional(IdText) }),
      },
      config: moderate,
      preValidation: dropEmpty,
    },
    async (request, reply) => {
      const place = await placeToSettle(request, request.params.slug, request.params.number)
      const { show: list = 'open', after = null } = request.query
      return showList(request, reply, place, { list, after })
    },
  )

  app.get(
    `${address}/:id`,
    { schema: { params: Comment, querystring: Sought }, config: moderate },
    async (request, reply) => {
      const { slug, number, id: comment } = request.params
      const place = await placeToSettle(request, slug, number)
      return showOne(request, reply, place, { comment, find: request.query.find?.trim() ?? '' })
    },
  )

  app.post(
    `${address}/:id`,
    {
      schema: { params: Comment, body: Settle },
      config: moderate,
      preValidation: readForm(fields => ({ choice: field(fields, 'choice'), seen: field(fields, 'seen') })),
      preHandler: app.csrfProtection,
      errorHandler: showAgain(async (request, reply, fault) => {
        const { slug, number, id: comment } = request.params as { slug: string; number: number; id: string }
        const place = await placeToSettle(request, slug, number)
        return showOne(request, reply, place, { comment, find: '', fault })
      }),
    },
    async (request, reply) => {
      const { slug, number, id: comment } = request.params
      const place = await placeToSettle(request, slug, number)
      await settle(app, { version: place.version.id, comment, by: request.person!.id, ...request.body })
      return reply.goTo(onwards(settlePath(slug, number), request.typed), 'comment.settled')
    },
  )
}

/** The list where she was in it, at the comment that comes next. */
function onwards(path: string, typed: Parameters<typeof field>[0]): string {
  const id = (name: string) => /^[0-9]{1,18}$/.exec(field(typed, name) ?? '')?.[0]
  const [after, next] = [id('back'), id('next')]
  return `${path}${after ? `?after=${after}` : ''}#${next ? `c-${next}` : 'settle'}`
}
