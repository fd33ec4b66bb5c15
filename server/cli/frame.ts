import { once } from 'node:events'
import { parseArguments } from './arguments.js'
import { type Command, type Io, UsageError } from './command.js'
import { help, overview, usage } from './help.js'

interface Listed {
  summary: string
  load(): Promise<{ command: Command }>
}

/** Loaded when called: comparing two files must not wait for a database driver. */
const commands: Readonly<Record<string, Listed>> = {
  migrate: { summary: 'bring the schema up to date', load: () => import('./database/migrate.js') },
  import: { summary: 'read a file as a new version of a report', load: () => import('./drafts/import.js') },
  compare: { summary: 'which block of one file became which of another', load: () => import('./drafts/compare.js') },
  carry: { summary: 'where comments on one file stand in another', load: () => import('./drafts/carry.js') },
  export: { summary: 'the comments on a report, as a file', load: () => import('./drafts/export.js') },
  grant: { summary: 'give a person a role', load: () => import('./people/grant.js') },
  revoke: { summary: 'take a role away', load: () => import('./people/revoke.js') },
  'sign-in-link': { summary: 'a link that signs a person in, once', load: () => import('./people/sign-in-link.js') },
  'api-token': { summary: 'a bearer token for the JSON API', load: () => import('./people/api-token.js') },
  'verify-log': { summary: 'check the audit log', load: () => import('./database/verify-log.js') },
  generate: { summary: 'comments for demonstrations and load tests', load: () => import('./generate/command.js') },
}

/** Runs one command of the operator's command line; answers the exit code. */
export async function runCommandLine(words: readonly string[], io: Io): Promise<0 | 1 | 2> {
  // Whoever reads the result may have had enough of it (`| head`).
  io.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  })
  const [name, ...rest] = words
  const overviewText = () => overview(new Map(Object.entries(commands).map(([key, { summary }]) => [key, summary])))
  if (name === '--help' || name === '-h' || name === 'help') {
    await write(io, overviewText())
    return 0
  }
  const listed = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (name === undefined || !listed) {
    io.complain(name === undefined ? 'Name a command.' : `There is no command “${name}”.`)
    io.complain(overviewText())
    return 2
  }
  const { command } = await listed.load()
  try {
    const parsed = parseArguments(command, rest)
    if (parsed.wants === 'help') {
      await write(io, help(name, command))
      return 0
    }
    const answer = await command.run(parsed.given, io)
    if (answer?.failed) io.complain(answer.text)
    if (answer && (parsed.json || !answer.failed))
      await write(io, parsed.json ? JSON.stringify(answer.json) : answer.text)
    return answer?.failed ? 1 : 0
  } catch (error) {
    if (error instanceof UsageError) {
      io.complain(error.message)
      io.complain(usage(name, command))
      return 2
    }
    const { wording } = await import('./wording.js')
    const { lines, code } = await wording(error)
    for (const line of lines) io.complain(line)
    return code
  }
}

async function write(io: Io, text: string): Promise<void> {
  if (text && !io.stdout.write(`${text}\n`)) await Promise.race([once(io.stdout, 'drain'), once(io.stdout, 'close')])
}
