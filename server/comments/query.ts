import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { CommentFilter } from './reading/find.js'
import { IdText, kinds, OneOf, stances, statuses, VersionNumber } from './vocabulary.js'
import { cleanLine } from './writing/clean.js'

/** How comments are chosen, on the page of search and in the API. */
export const CommentQuery = Type.Object({
  version: Type.Optional(VersionNumber),
  paragraph: Type.Optional(IdText),
  status: Type.Optional(OneOf(statuses)),
  kind: Type.Optional(OneOf(kinds)),
  stance: Type.Optional(OneOf(stances)),
  group: Type.Optional(Type.String({ maxLength: 40, description: 'Stakeholder group of the author' })),
  country: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2}$', description: 'Country of the author, ISO 3166-1' })),
  text: Type.Optional(
    Type.String({ maxLength: 200, description: 'Words of the comment, or the number of its paragraph' }),
  ),
  after: Type.Optional(IdText),
})
export type CommentQuery = Static<typeof CommentQuery>

/** A select left at “any” sends an empty field: it is not asked for. */
export async function dropEmpty(request: FastifyRequest): Promise<void> {
  const query = request.query as Record<string, unknown>
  for (const [name, value] of Object.entries(query)) if (value === '') delete query[name]
}

export function toFilter(reportId: number, query: CommentQuery): CommentFilter {
  const { version, paragraph: paragraphId, status, kind, stance, group, country } = query
  const text = query.text && cleanLine(query.text)
  const filter = { version, paragraphId, status, kind, stance, group, country: country?.toUpperCase(), text }
  const given = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')
  return { reportId, ...Object.fromEntries(given) }
}
