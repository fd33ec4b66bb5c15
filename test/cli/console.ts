import { Writable } from 'node:stream'
import { runCommandLine } from '../../server/cli/frame.js'

export interface Outcome {
  code: number
  stdout: string
  stderr: string
  /** What `--json` gave. */
  json<T>(): T
}

/** A console on one database: runs commands and keeps what they print. */
export function consoleOn(url: string, env: Record<string, string> = {}) {
  return async (...words: string[]): Promise<Outcome> => {
    const parts: Buffer[] = []
    const complaints: string[] = []
    const stdout = new Writable({
      write(part, _encoding, done) {
        parts.push(Buffer.from(part))
        done()
      },
    })
    const code = await runCommandLine(words, {
      env: { DATABASE_URL: url, SAMPLE_DATA: 'off', PUBLIC_URL: 'http://consult.test', ...env },
      stdout,
      complain: line => void complaints.push(line),
    })
    const text = Buffer.concat(parts).toString('utf8')
    return { code, stdout: text, stderr: complaints.join('\n'), json: () => JSON.parse(text) }
  }
}
