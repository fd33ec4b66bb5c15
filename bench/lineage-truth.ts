import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDraft } from '../server/drafts/index.js'
import type { LineageBlock } from '../server/lineage/index.js'

/** Blocks of two states of a document, and which became which: `*.N.truth.json`. */
export interface Truth {
  a: [kind: string, text: string][]
  b: [kind: string, text: string][]
  pairs: [number, number][]
  ambiguous_a: number[]
  ambiguous_b: number[]
}

/** A document's states are files `NAME.STATE.md` (or .docx, .html); the truths 1, 2, 3 lie between the first three of them. */
const STATES: Readonly<Record<string, readonly [number, number]>> = { 1: [0, 1], 2: [1, 2], 3: [0, 2] }
const READABLE = ['.md', '.docx', '.html']

/** Two drafts to compare, of which more is known. */
export interface Pairing {
  /** `NAME.N`, as its truth and quotes are called. */
  name: string
  old: LineageBlock[]
  next: LineageBlock[]
}

/** Every pair of states that has a file ending so (`.truth.json`, `.quotes.jsonl`), read as the command line reads them. */
export async function pairings(folder: string, ending: string): Promise<Pairing[]> {
  const files = readdirSync(folder).sort()
  const found: Pairing[] = []
  for (const file of files.filter(name => name.endsWith(ending))) {
    const name = file.slice(0, -ending.length)
    const [, document, number] = /^(.*)\.(\d)$/.exec(name) ?? []
    const states = document && number ? STATES[number] : undefined
    if (!document || !states) continue
    const paths = statesOf(files, document)
    const [old, next] = await Promise.all(states.map(async state => readBlocks(folder, paths[state])))
    found.push({ name, old: old!, next: next! })
  }
  return found
}

/** Every document that has states, the earliest first. */
export function documents(folder: string): { name: string; states: string[] }[] {
  const files = readdirSync(folder).sort()
  const names = files.flatMap(file => /^(.*)\.\d\.truth\.json$/.exec(file)?.[1] ?? [])
  return [...new Set(names)].map(name => ({ name, states: statesOf(files, name) }))
}

/** The document's states, the earliest first; of a state in several formats the first of those readable. */
function statesOf(files: readonly string[], document: string): string[] {
  const states = new Map<string, string>()
  for (const ending of READABLE) {
    for (const file of files) {
      if (!file.startsWith(`${document}.`) || !file.endsWith(ending)) continue
      const state = file.slice(document.length + 1, -ending.length)
      if (!states.has(state)) states.set(state, file)
    }
  }
  return [...states].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file)
}

async function readBlocks(folder: string, file: string | undefined): Promise<LineageBlock[]> {
  if (!file) throw new Error(`${folder}: a state of a document is missing`)
  return (await readDraft(readFileSync(join(folder, file)), file)).blocks
}

export function readTruth(folder: string, name: string): Truth {
  return JSON.parse(readFileSync(join(folder, `${name}.truth.json`), 'utf8')) as Truth
}

export function readLines<Line>(folder: string, file: string): Line[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n')
  return lines.filter(line => line.trim()).map(line => JSON.parse(line) as Line)
}

/** Texts are compared without white space, punctuation and case. */
export function fold(text: string | null): string {
  return (text ?? '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
}

export function share(part: number, whole: number): number {
  return part / Math.max(1, whole)
}
