import type { Translate } from '../../web/messages.js'

/** One line of a table in a mail, such as ground or date. */
export interface Fact {
  label: string
  value: string
}

/** What a mail says, in words. */
export interface Letter {
  subject: string
  /** Paragraphs before the facts, and after the link. */
  opening: string[]
  code: string | null
  facts: Fact[]
  /** The words of the link to the page that the mail is about; null: there is none. */
  action: string | null
  closing: string[]
}

/** The values of a mail as they are kept. */
export type Values = Readonly<Record<string, unknown>>

interface Kind {
  /** Not sent any more when it has waited so long: nobody can use it. */
  staleMs?: number
  /** The recipient may stop mails of this kind; the name stands in the address at which she does. */
  stop?: 'replies'
  /** A page of the site stands behind it. */
  link: 'page' | 'none'
  facts?: (values: Values, t: Translate, time: (ms: unknown) => string) => Fact[]
  /** Further words of the message, told apart by the values: `mail.{message}.{variant}.…`. */
  variant?: (values: Values) => string
}

const RESTRICTIONS = ['withhold', 'spam', 'redact', 'erase']

/** What is particular about a message; any other that stands in mail.json goes out as it is worded there. */
export const kinds: Readonly<Record<string, Kind>> = {
  'sign-in': { staleMs: 15 * 60_000, link: 'page' },
  'account-erased': { link: 'none' },
  reply: { link: 'page', stop: 'replies' },
  // Only where a chair still has to find a place is that said.
  draft: {
    link: 'page',
    stop: 'replies',
    facts: draftFacts,
    variant: values => (values.unsettled ? 'asked' : 'settled'),
  },
  answers: {
    link: 'page',
    facts: answerFacts,
    variant: values => (Number(values.count) === 1 ? 'one' : 'several'),
  },
  'moderation-decision': {
    link: 'page',
    variant: values => (RESTRICTIONS.includes(String(values.action)) ? 'restriction' : 'release'),
    facts: decisionFacts,
  },
  // About several comments at once: all but the line that names the one.
  'moderation-decisions': {
    link: 'page',
    facts: (values, t, time) => decisionFacts(values, t, time).slice(1),
  },
  'flag-answered': {
    link: 'page',
    variant: values => (RESTRICTIONS.includes(String(values.action)) ? 'withheld' : 'standing'),
  },
}

export const plain: Kind = { link: 'page' }

/**
 * The statement of reasons of article 17(3) of the EU's Digital Services Act: (a) the measure, where and how long it
 * applies, (b) the facts, (c) automated means, (d, e) the ground; (f), redress, is the message's closing.
 */
function decisionFacts(values: Values, t: Translate, time: (ms: unknown) => string): Fact[] {
  const action = String(values.action)
  const reason = String(values.reason)
  const restricts = RESTRICTIONS.includes(action)
  const fact = (key: string, value: string): Fact => ({ label: t(`mail.moderation-decision.facts.${key}`), value })
  const place = values.place ? 'of-paragraph' : 'of-report'
  const explained = String(values.explanation ?? '').trim()
  return [
    fact('comment', t(`mail.moderation-decision.${place}`, { place: values.place, report: values.report })),
    fact('measure', t(`moderation.measures.${action}`)),
    ...(restricts ? [fact('scope', t(`moderation.statement.scopes.${action}`))] : []),
    ...(reason === 'none'
      ? []
      : [
          fact(
            'ground',
            reason === 'illegal'
              ? t('moderation.statement.law')
              : t('moderation.statement.rule', { reason: t(`moderation.reasons.${reason}`) }),
          ),
          fact('why', t(`moderation.why.${reason}`)),
        ]),
    ...(explained ? [fact('explanation', explained)] : []),
    ...(values.origin === undefined ? [] : [fact('origin', t(`moderation.statement.origins.${values.origin}`))]),
    fact('means', t(`moderation.statement.means-by.${values.automated ?? 'no'}`)),
    fact('decided', time(values.decided)),
    ...(restricts ? [fact('until', time(values.until))] : []),
  ]
}

/** Each comment with what became of its paragraph, and its address. */
function draftFacts(values: Values, t: Translate): Fact[] {
  const fates = JSON.parse(String(values.fates)) as { state: string; was: string; now: string | null; url: string }[]
  const facts = fates.map(({ state, was, now, url }) => {
    const became = t(`comments.carried.states.${state}`)
    const where = now ? ` ${t('mail.draft.now', { place: now })}` : ''
    return { label: t('mail.draft.comment', { place: was }), value: `${became}${where}\n${url}` }
  })
  const more = Number(values.more)
  return more > 0 ? [...facts, { label: t('mail.draft.more'), value: String(more) }] : facts
}

/** Each comment with what became of it, where that shows, and its address. */
function answerFacts(values: Values, t: Translate): Fact[] {
  const answers = JSON.parse(String(values.answers)) as {
    disposition: string
    corrects: boolean
    place: string | null
    version: number | null
    shows: string | null
    url: string
  }[]
  const facts = answers.map(({ disposition, corrects, place, version, shows, url }) => {
    const label = place === null ? t('mail.answers.comment-report') : t('mail.answers.comment', { place })
    const words = t(`responses.dispositions.${disposition}`)
    const where =
      version === null
        ? ''
        : shows === null
          ? ` ${t('responses.in-version', { version })}`
          : ` ${t('responses.in-paragraph', { version, place: shows })}`
    return { label, value: `${corrects ? `${t('mail.answers.corrected')} ` : ''}${words}.${where}\n${url}` }
  })
  const more = Number(values.more)
  return more > 0 ? [...facts, { label: t('mail.answers.more'), value: String(more) }] : facts
}
