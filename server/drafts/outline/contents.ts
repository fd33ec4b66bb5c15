/** Finds a table of contents that nothing marks as one: a list, or lines, that repeat the headings or link to each. */
import type { Outline, RawBlock } from './outline.js'

/** What the heading above a table of contents says. */
const CONTENTS =
  /^(table of )?contents$|^(inhalt(sverzeichnis|sübersicht)?|table des matières|sommaire|índice( general)?|contenidos?|tabla de contenidos?|sumário|indice|inhoud(sopgave)?|innehåll(sförteckning)?|indhold(sfortegnelse)?|innhold(sfortegnelse)?|sisällys(luettelo)?|obsah|spis treści|tartalom(jegyzék)?|cuprins|içindekiler|содержание|оглавление|зміст|съдържание|περιεχόμενα|目录|目錄|目次|차례|목차|المحتويات|فهرس( المحتويات)?|فهرست( مطالب)?|תוכן( ה?עניינים)?|विषय[- ]?सूची|mục lục|daftar isi|สารบัญ)$/iu

const LONE_LINK = /^<a href="#[^"]*">((?!<a ).)*<\/a>[\s.…\d]*$/s
/** A list of two links to sections is a way to write a sentence. */
const FEWEST = 3
/** So many of its lines have to be headings: drafts forget to bring their table of contents up to date. */
const SHARE = 0.7

/** A line of a table of contents is no longer; a longer one is not looked at. */
const LONGEST_LINE = 300

/** Takes it out, with its heading, and notes that it did. Numbers and leaders (`….. 12`) at the end of a line are no matter. */
export function takeOutContents(outline: Outline): void {
  const { blocks } = outline
  const gone = new Set<RawBlock>()
  let headings: Set<string> | null = null
  const repeats = (block: RawBlock) => {
    headings ??= new Set(blocks.filter(({ kind }) => kind === 'heading').map(folded))
    return block.text.length <= LONGEST_LINE && headings.has(folded(block))
  }
  for (let start = 0; start < blocks.length; start++) {
    const titled = start > 0 && isTitle(blocks[start - 1]!)
    let end = start
    while (end < blocks.length && isLine(blocks[end]!, titled, repeats)) end++
    if (end === start) continue
    const lines = blocks.slice(start, end)
    const linked = lines.every(isLink)
    if (titled ? linked || share(lines, repeats) : linked && lines.length >= FEWEST && share(lines, repeats)) {
      for (const line of lines) gone.add(line)
    }
    start = end - 1
  }
  const hadContents = gone.size > 0 || outline.notes.some(({ code }) => code === 'contents')
  if (gone.size > 0) outline.notes.push({ code: 'contents', at: null, detail: [...gone].map(b => b.text).join(' · ') })
  if (hadContents) addEmptyTitles(blocks, gone)
  if (gone.size > 0) outline.blocks = blocks.filter(block => !gone.has(block))
}

function isLine(block: RawBlock, titled: boolean, repeats: (block: RawBlock) => boolean): boolean {
  if (block.kind === 'list-item') return true
  return block.kind === 'paragraph' && !block.parent && (isLink(block) || (titled && repeats(block)))
}

function isLink({ html }: RawBlock): boolean {
  return html.startsWith('<a href="#') && LONE_LINK.test(html)
}

function share(lines: readonly RawBlock[], repeats: (block: RawBlock) => boolean): boolean {
  return lines.filter(repeats).length >= SHARE * lines.length
}

/** The heading above what was taken out, if nothing is left under it. */
function addEmptyTitles(blocks: readonly RawBlock[], gone: Set<RawBlock>): void {
  let below: RawBlock | undefined
  for (let i = blocks.length - 1; i >= 0; i--) {
    const block = blocks[i]!
    const followed = i + 1 < blocks.length && gone.has(blocks[i + 1]!)
    if (isTitle(block) && (followed || !below || below.kind === 'heading')) gone.add(block)
    if (!gone.has(block)) below = block
  }
}

function isTitle({ kind, text }: RawBlock): boolean {
  if ((kind !== 'heading' && kind !== 'paragraph') || text.length > LONGEST_LINE) return false
  return CONTENTS.test(text.replace(/[\s:.\d]+$/, ''))
}

function folded({ text }: RawBlock): string {
  return text
    .slice(0, LONGEST_LINE)
    .replace(/[\s.…·_]*\d*$/u, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
}
