import type { Database } from '../../database/pool.js'
import { notFound } from '../../web/faults.js'
import { directionOf } from '../../web/locale.js'
import type { Translate } from '../../web/messages.js'
import type { PageContent } from '../kept/pages.js'
import { reportPath } from '../paths.js'
import { nextTurn, periodOf } from '../period.js'
import { draftPlaces, publishedPlaces, reportBySlug, type VersionPlace } from '../store.js'
import { groupView, paragraphsIn, type VersionView, versionView } from '../views.js'
import { commentTotals, findGroup, groupById, participationIn, takenBackOf, workingGroups } from './store.js'

type Groups = 'all' | readonly number[]

/** What is open now, what comes, what is over; the working groups. */
export async function findHome(db: Database, t: Translate, now: Date): Promise<PageContent> {
  const [places, groups] = await Promise.all([publishedPlaces(db), workingGroups(db)])
  const data = {
    title: t('reports.home.title'),
    description: t('reports.home.lead'),
    ...(await consultations(db, places, t, now)),
    groups: groups.map(group => ({ ...groupView(group), description: group.description })),
    how: [1, 2, 3, 4].map(step => t(`reports.home.how.${step}`)),
  }
  return { template: 'home', data, counts: 'many', until: turnOf(places, now) }
}

/** A working group with its consultations; its drafts for those who prepare them. */
export async function findGroupPage(
  db: Database,
  slug: string,
  drafter: Groups,
  t: Translate,
  now: Date,
): Promise<PageContent> {
  const group = await findGroup(db, slug)
  const mine = drafter === 'all' || drafter.includes(group.id) ? [group.id] : []
  const [places, drafts] = await Promise.all([
    publishedPlaces(db, { groupId: group.id }),
    draftPlaces(db, { groups: mine }),
  ])
  const data = {
    title: group.name,
    description: group.description,
    groupDescription: group.description,
    ...(await consultations(db, places, t, now)),
    drafts: drafts.map(place => versionView(place, t, now, 0)),
  }
  return { template: 'reports/group', data, counts: 'many', until: turnOf(places, now) }
}

/**
 * A report: its latest version, and all of them. One of which no version was ever published is there for those
 * alone who prepare it.
 * @throws notFound
 */
export async function findReportPage(
  db: Database,
  slug: string,
  drafter: Groups,
  t: Translate,
  now: Date,
): Promise<PageContent> {
  const report = await reportBySlug(db, slug)
  if (!report) throw notFound('no-such-report')
  const mine = drafter === 'all' || drafter.includes(report.working_group_id) ? [report.working_group_id] : []
  const [places, drafts, takenBack] = await Promise.all([
    publishedPlaces(db, { reportId: report.id }),
    draftPlaces(db, { reportId: report.id, groups: mine }),
    takenBackOf(db, report.id),
  ])
  if (places.length + drafts.length + takenBack.length === 0) throw notFound('no-such-report')
  const totals = await commentTotals(
    db,
    places.map(place => place.version.id),
  )
  const versions = places.map(place => versionView(place, t, now, totals.get(place.version.id) ?? 0))
  const latest = places[0]
  const data = {
    title: report.title,
    description: report.summary,
    group: groupView(await groupById(db, report.working_group_id)),
    language: { lang: report.language, dir: directionOf(report.language) },
    sample: report.sample,
    summary: report.summary,
    latest: latest ? await latestView(db, latest, versions[0]!, now) : null,
    versions,
    drafts: drafts.map(place => versionView(place, t, now, 0)),
    takenBack: takenBack.map(one => ({ ...one, words: t('manage.take-back.public', { number: one.number }) })),
    commentsUrl: `${reportPath(slug)}/comments`,
    answersUrl: `${reportPath(slug)}/responses`,
    transparencyUrl: `${reportPath(slug)}/transparency`,
  }
  return { template: 'reports/report', data, counts: 'many', until: turnOf(places, now) }
}

async function latestView(db: Database, { version }: VersionPlace, view: VersionView, now: Date) {
  const { comments, people, countries } = await participationIn(db, version.id)
  return {
    ...view,
    open: periodOf(version, now).state === 'open',
    words: version.words,
    guidance: paragraphsIn(version.guidance),
    questions: version.questions,
    stats: [
      { count: comments, words: 'reports.stats.comments' },
      { count: people, words: 'reports.stats.people' },
      { count: countries, words: 'reports.stats.countries' },
    ],
  }
}

/** Every version that is open or comes, and of each report that has neither, the last that was. Places as the store orders them. */
async function consultations(db: Database, places: readonly VersionPlace[], t: Translate, now: Date) {
  const stateOf = ({ version }: VersionPlace) => periodOf(version, now).state
  const inState = (state: string) => places.filter(place => stateOf(place) === state)
  const [open, upcoming] = [inState('open'), inState('upcoming')]
  const alive = new Set([...open, ...upcoming].map(({ report }) => report.id))
  const closed = places.filter(
    (place, k) => !alive.has(place.report.id) && places[k - 1]?.report.id !== place.report.id,
  )
  const totals = await commentTotals(
    db,
    [...open, ...closed].map(place => place.version.id),
  )
  const views = (some: readonly VersionPlace[], time: (place: VersionPlace) => number) =>
    [...some]
      .sort((a, b) => time(a) - time(b))
      .map(place => versionView(place, t, now, totals.get(place.version.id) ?? 0))
  return {
    open: views(open, ({ version }) => Number(version.closes_at)),
    upcoming: views(upcoming, ({ version }) => Number(version.opens_at)),
    closed: views(closed, ({ version }) => -Number(version.closes_at)),
  }
}

const turnOf = (places: readonly VersionPlace[], now: Date) =>
  nextTurn(
    places.map(({ version }) => periodOf(version, now)),
    now,
  )
