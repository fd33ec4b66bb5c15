import type { FastifyReply, FastifyRequest } from 'fastify'
import { isCoordinator } from '../../../accounts/index.js'
import type { Fault } from '../../../web/faults.js'
import { type FormView, formView } from '../../../web/form-view.js'
import type { Translate } from '../../../web/messages.js'
import { commentTotals } from '../../overview/store.js'
import { versionPath } from '../../paths.js'
import { periodOf } from '../../period.js'
import type { VersionPlace } from '../../store.js'
import { versionName } from '../../views.js'
import { managePath, manageVersionPath } from '../access.js'
import { warningsOf } from '../preview/store.js'
import { warningGroups } from '../preview/warnings.js'
import { questionsIn, versionsOf } from '../reports/store.js'
import { settleLink } from '../reports/views.js'
import type { Wrong } from '../wrong.js'
import { seenTerms } from './change.js'
import { usualEnd } from './period-rules.js'
import { policies, timeFields } from './schema.js'
import { countUnanswered, hasComments, termsOf } from './store.js'

const choices = (t: Translate) => policies.map(value => ({ value, label: t(`manage.moderation.${value}`) }))

/** The form that puts a draft before the public. */
export async function showPublish(
  request: FastifyRequest,
  reply: FastifyReply,
  { report, version }: VersionPlace,
  fault?: Fault,
) {
  const { t, server } = request
  const now = new Date()
  const versions = await versionsOf(server.db, [report.id])
  const open = versions.find(
    other => other.number !== version.number && other.state === 'published' && periodOf(other, now).state !== 'closed',
  )
  const before = versions.find(other => other.number < version.number && other.state === 'published')
  const values = {
    label: version.label,
    guidance: version.guidance,
    questions: version.questions.join('\n'),
    ...timeFields('opens', version.opens_at),
    ...timeFields('closes', version.closes_at ?? lastMinuteOf(usualEnd(now))),
    moderation: version.moderation,
    unansweredNote: '',
  }
  return reply.page('manage/publish', {
    title: t('manage.publish.title', { number: version.number }),
    report,
    version,
    backUrl: manageVersionPath(report.slug, version.number),
    action: `${manageVersionPath(report.slug, version.number)}/publish`,
    policies: choices(t),
    final: fault !== undefined && request.typed?.final !== undefined,
    unanswered: await countUnanswered(server.db, report.id),
    before: before ? versionName(before, t) : null,
    stillOpen: open ? { name: versionName(open, t), closes: open.closes_at } : null,
    form: formView(request, values, fault && { typed: request.typed, fault }),
  })
}

function lastMinuteOf(day: Date): Date {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 23, 59))
}

/** A published version: its terms, those that were, and the forms that change them. */
export async function showConsultation(
  request: FastifyRequest,
  reply: FastifyReply,
  { report, version }: VersionPlace,
  wrong: Wrong | null,
) {
  const { t, server, typed } = request
  const opens = version.opens_at!
  const closes = version.closes_at!
  const { state } = periodOf(version, new Date())
  const [terms, warnings, totals, questions, isCommented, versions] = await Promise.all([
    termsOf(server.db, version.id),
    warningsOf(server.db, version.id),
    commentTotals(server.db, [version.id]),
    questionsIn(server.db, [version.id]),
    hasComments(server.db, version.id),
    versionsOf(server.db, [report.id]),
  ])
  const path = manageVersionPath(report.slug, version.number)
  const view = <Name extends string>(form: Wrong['form'], values: Record<Name, string>): FormView<Name> =>
    formView(request, values, wrong?.form === form ? { typed: typed ?? {}, fault: wrong.fault } : {})
  const forms = {
    period: view('period', { ...timeFields('opens', opens), ...timeFields('closes', closes), note: '' }),
    moderation: view('moderation', { moderation: version.moderation, note: '' }),
    invitation: view('invitation', {
      label: version.label,
      guidance: version.guidance,
      questions: version.questions.join('\n'),
    }),
    taking: view('taking', { note: '' }),
  }
  const isLatest = !versions.some(other => other.number > version.number && other.state === 'published')
  const name = versionName(version, t)
  return reply.page('manage/consultation', {
    title: t('manage.consultation.title', { name }),
    report,
    version,
    backUrl: managePath(report.slug),
    publicUrl: versionPath(report.slug, version.number),
    manageUrl: path,
    settle: settleLink(report.slug, version.number, questions.get(version.id), t),
    state,
    stateName: t(`reports.states.${state}`),
    opens,
    closes,
    comments: totals.get(version.id) ?? 0,
    policy: t(`manage.moderation.${version.moderation}`),
    policies: choices(t),
    seen: seenTerms({ opens, closes, moderation: version.moderation }),
    mayChange: isCoordinator(request.person),
    mayTakeBack: isLatest && !isCommented,
    terms: terms.map(one => ({
      ...one,
      policy: t(`manage.moderation.${one.moderation}`),
    })),
    forms,
    // The summary at the top is that of the form that was sent.
    form:
      wrong && wrong.form in forms
        ? forms[wrong.form as keyof typeof forms]
        : formView(request, { path: '' }, wrong ? { fault: wrong.fault } : {}),
    wrong: wrong?.form ?? '',
    warnings: warningGroups(warnings, t, () => null),
    sourceName: version.source_name,
    sourceUrl: `${path}/source`,
  })
}
