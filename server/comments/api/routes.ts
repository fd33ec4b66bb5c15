import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { findReport, findVersion } from '../../reports/index.js'
import { CommentQuery, toFilter } from '../query.js'
import { findComments, findStanding } from '../reading/find.js'
import { readerOf } from '../reading/reader.js'
import { OneOf, statuses, VersionNumber } from '../vocabulary.js'
import { limitWriting } from '../writing/limit.js'
import { WriteComment } from '../writing/schema.js'
import { keptVersions } from '../writing/versions.js'
import { writeComment } from '../writing/write.js'
import { ApiComments, apiComment, commentUrl } from './shape.js'

const Written = Type.Object({ id: Type.String(), status: OneOf(statuses), url: Type.String() })

const List = Type.Object({
  ...CommentQuery.properties,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})

/** Writing and reading comments for programs; the same rules as the pages. */
export const commentApi: FastifyPluginAsyncTypebox = async app => {
  const site = app.config.publicUrl
  const versionOf = keptVersions(app)

  app.post(
    '/api/v1/reports/:slug/versions/:number/comments',
    {
      schema: {
        summary: 'Write a comment',
        description: 'The same idempotencyKey with the same content is one comment, however often it is sent.',
        security: [{ token: [] }],
        params: Type.Object({ slug: Type.String(), number: VersionNumber }),
        body: WriteComment,
        response: { 201: Written },
      },
      config: { may: 'comment' },
      preHandler: limitWriting(app),
    },
    async (request, reply) => {
      const place = await versionOf(request.params.slug, request.params.number)
      const { id, status } = await writeComment(app, place, request.person!, request.body)
      const url = commentUrl(site, id)
      return reply.code(201).header('location', url).send({ id, status, url })
    },
  )

  app.get(
    '/api/v1/reports/:slug/comments',
    {
      schema: {
        summary: 'The comments that the caller may see, in the order in which they came',
        description:
          'With `version`: those that stand in it, written on it or carried to it from earlier ones; `anchor` says where.',
        security: [{}, { token: [] }],
        params: Type.Object({ slug: Type.String() }),
        querystring: List,
        response: { 200: ApiComments },
      },
      config: { may: 'anyone' },
    },
    async request => {
      const { after = null, limit = 50 } = request.query
      const report = await findReport(app.db, request.params.slug)
      const { version: number, ...filter } = toFilter(report.id, request.query)
      const reader = readerOf(request.person)
      const version = number === undefined ? null : (await findVersion(app.db, report.slug, number)).version
      const found = version
        ? await findStanding(app.db, reader, { ...filter, versionId: version.id }, after, limit + 1)
        : await findComments(app.db, reader, filter, after, limit + 1)
      const page = found.slice(0, limit)
      return {
        items: page.map(comment => apiComment(site, report.slug, comment, version?.number ?? null, request.t)),
        next: found.length > limit ? page.at(-1)!.id : null,
      }
    },
  )
}
