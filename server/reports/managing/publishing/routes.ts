import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { invalidField } from '../../../web/faults.js'
import { showAgain } from '../../../web/form-view.js'
import { field, readForm } from '../../../web/forms.js'
import { managedVersion, manageVersionPath, VersionParams } from '../access.js'
import { showVersion, showVersionAgain } from '../version-page.js'
import { changeInvitation, changeModeration, changePeriod, type Target } from './change.js'
import { showPublish } from './page.js'
import { publishVersion } from './publish.js'
import {
  ChangeInvitation,
  ChangeModeration,
  ChangePeriod,
  momentOf,
  Publish,
  TakeBack,
  toInvitation,
  toModeration,
  toPeriod,
  toPublish,
  toTakeBack,
} from './schema.js'
import { takeBack } from './take-back.js'

const coordinate = { may: 'coordinate' } as const
const address = '/manage/reports/:slug/v/:number'

/** A draft goes before the public, and the terms of its consultation change. For coordinators. */
export const publishingRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(`${address}/publish`, { schema: { params: VersionParams }, config: coordinate }, async (request, reply) => {
    const { slug, number } = request.params
    const place = await managedVersion(request, slug, number)
    return place.version.state === 'published'
      ? reply.goTo(manageVersionPath(slug, number))
      : showPublish(request, reply, place)
  })

  app.post(
    `${address}/publish`,
    {
      schema: { params: VersionParams, body: Publish },
      config: coordinate,
      preValidation: readForm(toPublish),
      preHandler: app.csrfProtection,
      errorHandler: showAgain(async (request, reply, fault) => {
        const { slug, number } = request.params as { slug: string; number: number }
        const place = await managedVersion(request, slug, number)
        return place.version.state === 'published'
          ? showVersion(request, reply, slug, number, { form: 'discard', fault })
          : showPublish(request, reply, place, fault)
      }),
    },
    async (request, reply) => {
      const { slug, number } = request.params
      const { opens, closes, ...rest } = request.body
      if (closes === undefined) throw invalidField('closes', 'closes-required')
      await publishVersion(app, {
        ...rest,
        report: slug,
        version: number,
        opens: opens === undefined ? null : momentOf('opens', opens),
        closes: momentOf('closes', closes),
        actor: request.person!.id,
      })
      return reply.goTo(manageVersionPath(slug, number), 'manage.published')
    },
  )

  app.post(
    `${address}/period`,
    {
      schema: { params: VersionParams, body: ChangePeriod },
      config: coordinate,
      preValidation: readForm(toPeriod),
      preHandler: app.csrfProtection,
      errorHandler: showVersionAgain('period'),
    },
    async (request, reply) => {
      const { opens, closes, close, note } = request.body
      if (close === undefined && closes === undefined) throw invalidField('closes', 'closes-required')
      await changePeriod(app, targetOf(request), {
        opens: opens === undefined ? undefined : momentOf('opens', opens),
        closes: close ?? momentOf('closes', closes ?? ''),
        note,
      })
      return reply.goTo(pathOf(request), 'manage.period-changed')
    },
  )

  app.post(
    `${address}/moderation`,
    {
      schema: { params: VersionParams, body: ChangeModeration },
      config: coordinate,
      preValidation: readForm(toModeration),
      preHandler: app.csrfProtection,
      errorHandler: showVersionAgain('moderation'),
    },
    async (request, reply) => {
      await changeModeration(app, targetOf(request), request.body)
      return reply.goTo(pathOf(request), 'manage.moderation-changed')
    },
  )

  app.post(
    `${address}/invitation`,
    {
      schema: { params: VersionParams, body: ChangeInvitation },
      config: coordinate,
      preValidation: readForm(toInvitation),
      preHandler: app.csrfProtection,
      errorHandler: showVersionAgain('invitation'),
    },
    async (request, reply) => {
      await changeInvitation(app, targetOf(request), request.body)
      return reply.goTo(pathOf(request), 'manage.changed')
    },
  )

  app.post(
    `${address}/take-back`,
    {
      schema: { params: VersionParams, body: TakeBack },
      config: coordinate,
      preValidation: readForm(toTakeBack),
      preHandler: app.csrfProtection,
      errorHandler: showVersionAgain('taking'),
    },
    async (request, reply) => {
      await takeBack(app, targetOf(request), request.body)
      return reply.goTo(pathOf(request), 'manage.taken-back')
    },
  )
}

interface Asked {
  params: { slug: string; number: number }
  typed: Parameters<typeof field>[0]
  person: { id: string } | null
}

function targetOf({ params, typed, person }: Asked): Target {
  return { report: params.slug, version: params.number, actor: person!.id, seen: field(typed, 'seen') }
}

const pathOf = ({ params }: Asked) => manageVersionPath(params.slug, params.number)
