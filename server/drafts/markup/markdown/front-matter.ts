/** The YAML that may stand before the text of a Markdown file. Only its title and language are understood. */

export interface FrontMatter {
  title: string | null
  language: string | null
  /** The rest, as it stands. */
  rest: string
}

const NONE: FrontMatter = { title: null, language: null, rest: '' }
/** Longer, it is a text between two rules. */
const LONGEST = 20_000

export function splitFrontMatter(source: string): { front: FrontMatter; body: string } {
  const [opening] = /^---[ \t]*\n/.exec(source) ?? []
  const closing = opening && /\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(source.slice(opening.length - 1, LONGEST))
  if (!opening || !closing) return { front: NONE, body: source }
  const yaml = source.slice(opening.length, opening.length - 1 + closing.index)
  // A rule above the first paragraph is no front matter: that is made of keys.
  if (!/^[\w-]+[ \t]*:/m.test(yaml)) return { front: NONE, body: source }
  const rest = yaml
    .split('\n')
    .filter(line => !/^(title|lang|language)[ \t]*:/.test(line) && line.trim() !== '')
    .join('\n')
  const front = { title: scalar(yaml, 'title'), language: scalar(yaml, 'lang') ?? scalar(yaml, 'language'), rest }
  return { front, body: source.slice(opening.length - 1 + closing.index + closing[0].length) }
}

/** A value that stands on its line, or folded on the lines below (`>`, `|`). */
function scalar(yaml: string, key: string): string | null {
  const lines = yaml.split('\n')
  const start = lines.findIndex(line => new RegExp(`^${key}[ \\t]*:`).test(line))
  if (start < 0) return null
  const first = lines[start]!.slice(lines[start]!.indexOf(':') + 1).trim()
  const parts = /^[>|][-+]?$/.test(first) ? [] : [first]
  for (const line of lines.slice(start + 1)) {
    if (!/^[ \t]/.test(line)) break
    parts.push(line.trim())
  }
  const value = parts.join(' ').trim()
  if (value.startsWith('"')) return /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1]?.replace(/\\(["\\])/g, '$1') || value
  if (value.startsWith("'")) return /^'((?:[^']|'')*)'/.exec(value)?.[1]?.replaceAll("''", "'") || value
  const comment = value.indexOf(' #')
  return (comment < 0 ? value : value.slice(0, comment).trimEnd()) || null
}
