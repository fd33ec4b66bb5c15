import { aboutLines, placeWords, sectionOf, sectionWords, versionWords } from '../about.js'
import { encode } from '../bytes.js'
import { type ExportHeader, type ExportParagraph, type ExportRow, STATUSES, totalOf } from '../row.js'
import { directionOf, escapeMarkup } from '../text.js'
import type { Translate } from '../words.js'
import { type CommentParts, commentParts } from './comment.js'
import { STYLE } from './html-style.js'
import { outline } from './outline.js'
import type { Proposal } from './proposal.js'

/** One file that needs nothing else: readable offline, by screen readers and on paper. */
export function writeHtml(
  header: ExportHeader,
  rows: AsyncIterable<ExportRow>,
  translate: Translate,
): AsyncIterable<Uint8Array> {
  return encode(pieces(header, rows, translate))
}

async function* pieces(header: ExportHeader, rows: AsyncIterable<ExportRow>, translate: Translate) {
  yield head(header, translate)
  if (totalOf(header.counts) === 0) yield `<p>${words(translate('none'))}</p>\n`
  const several = header.versions.length > 1
  const level = several ? 3 : 2
  for await (const { step, row } of outline(rows, header.versions.length)) {
    if (step === 'version') yield `<h2>${words(versionWords(row.version, translate))}</h2>\n`
    else if (step === 'section') yield sectionHeading(row, header, level, translate)
    else if (step === 'paragraph') yield draftParagraph(row.paragraph, level + 1, translate)
    else yield comment(commentParts(row, header, translate), level + (row.paragraph ? 2 : 1), translate)
  }
  yield '</main>\n</body>\n</html>\n'
}

const words = escapeMarkup

/** Attributes of an element that holds a person's words. */
function spoken(text: string, language: string | null): string {
  return `${language ? ` lang="${words(language)}"` : ''} dir="${directionOf(text)}"`
}

function textIn(tag: string, text: string, attributes: string): string {
  return `<${tag}${attributes}>${words(text).replaceAll('\n', '<br>')}</${tag}>`
}

function paragraphsIn(texts: readonly (readonly string[])[], language: string | null): string {
  return texts
    .map(lines => lines.join('\n'))
    .map(text => textIn('p', text, spoken(text, language)))
    .join('\n')
}

function head(header: ExportHeader, translate: Translate): string {
  const title = translate('title', { title: header.report.title })
  const language = words(header.language)
  const about = aboutLines(header, translate).map(({ label, value, url }) => {
    const shown = words(value).replaceAll('\n', '<br>')
    return `<dt>${words(label)}</dt><dd dir="auto">${url ? `<a href="${words(url)}">${shown}</a>` : shown}</dd>`
  })
  return `<!doctype html>
<html lang="${language}" dir="${directionOf(translate('commentsHeading'))}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${words(title)}</title>
<style>${STYLE}${spokenChanges(translate)}</style>
</head>
<body>
<header>
<h1 dir="auto">${words(title)}</h1>
<dl class="about">
${about.join('\n')}
</dl>
${countsTable(header, translate)}
${contents(header, translate)}
<p class="key">${words(translate('comment.key'))}</p>
</header>
<main>
`
}

/** What a screen reader says at a change; as generated content it is not part of the words when they are copied. */
function spokenChanges(translate: Translate): string {
  const content = (key: string) =>
    `"${translate(key).replace(/["\\<>\n]/g, sign => `\\${sign.charCodeAt(0).toString(16)} `)}"`
  return `del::before{content:${content('comment.deleted')}}ins::before{content:${content('comment.inserted')}}del::after,ins::after{content:${content('comment.end')}}`
}

function countsTable(header: ExportHeader, translate: Translate): string {
  const rows = STATUSES.map(
    status =>
      `<tr><th scope="row">${words(translate(`statuses.${status}`))}</th><td>${header.counts[status]}</td></tr>`,
  )
  const heads = ['counts.status', 'counts.number'].map(key => `<th scope="col">${words(translate(key))}</th>`)
  return `<table>
<caption>${words(translate('counts.caption'))}</caption>
<thead><tr>${heads.join('')}</tr></thead>
<tbody>${rows.join('')}</tbody>
<tfoot><tr><th scope="row">${words(translate('counts.sum'))}</th><td>${totalOf(header.counts)}</td></tr></tfoot>
</table>`
}

function contents(header: ExportHeader, translate: Translate): string {
  if (header.sections.length === 0) return ''
  const several = header.versions.length > 1
  const items = header.sections.map((section, index) => {
    const version = several ? `${versionWords({ number: section.version, label: '' }, translate)} · ` : ''
    const count = translate('counts.total', { count: section.comments })
    const name = words(version + sectionWords(section, translate))
    return `<li><a href="#section-${index}"><bdi>${name}</bdi></a> <span>${words(count)}</span></li>`
  })
  return `<nav aria-labelledby="contents">
<h2 id="contents">${words(translate('contents.heading'))}</h2>
<ul>
${items.join('\n')}
</ul>
</nav>`
}

function sectionHeading(row: ExportRow, header: ExportHeader, level: number, translate: Translate): string {
  const { number, title } = sectionOf(row)
  const index = header.sections.findIndex(
    section => section.version === row.version.number && section.number === number && section.title === title,
  )
  const id = index < 0 ? '' : ` id="section-${index}"`
  return `<h${level}${id} dir="auto">${words(sectionWords({ number, title }, translate))}</h${level}>\n`
}

function draftParagraph(place: ExportParagraph, level: number, translate: Translate): string {
  const heading = `<h${level}><a href="${words(place.url)}">${words(placeWords(place, translate))}</a></h${level}>\n`
  // A heading's words stand above already, as the section's own.
  return place.kind === 'heading'
    ? heading
    : `${heading}<div class="draft" dir="${directionOf(place.text)}">${words(place.text)}</div>\n`
}

function comment(parts: CommentParts, level: number, translate: Translate): string {
  const { number, language } = parts
  const id = words(number)
  const [name, ...rest] = parts.who
  const who =
    name === undefined
      ? []
      : [`<strong><bdi>${words(name)}</bdi></strong>`, ...rest.map(text => `<bdi>${words(text)}</bdi>`)]
  const link = `<a href="${words(parts.url)}" aria-label="${words(translate('comment.link', { number }))}">${id}</a>`
  const facts = [`${parts.labels.join(' · ')}.`, ...parts.notes].map(fact => `<bdi>${words(fact)}</bdi>`).join(' ')
  return `<article id="${id}" class="depth-${Math.min(parts.depth, DEEPEST)}" aria-labelledby="${id}-head">
<h${level} id="${id}-head">${[link, ...who, words(parts.date)].join(' · ')}</h${level}>
<p class="facts">${facts}</p>
${shownText(parts, language, translate)}</article>
`
}

/** Deeper replies stand no further in: the column would become too narrow to read. */
const DEEPEST = 4

function shownText(parts: CommentParts, language: string | null, translate: Translate): string {
  let html = ''
  if (parts.tombstone !== null) html += `<p class="tombstone" dir="auto">${words(parts.tombstone)}</p>\n`
  if (parts.quote !== null) html += `${textIn('blockquote', parts.quote, spoken(parts.quote, null))}\n`
  if (parts.body.length) html += `${paragraphsIn(parts.body, language)}\n`
  if (parts.proposal) {
    const label = words(translate('comment.proposal'))
    html += `<div class="proposal"><p class="label">${label}</p>\n${proposal(parts.proposal, language)}</div>\n`
  }
  if (parts.response) {
    const { outcome, reason, details } = parts.response
    const heading = words(translate('response.heading', { outcome }))
    html += `<div class="response"><p class="label">${heading}</p>\n${paragraphsIn(reason, null)}\n<p class="facts">${words(details)}</p></div>\n`
  }
  return html
}

function proposal(proposal: Proposal, language: string | null): string {
  if (proposal.as === 'wording') return paragraphsIn(proposal.paragraphs, language)
  const marked = proposal.segments.map(({ op, text }) => {
    const shown = words(text).replaceAll('\n', '<br>')
    if (op === 'same') return shown
    return op === 'inserted' ? `<ins>${shown}</ins>` : `<del>${shown}</del>`
  })
  return `<p${spoken(proposal.segments.map(({ text }) => text).join(''), language)}>${marked.join('')}</p>\n`
}
