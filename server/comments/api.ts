import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Id } from '../database/schema.js'
import { findReport, findVersion, paragraphPath } from '../reports/index.js'
import { limitWriting } from './paragraph-routes.js'
import { IdText, kinds, stances, statuses, WriteComment } from './schema.js'
import { WHOLE_REPORT } from './views.js'
import { findComments, readerOf, type VisibleComment } from './visible.js'
import { writeComment } from './write.js'

const Text = Type.Union([Type.String(), Type.Null()])
const OneOf = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })

const Written = Type.Object({ id: Type.String(), status: OneOf(statuses), url: Type.String() })

/** A comment as programs see it; words are null where only a tombstone may be seen. */
const ApiComment = Type.Object({
  id: Type.String(),
  url: Type.String(),
  status: OneOf(statuses),
  kind: OneOf(kinds),
  stance: Type.Union([OneOf(stances), Type.Null()]),
  body: Text,
  proposedText: Text,
  parent: Text,
  author: Type.Object({ name: Text, organisation: Text, group: Text, country: Text }),
  onBehalfOf: Text,
  anchor: Type.Object({
    version: Type.Integer(),
    paragraph: Text,
    number: Text,
    url: Type.String(),
    state: Type.String(),
    quote: Type.Union([Type.Object({ exact: Type.String(), prefix: Type.String(), suffix: Type.String() }), Type.Null()]),
  }),
  alsoParagraphs: Type.Array(Type.String()),
  endorsements: Type.Integer(),
  replies: Type.Integer(),
  reason: Text,
  createdAt: Type.String(),
  editedAt: Text,
  withdrawnAt: Text,
})

const List = Type.Object({
  version: Type.Optional(Type.Integer({ minimum: 1 })),
  paragraph: Type.Optional(IdText),
  status: Type.Optional(OneOf(statuses)),
  kind: Type.Optional(OneOf(kinds)),
  after: Type.Optional(IdText),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})

/** Writing and reading comments for programs; the same rules as the pages. */
export const commentApi: FastifyPluginAsyncTypebox = async app => {
  app.post(
    '/api/v1/reports/:slug/versions/:number/comments',
    {
      schema: {
        summary: 'Write a comment',
        security: [{ token: [] }],
        params: Type.Object({ slug: Type.String(), number: Type.Integer({ minimum: 1 }) }),
        body: WriteComment,
        response: { 201: Written },
      },
      config: { may: 'comment' },
      preHandler: limitWriting(app),
    },
    async (request, reply) => {
      const place = await findVersion(app.db, request.params.slug, request.params.number)
      const written = await writeComment(app, place, request.person!, request.body)
      const url = commentUrl(app, written.id)
      return reply.code(201).header('location', url).send({ id: written.id, status: written.status, url })
    },
  )

  app.get(
    '/api/v1/reports/:slug/comments',
    {
      schema: {
        summary: 'The comments that the caller may see, in the order in which they came',
        params: Type.Object({ slug: Type.String() }),
        querystring: List,
        response: { 200: Type.Object({ items: Type.Array(ApiComment), next: Text }) },
      },
      config: { may: 'anyone' },
    },
    async request => {
      const { version, paragraph, status, kind, after, limit = 50 } = request.query
      const report = await findReport(app.db, request.params.slug)
      const filter = {
        reportId: report.id,
        ...(version !== undefined && { version }),
        ...(paragraph !== undefined && { paragraphId: paragraph }),
        ...(status !== undefined && { status }),
        ...(kind !== undefined && { kind }),
      }
      const found = await findComments(app.db, readerOf(request.person), filter, after ?? null, limit + 1)
      const page = found.slice(0, limit)
      const also = await alsoOf(app, page.map(comment => comment.id))
      return {
        items: page.map(comment => apiComment(app, request.params.slug, comment, also.get(comment.id) ?? [])),
        next: found.length > limit ? page.at(-1)!.id : null,
      }
    },
  )
}

const commentUrl = (app: FastifyInstance, id: Id) => `${app.config.publicUrl}/comments/${id}`

function apiComment(app: FastifyInstance, slug: string, comment: VisibleComment, also: Id[]) {
  const { quote_exact, quote_prefix, quote_suffix } = comment
  return {
    id: comment.id,
    url: commentUrl(app, comment.id),
    status: comment.status,
    kind: comment.kind,
    stance: comment.stance,
    body: comment.body,
    proposedText: comment.proposed_text,
    parent: comment.parent_id,
    author: {
      name: comment.author_name,
      organisation: comment.author_organisation,
      group: comment.author_group,
      country: comment.author_country,
    },
    onBehalfOf: comment.on_behalf_of,
    anchor: {
      version: comment.version_number,
      paragraph: comment.paragraph_id,
      number: comment.paragraph_number,
      url: `${app.config.publicUrl}${paragraphPath(slug, comment.version_number, comment.paragraph_slug ?? WHOLE_REPORT)}`,
      state: 'same',
      quote: quote_exact === null ? null : { exact: quote_exact, prefix: quote_prefix ?? '', suffix: quote_suffix ?? '' },
    },
    alsoParagraphs: also,
    endorsements: comment.endorsements,
    replies: comment.replies,
    reason: comment.reason,
    createdAt: comment.created_at.toISOString(),
    editedAt: comment.edited_at?.toISOString() ?? null,
    withdrawnAt: comment.withdrawn_at?.toISOString() ?? null,
  }
}

async function alsoOf(app: FastifyInstance, ids: readonly Id[]): Promise<ReadonlyMap<Id, Id[]>> {
  const byComment = new Map<Id, Id[]>()
  if (ids.length === 0) return byComment
  const rows = await app.db.selectFrom('comment_paragraphs').selectAll().where('comment_id', 'in', ids).execute()
  for (const row of rows) byComment.set(row.comment_id, [...(byComment.get(row.comment_id) ?? []), row.paragraph_id])
  return byComment
}
