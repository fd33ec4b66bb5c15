import type { FastifyReply, FastifyRequest } from 'fastify'
import { mayModerate } from '../../accounts/index.js'
import { commentView, dispositions, laterPlaces, readerOf, showing, visibleComments } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { wordDifferences } from '../../lineage/index.js'
import { paragraphPath, placeOfVersion, versionName } from '../../reports/index.js'
import { type Fault, notAllowed, notFound } from '../../web/faults.js'
import { formView } from '../../web/form-view.js'
import { cannedReasons } from '../settings/store.js'
import { satisfactionWith } from '../telling/store.js'
import { themesSection } from '../themes/section.js'
import { paragraphWords, type ResponseRow, responseTo, versionsOf, wordingsOf } from './store.js'

/** The comment with the form, as it was typed where it could not be taken, and what others have written of it. */
export async function showForm(request: FastifyRequest, reply: FastifyReply, id: Id, fault?: Fault) {
  const { t, server, person } = request
  const { db } = server
  const comment = await visibleComments(db, readerOf(person)).where('c.id', '=', id).executeTakeFirst()
  if (!comment || comment.body === null) throw notFound('no-such-comment')
  const place = await placeOfVersion(db, comment.version_id)
  if (!mayModerate(person, place.report.working_group_id)) throw notAllowed('other-group-response')
  const [now, wordings, versions, later, canned, then, said, themes] = await Promise.all([
    responseTo(db, id),
    wordingsOf(db, id),
    versionsOf(db, place.report.id),
    laterPlaces(db, id),
    cannedReasons(db, place.report.id),
    comment.paragraph_id === null ? null : paragraphWords(db, comment.paragraph_id),
    satisfactionWith(db, id),
    themesSection(request, comment, place.report),
  ])
  const secondPerson = await wantsSecondPerson(request, place.report.id)
  const offered = later.at(-1)
  const became = offered?.paragraph_id ? await paragraphWords(db, offered.paragraph_id) : null
  return reply.page('responses/one', {
    title: t('responses.form.title', { id }),
    id,
    report: place.report,
    comment: { ...commentView(comment, showing(request, place.report, place.version), then), answer: null },
    place: comment.paragraph_number ?? t('responses.matrix.whole'),
    placeUrl: paragraphPath(place.report.slug, place.version.number, comment.paragraph_slug ?? 'report'),
    version: versionName(place.version, t),
    then,
    language: { lang: place.report.language, dir: 'auto' },
    open: comment.status === 'published' && !comment.mine,
    mine: comment.mine,
    now: now && nowView(now, request),
    canAgree: now?.state === 'draft' && now.written_by !== person!.id,
    publishes: !secondPerson || now?.state === 'agreed',
    secondPerson,
    became: became !== null &&
      offered && {
        heading: t('responses.form.became', {
          version: versionName(offered, t),
          place: offered.paragraph_number,
          state: t(`comments.carried.states.${offered.state}`),
        }),
        words: wordDifferences(then ?? '', became).map(({ op, text }) => ({ op, text })),
      },
    earlier: wordings.slice(1).map(one => ({
      disposition: t(`responses.dispositions.${one.disposition}`),
      reason: one.reason,
      who: one.writer ?? t('comments.anonymous'),
      time: one.written_at,
    })),
    styles: ['themes.css'],
    themes,
    said: said && { satisfied: said.satisfied, why: said.why, time: said.said_at },
    dispositions: dispositions.map(value => ({ value, label: t(`responses.dispositions.${value}`) })),
    versions: versions.map(one => ({ value: String(one.number), label: versionName(one, t) })),
    canned: canned.map(one => ({ name: one.name, reason: one.reason })),
    seen: now?.revision ?? 0,
    form: formView(
      request,
      {
        disposition: now?.disposition ?? '',
        reason: now?.reason ?? '',
        duplicateOf: now?.duplicate_of ?? '',
        version: String(now?.version_number ?? (now ? '' : (offered?.number ?? ''))),
        paragraphNumber: now ? (now.paragraph_slug ?? '') : (offered?.slug ?? ''),
        minutes: now?.minutes ?? '',
      },
      fault && { typed: request.typed, fault },
    ),
  })
}

function nowView(now: ResponseRow, { t }: FastifyRequest) {
  return {
    state: t(`responses.states.${now.state}`),
    value: now.state,
    disposition: t(`responses.dispositions.${now.disposition}`),
    reason: now.reason,
    who: now.writer ?? t('comments.anonymous'),
    time: now.written_at,
    agreer: now.agreer,
    corrects: now.published_revision !== null && now.published_revision !== now.revision,
  }
}

async function wantsSecondPerson({ server }: FastifyRequest, reportId: number): Promise<boolean> {
  const row = await server.db
    .selectFrom('reports')
    .select('second_person')
    .where('id', '=', reportId)
    .executeTakeFirstOrThrow()
  return row.second_person
}
