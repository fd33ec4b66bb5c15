import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { countries, mayModerate, stakeholderGroups } from '../../accounts/index.js'
import type { Id, Version } from '../../database/schema.js'
import { type Format, formats } from '../../exports/index.js'
import { findReport, reportPath } from '../../reports/index.js'
import { wordField } from '../../web/errors.js'
import { fieldFaults } from '../../web/forms.js'
import { CommentQuery, dropEmpty, toFilter } from '../query.js'
import { kinds, stances, statuses } from '../vocabulary.js'
import { countComments, findComments, paragraphTexts, publishedVersions } from './find.js'
import { choices } from './form.js'
import { languageAttributes } from './paragraph-view.js'
import { readerOf } from './reader.js'
import { showing } from './thread.js'
import { commentView } from './views.js'

const formatNames = Object.keys(formats) as Format[]
const PAGE = 50
/** Matches are counted no further than this; the page says “more than 1,000”. */
const COUNT_CAP = 1_000

/** All comments on a report, to be searched and chosen from. */
export const searchPage: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/reports/:slug/comments',
    {
      schema: { params: Type.Object({ slug: Type.String() }), querystring: CommentQuery },
      config: { may: 'anyone' },
      preValidation: dropEmpty,
      attachValidation: true,
    },
    async (request, reply) => {
      const { t, locale } = request
      const report = await findReport(app.db, request.params.slug)
      const versions = await publishedVersions(app.db, report.id)
      const reader = readerOf(request.person)
      const problems = request.validationError ? fieldFaults(request.validationError).map(one => wordField(t, one)) : []
      const query: CommentQuery = problems.length ? {} : request.query
      const filter = toFilter(report.id, query)
      const [found, count] = await Promise.all([
        findComments(app.db, reader, filter, query.after ?? null, PAGE + 1),
        countComments(app.db, reader, filter, COUNT_CAP + 1),
      ])
      const page = found.slice(0, PAGE)
      const proposing = page.flatMap(({ proposed_text, paragraph_id }) =>
        proposed_text !== null && paragraph_id !== null ? [paragraph_id] : [],
      )
      const texts = await paragraphTexts(app.db, proposing)
      const textOf = (id: Id | null) => (id === null ? null : (texts.get(id) ?? null))
      const period = (id: number) => versions.find(version => version.id === id) ?? CLOSED
      return reply.code(problems.length ? 422 : 200).page('comments/search', {
        title: t('comments.list.title', { report: report.title }),
        report,
        reportUrl: reportPath(report.slug),
        language: languageAttributes(report.language),
        action: `${reportPath(report.slug)}/comments`,
        problems,
        typed: Object.fromEntries(FIELDS.map(name => [name, textOfField(request.query, name)])),
        versions: versions.map(({ number, label }) => ({ value: String(number), label: label || String(number) })),
        kinds: choices(kinds, 'comments.kinds', t),
        stances: choices(stances, 'comments.stances', t),
        statuses: choices(statuses, 'comments.statuses', t),
        groups: choices(stakeholderGroups, 'accounts.groups', t),
        countries: countries(locale).map(({ code, name }) => ({ value: code, label: name })),
        counted: count > COUNT_CAP ? t('comments.list.many', { count: COUNT_CAP }) : t('comments.comments', { count }),
        comments: page.map(comment =>
          commentView(comment, showing(request, report, period(comment.version_id)), textOf(comment.paragraph_id)),
        ),
        next: found.length > PAGE ? addressOf(report.slug, { ...query, after: page.at(-1)!.id }) : null,
        exportAction: `${reportPath(report.slug)}/export`,
        formats: formatNames.map(format => ({ value: format, label: t(`comments.list.formats.${format}`) })),
        moderates: mayModerate(request.person, report.working_group_id),
      })
    },
  )
}

const FIELDS = ['version', 'kind', 'stance', 'status', 'group', 'country', 'text'] as const
const CLOSED: Pick<Version, 'opens_at' | 'closes_at'> = { opens_at: null, closes_at: null }

function textOfField(query: unknown, name: string): string {
  const value = (query as Record<string, unknown>)[name]
  return value === undefined ? '' : String(value)
}

function addressOf(slug: string, query: CommentQuery): string {
  const given = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return `${reportPath(slug)}/comments?${new URLSearchParams(given)}`
}
