import type { FastifyInstance } from 'fastify'
import { createTransport } from 'nodemailer'
import type { Rendered } from './render.js'
import type { MailRow } from './store.js'

/** How a mail leaves the house: over SMTP, or not at all where none is configured. */
export interface Mailer {
  /** @throws RefusedForGood, or an error that names no address when it is worth another try */
  send(mail: MailRow & { address: string }, rendered: Rendered): Promise<void>
  close(): void
}

/** The recipient's server will not take it, however often one asks. */
export class RefusedForGood extends Error {}

/** How long the server may take for one step; a job that hangs holds up others. */
const STEP_MS = 20_000

/** Connections are kept and shared (pool); null: there is no SMTP server. */
export function openMailer({ config }: Pick<FastifyInstance, 'config'>): Mailer | null {
  if (config.smtpUrl === null) return null
  const transport = createTransport({
    url: config.smtpUrl,
    pool: true,
    maxConnections: 3,
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const host = new URL(config.publicUrl).hostname
  return {
    async send(mail, { subject, text, html, headers }) {
      try {
        await transport.sendMail({
          from: config.mailFrom,
          // As an object it is one address, whatever it holds.
          to: { name: '', address: mail.address },
          subject,
          text,
          html,
          headers,
          // The same at every try, so that a mailbox can tell when a try was not needed.
          messageId: `<${mail.id}.${mail.created_at.getTime()}@${host}>`,
        })
      } catch (error) {
        throw withoutAddress(mail, error)
      }
    },
    close: () => transport.close(),
  }
}

/** What a mail server says in an error often holds the address, which is to stand in no log. */
function withoutAddress(mail: MailRow, error: unknown): Error {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  const told = `mail ${mail.id} was not taken: ${code ?? 'unknown'}${responseCode ? ` ${responseCode}` : ''}`
  const forGood = code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 500
  return forGood ? new RefusedForGood(told) : new Error(told)
}

declare module 'fastify' {
  interface FastifyInstance {
    /** null: mail stays in the outbox. */
    mailer: Mailer | null
  }
}
