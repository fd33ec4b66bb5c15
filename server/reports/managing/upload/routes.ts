import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Fault, invalidField } from '../../../web/faults.js'
import { formView, showAgain } from '../../../web/form-view.js'
import { field } from '../../../web/forms.js'
import { importVersion } from '../../importing/import.js'
import { workingGroups } from '../../overview/store.js'
import {
  managedGroups,
  managedReport,
  managedVersion,
  manageVersionPath,
  ReportParams,
  VersionParams,
} from '../access.js'
import { showReport } from '../reports/page.js'
import { showVersionAgain } from '../version-page.js'
import { besideFile, readUpload } from './read-upload.js'

/** The form token stands in the address: the fields of an upload are read only after the token has been looked at. */
const Token = Type.Object({ _csrf: Type.Optional(Type.String()) })

/** Files come in: as a new report, as the next version of one, in the place of a draft. */
export const uploadRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/manage/new', { config: { may: 'moderate' } }, async (request, reply) => showNew(request, reply))

  app.post(
    '/manage/new',
    {
      schema: { querystring: Token },
      config: { may: 'moderate' },
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showNew),
    },
    async (request, reply) => {
      const { fields, file } = await readUpload(request)
      const workingGroup = field(fields, 'workingGroup')
      if (workingGroup === undefined) throw invalidField('workingGroup', 'required')
      const groups = managedGroups(request, await workingGroups(app.db))
      if (!groups.some(group => group.slug === workingGroup)) throw invalidField('workingGroup', 'group-of-others')
      const imported = await importVersion(app, {
        file,
        report: field(fields, 'slug'),
        title: field(fields, 'title'),
        workingGroup,
        into: 'new',
        sameFile: 'reuse',
        actor: request.person!.id,
      }).catch(besideFile)
      return reply.goTo(manageVersionPath(imported.report, imported.version), 'manage.uploaded')
    },
  )

  app.post(
    '/manage/reports/:slug/versions',
    {
      schema: { params: ReportParams, querystring: Token },
      config: { may: 'moderate' },
      preHandler: app.csrfProtection,
      errorHandler: showAgain((request, reply, fault) =>
        showReport(request, reply, (request.params as { slug: string }).slug, { form: 'upload', fault }),
      ),
    },
    async (request, reply) => {
      const report = await managedReport(request, request.params.slug)
      const { file } = await readUpload(request)
      const imported = await importVersion(app, {
        file,
        report: report.slug,
        into: 'existing',
        sameFile: 'reuse',
        actor: request.person!.id,
      }).catch(besideFile)
      return reply.goTo(manageVersionPath(imported.report, imported.version), 'manage.uploaded')
    },
  )

  app.post(
    '/manage/reports/:slug/v/:number/file',
    {
      schema: { params: VersionParams, querystring: Token },
      config: { may: 'moderate' },
      preHandler: app.csrfProtection,
      errorHandler: showVersionAgain('upload'),
    },
    async (request, reply) => {
      const { report, version } = await managedVersion(request, request.params.slug, request.params.number)
      const { file } = await readUpload(request)
      const imported = await importVersion(app, {
        file,
        report: report.slug,
        into: 'existing',
        replaces: version.number,
        sameFile: 'reuse',
        actor: request.person!.id,
      }).catch(besideFile)
      return reply.goTo(manageVersionPath(imported.report, imported.version), 'manage.replaced')
    },
  )
}

async function showNew(request: FastifyRequest, reply: FastifyReply, fault?: Fault) {
  const groups = managedGroups(request, await workingGroups(request.server.db))
  const only = groups.length === 1 ? groups[0]!.slug : ''
  return reply.page('manage/new', {
    title: request.t('manage.new.title'),
    groups,
    form: formView(
      request,
      { workingGroup: only, title: '', slug: '', file: '' },
      fault && { typed: request.typed, fault },
    ),
  })
}
