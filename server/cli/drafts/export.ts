import { open, rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import type { Format } from '../../exports/index.js'
import { type Answer, command as declare, type Io, UsageError } from '../command.js'

const FORMATS = ['csv', 'json', 'jsonld', 'xlsx', 'docx', 'html'] as const
const BINARY: readonly string[] = ['xlsx', 'docx']

export const command = declare({
  summary: 'Writes all comments on a report, in the order of the document, with what moderators decided about them.',
  notes: 'Moderators’ view: withheld comments and their reasons are in it. The public’s file is on the report’s page.',
  places: [{ name: 'report', means: 'the report’s slug' }],
  options: {
    format: { value: 'FORMAT', means: 'the kind of file', required: true, choices: FORMATS },
    version: { value: 'N', means: 'only the comments on this version; all if nothing is said' },
    language: { value: 'TAG', means: 'the language of its headings, such as fr; English if nothing is said' },
    out: { value: 'FILE', means: 'where to write it; stdout if nothing is said' },
  },
  async run({ report, format, version, language, out }, io) {
    if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version))
      throw new UsageError(`--version is “${version}”; it must be a number such as 1.`)
    if (!out && BINARY.includes(format) && (io.stdout as { isTTY?: boolean }).isTTY)
      throw new UsageError(`A ${format} file is nothing for a screen. Give --out FILE.`)
    const wanted = {
      slug: report,
      format: format as Format,
      ...(version && { version: Number(version) }),
      audience: 'chair' as const,
      ...(language && { locale: language }),
    }
    const { withDatabase } = await import('../database/open.js')
    const { exportComments } = await import('../../comments/index.js')
    return withDatabase(io, operator => {
      const { languages } = operator.messages
      if (language && !languages.includes(language))
        throw new UsageError(`--language is “${language}”; it must be one of ${languages.join(', ')}.`)
      const write = (to: Writable) => exportComments(operator, wanted, to)
      return out ? intoFile(out, write, wanted) : toStdout(io, write)
    })
  },
})

async function toStdout(io: Io, write: (to: Writable) => Promise<void>): Promise<null> {
  await write(io.stdout)
  return null
}

/** The file takes its place once it is complete. */
async function intoFile(
  path: string,
  write: (to: Writable) => Promise<void>,
  about: { slug: string; format: string },
): Promise<Answer> {
  const unfinished = `${path}.${process.pid}.part`
  const file = await open(unfinished, 'w')
  try {
    await write(file.createWriteStream())
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  return { text: `Written to ${path}.`, json: { report: about.slug, format: about.format, out: path } }
}
