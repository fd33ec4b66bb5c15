import type { FastifyReply, FastifyRequest } from 'fastify'
import { mayModerate } from '../../accounts/index.js'
import { wordGaps } from '../../comments/index.js'
import { findVersion, manageVersionPath, type VersionPlace, versionName } from '../../reports/index.js'
import { type Fault, notAllowed } from '../../web/faults.js'
import { formView } from '../../web/form-view.js'
import { field } from '../../web/forms.js'
import { directionOf } from '../../web/locale.js'
import { type PlacedProposal, proposalsIn } from './proposals.js'
import { newestVersion } from './store.js'
import { apartView, paragraphView, type Typed } from './views.js'

/** Which proposals a page lists. */
export const lists = ['all', 'waiting', 'accepted'] as const
export type List = (typeof lists)[number]

/** Paragraphs on a page. */
const PAGE = 20

export interface Shown {
  show: List
  page: number
}

/** A published version, for who may change the list of its changes. @throws notFound; notAllowed for another group's */
export async function placeToChange(request: FastifyRequest, slug: string, number: number): Promise<VersionPlace> {
  const place = await findVersion(request.server.db, slug, number)
  if (!mayModerate(request.person, place.report.working_group_id)) throw notAllowed('other-group-report')
  return place
}

export const proposalsPath = (slug: string, number: number) => `${manageVersionPath(slug, number)}/proposals`

/** Proposed wordings against the version's text, and which of them are in the list of changes for the next draft. */
export async function showProposals(
  request: FastifyRequest,
  reply: FastifyReply,
  { report, version }: VersionPlace,
  { show, page }: Shown,
  fault: Fault | null = null,
) {
  const { t, server } = request
  const [{ placed, apart, hidden }, newest] = await Promise.all([
    proposalsIn(server.db, version.id),
    newestVersion(server.db, report.id),
  ])
  const paragraphs = byParagraph(placed).filter(all => all.some(isListed(show)))
  const last = Math.max(1, Math.ceil(paragraphs.length / PAGE))
  const at = Math.min(page, last)
  const form = formView(request, { wording: '' }, fault ? { fault, typed: request.typed } : {})
  const showing = {
    t,
    slug: report.slug,
    number: version.number,
    typed: fault && typedIn(request, form.errors.wording),
  }
  const path = proposalsPath(report.slug, version.number)
  const counts = { all: placed.length, accepted: placed.filter(isListed('accepted')).length, waiting: 0 }
  counts.waiting = counts.all - counts.accepted
  return reply.page('responses/next-draft', {
    title: t('next-draft.title', { name: versionName(version, t) }),
    wide: true,
    report,
    backUrl: `/manage/reports/${report.slug}`,
    language: { lang: report.language, dir: directionOf(report.language) },
    path,
    form: { ...form, summary: form.summary.map(one => ({ ...one, field: `wording-${showing.typed?.comment ?? ''}` })) },
    newer: newest > version.number ? { number: newest, url: proposalsPath(report.slug, newest) } : null,
    docx: counts.accepted > 0 ? `${manageVersionPath(report.slug, version.number)}/changes.docx` : null,
    count: t('next-draft.count', { count: counts.accepted }),
    lists: [
      { name: 'all', label: t('next-draft.lists.all', { count: counts.all }) },
      { name: 'waiting', label: t('next-draft.lists.waiting', { count: counts.waiting }) },
      { name: 'accepted', label: t('next-draft.lists.accepted', { count: counts.accepted }) },
    ].map(({ name, label }) => ({ label, url: `${path}?show=${name}`, current: name === show })),
    show,
    page: at,
    paragraphs: paragraphs
      .slice((at - 1) * PAGE, at * PAGE)
      .map(all => paragraphView(all[0]!.paragraph, inThe(show, all), showing)),
    hidden: hidden.map(({ comment }) => ({ id: comment, url: `/comments/${comment}` })),
    apart:
      show === 'accepted' ? [] : apart.map(one => apartView(one, showing, text => wordGaps(text, t('comments.gap')))),
    previous: at > 1 ? `${path}?show=${show}&page=${at - 1}` : null,
    next: at < last ? `${path}?show=${show}&page=${at + 1}` : null,
  })
}

const isListed = (show: List) => (proposal: PlacedProposal) =>
  show === 'all' || (show === 'accepted') === (proposal.accepted !== null)

/** What waits is shown with all that it may be in conflict with. */
const inThe = (show: List, all: readonly PlacedProposal[]) => (show === 'accepted' ? all.filter(isListed(show)) : all)

function byParagraph(placed: readonly PlacedProposal[]): PlacedProposal[][] {
  const groups = new Map<string, PlacedProposal[]>()
  for (const one of placed) {
    const known = groups.get(one.paragraph.id)
    if (known) known.push(one)
    else groups.set(one.paragraph.id, [one])
  }
  return [...groups.values()]
}

function typedIn(request: FastifyRequest, error: string | undefined): Typed | null {
  const { id } = request.params as { id?: string }
  const wording = field(request.typed, 'wording')
  return id === undefined || (wording === undefined && !error)
    ? null
    : { comment: id, wording: wording ?? '', error: error ?? null }
}
