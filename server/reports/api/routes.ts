import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { notFound } from '../../web/faults.js'
import { paragraphPath, reportPath, versionPath } from '../paths.js'
import { periodOf } from '../period.js'
import { findVersion } from '../store.js'
import {
  commentsOnWhole,
  countedParagraphs,
  publicReport,
  publicReports,
  publishedVersionsOf,
  type ReportRow,
  type VersionRow,
} from './store.js'

const NullableTime = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const State = Type.Unsafe<'upcoming' | 'open' | 'closed'>({ type: 'string', enum: ['upcoming', 'open', 'closed'] })
const Slug = Type.String({ maxLength: 200 })

const version = {
  number: Type.Integer({ minimum: 1 }),
  label: Type.String(),
  opensAt: NullableTime,
  closesAt: NullableTime,
  state: State,
  periodNote: Type.String({ description: 'Why the period was extended or closed early; may be empty' }),
  url: Type.String(),
}

const ApiReport = Type.Object({
  slug: Slug,
  title: Type.String(),
  summary: Type.String(),
  language: Type.String({ description: 'BCP 47 tag of the language of the text' }),
  workingGroup: Type.Object({ slug: Type.String(), name: Type.String() }),
  url: Type.String(),
  versions: Type.Array(Type.Object(version), { description: 'The published versions, the oldest first' }),
})

const ApiVersion = Type.Object({
  ...version,
  report: Type.Object({ slug: Slug, title: Type.String(), language: Type.String() }),
  guidance: Type.String(),
  questions: Type.Array(Type.String()),
  comments: Type.Integer({ minimum: 0, description: 'Published comments on the report as a whole' }),
  paragraphs: Type.Array(
    Type.Object({
      id: Type.String(),
      lineage: Type.String({ description: 'The same for a paragraph and what it became in later versions' }),
      number: Type.String({ description: 'As printed, such as “3.2 ¶4”' }),
      url: Type.String({ description: "Address of the paragraph's page" }),
      kind: Type.String(),
      level: Type.Integer({ minimum: 0 }),
      text: Type.String(),
      comments: Type.Integer({ minimum: 0, description: 'Published comments' }),
    }),
  ),
})

const List = Type.Object({
  after: Type.Optional(Slug),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})

/** Reports and their versions for programs; what is not published is not there. */
export const reportApi: FastifyPluginAsyncTypebox = async app => {
  const { publicUrl } = app.config
  const apiVersion = (row: Omit<VersionRow, 'id' | 'report_id'>, slug: string) => {
    const { state, opens, closes } = periodOf(row, new Date())
    return {
      number: row.number,
      label: row.label,
      opensAt: opens?.toISOString() ?? null,
      closesAt: closes?.toISOString() ?? null,
      state,
      periodNote: row.period_note,
      url: publicUrl + versionPath(slug, row.number),
    }
  }
  const apiReports = async (rows: readonly ReportRow[]) => {
    const versions = await publishedVersionsOf(
      app.db,
      rows.map(row => row.id),
    )
    return rows.map(row => ({
      slug: row.slug,
      title: row.title,
      summary: row.summary,
      language: row.language,
      workingGroup: { slug: row.group_slug, name: row.group_name },
      url: publicUrl + reportPath(row.slug),
      versions: versions.filter(one => one.report_id === row.id).map(one => apiVersion(one, row.slug)),
    }))
  }

  app.get(
    '/api/v1/reports',
    {
      schema: {
        summary: 'Reports with their versions, in the order in which they were made',
        querystring: List,
        response: { 200: Type.Object({ items: Type.Array(ApiReport), next: Type.Union([Slug, Type.Null()]) }) },
      },
      config: { may: 'anyone' },
    },
    async request => {
      const { after, limit = 50 } = request.query
      const found = await publicReports(app.db, after ?? null, limit + 1)
      const page = found.slice(0, limit)
      return { items: await apiReports(page), next: found.length > limit ? page.at(-1)!.slug : null }
    },
  )

  app.get(
    '/api/v1/reports/:slug',
    {
      schema: {
        summary: 'One report with its versions',
        params: Type.Object({ slug: Slug }),
        response: { 200: ApiReport },
      },
      config: { may: 'anyone' },
    },
    async request => {
      const row = await publicReport(app.db, request.params.slug)
      if (!row) throw notFound('no-such-report')
      const [report] = await apiReports([row])
      return report!
    },
  )

  app.get(
    '/api/v1/reports/:slug/versions/:number',
    {
      schema: {
        summary: 'One version with all its paragraphs',
        params: Type.Object({ slug: Slug, number: Type.Integer({ minimum: 1 }) }),
        response: { 200: ApiVersion },
      },
      config: { may: 'anyone' },
    },
    async request => {
      const place = await findVersion(app.db, request.params.slug, request.params.number)
      const { slug, title, language } = place.report
      const { id, number, guidance, questions } = place.version
      const [paragraphs, comments] = await Promise.all([countedParagraphs(app.db, id), commentsOnWhole(app.db, id)])
      return {
        ...apiVersion(place.version, slug),
        report: { slug, title, language },
        guidance,
        questions,
        comments,
        paragraphs: paragraphs.map(({ slug: fragment, ...row }) => ({
          ...row,
          url: publicUrl + paragraphPath(slug, number, fragment),
        })),
      }
    },
  )
}
