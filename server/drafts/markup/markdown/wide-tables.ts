/**
 * A row of a Markdown table may have more cells than its head. GitHub's rule is to drop them, or the table; other
 * programs show them, and authors rely on it. So the head is widened until no cell is lost.
 */

import { DraftError } from '../../block.js'

const FENCE = /^[\s>]*(`{3,}|~{3,})/
/** No table has as many columns; a line that is longer than such a table's delimiters can be is none. */
const MAX_COLUMNS = 1000
const LONGEST_DELIMITERS = 20_000

/** @throws DraftError too-large */
export function widenTables(source: string): string {
  if (!source.includes('|') || !source.includes('-')) return source
  const lines = source.split('\n')
  let fence = ''
  for (let i = 0; i < lines.length; i++) {
    const mark = FENCE.exec(lines[i]!)?.[1]
    if (mark && (fence === '' || (mark.startsWith(fence) && mark.length >= fence.length))) {
      fence = fence === '' ? mark : ''
    }
    if (fence === '' && i > 0 && lines[i - 1]!.includes('|') && isDelimiters(lines[i]!)) widenTable(lines, i)
  }
  return lines.join('\n')
}

/** Of hyphens, colons and bars alone, and not a line of indented code. */
function isDelimiters(line: string): boolean {
  if (!line.includes('|') || !line.includes('-') || /^ {4}|^\t|[^\s>|:-]/.test(line)) return false
  if (line.length > LONGEST_DELIMITERS) throw new DraftError('too-large', `${MAX_COLUMNS} columns`)
  return line
    .replace(/^[\s>]+/, '')
    .replace(/^\||\|\s*$/g, '')
    .split('|')
    .every(cell => /^:?-+:?$/.test(cell.trim()))
}

function widenTable(lines: string[], at: number): void {
  let widest = Math.max(cells(lines[at - 1]!), cells(lines[at]!))
  for (let row = at + 1; row < lines.length && isRow(lines[row]!); row++) widest = Math.max(widest, cells(lines[row]!))
  if (widest > MAX_COLUMNS) throw new DraftError('too-large', `${MAX_COLUMNS} columns`)
  for (const i of [at - 1, at]) {
    const missing = widest - cells(lines[i]!)
    if (missing <= 0) continue
    const filler = i === at ? ' --- |' : '   |'
    const line = lines[i]!.trimEnd()
    lines[i] = (line.endsWith('|') && !line.endsWith('\\|') ? line : `${line} |`) + filler.repeat(missing)
  }
}

function isRow(line: string): boolean {
  return line.includes('|') && /[^\s>]/.test(line)
}

/** Bars part cells, but for one at either end and those after a backslash. */
function cells(line: string): number {
  let count = 1
  for (let at = line.indexOf('|'); at >= 0; at = line.indexOf('|', at + 1)) if (line[at - 1] !== '\\') count++
  const bare = line.replace(/^[\s>]+/, '').trimEnd()
  if (bare.startsWith('|')) count--
  if (bare.length > 1 && bare.endsWith('|') && !bare.endsWith('\\|')) count--
  return Math.max(count, 1)
}
