/** Finds a table of contents that nothing marks as one: a list that repeats the headings, or links to each. */
import type { Outline, RawBlock } from './outline.js'

/** What the heading above a table of contents says. */
const CONTENTS =
  /^(table of )?contents$|^(inhalt(sverzeichnis|sübersicht)?|table des matières|sommaire|índice( general)?|contenidos?|tabla de contenidos?|sumário|indice|inhoud(sopgave)?|innehåll(sförteckning)?|indhold(sfortegnelse)?|innhold(sfortegnelse)?|sisällys(luettelo)?|obsah|spis treści|tartalom(jegyzék)?|cuprins|içindekiler|содержание|оглавление|зміст|съдържание|περιεχόμενα|目录|目錄|目次|차례|목차|المحتويات|فهرس( المحتويات)?|فهرست( مطالب)?|תוכן( ה?עניינים)?|विषय[- ]?सूची|mục lục|daftar isi|สารบัญ)$/iu

const LONE_LINK = /^<a href="#[^"]*">((?!<a ).)*<\/a>[\s.…\d]*$/s
/** A list of two links to sections is a way to write a sentence. */
const FEWEST = 3
/** So many of its lines have to be headings: drafts forget to bring their table of contents up to date. */
const SHARE = 0.7

/** Takes it out, with its heading, and notes that it did. Numbers and leaders (`….. 12`) at the end of a line are no matter. */
export function takeOutContents(outline: Outline): void {
  const { blocks } = outline
  const headings = new Set(blocks.filter(({ kind }) => kind === 'heading').map(({ text }) => folded(text)))
  const gone = new Set<RawBlock>()
  for (let start = 0; start < blocks.length; start++) {
    const block = blocks[start]!
    if (block.kind !== 'list-item' || block.parent) continue
    let end = start + 1
    while (end < blocks.length && blocks[end]!.kind === 'list-item') end++
    const items = blocks.slice(start, end)
    const titled = start > 0 && isTitle(blocks[start - 1]!)
    const repeated = items.filter(({ text }) => headings.has(folded(text))).length
    const linked = items.every(({ html }) => LONE_LINK.test(html))
    const share = repeated / items.length
    if (titled ? linked || share >= SHARE : linked && items.length >= FEWEST && share >= SHARE) {
      for (const item of items) gone.add(item)
    }
    start = end - 1
  }
  const hadContents = gone.size > 0 || outline.notes.some(({ code }) => code === 'contents')
  if (gone.size > 0) outline.notes.push({ code: 'contents', at: null, detail: [...gone].map(b => b.text).join(' · ') })
  if (hadContents) addEmptyTitles(blocks, gone)
  if (gone.size > 0) outline.blocks = blocks.filter(block => !gone.has(block))
}

/** The heading above what was taken out, if nothing is left under it. */
function addEmptyTitles(blocks: readonly RawBlock[], gone: Set<RawBlock>): void {
  blocks.forEach((block, i) => {
    if (!isTitle(block)) return
    const next = blocks.slice(i + 1).find(other => !gone.has(other))
    const followed = gone.has(blocks[i + 1] ?? block)
    if (followed || !next || next.kind === 'heading') gone.add(block)
  })
}

function isTitle({ kind, text }: RawBlock): boolean {
  return (kind === 'heading' || kind === 'paragraph') && CONTENTS.test(text.replace(/[\s:.\d]+$/, ''))
}

function folded(text: string): string {
  return text
    .replace(/[\s.…·_]*\d*$/u, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
}
