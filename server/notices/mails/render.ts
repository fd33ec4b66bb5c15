import type { FastifyInstance } from 'fastify'
import { directionOf } from '../../web/locale.js'
import { stopPath } from '../stopping/address.js'
import { kinds, plain } from './kinds.js'
import { letterOf } from './letter.js'
import type { MailRow } from './store.js'

/** A mail ready to go out. */
export interface Rendered {
  subject: string
  text: string
  html: string
  headers: Record<string, string>
}

/** Puts a mail into words in its recipient's language, as plain text and as HTML that says the same. */
export async function renderMail(app: FastifyInstance, mail: MailRow): Promise<Rendered> {
  const { config, messages } = app
  const locale = messages.languages.includes(mail.locale) ? mail.locale : 'en'
  const letter = letterOf(mail.message, mail.content, messages.in(locale), locale)
  const kind = kinds[mail.message] ?? plain
  const stop =
    kind.stop && mail.person_id !== null ? `${config.publicUrl}${stopPath(config, mail.person_id, kind.stop)}` : null
  const data = {
    ...letter,
    locale,
    direction: directionOf(locale),
    url: `${config.publicUrl}${mail.path}`,
    site: config.publicUrl,
    stop,
  }
  const [text, html] = await Promise.all([app.view('mail/text', data), app.view('mail/html', data)])
  return {
    subject: letter.subject,
    text: String(text).replace(/\n{3,}/g, '\n\n'),
    html: String(html),
    headers: {
      // RFC 3834: no holiday answers, please.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': locale,
      // RFC 2369, and RFC 8058 for the one click in the reader's mail program.
      ...(stop && { 'List-Unsubscribe': `<${stop}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
  }
}
