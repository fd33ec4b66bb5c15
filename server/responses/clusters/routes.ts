import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { mayModerate } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import { dropEmpty, IdText, wordGaps } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { findReport, reportPath } from '../../reports/index.js'
import { sharedWords } from '../../similarity/index.js'
import { conflict, notFound } from '../../web/faults.js'
import { answeredReport } from '../access.js'
import { publicComments } from '../matrix/store.js'
import { refreshNow } from './refresh.js'
import { clusterOf, clustersOf, dropStale, lockClusters, membersOf, takeApart } from './store.js'
import { memberView } from './views.js'

const PAGE = 50
/** Members from which the words that they share are taken. */
const SAMPLE = 20
const Params = Type.Object({ slug: Type.String() })

/** Comments with nearly the same words: campaigns and letters that were copied. They are shown, never discounted. */
export const clusterRoutes: FastifyPluginAsyncTypebox = async app => {
  const pathOf = (slug: string, id?: Id) => `${reportPath(slug)}/clusters${id === undefined ? '' : `/${id}`}`
  const gap = (text: string, words: string) => wordGaps(text, words)

  const sharedIn = async (ids: readonly Id[], words: string) => {
    const comments = await publicComments(app.db, ids.slice(0, SAMPLE))
    return sharedWords(comments.flatMap(({ body }) => (body === null ? [] : [gap(body, words)])))
  }

  app.get(
    '/api/v1/reports/:slug/clusters',
    {
      schema: {
        summary: 'Comments with nearly the same words, the largest clusters first',
        description: 'Of public comments alone; a comment that is like no other is in no cluster.',
        security: [{}, { token: [] }],
        params: Params,
        querystring: Type.Object({
          after: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                id: Type.String(),
                size: Type.Integer(),
                comments: Type.Array(Type.String(), { description: 'Their ids, oldest first' }),
                representative: Type.String({ description: 'Id of the most typical one' }),
                shared: Type.String({ description: 'The words that they share' }),
              }),
            ),
            next: Type.Union([Type.String(), Type.Null()], {
              description: 'Give it as `after` for the next page; null: the last',
            }),
          }),
        },
      },
      config: { may: 'anyone' },
    },
    async request => {
      const report = await findReport(app.db, request.params.slug)
      await refreshNow(app.db, report.id)
      const { limit = 50, after = '0' } = request.query
      const offset = Number(after)
      const found = await clustersOf(app.db, report.id, { offset, limit: limit + 1 })
      const items = []
      for (const { id, size, representative_id } of found.slice(0, limit)) {
        const comments = await membersOf(app.db, id, null, size)
        const typical = [representative_id, ...comments.filter(comment => comment !== representative_id)]
        const shared = await sharedIn(typical, request.t('comments.gap'))
        items.push({ id, size: comments.length, comments, representative: representative_id, shared })
      }
      return { items, next: found.length > limit ? String(offset + limit) : null }
    },
  )

  app.get(
    '/reports/:slug/clusters',
    {
      schema: {
        params: Params,
        querystring: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }),
      },
      config: { may: 'anyone' },
    },
    async (request, reply) => {
      const { t } = request
      const { slug } = request.params
      const report = await findReport(app.db, slug)
      await refreshNow(app.db, report.id)
      const { page = 1 } = request.query
      const found = await clustersOf(app.db, report.id, { offset: (page - 1) * PAGE, limit: PAGE + 1 })
      const shown = found.slice(0, PAGE)
      const typical = await publicComments(
        app.db,
        shown.map(one => one.representative_id),
      )
      const words = new Map(typical.map(one => [one.id, gap(one.body ?? '', t('comments.gap'))]))
      return reply.page('responses/clusters', {
        title: t('clusters.title'),
        report,
        reportUrl: reportPath(slug),
        language: { lang: report.language, dir: 'auto' },
        clusters: shown.map(one => ({
          url: pathOf(slug, one.id),
          heading: t('clusters.size', { count: one.size }),
          gist: gistOf(words.get(one.representative_id) ?? ''),
          organisations: one.organisations ? t('clusters.organisations', { count: one.organisations }) : null,
          countries: t('clusters.countries', { count: one.countries }),
        })),
        previous: page > 1 ? `${pathOf(slug)}?page=${page - 1}` : null,
        next: found.length > PAGE ? `${pathOf(slug)}?page=${page + 1}` : null,
      })
    },
  )

  app.get(
    '/reports/:slug/clusters/:cluster',
    {
      schema: {
        params: Type.Object({ slug: Type.String(), cluster: IdText }),
        querystring: Type.Object({
          own: Type.Optional(Type.Unsafe<'yes'>({ type: 'string', enum: ['yes'] })),
          text: Type.Optional(Type.String({ maxLength: 200 })),
          after: Type.Optional(IdText),
        }),
      },
      config: { may: 'anyone' },
      preValidation: dropEmpty,
    },
    async (request, reply) => {
      const { t } = request
      const { slug, cluster: id } = request.params
      const report = await findReport(app.db, slug)
      await refreshNow(app.db, report.id)
      const [cluster] = await clustersOf(app.db, report.id, { offset: 0, limit: 1, id })
      if (!cluster) throw notFound('no-such-cluster')
      const { own, text = '', after = null } = request.query
      const [typical] = await publicComments(app.db, [cluster.representative_id])
      if (!typical) throw notFound('no-such-cluster')
      const members: ReturnType<typeof memberView>[] = []
      const sought = text.trim().toLocaleLowerCase()
      let last = after
      let isMore = true
      // Whatever is left out, a page has as many as it can hold.
      while (members.length < PAGE && isMore) {
        const ids = await membersOf(app.db, id, last, PAGE)
        isMore = ids.length === PAGE
        for (const comment of await publicComments(app.db, ids)) {
          if (members.length === PAGE) {
            isMore = true
            break
          }
          last = comment.id
          const view = memberView(comment, typical, request)
          if (own && !view.hasOwn) continue
          if (sought && !view.words.toLocaleLowerCase().includes(sought)) continue
          members.push(view)
        }
      }
      const chosen = new URLSearchParams({ ...(own && { own }), ...(text && { text }) })
      if (last !== null) chosen.set('after', last)
      return reply.page('responses/cluster', {
        title: t('clusters.size', { count: cluster.size }),
        report,
        reportUrl: reportPath(slug),
        clustersUrl: pathOf(slug),
        language: { lang: report.language, dir: 'auto' },
        action: pathOf(slug, id),
        facts: [
          ...(cluster.organisations ? [t('clusters.organisations', { count: cluster.organisations })] : []),
          t('clusters.countries', { count: cluster.countries }),
        ],
        typed: { own: own ?? '', text },
        members,
        next: isMore ? `${pathOf(slug, id)}?${chosen}` : null,
        answerUrl: mayModerate(request.person, report.working_group_id)
          ? `/manage${reportPath(slug)}/respond?cluster=${id}`
          : null,
      })
    },
  )

  app.post(
    '/manage/reports/:slug/clusters/take-out',
    {
      schema: { params: Params, body: Type.Object({ comment: IdText, _csrf: Type.Optional(Type.String()) }) },
      config: { may: 'moderate' },
      preHandler: app.csrfProtection,
    },
    async (request, reply) => {
      const report = await answeredReport(request, request.params.slug)
      const { comment } = request.body
      const found = await clusterOf(app.db, comment)
      if (found?.report_id !== report.id) throw conflict('no-such-cluster')
      await app.db.transaction().execute(async tx => {
        await lockClusters(tx, report.id)
        if (!(await takeApart(tx, comment, request.person!.id))) return
        await dropStale(tx, report.id)
        await record(tx, {
          actor: request.person!.id,
          action: 'comment.taken-out-of-cluster',
          subject: 'comment',
          subjectId: comment,
          details: { cluster: found.id },
        })
      })
      const [left] = await clustersOf(app.db, report.id, { offset: 0, limit: 1, id: found.id })
      return reply.goTo(left ? pathOf(report.slug, found.id) : pathOf(report.slug), 'responses.taken-out')
    },
  )
}

const GIST = 240

/** The first words, as much as a glance takes in. */
function gistOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= GIST ? line : `${line.slice(0, line.lastIndexOf(' ', GIST) + 1 || GIST).trim()} …`
}
