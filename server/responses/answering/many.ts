import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { commentView, dispositions, IdText, readerOf, showing, visibleComments } from '../../comments/index.js'
import type { Id, Report } from '../../database/schema.js'
import { reportPath } from '../../reports/index.js'
import { conflict, Fault, invalidField, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { type FormFields, fieldFaults, readForm } from '../../web/forms.js'
import { answeredReport } from '../access.js'
import { cannedReasons, settingsOf } from '../settings/store.js'
import { respondToMany } from './respond.js'
import { Respond, toResponse } from './schema.js'
import { clusterComments, revisionsOf, versionsOf } from './store.js'

const Params = Type.Object({ slug: Type.String() })
/** As many as one chooses by hand; of a campaign, which may be larger, only its number is sent. */
const MOST = 1_000
/** Comments shown in full above the form; of the others it says how many there are. */
const SHOWN = 20
const { seen: _, ...one } = Respond.properties
const Many = Type.Object(
  {
    ...one,
    comments: Type.Array(IdText, { maxItems: MOST }),
    /** `comment:revision`, as the form showed them. */
    seen: Type.Array(Type.String({ pattern: '^[0-9]{1,18}:[0-9]{1,9}$' }), { maxItems: MOST }),
    cluster: Type.Optional(IdText),
  },
  { additionalProperties: false },
)

/** The same answer to several comments: those chosen on the working desk, or all of a cluster. */
export const manyPages: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/manage/reports/:slug/respond',
    { schema: { params: Params, querystring: Type.Object({ cluster: IdText }) }, config: { may: 'moderate' } },
    async (request, reply) => {
      const report = await answeredReport(request, request.params.slug)
      const ids = await clusterComments(app.db, report.id, request.query.cluster)
      if (ids.length === 0) throw notFound('no-such-cluster')
      return show(request, reply, report, { ids, cluster: request.query.cluster })
    },
  )

  app.post(
    '/manage/reports/:slug/respond',
    {
      schema: { params: Params, body: Many },
      config: { may: 'moderate' },
      preValidation: readForm(toMany),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain(async (request, reply, fault) => {
        const report = await answeredReport(request, (request.params as { slug: string }).slug)
        return show(request, reply, report, await chosenIn(request, report), fault)
      }),
    },
    async (request, reply) => {
      const report = await answeredReport(request, request.params.slug)
      const chosen = await chosenIn(request, report)
      if (chosen.ids.length === 0) throw invalidField('comment', 'nothing-chosen')
      // The desk sends only the comments that were chosen: the form comes next.
      if (request.typed.step === undefined) return show(request, reply, report, chosen)
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const { comments: _comments, cluster: _cluster, seen, ...given } = request.body
      const revisions = await revisionsOf(app.db, report.id, chosen.ids)
      if (revisions.size !== chosen.ids.length) throw invalidField('comment', 'comment-elsewhere')
      if (chosen.cluster !== undefined && seen[0] !== clusterSeen(revisions)) throw conflict('cluster-changed')
      const shown = new Map(seen.map(text => text.split(':') as [string, string]))
      const asked = chosen.ids.map(id => {
        const revision = chosen.cluster === undefined ? shown.get(id) : revisions.get(id)
        return { id, seen: revision === undefined ? undefined : Number(revision) }
      })
      const done = await respondToMany(app, request.person!, asked, given)
      const notice = done.every(({ state }) => state === 'published')
        ? 'responses.published-many'
        : 'responses.drafted-many'
      return reply.goTo(`/manage${reportPath(report.slug)}/responses`, notice)
    },
  )
}

const idsIn = (fields: FormFields | undefined): Id[] => [
  ...new Set([fields?.comment ?? []].flat().filter(id => /^\d{1,18}$/.test(id))),
]

const toMany = (fields: FormFields): Record<string, unknown> => ({
  ...toResponse({ ...fields, seen: undefined }),
  comments: idsIn(fields),
  ...(typeof fields.cluster === 'string' && { cluster: fields.cluster }),
  seen: [fields.seen ?? []].flat(),
})

interface Chosen {
  ids: readonly Id[]
  cluster?: Id | undefined
}

async function chosenIn(request: FastifyRequest, report: Report): Promise<Chosen> {
  const { cluster } = request.typed ?? {}
  if (typeof cluster !== 'string' || !/^\d{1,18}$/.test(cluster)) return { ids: idsIn(request.typed) }
  return { ids: await clusterComments(request.server.db, report.id, cluster), cluster }
}

/** How many comments there are and how often they have been answered, so that a change of either is seen. */
const clusterSeen = (revisions: ReadonlyMap<Id, number>): string =>
  `${revisions.size}:${[...revisions.values()].reduce((sum, one) => sum + one, 0)}`

async function show(request: FastifyRequest, reply: FastifyReply, report: Report, asked: Chosen, fault?: Fault) {
  const { ids, cluster } = asked
  const { t, server } = request
  const { db } = server
  const [revisions, versions, canned, settings] = await Promise.all([
    revisionsOf(db, report.id, ids),
    versionsOf(db, report.id),
    cannedReasons(db, report.id),
    settingsOf(db, report.id),
  ])
  const chosen = ids.filter(id => revisions.has(id))
  const shown = await visibleComments(db, readerOf(request.person))
    .where('c.id', 'in', chosen.length ? chosen.slice(0, SHOWN) : ['0'])
    .orderBy('c.id')
    .execute()
  const show = showing(request, report, { opens_at: null, closes_at: null })
  return reply.page('responses/many', {
    title: t('responses.many.title', { count: chosen.length }),
    report,
    reportUrl: reportPath(report.slug),
    language: { lang: report.language, dir: 'auto' },
    action: `/manage${reportPath(report.slug)}/respond`,
    cluster: cluster === undefined ? null : { id: cluster, seen: clusterSeen(revisions) },
    chosen: cluster === undefined ? chosen.map(id => ({ id, seen: `${id}:${revisions.get(id)}` })) : [],
    comments: shown.map(comment => commentView(comment, show, null)),
    more: chosen.length > SHOWN ? t('responses.many.more', { count: chosen.length - SHOWN }) : null,
    secondPerson: settings.second_person,
    publishes: !settings.second_person,
    dispositions: dispositions.map(value => ({ value, label: t(`responses.dispositions.${value}`) })),
    versions: versions.map(one => ({
      value: String(one.number),
      label: t('responses.in-version', { version: one.number }),
    })),
    canned: canned.map(one => ({ name: one.name, reason: one.reason })),
    form: formView(
      request,
      { disposition: '', reason: '', duplicateOf: '', version: '', paragraphNumber: '', minutes: '' },
      fault && { typed: request.typed, fault },
    ),
  })
}
