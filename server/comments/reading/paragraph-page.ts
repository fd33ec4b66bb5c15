import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { takeKeptForm } from '../../accounts/index.js'
import type { Id, Paragraph } from '../../database/schema.js'
import {
  findParagraph,
  findVersion,
  paragraphHistory,
  paragraphPath,
  reportPath,
  type VersionPlace,
  versionPath,
} from '../../reports/index.js'
import { wordField } from '../../web/errors.js'
import type { Fault } from '../../web/faults.js'
import { type FormFields, field } from '../../web/forms.js'
import { IdText, kinds, OneOf, stances, VersionNumber } from '../vocabulary.js'
import { confirmation, timeMark } from '../writing/by-hand.js'
import { carriedThread } from './carried.js'
import { neighbours } from './find.js'
import { choices, commentForm, faultWords } from './form.js'
import { historyView } from './history-view.js'
import { languageAttributes, paragraphHtml, WHOLE_REPORT } from './paragraph-view.js'
import { countCarried } from './standing.js'
import { showing, type Thread, threadOn } from './thread.js'

const Params = Type.Object({ slug: Type.String(), number: VersionNumber, paragraph: Type.String() })
const Page = Type.Object({
  after: Type.Optional(IdText),
  comments: Type.Optional(OneOf(['own', 'all'])),
  earlier: Type.Optional(IdText),
})

/** A paragraph with its comments and the form. */
export const paragraphPage: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/reports/:slug/v/:number/p/:paragraph',
    { schema: { params: Params, querystring: Page }, config: { may: 'anyone' } },
    async (request, reply) => {
      const { slug, number, paragraph: name } = request.params
      const place = await findVersion(app.db, slug, number)
      const paragraph = name === WHOLE_REPORT ? null : await findParagraph(app.db, place.version.id, name)
      const path = pathOf(place, paragraph)
      const typed = (await takeKeptForm(app, request, path)) as FormFields | null
      const { after = null, comments: choice = 'own', earlier = null } = request.query
      return showParagraph(request, reply, place, paragraph, { after, choice, earlier, typed: typed ?? {} })
    },
  )
}

/** Where a paragraph (null: the whole report) stands with its comments. */
export function pathOf({ report, version }: VersionPlace, paragraph: Pick<Paragraph, 'slug'> | null): string {
  return paragraphPath(report.slug, version.number, paragraph?.slug ?? WHOLE_REPORT)
}

interface Shown {
  after: Id | null
  /** This draft's comments alone, or with those of earlier drafts. */
  choice?: 'own' | 'all'
  /** After which of those a page of them begins. */
  earlier?: Id | null
  /** The form as it was typed, before a sign-in or when it could not be taken. */
  typed: FormFields
  /** Why it could not be taken. */
  fault?: Fault
}

export async function showParagraph(
  request: FastifyRequest,
  reply: FastifyReply,
  place: VersionPlace,
  paragraph: Paragraph | null,
  { after, choice = 'own', earlier = null, typed, fault }: Shown,
) {
  const { t } = request
  const { report, version } = place
  const path = pathOf(place, paragraph)
  const parent = field(typed, 'parent')
  const { db } = request.server
  const [thread, beside, before, history] = await Promise.all([
    threadWith(request, place, paragraph, after, parent),
    neighbours(db, paragraph),
    earlierDrafts(request, place, paragraph, { choice, earlier }),
    paragraph ? paragraphHistory(db, paragraph.id) : [],
  ])
  const show = showing(request, report, version)
  const number = paragraph?.number ?? null
  const defaults = { proposedText: paragraph?.text ?? '' }
  const answered = thread.comments.find(comment => comment.id === parent && comment.canReply)
  const messages = (fault?.fields ?? []).map(one => wordField(t, one))
  const form = commentForm(
    parent ? {} : typed,
    defaults,
    messages.map(({ field, message }) => ({ field: answered ? `body-${parent}` : field, message })),
  )
  if (answered) answered.replying = { body: field(typed, 'body') ?? '', error: messages[0]?.message }
  const title = number ? t('comments.title-paragraph', { number }) : t('comments.title-report')
  const chosen = choice === 'all' ? '?comments=all' : ''
  const link = (to: { number: string; slug: string } | undefined) =>
    to && { number: to.number, url: paragraphPath(report.slug, version.number, to.slug) + chosen }
  return reply.page('comments/paragraph', {
    title: `${title} – ${report.title}`,
    scripts: ['reading.js'],
    report,
    reportUrl: reportPath(report.slug),
    version,
    path,
    number,
    slug: paragraph?.slug ?? WHOLE_REPORT,
    paragraph: paragraph && {
      id: paragraph.id,
      text: paragraph.text,
      html: paragraphHtml(paragraph, versionPath(report.slug, version.number)),
      kind: paragraph.kind,
    },
    language: languageAttributes(report.language),
    textUrl: `${versionPath(report.slug, version.number)}${chosen}${paragraph ? `#p-${paragraph.slug}` : ''}`,
    previous: link(beside.previous),
    next: link(beside.next),
    heading: after || thread.after ? t('comments.heading') : t('comments.comments', { count: thread.comments.length }),
    comments: thread.comments,
    more: thread.after && `${path}?${choice === 'all' ? 'comments=all&' : ''}after=${thread.after}`,
    before,
    history: historyView(history, report.slug, version.number, t),
    open: show.open,
    closes: version.closes_at,
    action: `${versionPath(report.slug, version.number)}/comments`,
    shown: timeMark(request.server, typed, new Date()),
    byHand: confirmation(typed, fault),
    idempotencyKey: field(typed, 'idempotencyKey') ?? randomUUID(),
    form,
    typed: Object.keys(typed).length > 0,
    unsent: !show.open || (parent && !answered) ? (field(typed, 'body') ?? null) : null,
    proposing: Boolean(form.errors.proposedText) || form.values.proposedText !== defaults.proposedText,
    expanded: Boolean(field(typed, 'alsoParagraphs') || field(typed, 'onBehalfOf')),
    kinds: choices(kinds, 'comments.kinds', t),
    stances: choices(stances, 'comments.stances', t),
    fault: faultWords(fault, t),
  })
}

/** The choice whether comments of earlier drafts are shown, where there are any, and these comments. */
async function earlierDrafts(
  request: FastifyRequest,
  place: VersionPlace,
  paragraph: Paragraph | null,
  { choice, earlier }: Required<Pick<Shown, 'choice' | 'earlier'>>,
) {
  const { t, server } = request
  const at = { versionId: place.version.id, paragraphId: paragraph?.id ?? null }
  const counts = await countCarried(server.db, at)
  if (counts.here + counts.gone === 0) return null
  const path = pathOf(place, paragraph)
  const thread = choice === 'all' ? await carriedThread(request, place, paragraph, earlier) : null
  return {
    choices: [
      { label: t('comments.carried.own'), url: path, current: choice === 'own' },
      {
        label: t('comments.carried.all', { count: counts.here + counts.gone }),
        url: `${path}?comments=all`,
        current: choice === 'all',
      },
    ],
    comments: thread?.comments ?? [],
    gone: thread?.gone ?? [],
    shown: thread !== null,
    more: thread?.after ? `${path}?comments=all&earlier=${thread.after}` : null,
  }
}

/** The page of the thread on which the comment stands that a reply was written to; its first page where none was. */
async function threadWith(
  request: FastifyRequest,
  place: VersionPlace,
  paragraph: Paragraph | null,
  after: Id | null,
  parent: string | undefined,
): Promise<Thread> {
  const thread = await threadOn(request, place, paragraph, after)
  if (parent === undefined || !/^[0-9]{1,18}$/.test(parent) || after !== null) return thread
  if (thread.comments.some(comment => comment.id === parent)) return thread
  return threadOn(request, place, paragraph, String(BigInt(parent) - 1n))
}
