import { type ArticleParagraph, TITLE } from './article.js'
import { escapeHtml } from './inline.js'

type Heading = Pick<ArticleParagraph, 'kind' | 'level' | 'number' | 'slug' | 'text'>

/**
 * The table of contents: lists within lists, as deep as the headings are; empty where there is nothing to list. A
 * heading that does not print its number is given it. `footnotes` is the last entry's name, or null for none.
 */
export function composeContents(paragraphs: readonly Heading[], footnotes: string | null): string {
  const headings = paragraphs.filter(({ kind, number }) => kind === 'heading' && number !== TITLE)
  if (headings.length === 0) return ''
  let html = '<ol>'
  const open: number[] = []
  for (const { level, slug, number, text } of headings) {
    while (open.length > 1 && open.at(-1)! > level && open.at(-2)! >= level) {
      html += '</li></ol>'
      open.pop()
    }
    if (open.length === 0 || open.at(-1)! < level) {
      html += open.length === 0 ? '' : '<ol>'
      open.push(level)
    } else {
      html += '</li>'
      open[open.length - 1] = level
    }
    const own = text.includes(number) ? '' : `${escapeHtml(number)} `
    html += `\n<li><a href="#p-${escapeHtml(slug)}">${own}${escapeHtml(text)}</a>`
  }
  for (let k = 1; k < open.length; k++) html += '</li></ol>'
  html += '</li>'
  if (footnotes !== null) html += `\n<li><a href="#footnotes">${escapeHtml(footnotes)}</a></li>`
  return `${html}</ol>`
}
