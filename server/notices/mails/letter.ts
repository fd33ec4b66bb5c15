import { formatTime } from '../../web/locale.js'
import type { Translate } from '../../web/messages.js'
import { kinds, type Letter, plain, type Values } from './kinds.js'

/** The words of a mail, from messages/{language}/mail.json and its values. Nothing in a value is taken for markup. */
export function letterOf(message: string, values: Values, t: Translate, locale: string): Letter {
  const kind = kinds[message] ?? plain
  const base = `mail.${message}`
  const words = kind.variant ? `${base}.${kind.variant(values)}` : base
  const time = (ms: unknown) => formatTime(new Date(Number(ms)), locale)
  const shown = { ...values, ...(values.until !== undefined && { until: time(values.until) }) }
  return {
    subject: oneLine(t(`${words}.subject`, shown)),
    opening: paragraphs(t(`${words}.opening`, shown)),
    code: typeof values.code === 'string' ? values.code : null,
    facts: kind.facts?.(values, t, time) ?? [],
    action: kind.link === 'page' ? t(`${words}.action`) : null,
    closing: paragraphs(t(`${words}.closing`, shown)),
  }
}

/** A title that holds a line end must not begin a new header; what sets names apart (web/messages.ts) may stay. */
const oneLine = (text: string) => text.replace(/(?:(?![\u2068\u2069])[\p{C}\s])+/gu, ' ').trim()

const paragraphs = (text: string) => text.split(/\n\s*\n/).filter(paragraph => paragraph.trim() !== '')
