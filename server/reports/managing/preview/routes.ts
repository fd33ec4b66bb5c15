import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { discardDraft } from '../../importing/discard.js'
import { managedVersion, managePath, VersionParams } from '../access.js'
import { showVersion, showVersionAgain } from '../version-page.js'
import { sourceOf } from './store.js'

/** A version as its managers see it: a draft as it will stand, with what could not be taken over; or its consultation. */
export const previewRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/manage/reports/:slug/v/:number',
    { schema: { params: VersionParams }, config: { may: 'moderate' } },
    async (request, reply) => showVersion(request, reply, request.params.slug, request.params.number),
  )

  app.get(
    '/manage/reports/:slug/v/:number/source',
    { schema: { params: VersionParams }, config: { may: 'moderate' } },
    async (request, reply) => {
      const { version } = await managedVersion(request, request.params.slug, request.params.number)
      const { source, source_name } = await sourceOf(app.db, version.id)
      // Whatever it is, it is saved and never shown: the file is not ours.
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(source_name)}`)
        .header('cache-control', 'private, no-store')
        .send(source)
    },
  )

  app.post(
    '/manage/reports/:slug/v/:number/discard',
    {
      schema: { params: VersionParams },
      config: { may: 'moderate' },
      preHandler: app.csrfProtection,
      errorHandler: showVersionAgain('discard'),
    },
    async (request, reply) => {
      const { report, version } = await managedVersion(request, request.params.slug, request.params.number)
      const gone = await discardDraft(app, {
        report: report.slug,
        version: version.number,
        actor: request.person!.id,
      })
      return gone === 'report'
        ? reply.goTo('/manage', 'manage.report-removed')
        : reply.goTo(managePath(report.slug), 'manage.discarded')
    },
  )
}
