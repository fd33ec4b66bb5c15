import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { directionOf } from '../../web/locale.js'
import type { KeptPages } from '../kept/pages.js'
import { paragraphPath, reportPath, versionPath } from '../paths.js'
import { groupView, versionName } from '../views.js'
import { createComparer } from './compare.js'
import type { ChangeRow, ComparedParagraph } from './compose.js'
import { type Answers, answersByParagraph, type Stances, stancesByParagraph } from './store.js'
import { rowViews, SHOWS } from './views.js'

const Params = Type.Object({
  slug: Type.String({ maxLength: 100 }),
  number: Type.Integer({ minimum: 1, maximum: 100_000 }),
})
const From = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'Left out: the version before' }))
const OneOf = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })
const Query = Type.Object({
  from: From,
  view: Type.Optional(OneOf(['inline', 'side'])),
  show: Type.Optional(OneOf(SHOWS)),
})

const REST_MS = 10_000
/** In the order in which the summary names them. */
const COUNTED = ['edited', 'added', 'removed', 'moved', 'moved-and-edited', 'split', 'merged', 'unchanged'] as const

/** What changed from one version to another, for people and for programs. */
export const changesRoutes: FastifyPluginAsyncTypebox<{ pages: KeptPages }> = async (app, { pages }) => {
  const compare = createComparer(app)

  app.get(
    '/reports/:slug/v/:number/changes',
    { schema: { params: Params, querystring: Query }, config: { may: 'anyone' } },
    (request, reply) => {
      const { slug, number } = request.params
      const { from: asked, view = 'inline', show = 'all' } = request.query
      const here = `${versionPath(slug, number)}/changes`
      const address = (choice: { view?: string; show?: string }, from: number) =>
        `${here}?${new URLSearchParams({ from: String(from), view, show, ...choice })}`
      return pages.send(request, reply, {
        path: `${here}?from=${asked ?? ''}&view=${view}&show=${show}`,
        restMs: REST_MS,
        find: async () => {
          const { t } = request
          const { from, to, changes } = await compare(slug, number, asked)
          const [stances, answers] = await Promise.all([
            stancesByParagraph(app.db, from.version.id),
            answersByParagraph(app.db, from.version.id),
          ])
          const sides = { slug, from: from.version.number, to: number, stances, answers }
          const named = { from: versionName(from.version, t), to: versionName(to.version, t) }
          const choices = (name: 'view' | 'show', values: readonly string[], chosen: string) =>
            values.map(value => ({
              label: t(`reports.changes.${name}.${value}`),
              url: address({ [name]: value }, from.version.number),
              current: value === chosen,
            }))
          return {
            template: 'reports/changes',
            data: {
              title: `${t('reports.changes.title')} – ${to.report.title}`,
              scripts: ['changes.js'],
              wide: view === 'side',
              language: { lang: to.report.language, dir: directionOf(to.report.language) },
              report: { title: to.report.title, url: reportPath(slug) },
              group: groupView(to.workingGroup),
              textUrl: versionPath(slug, number),
              lead: t('reports.changes.lead', named),
              names: named,
              counts: COUNTED.filter(change => changes.counts[change] > 0).map(change =>
                t(`reports.changes.counts.${change}`, { count: changes.counts[change] }),
              ),
              side: view === 'side',
              views: choices('view', ['inline', 'side'], view),
              shows: choices('show', SHOWS, show),
              rows: rowViews(changes.rows, show, sides, t),
            },
            counts: from.version.id,
            until: null,
          }
        },
      })
    },
  )

  app.get(
    '/api/v1/reports/:slug/versions/:number/changes',
    {
      schema: {
        summary: 'What became of each paragraph since an earlier version, with word differences',
        params: Params,
        querystring: Type.Object({ from: From }),
        response: { 200: ApiChanges },
      },
      config: { may: 'anyone' },
    },
    async request => {
      const { slug, number } = request.params
      const { from, changes } = await compare(slug, number, request.query.from)
      const [stances, answered] = await Promise.all([
        stancesByParagraph(app.db, from.version.id),
        answersByParagraph(app.db, from.version.id),
      ])
      const answers = (old: ComparedParagraph | null): Answers => (old && answered.get(old.id)) ?? {}
      const comments = (old: ComparedParagraph | null): Stances => (old && stances.get(old.id)) ?? {}
      const side = (paragraph: ComparedParagraph | null, version: number) =>
        paragraph && {
          id: paragraph.id,
          number: paragraph.number,
          url: app.config.publicUrl + paragraphPath(slug, version, paragraph.slug),
          text: paragraph.text,
        }
      const item = (row: ChangeRow): Item => ({
        change: row.change,
        confidence: row.confidence,
        old: side(row.old, from.version.number),
        new: side(row.next, number),
        words: row.words.map(({ op, text }) => ({ op, text })),
        comments: comments(row.old),
        answers: answers(row.old),
      })
      const same = ({ old, next }: { old: ComparedParagraph; next: ComparedParagraph }): Item => ({
        change: 'unchanged',
        confidence: null,
        old: side(old, from.version.number),
        new: side(next, number),
        words: [],
        comments: comments(old),
        answers: answers(old),
      })
      return {
        from: from.version.number,
        to: number,
        counts: { ...changes.counts },
        items: changes.rows.flatMap(row => (row.change === 'unchanged' ? row.paragraphs.map(same) : [item(row)])),
        next: null,
      }
    },
  )
}

const ApiParagraph = Type.Union([
  Type.Object({ id: Type.String(), number: Type.String(), url: Type.String(), text: Type.String() }),
  Type.Null(),
])

const Count = Type.Optional(Type.Integer({ minimum: 1 }))
const COMMENTS_BY_STANCE = {
  support: Count,
  'support-with-changes': Count,
  oppose: Count,
  neutral: Count,
  none: Type.Optional(Type.Integer({ minimum: 1, description: 'The author took no position' })),
}

const ANSWERS = {
  accepted: Count,
  'partly-accepted': Count,
  'not-accepted': Count,
  noted: Count,
  'out-of-scope': Count,
  duplicate: Count,
}

const ApiItem = Type.Object({
  change: OneOf(COUNTED),
  confidence: Type.Union([Type.Number(), Type.Null()], {
    description: 'Share of such answers that are right; null: nothing is claimed, or the words are the same',
  }),
  old: ApiParagraph,
  new: ApiParagraph,
  words: Type.Array(Type.Object({ op: OneOf(['same', 'inserted', 'deleted']), text: Type.String() }), {
    description: 'From the old words to the new ones; empty where nothing changed',
  }),
  comments: Type.Object(COMMENTS_BY_STANCE, {
    description: 'Published comments on the old paragraph, by stance; a stance that nobody took is left out',
  }),
  answers: Type.Object(ANSWERS, { description: 'Published answers to those comments, by disposition' }),
})
type Item = Static<typeof ApiItem>

const ApiChanges = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  counts: Type.Record(Type.String(), Type.Integer()),
  items: Type.Array(ApiItem),
  next: Type.Null(),
})
