import type { ExportHeader, ExportRow } from '../row.js'
import { directionOf } from '../text.js'

/**
 * A comment in the words of the Web Annotation Vocabulary. What that has no word for is said in schema.org's, PROV's and
 * Dublin Core's; nothing is of our own, so that any reader of linked data understands the whole.
 */
export function annotation(row: ExportRow, header: ExportHeader) {
  return {
    id: row.url,
    type: 'Annotation',
    'dcterms:identifier': row.number,
    motivation: motivation(row),
    ...creator(row.author),
    created: utc(row.receivedAt),
    ...(row.updatedAt && { modified: utc(row.updatedAt) }),
    generated: utc(header.generatedAt),
    'schema:creativeWorkStatus': row.status,
    'schema:upvoteCount': row.endorsements,
    'schema:commentCount': row.replies,
    body: bodies(row),
    target: targets(row, header),
    ...properties({
      'anchor-state': row.anchor?.state,
      'anchor-confidence': row.anchor?.confidence,
      'moderation-reason': row.moderation?.reason,
      'moderation-explanation': row.moderation?.explanation || null,
      campaign: row.campaign?.id,
      'campaign-size': row.campaign?.size,
      'withdrawn-at': row.withdrawnAt && utc(row.withdrawnAt),
    }),
  }
}

/** What became of a comment, as an annotation on it; null where nothing has been decided. */
export function responseTo({ url, response, workingGroup }: ExportRow, header: ExportHeader) {
  if (!response) return null
  return {
    id: `${url}#response`,
    type: 'Annotation',
    motivation: ['replying', 'assessing'],
    ...(workingGroup === null ? {} : { creator: { type: 'Organization', name: workingGroup } }),
    created: utc(response.decidedAt),
    generated: utc(header.generatedAt),
    body: [
      { type: 'TextualBody', value: response.disposition, purpose: 'assessing' },
      ...(response.reason ? [textualBody(response.reason, 'replying', null)] : []),
    ],
    target: url,
    ...properties({
      'duplicate-of': response.duplicateOf,
      'shows-in-version': response.version,
      'shows-in-paragraph': response.paragraph,
    }),
  }
}

function motivation({ parent, kind }: ExportRow): string {
  if (parent) return 'replying'
  return kind === 'question' ? 'questioning' : 'commenting'
}

function bodies(row: ExportRow) {
  return [
    ...(row.body === null ? [] : [textualBody(row.body, motivation(row), row.language)]),
    ...(row.proposedText === null ? [] : [textualBody(row.proposedText, 'editing', row.language)]),
    { type: 'TextualBody', value: row.kind, purpose: 'classifying' },
    ...(row.stance === null ? [] : [{ type: 'TextualBody', value: row.stance, purpose: 'assessing' }]),
    ...row.themes.map(theme => ({ type: 'TextualBody', value: theme, purpose: 'tagging' })),
  ]
}

function textualBody(value: string, purpose: string, language: string | null) {
  return {
    type: 'TextualBody',
    value,
    format: 'text/plain',
    ...(language && { language }),
    textDirection: directionOf(value),
    purpose,
  }
}

/** The place, whole or quoted; of a reply also what it replies to; further paragraphs that the comment names. */
function targets(row: ExportRow, header: ExportHeader) {
  const source = { type: 'SpecificResource', source: row.version.url, state: state(row, header) }
  const all = [
    ...(row.parent ? [row.parent.url] : []),
    { ...source, ...(row.paragraph && { selector: selectors(row.paragraph.fragment, row.quote) }) },
    ...row.alsoParagraphs.map(({ fragment }) => ({ ...source, selector: selectors(fragment, null) })),
  ]
  return all.length === 1 ? all[0] : all
}

/** A quote is given twice: within its paragraph, which is exact, and by itself, which every client understands. */
function selectors(fragment: string, quote: ExportRow['quote']) {
  const paragraph = { type: 'FragmentSelector', conformsTo: 'http://tools.ietf.org/rfc/rfc3236', value: fragment }
  if (!quote) return paragraph
  const words = { type: 'TextQuoteSelector', exact: quote.exact, prefix: quote.prefix, suffix: quote.suffix }
  return [{ ...paragraph, refinedBy: words }, words]
}

/** Which state of the report is meant: a version is frozen, so that its own address is the copy to look at. */
function state(row: ExportRow, header: ExportHeader) {
  const version = header.versions.find(({ number }) => number === row.version.number)
  const [from, to] = [version?.opensAt, version?.closesAt]
  return {
    type: 'TimeState',
    cached: row.version.url,
    ...(from && to ? { sourceDateStart: utc(from), sourceDateEnd: utc(to) } : from ? { sourceDate: utc(from) } : {}),
  }
}

/** Only what the author agreed to have shown; nothing at all of who says nothing of herself. */
function creator({ name, organisation, onBehalfOf, group, country }: ExportRow['author']) {
  if (!(name ?? organisation ?? onBehalfOf ?? group ?? country)) return {}
  return {
    creator: {
      type: 'Person',
      ...(name && { name }),
      ...(organisation && { 'schema:affiliation': { type: 'Organization', name: organisation } }),
      ...(onBehalfOf && {
        'http://www.w3.org/ns/prov#actedOnBehalfOf': { type: 'Organization', name: onBehalfOf },
      }),
      ...(group && { 'schema:memberOf': { type: 'foaf:Group', name: group.name } }),
      ...(country && {
        'schema:address': { type: 'schema:PostalAddress', 'schema:addressCountry': country.code },
      }),
    },
  }
}

/** Facts that no common vocabulary has a word for, each under its name in the API. */
function properties(facts: Record<string, string | number | null | undefined>) {
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined)
  if (known.length === 0) return {}
  return {
    'schema:additionalProperty': known.map(([name, value]) => ({
      type: 'schema:PropertyValue',
      'schema:propertyID': name,
      'schema:value': value,
    })),
  }
}

/** The model asks for times in UTC, marked by a Z. */
function utc(time: string): string {
  return new Date(time).toISOString()
}
