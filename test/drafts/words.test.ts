import fc from 'fast-check'
import t from 'tap'
import { readDocx } from '../../server/drafts/docx/read-docx.js'
import * as d from './docx.js'
import { word } from './shown.js'

/**
 * A Word file of random structure in which every word stands once. `words` are those that a reader of Word sees, or that
 * were deleted or hidden: each has to be in a block or in a warning.
 */
interface Piece {
  xml: string
  words: string[]
}

/** Words are handed out when a file is put together, so that none stands twice. */
type Make = (next: () => string) => Piece

const LEVELS = d.lists({ 1: [d.level(0, 'decimal', '%1.'), d.level(1, 'lowerLetter', '%2)')] }, { 1: 1 })

const one =
  (wrap: (word: string) => string): Make =>
  next => {
    const word = next()
    return { xml: wrap(word), words: [word] }
  }

const run = fc.constantFrom<Make>(
  one(word => d.r(word)),
  one(word => d.r(word, '<w:b/><w:i/>')),
  one(word => d.r(word, '<w:rStyle w:val="Verbatim"/>')),
  one(word => d.r(word, '<w:vertAlign w:val="subscript"/>')),
  one(d.hidden),
  one(d.del),
  one(word => d.ins(word)),
  one(word => d.moveFrom(word)),
  one(word => d.moveTo(word)),
  one(word => d.link('w:anchor="x"', word)),
  one(word => d.link('r:id="web"', word)),
  one(word => d.field('REF x', word)),
  one(word => d.field('HYPERLINK "https://example.org"', word)),
  one(word => `<w:fldSimple w:instr="DATE">${d.r(word)}</w:fldSimple>`),
  one(word => `<w:smartTag>${d.r(word)}</w:smartTag>`),
  one(word => `<w:dir w:val="rtl">${d.r(word)}</w:dir>`),
  one(word => `<w:unknown><w:deeper>${d.r(word)}</w:deeper></w:unknown>`),
  one(word => d.control('', d.r(word))),
  one(word => d.control('<w:showingPlcHdr/>', d.r(word))),
  one(
    word =>
      `<m:oMath><m:sSup><m:e><m:r><m:t>${word}</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>`,
  ),
  one(word => d.textBox(d.p(word))),
  one(
    word =>
      `<w:r><mc:AlternateContent><mc:Choice Requires="new"><w:t>skipped</w:t></mc:Choice><mc:Fallback><w:t>${word}</w:t></mc:Fallback></mc:AlternateContent></w:r>`,
  ),
  one(word => `<w:r><w:ruby><w:rubyBase>${d.r(word)}</w:rubyBase></w:ruby></w:r>`),
)

const content = fc.array(run, { minLength: 1, maxLength: 4 })

const joined =
  (makes: readonly Make[], between: string, wrap: (xml: string) => string): Make =>
  next => {
    const pieces = makes.map(make => make(next))
    return { xml: wrap(pieces.map(({ xml }) => xml).join(between)), words: pieces.flatMap(({ words }) => words) }
  }

const WRAPS: ((xml: string) => string)[] = [
  xml => d.p(xml),
  xml => d.styled('Heading1', xml),
  xml => d.styled('Quote', xml),
  xml => d.styled('Code', xml),
  xml => d.styled('Caption', xml),
  xml => d.styled('ListParagraph', xml),
  xml => d.styled(d.MARK_DELETED, xml),
  xml => d.item(1, 0, xml),
  xml => d.item(1, 1, xml),
]

const paragraph = fc.tuple(content, fc.constantFrom(...WRAPS)).map(([runs, wrap]) => joined(runs, d.r(' '), wrap))

const { block } = fc.letrec<{ block: Make; table: Make; cell: Make }>(tie => ({
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    paragraph,
    paragraph,
    paragraph.map(make => joined([make], '', xml => d.control('', xml))),
    paragraph.map(make => joined([make], '', xml => d.ins(xml))),
    tie('table'),
  ),
  table: fc.array(fc.array(tie('cell'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }).map(rows =>
    joined(
      rows.map((cells, i) =>
        joined(cells, '', xml => `<w:tr><w:trPr>${i === 0 ? '<w:tblHeader/>' : ''}</w:trPr>${xml}</w:tr>`),
      ),
      '',
      xml => `<w:tbl>${xml}</w:tbl>`,
    ),
  ),
  cell: fc
    .tuple(
      tie('block'),
      fc.constantFrom('', '<w:vMerge/>', '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>', '<w:cellDel/>'),
    )
    .map(([make, properties]) => joined([make], '', xml => `<w:tc><w:tcPr>${properties}</w:tcPr>${xml}</w:tc>`)),
}))

t.test('every word of a Word file is in a block or in a warning, once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 6 }), async makes => {
      let count = 0
      const { xml, words } = joined(makes, '', inner => inner)(() => `q${(count++).toString(26).padStart(4, '0')}z`)
      // The last but one may take in what runs on into it, with its boxes.
      const body = d.p('Begin') + xml + d.p(d.bookmark('x'), 'there') + d.p('End')
      const bytes = d.docx({ body, numbering: LEVELS, links: { web: 'https://example.org/' } })
      const { blocks } = await word(bytes)
      // Before warnings are cut to what a person reads.
      const { notes } = await readDocx(bytes)
      const shown = blocks.map(({ text }) => text).join('\n')
      const listed = notes.map(({ detail }) => detail).join('\n')
      for (const one of words) {
        const times = shown.split(one).length - 1
        if (times > 1) throw new Error(`${one} is shown ${times} times`)
        if (times === 0 && !listed.includes(one)) throw new Error(`${one} is lost: ${xml}`)
      }
      if (!shown.startsWith('Begin') || !shown.endsWith('End')) throw new Error(`order: ${xml} → ${shown}`)
    }),
    { numRuns: 150, seed: 20260103 },
  )
})
