import { aboutText } from '../about.js'
import { encode } from '../bytes.js'
import type { ExportHeader, ExportRow } from '../row.js'
import type { Translate } from '../words.js'
import { annotation, responseTo } from './annotation.js'

/**
 * A W3C Web Annotation collection (https://www.w3.org/TR/annotation-model/) with its one page inside. A response is an
 * annotation of its own, right after the comment that it answers. The total comes last, since it is counted on the way.
 */
export function writeJsonLd(
  header: ExportHeader,
  rows: AsyncIterable<ExportRow>,
  translate: Translate,
): AsyncIterable<Uint8Array> {
  return encode(pieces(header, rows, translate))
}

async function* pieces(header: ExportHeader, rows: AsyncIterable<ExportRow>, translate: Translate) {
  const page = { id: `${header.url}#all`, type: 'AnnotationPage', partOf: header.url, startIndex: 0 }
  yield `${open(collection(header, translate))},\n"first":${open(page)},"items":[`
  let total = 0
  for await (const row of rows) {
    for (const item of [annotation(row, header), responseTo(row, header)]) {
      if (item) yield `${total++ === 0 ? '' : ','}\n${JSON.stringify(item)}`
    }
  }
  yield `\n]},\n"total":${total}}\n`
}

/** An object as JSON, without the brace that closes it. */
function open(object: object): string {
  return JSON.stringify(object).slice(0, -1)
}

function collection(header: ExportHeader, translate: Translate) {
  return {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id: header.url,
    type: 'AnnotationCollection',
    label: translate('title', { title: header.report.title }),
    'dcterms:description': aboutText(header, translate),
    generated: new Date(header.generatedAt).toISOString(),
    ...(header.workingGroup === null ? {} : { creator: { type: 'Organization', name: header.workingGroup } }),
  }
}
