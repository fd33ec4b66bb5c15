import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as it arrived. */
export interface Arrived {
  to: string[]
  /** The whole, headers first, as it came over the line. */
  raw: string
}

/** What the server answers to a recipient: nothing, to take the mail, or an SMTP status. */
export type Answer = (to: string) => number | undefined

/** A real SMTP server on loopback that keeps what it gets. */
export async function smtpServer(answer: Answer = () => undefined) {
  const arrived: Arrived[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      const status = answer(address)
      if (status === undefined) return done()
      done(Object.assign(new Error(`no mail for <${address}> today`), { responseCode: status }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        arrived.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    arrived,
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    close: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

/** A header's value, unfolded. */
export function header({ raw }: Arrived, name: string): string | undefined {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]
}

/** The body, with its transfer encoding (quoted-printable) taken off; the parts are one after the other. */
export function bodyOf({ raw }: Arrived): string {
  const joined = raw.slice(raw.indexOf('\r\n\r\n')).replace(/=\r\n/g, '')
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
