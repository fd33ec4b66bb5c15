import type { FastifyReply, FastifyRequest } from 'fastify'
import { mayModerate } from '../../accounts/index.js'
import type { Id } from '../../database/schema.js'
import { findVersion, manageVersionPath, type VersionPlace, versionName } from '../../reports/index.js'
import { type Fault, notAllowed, notFound } from '../../web/faults.js'
import { formView } from '../../web/form-view.js'
import { directionOf } from '../../web/locale.js'
import { readerOf } from '../reading/reader.js'
import { showing } from '../reading/thread.js'
import { visibleComments } from '../reading/visible.js'
import { quoteThen } from './settle.js'
import { countIn, findPlaces, type List, placesIn, type Unsettled, unsettledIn } from './store.js'
import { chosenQuote, placeView, settleView } from './views.js'

const PAGE = 20
/** Paragraphs shown of what was sought. */
const FOUND = 20

export const settlePath = (slug: string, number: number) => `${manageVersionPath(slug, number)}/settle`

/** A published version, for who may settle in it. @throws notFound; notAllowed for another group's */
export async function placeToSettle(request: FastifyRequest, slug: string, number: number): Promise<VersionPlace> {
  const place = await findVersion(request.server.db, slug, number)
  if (!mayModerate(request.person, place.report.working_group_id)) throw notAllowed('other-group-report')
  return place
}

/** The comments of which a person has to say where they stand, the oldest first; or those of which one has said it. */
export async function showList(
  request: FastifyRequest,
  reply: FastifyReply,
  place: VersionPlace,
  { list, after }: { list: List; after: Id | null },
) {
  const { t } = request
  const { db } = request.server
  const [counts, found] = await Promise.all([
    countIn(db, place.version.id),
    unsettledIn(db, place.version.id, { list, after, limit: PAGE + 1 }),
  ])
  const rows = found.slice(0, PAGE)
  const path = settlePath(place.report.slug, place.version.number)
  const views = await viewsOf(request, place, rows)
  return reply.page('comments/settle', {
    ...frame(request, place),
    scripts: ['settle.js'],
    lists: (['open', 'settled'] as const).map(name => ({
      label: t(`comments.settling.lists.${name}`, { count: counts[name] }),
      url: name === 'open' ? path : `${path}?show=${name}`,
      current: name === list,
    })),
    isOpen: list === 'open',
    // Where she goes on once one is settled: the comment after it.
    items: views.map((view, k) => ({ ...view, next: views[k + 1]?.comment.id ?? '' })),
    back: after === null ? '' : after,
    next: found.length > PAGE ? `${path}?${new URLSearchParams({ show: list, after: rows.at(-1)!.comment })}` : null,
  })
}

/** One of them, with the search for another paragraph. */
export async function showOne(
  request: FastifyRequest,
  reply: FastifyReply,
  place: VersionPlace,
  { comment, find, fault }: { comment: Id; find: string; fault?: Fault | undefined },
) {
  const { db } = request.server
  const rows = await unsettledIn(db, place.version.id, { comment })
  const [item] = await viewsOf(request, place, rows)
  if (!item) throw notFound('nothing-to-settle')
  const visible = await visibleComments(db, readerOf(request.person)).where('c.id', '=', comment).executeTakeFirst()
  const places = find === '' ? [] : await findPlaces(db, place.version.id, find, FOUND)
  const quote = quoteThen(rows[0]!.last, visible ? chosenQuote(visible) : null)
  const at = placesView(place, new Map())
  return reply.page('comments/settle-one', {
    ...frame(request, place),
    item: { ...item, next: '' },
    back: '',
    find,
    found: places.map(one => placeView(one, quote, at, null)),
    form: formView(request, { choice: '' }, fault && { fault }),
  })
}

function frame({ t }: FastifyRequest, { report, version }: VersionPlace) {
  return {
    title: t('comments.settling.title', { name: versionName(version, t) }),
    wide: true,
    report,
    backUrl: manageVersionPath(report.slug, version.number),
    path: settlePath(report.slug, version.number),
    language: { lang: report.language, dir: directionOf(report.language) },
    newHeading: versionName(version, t),
  }
}

const placesView = ({ report, version }: VersionPlace, places: Awaited<ReturnType<typeof placesIn>>) => ({
  slug: report.slug,
  number: version.number,
  path: settlePath(report.slug, version.number),
  places,
})

async function viewsOf(request: FastifyRequest, place: VersionPlace, rows: readonly Unsettled[]) {
  const { db } = request.server
  const ids = rows.map(row => row.comment)
  if (ids.length === 0) return []
  const [visible, places] = await Promise.all([
    visibleComments(db, readerOf(request.person)).where('c.id', 'in', ids).execute(),
    placesIn(
      db,
      place.version.id,
      rows.flatMap(row => [row.paragraph ?? [], ...row.candidates.map(one => one.paragraph)].flat()),
    ),
  ])
  const show = showing(request, place.report, place.version)
  return rows.flatMap(row => {
    const comment = visible.find(one => one.id === row.comment)
    return comment ? [settleView(row, comment, show, placesView(place, places))] : []
  })
}
