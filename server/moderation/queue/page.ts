import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { isCoordinator, moderatedGroups, type Visitor } from '../../accounts/index.js'
import { dropEmpty, kinds, knownLanguages } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { overdueAppeals } from '../appeals/store.js'
import { type Action, actionsFor } from '../decisions/reasons.js'
import { reasonChoices } from '../decisions/words.js'
import { floodActions, floodStates } from '../selection/flood.js'
import { claim } from './claims.js'
import { addressOf, Filter, type Tab, tabLinks } from './filter.js'
import { itemsOf } from './items.js'
import { claimsOfOthers, flaggedPage, moderatedReports, queuePage, stateCounts } from './store.js'
import { capped } from './views.js'

const PAGE = 25
/** An appeal that has been open for longer shows on the coordinators' page. */
const OVERDUE_DAYS = 7

/** The queue of a chair's groups. What she sees of it is hers for a while, so that two do not read the same. */
export const queuePages: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/moderation',
    { schema: { querystring: Filter }, config: { may: 'moderate' }, preValidation: dropEmpty },
    async (request, reply) => {
      const { query, t } = request
      const person = request.person!
      const groups = moderatedGroups(person)
      const { state = 'pending', report, kind, author, language, paragraph, all } = query
      const { ids, next } = await pageFor(app.db, person, query)
      const claimable = state === 'pending' || state === 'flagged'
      const [counts, reports, items, others, overdue] = await Promise.all([
        stateCounts(app.db, groups, report),
        moderatedReports(app.db, groups),
        itemsOf(request, ids, state),
        claimable && !all ? claimsOfOthers(app.db, groups, state, person.id) : [],
        isCoordinator(person) ? overdueAppeals(app.db, OVERDUE_DAYS) : 0,
      ])
      return reply.page('moderation/queue', {
        title: t('moderation.queue.title'),
        wide: true,
        scripts: ['queue.js'],
        states: tabLinks(query, counts, request),
        appeals: t('moderation.appeals.count', { count: capped(counts.appealed, request.locale) }),
        overdue: overdue ? t('moderation.appeals.overdue', { count: overdue, days: OVERDUE_DAYS }) : null,
        blocksUrl: isCoordinator(person) ? '/moderation/blocks' : null,
        blocking: isCoordinator(person) && author !== undefined,
        state,
        filter: {
          report: report ?? '',
          kind: kind ?? '',
          author: author ?? '',
          language: language ?? '',
          paragraph: paragraph ?? '',
        },
        reports,
        languages: languagesOf(reports, language, request.locale),
        kinds: kinds.map(value => ({ value, label: t(`moderation.kinds.${value}`) })),
        items,
        selectable: items.some(item => item.actions.length) ? actionChoices(selectableIn(state), t) : [],
        flood:
          author && author !== person.id && items.length && isFloodState(state) ? actionChoices(floodActions, t) : [],
        reasons: reasonChoices(t),
        back: addressOf(query),
        next: next && addressOf({ ...query, after: next }),
        others: others.map(({ name, n }) => t('moderation.queue.open-at', { name: name ?? '', count: n })),
        withOthers: addressOf({ ...query, all: 'yes', after: undefined }),
      })
    },
  )
}

const isFloodState = (state: Tab): boolean => (floodStates as readonly Tab[]).includes(state)

/** What can be decided about every comment of a tab. */
const selectableIn = (state: Tab): readonly Action[] =>
  state === 'flagged' ? actionsFor('published', 1) : actionsFor(state, 0)

const actionChoices = (list: readonly Action[], t: FastifyRequest['t']) =>
  list.map(value => ({ value, label: t(`moderation.actions.${value}`) }))

/** Languages to choose from: those that are told apart, those of the reports, and the one that is chosen. */
function languagesOf(reports: readonly { language: string }[], chosen: string | undefined, locale: string) {
  const codes = new Set([
    ...knownLanguages,
    ...reports.map(report => report.language),
    ...(chosen === undefined ? [] : [chosen]),
  ])
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' })
  return [...codes].map(value => ({ value, label: nameOf(names, value) })).sort((a, b) => (a.label < b.label ? -1 : 1))
}

function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

interface Page {
  ids: Id[]
  /** For `after` of the next page; null: this is the last. */
  next: string | null
}

/** Tries so often to find a page that nobody else has taken at the same moment. */
const TRIES = 4

async function pageFor(db: Database, person: Visitor, query: Filter): Promise<Page> {
  const { state = 'pending', all } = query
  if (all || (state !== 'pending' && state !== 'flagged')) return pageOf(db, person, query, state, undefined)
  let page: Page = { ids: [], next: null }
  for (let n = 0; n < TRIES; n++) {
    page = await pageOf(db, person, query, state, person.id)
    const hers = await claim(db, person.id, page.ids)
    if (hers.size === page.ids.length) break
    page = { ...page, ids: page.ids.filter(id => hers.has(id)) }
  }
  return page
}

async function pageOf(
  db: Database,
  person: Visitor,
  { report, kind, author, language, paragraph, after }: Filter,
  state: Tab,
  freeFor: Id | undefined,
): Promise<Page> {
  const groups = moderatedGroups(person)
  const filter = { report, kind, author, language, paragraph: paragraph?.trim() || undefined, freeFor }
  const [id, flags] = (after ?? '').split('.')
  if (state === 'flagged') {
    const from = id && flags ? { id, flags: Number(flags) } : null
    const found = await flaggedPage(db, groups, filter, from, PAGE + 1)
    const last = found[PAGE - 1]
    return {
      ids: found.slice(0, PAGE).map(row => row.id),
      next: found.length > PAGE && last ? `${last.id}.${last.flags}` : null,
    }
  }
  const found = await queuePage(db, groups, { ...filter, state }, id || null, PAGE + 1)
  return { ids: found.slice(0, PAGE), next: found.length > PAGE ? found[PAGE - 1]! : null }
}
