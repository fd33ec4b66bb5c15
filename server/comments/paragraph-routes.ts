import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { forgetKeptForm, keepForm, takeKeptForm } from '../accounts/index.js'
import type { Id, Paragraph } from '../database/schema.js'
import { findParagraph, findVersion, paragraphPath, type VersionPlace } from '../reports/index.js'
import { Fault, notFound } from '../web/faults.js'
import { statusOf, wordField } from '../web/errors.js'
import { type FormFields, field, fieldFaults, readForm } from '../web/forms.js'
import { neighbours, paragraphsByNumber } from './place.js'
import { kinds, stances, toComment, WriteComment } from './schema.js'
import { showing, threadOn } from './thread.js'
import { commentForm, languageAttributes, paragraphHtml, WHOLE_REPORT } from './views.js'
import { writeComment } from './write.js'

const VersionParams = Type.Object({ slug: Type.String(), number: Type.Integer({ minimum: 1 }) })
const ParagraphParams = Type.Object({ ...VersionParams.properties, paragraph: Type.String() })
const Page = Type.Object({ after: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })) })

/** A paragraph with its comments and the form, and what the form sends. */
export const paragraphRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/reports/:slug/v/:number/p/:paragraph',
    { schema: { params: ParagraphParams, querystring: Page }, config: { may: 'anyone' } },
    async (request, reply) => {
      const place = await findVersion(app.db, request.params.slug, request.params.number)
      const paragraph = await paragraphAt(request, place, request.params.paragraph)
      return showParagraph(request, reply, place, paragraph, { after: request.query.after ?? null })
    },
  )

  app.post(
    '/reports/:slug/v/:number/comments',
    {
      schema: { params: VersionParams, body: WriteComment },
      config: { may: 'anyone' },
      onRequest: limitWriting(app),
      preValidation: readForm(toComment),
      preHandler: app.csrfProtection,
      attachValidation: true,
    },
    async (request, reply) => {
      const place = await findVersion(app.db, request.params.slug, request.params.number)
      const paragraph = await paragraphById(request, place, field(request.typed, 'paragraph'))
      const path = paragraphPath(place.report.slug, place.version.number, paragraph?.slug ?? WHOLE_REPORT)
      if (!request.person?.complete) {
        await keepForm(app, reply, { action: path, content: request.typed })
        const next = encodeURIComponent(`${path}#write`)
        return reply.goTo(request.person ? `/account/welcome?continue=${next}` : `/sign-in?continue=${next}`, 'comment.kept')
      }
      try {
        if (request.person.blocked) throw new Fault('not-allowed', 'blocked')
        if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
        const alsoParagraphs = await paragraphsByNumber(app.db, place.version.id, field(request.typed, 'alsoParagraphs'))
        const written = await writeComment(app, place, request.person, { ...request.body, alsoParagraphs })
        await forgetKeptForm(app, request, reply)
        const notice = written.status === 'published' ? 'comment.received' : 'comment.waiting'
        return reply.goTo(`${path}#c-${request.body.parent ?? written.id}`, notice)
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault
        return showParagraph(request, reply.code(statusOf(fault)), place, paragraph, { after: null, fault })
      }
    },
  )
}

async function paragraphAt(request: FastifyRequest, place: VersionPlace, slug: string): Promise<Paragraph | null> {
  return slug === WHOLE_REPORT ? null : findParagraph(request.server.db, place.version.id, slug)
}

async function paragraphById(request: FastifyRequest, place: VersionPlace, id: Id | undefined): Promise<Paragraph | null> {
  if (id === undefined) return null
  const rows = request.server.db.selectFrom('paragraphs').selectAll().where('version_id', '=', place.version.id)
  const paragraph = /^[0-9]{1,18}$/.test(id) ? await rows.where('id', '=', id).executeTakeFirst() : undefined
  if (!paragraph) throw notFound('no-such-paragraph')
  return paragraph
}

interface Shown {
  after: Id | null
  /** Why what was sent could not be taken; the form comes back as it was typed. */
  fault?: Fault
}

async function showParagraph(request: FastifyRequest, reply: FastifyReply, place: VersionPlace, paragraph: Paragraph | null, { after, fault }: Shown) {
  const { t } = request
  const { report, version } = place
  const path = paragraphPath(report.slug, version.number, paragraph?.slug ?? WHOLE_REPORT)
  const kept = fault ? null : await takeKeptForm(request.server, request, path)
  const typed = fault ? request.typed : ((kept as FormFields | null) ?? {})
  const messages = fault ? faultMessages(fault, request) : []
  const [thread, beside] = await Promise.all([threadOn(request, place, paragraph, after), neighbours(request.server.db, paragraph)])
  const show = showing(request, report, version)
  const number = paragraph?.number ?? null
  const defaults = { proposedText: paragraph?.text ?? '' }
  return reply.page('comments/paragraph', {
    title: number ? `${t('comments.title-paragraph', { number })} – ${report.title}` : `${t('comments.title-report')} – ${report.title}`,
    scripts: ['reading.js'],
    report,
    version,
    number,
    slug: paragraph?.slug ?? WHOLE_REPORT,
    paragraph: paragraph && { id: paragraph.id, text: paragraph.text, html: paragraphHtml(paragraph), kind: paragraph.kind },
    language: languageAttributes(report.language),
    textUrl: `/reports/${report.slug}/v/${version.number}${paragraph ? `#p-${paragraph.slug}` : ''}`,
    previous: beside.previous && { number: beside.previous.number, url: paragraphPath(report.slug, version.number, beside.previous.slug) },
    next: beside.next && { number: beside.next.number, url: paragraphPath(report.slug, version.number, beside.next.slug) },
    comments: thread.comments,
    more: thread.after && `${path}?after=${thread.after}`,
    open: show.open,
    closes: version.closes_at,
    action: `/reports/${report.slug}/v/${version.number}/comments`,
    idempotencyKey: field(typed, 'idempotencyKey') ?? randomUUID(),
    form: commentForm(typed, defaults, messages),
    unsent: !show.open && fault ? (field(request.typed, 'body') ?? null) : null,
    expanded: Boolean(field(typed, 'alsoParagraphs') || field(typed, 'onBehalfOf') || (field(typed, 'proposedText') ?? defaults.proposedText) !== defaults.proposedText),
    kinds: choices(kinds, 'comments.kinds', t),
    stances: choices(stances, 'comments.stances', t),
    fault: fault && fault.kind !== 'invalid' ? { title: t(`faults.${fault.key}.title`, fault.values), detail: t(`faults.${fault.key}.detail`, fault.values) } : null,
  })
}

export function choices(values: readonly string[], key: string, t: FastifyRequest['t']) {
  return values.map(value => ({ value, label: t(`${key}.${value}`) }))
}

export function faultMessages(fault: Fault, request: FastifyRequest): { field: string; message: string }[] {
  return fault.fields.map(one => wordField(request.t, one))
}

/** One person writes at most so often, whatever her address; a flood gets a clear answer. */
export function limitWriting(app: Parameters<FastifyPluginAsyncTypebox>[0]) {
  if (!app.config.limits) return []
  return [app.rateLimit({ max: 30, timeWindow: '1 minute', keyGenerator: request => request.person?.id ?? request.ip })]
}

