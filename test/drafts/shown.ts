import type { Block, Draft } from '../../server/drafts/index.js'
import { readDraft } from '../../server/drafts/index.js'

/** A block in a line: its kind and number, its marker in brackets, how deep an item stands, its words. */
function line({ kind, number, marker, level, text }: Block): string {
  const mark = marker === null ? '' : ` [${marker}]`
  const rank = kind === 'heading' || level > 1 ? ` ${level}` : ''
  return `${kind}${rank} ${number}${mark}: ${text}`
}

export function lines(draft: Draft): string[] {
  return draft.blocks.map(line)
}

/** Warnings in a line each: `tracked-change @ 1 ¶1: − old + new`. */
export function said(draft: Draft): string[] {
  return draft.warnings.map(({ code, place, detail }) => `${code} @ ${place ?? 'file'}: ${detail}`)
}

export async function word(bytes: Uint8Array): Promise<Draft> {
  return readDraft(bytes, 'draft.docx')
}

export async function markdown(text: string): Promise<Draft> {
  return readDraft(Buffer.from(text), 'draft.md')
}

export async function html(text: string): Promise<Draft> {
  return readDraft(Buffer.from(text), 'draft.html')
}

/** The code by which a file was refused. */
export async function refused(bytes: Uint8Array | string, name: string): Promise<string> {
  try {
    const { blocks } = await readDraft(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, name)
    return `read: ${blocks.length} blocks`
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

/** The smallest PNG there is: one transparent dot. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
