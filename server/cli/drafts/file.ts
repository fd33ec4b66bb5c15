import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Block, DraftError, readDraft } from '../../drafts/index.js'
import { CommandError } from '../command.js'
import { wording } from '../wording.js'

/** The blocks of a draft in a file. */
export async function blocksOf(path: string): Promise<Block[]> {
  const bytes = await readFile(path)
  try {
    return (await readDraft(bytes, basename(path))).blocks
  } catch (error) {
    if (!(error instanceof DraftError)) throw error
    const { lines } = await wording(error)
    throw new CommandError(`${path}: ${lines.join(' ')}`, { cause: error })
  }
}
