import { placeWords, sectionOf, sectionWords, versionWords } from '../about.js'
import { type CommentParts, commentParts } from '../documents/comment.js'
import { outline } from '../documents/outline.js'
import type { Proposal } from '../documents/proposal.js'
import type { ExportHeader, ExportParagraph, ExportRow } from '../row.js'
import { printable } from '../text.js'
import type { Translate } from '../words.js'
import { frame, sectionBookmark } from './frame.js'
import { bookmark, type Look, link, paragraph, paragraphs, run } from './markup.js'
import { fillDocument } from './package.js'

/** A Word document that can be handed in: the draft's paragraphs that have comments, in order, each with its comments. */
export function writeDocx(
  header: ExportHeader,
  rows: AsyncIterable<ExportRow>,
  translate: Translate,
): AsyncIterable<Uint8Array> {
  return fillDocument(frame(header, translate), 'w:p', body(header, rows, translate))
}

/** Words of the file's own language, by which the lines that are not somebody's are laid out. */
const own = (translate: Translate): string => translate('commentsHeading')

async function* body(header: ExportHeader, rows: AsyncIterable<ExportRow>, translate: Translate) {
  const several = header.versions.length > 1
  const level = several ? 3 : 2
  for await (const { step, row } of outline(rows, header.versions.length)) {
    if (step === 'version')
      yield paragraph({ style: 'Heading2', directionOf: own(translate) }, run(versionWords(row.version, translate)))
    else if (step === 'section') yield sectionHeading(row, header, level, translate)
    else if (step === 'paragraph') yield draftParagraph(row.paragraph, level + 1, translate)
    else yield comment(commentParts(row, header, translate), translate)
  }
}

function sectionHeading(row: ExportRow, header: ExportHeader, level: number, translate: Translate): string {
  const { number, title } = sectionOf(row)
  const words = sectionWords({ number, title }, translate)
  const index = header.sections.findIndex(
    section => section.version === row.version.number && section.number === number && section.title === title,
  )
  const runs = run(words)
  return paragraph(
    { style: `Heading${level}`, directionOf: words },
    index < 0 ? runs : bookmark(index + 1, sectionBookmark(index), runs),
  )
}

function draftParagraph(place: ExportParagraph, level: number, translate: Translate): string {
  const heading = placeWords(place, translate)
  // A heading's words stand above already, as the section's own.
  const words = place.kind === 'heading' ? '' : printable(place.text)
  return (
    paragraph({ style: `Heading${level}`, directionOf: heading }, link(place.url, run(heading))) +
    (words ? paragraph({ style: 'DraftWords', directionOf: words }, run(words)) : '')
  )
}

function comment(parts: CommentParts, translate: Translate): string {
  const { depth, language } = parts
  const at = (style: string) => ({ style, depth })
  const ours = (style: string) => ({ ...at(style), directionOf: own(translate) })
  const theirs: Look = { language }
  const [name, ...rest] = parts.who
  const after = [...rest, parts.date].map(words => run(` · ${words}`)).join('')
  let xml = paragraph(
    ours('CommentHead'),
    link(parts.url, run(parts.number, { bold: true })) + (name ? run(' · ') + run(name, { bold: true }) : '') + after,
  )
  xml += paragraph(ours('CommentFacts'), run([`${parts.labels.join(' · ')}.`, ...parts.notes].join(' ')))
  if (parts.tombstone !== null) xml += paragraph(ours('Tombstone'), run(parts.tombstone))
  if (parts.quote !== null) xml += paragraphs(at('Quoted'), [[parts.quote]])
  xml += paragraphs(at('CommentText'), parts.body, theirs)
  if (parts.proposal)
    xml += paragraph(ours('ProposalHead'), run(translate('comment.proposal'))) + proposal(parts.proposal, depth, theirs)
  if (parts.response) {
    xml += paragraph(ours('ResponseHead'), run(translate('response.heading', { outcome: parts.response.outcome })))
    xml += paragraphs(at('Response'), [...parts.response.reason, [parts.response.details]])
  }
  return xml
}

function proposal(proposal: Proposal, depth: number, theirs: Look): string {
  const place = { style: 'ProposalText', depth }
  if (proposal.as === 'wording') return paragraphs(place, proposal.paragraphs, theirs)
  const { segments } = proposal
  const runs = segments.map(({ op, text }, i) => {
    if (op === 'same') return run(text, theirs)
    if (op === 'deleted') return run(text, { deleted: true })
    // A word and what replaces it would be read as one.
    const gap = segments[i - 1]?.op === 'deleted' && !/^\s/.test(text) ? run(' ') : ''
    return gap + run(text, { ...theirs, inserted: true })
  })
  return paragraph({ ...place, directionOf: segments.map(({ text }) => text).join('') }, runs.join(''))
}
