/**
 * A row of a Markdown table may have more cells than its head. GitHub's rule is to drop them, or the table; other
 * programs show them, and authors rely on it. So the head is widened until no cell is lost.
 */

const FENCE = /^[\s>]*(`{3,}|~{3,})/
/** Not the lines of indented code. */
const DELIMITERS = /^(?! {4}|\t)[\s>]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/
const CELLS = /(?<!\\)\|/g

export function widenTables(source: string): string {
  if (!/^[\s>]*[|:-]*-[\s|:-]*\|?/m.test(source) || !source.includes('|')) return source
  const lines = source.split('\n')
  let fence = ''
  for (let i = 0; i < lines.length; i++) {
    const mark = FENCE.exec(lines[i]!)?.[1]
    if (mark && (fence === '' || (mark.startsWith(fence) && mark.length >= fence.length))) {
      fence = fence === '' ? mark : ''
    }
    if (fence === '' && i > 0 && isDelimiters(lines[i]!) && lines[i - 1]!.includes('|')) widenTable(lines, i)
  }
  return lines.join('\n')
}

function isDelimiters(line: string): boolean {
  return line.includes('|') && DELIMITERS.test(line)
}

function widenTable(lines: string[], at: number): void {
  let end = at + 1
  while (end < lines.length && lines[end]!.replace(/^[\s>]+/, '') !== '' && lines[end]!.includes('|')) end++
  const widest = Math.max(...lines.slice(at - 1, end).map(cells))
  for (const i of [at - 1, at]) {
    const missing = widest - cells(lines[i]!)
    if (missing <= 0) continue
    const filler = i === at ? ' --- |' : '   |'
    const line = lines[i]!.trimEnd()
    lines[i] = (line.endsWith('|') && !line.endsWith('\\|') ? line : `${line} |`) + filler.repeat(missing)
  }
}

function cells(line: string): number {
  const row = line
    .replace(/^[\s>]*\|?/, '')
    .trimEnd()
    .replace(/(?<!\\)\|$/, '')
  return (row.match(CELLS)?.length ?? 0) + 1
}
