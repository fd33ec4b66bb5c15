import { PassThrough } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { mayModerate, type Visitor } from '../../accounts/index.js'
import { type Format, formats } from '../../exports/index.js'
import { findReport, findVersion } from '../../reports/index.js'
import { notAllowed, notSignedIn, tooMany } from '../../web/faults.js'
import { dropEmpty } from '../query.js'
import { OneOf, VersionNumber } from '../vocabulary.js'
import { type Audience, exportComments } from './export.js'
import { turns } from './turns.js'

const Query = (languages: readonly string[]) =>
  Type.Object({
    format: OneOf(Object.keys(formats) as Format[]),
    version: Type.Optional(VersionNumber),
    audience: Type.Optional(OneOf<Audience>(['public', 'chair'])),
    language: Type.Optional(OneOf(languages)),
  })

/** Each holds a connection for as long as its reader takes, so that there are few, and none lasts for ever. */
const AT_ONCE = 4
const WAITING = 20
const WAIT_MS = 20_000
const LONGEST_MS = 30 * 60_000

/** The comments of a report as a file. */
export const exportRoutes: FastifyPluginAsyncTypebox = async app => {
  const queue = turns({ atOnce: AT_ONCE, waiting: WAITING, waitMs: WAIT_MS })

  app.get(
    '/reports/:slug/export',
    {
      schema: { params: Type.Object({ slug: Type.String() }), querystring: Query(app.messages.languages) },
      config: { may: 'anyone' },
      preValidation: dropEmpty,
    },
    async (request, reply) => {
      const { format, version, audience = 'public', language = request.locale } = request.query
      const report = await findReport(app.db, request.params.slug)
      if (version !== undefined) await findVersion(app.db, report.slug, version)
      if (audience === 'chair') mustModerate(request.person, report.working_group_id)
      const endTurn = await queue.take()
      if (!endTurn) throw tooMany('exports-busy')

      const out = new PassThrough()
      const wanted = { slug: report.slug, version, format, audience, locale: language }
      exportComments(app, wanted, out, AbortSignal.timeout(LONGEST_MS))
        .catch((error: NodeJS.ErrnoException) => {
          // Readers go away; everything else is our fault. The file ends without its end either way.
          if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') request.log.error({ err: error }, 'export failed')
          out.destroy(error)
        })
        .finally(endTurn)
      const name = fileName({ ...wanted, extension: formats[format].extension })
      return reply
        .type(formats[format].mediaType)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'private, no-store')
        .send(out)
    },
  )
}

function mustModerate(person: Visitor | null, workingGroupId: number): void {
  if (!person) throw notSignedIn()
  if (person.blocked || !mayModerate(person, workingGroupId)) throw notAllowed('export-for-chairs')
}

/** `iot-procurement-v2-comments.csv`; what is not for publication says so in its name. */
function fileName(wanted: {
  slug: string
  version: number | undefined
  audience: Audience
  extension: string
}): string {
  const { slug, version, audience, extension } = wanted
  const parts = [
    slug,
    version === undefined ? '' : `v${version}`,
    'comments',
    audience === 'chair' ? 'confidential' : '',
  ]
  return `${parts.filter(Boolean).join('-')}.${extension}`
}
