import { ConfigError } from '../config.js'
import { EmbeddedDatabaseError } from '../database/embedded/index.js'
import { DraftError } from '../drafts/index.js'
import { Fault } from '../web/faults.js'
import { loadMessages } from '../web/messages.js'
import { projectFolder } from '../web/project.js'
import { CommandError } from './command.js'

/** What the operator reads when a command has failed, and the exit code: 2 when it was an argument that was wrong. */
export async function wording(error: unknown): Promise<{ lines: string[]; code: 1 | 2 }> {
  if (error instanceof CommandError || error instanceof ConfigError || error instanceof EmbeddedDatabaseError)
    return { lines: [error.message], code: 1 }
  const messages = await loadMessages(projectFolder('messages'), () => {})
  const t = messages.in('en')
  if (error instanceof DraftError) return { lines: [t(`faults.fields.draft-${error.code}`)], code: 1 }
  if (error instanceof Fault) {
    if (error.kind !== 'invalid')
      return { lines: [`${t(`faults.${error.key}.title`)}. ${t(`faults.${error.key}.detail`, error.values)}`], code: 1 }
    const lines = error.fields.map(({ field, key, values }) => {
      const text = t(`faults.fields.${key}`, values)
      return field ? `${field}: ${text}` : text
    })
    return { lines, code: 2 }
  }
  const { code, message, path, stack } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return { lines: [`There is no ${path}.`], code: 1 }
  if (code === 'EISDIR') return { lines: [`${path ?? 'This'} is a folder. Name a file.`], code: 1 }
  if (code === 'EACCES') return { lines: [`${path} may not be opened by this user.`], code: 1 }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000')
    return { lines: [`The database cannot be opened: ${message || code}. Check DATABASE_URL.`], code: 1 }
  if (code === '42P01') return { lines: ['The database has no tables yet. Run the command migrate first.'], code: 1 }
  return { lines: [stack ?? String(error)], code: 1 }
}
