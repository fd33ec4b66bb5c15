import type { FastifyRequest } from 'fastify'
import { mayModerate } from '../../accounts/index.js'
import type { Id, Paragraph, Report, Version } from '../../database/schema.js'
import { manageVersionPath, paragraphPath, versionName } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'
import { paragraphTexts, publishedVersions, repliesTo } from './find.js'
import { WHOLE_REPORT } from './paragraph-view.js'
import { readerOf } from './reader.js'
import { carriedTo, goneBeside, type StandingComment } from './standing.js'
import { FIRST_REPLIES, PAGE, showing, type Thread, withReplies } from './thread.js'
import type { CarriedFrom } from './views.js'

export interface CarriedThread extends Thread {
  /** Comments whose words stood here and are gone, or whose place a person has to find. */
  gone: Thread['comments']
}

/** Comments of earlier drafts at a paragraph (null: on the report as a whole), for who asks, with what each was about. */
export async function carriedThread(
  request: FastifyRequest,
  place: { report: Report; version: Pick<Version, 'id' | 'number'> },
  paragraph: Pick<Paragraph, 'id'> | null,
  after: Id | null,
): Promise<CarriedThread> {
  const { db } = request.server
  const reader = readerOf(request.person)
  const at = { versionId: place.version.id, paragraphId: paragraph?.id ?? null }
  const [found, gone] = await Promise.all([
    carriedTo(db, reader, at, after, PAGE + 1),
    goneBeside(db, reader, at, PAGE),
  ])
  const page = found.slice(0, PAGE)
  const all = [...page, ...gone]
  const [replies, originals, versions] = await Promise.all([
    repliesTo(
      db,
      reader,
      all.map(comment => comment.id),
      null,
      FIRST_REPLIES + 1,
    ),
    paragraphTexts(
      db,
      all.flatMap(comment => comment.paragraph_id ?? []),
    ),
    publishedVersions(db, place.report.id),
  ])
  const settlesIn = mayModerate(request.person, place.report.working_group_id)
    ? `${manageVersionPath(place.report.slug, place.version.number)}/settle`
    : null
  const view = (comment: StandingComment) => {
    const version = versions.find(({ id }) => id === comment.version_id)!
    const original = comment.paragraph_id === null ? null : (originals.get(comment.paragraph_id) ?? null)
    const own = replies.filter(reply => reply.parent_id === comment.id)
    const shown = withReplies(comment, own, showing(request, place.report, version), original, FIRST_REPLIES)
    return {
      ...shown,
      // Marked in the text only where the same words stand.
      quoteAt: standsUnchanged(comment) ? comment.anchor_start : null,
      carried: carriedFrom(comment, version, original, place.report.slug, request.t, settlesIn),
    }
  }
  return { comments: page.map(view), after: found.length > PAGE ? page.at(-1)!.id : null, gone: gone.map(view) }
}

function standsUnchanged({ anchor_text: text, anchor_start: start, anchor_end: end, quote_exact }: StandingComment) {
  return text !== null && start !== null && end !== null && text.slice(start, end) === quote_exact
}

function carriedFrom(
  comment: StandingComment,
  version: { number: number; label: string },
  original: string | null,
  slug: string,
  t: Translate,
  settlesIn: string | null,
): CarriedFrom {
  const state = comment.anchor_state ?? 'same'
  return {
    version: versionName(version, t),
    place: comment.paragraph_number ?? t('comments.page.report-place'),
    url: paragraphPath(slug, version.number, comment.paragraph_slug ?? WHOLE_REPORT),
    elsewhere: settlesIn && `${settlesIn}/${comment.id}`,
    state: comment.paragraph_id === null ? null : t(`comments.carried.states.${state}`),
    original: state === 'same' || state === 'moved' ? null : original,
  }
}
