import type { ExportRow } from '../row.js'

/** A column of the tables (CSV and XLSX). Its header is the message `columns.{key}`. */
export interface Column {
  key: string
  /** `code`: one of a list, worded by the message `{words}.{code}` where people read it. */
  type: 'text' | 'number' | 'time' | 'code'
  words?: string
  /** Characters, as spreadsheets measure. */
  width: number
  value(row: ExportRow): string | number | null
}

const text = (key: string, width: number, value: (row: ExportRow) => string | null): Column => ({
  key,
  type: 'text',
  width,
  value,
})
const number = (key: string, value: (row: ExportRow) => number | null): Column => ({
  key,
  type: 'number',
  width: 9,
  value,
})
const time = (key: string, value: (row: ExportRow) => string | null): Column => ({
  key,
  type: 'time',
  width: 17,
  value,
})
const code = (key: string, words: string, value: (row: ExportRow) => string | null, width = 15): Column => ({
  key,
  type: 'code',
  words,
  width,
  value,
})

/** What a chair reads comes first, what only programs need last. New columns go to the end: programs count them. */
export const COLUMNS: readonly Column[] = [
  text('number', 10, row => row.number),
  code('status', 'statuses', row => row.status),
  text('section', 9, row => row.paragraph?.section?.number ?? null),
  text('sectionTitle', 24, row => row.paragraph?.section?.title ?? null),
  text('paragraph', 11, row => row.paragraph?.number ?? null),
  code('element', 'elements', row => row.paragraph?.kind ?? null),
  text('paragraphText', 50, row => row.paragraph?.text ?? null),
  text('quote', 40, row => row.quote?.exact ?? null),
  code('kind', 'kinds', row => row.kind),
  code('stance', 'stances', row => row.stance, 20),
  text('body', 70, row => row.body),
  text('proposedText', 50, row => row.proposedText),
  text('author', 22, row => row.author.name),
  text('organisation', 24, row => row.author.organisation),
  text('onBehalfOf', 24, row => row.author.onBehalfOf),
  text('group', 22, row => row.author.group?.name ?? null),
  text('country', 18, row => row.author.country?.name ?? null),
  text('countryCode', 9, row => row.author.country?.code ?? null),
  text('language', 10, row => row.language),
  time('receivedAt', row => row.receivedAt),
  time('updatedAt', row => row.updatedAt),
  time('withdrawnAt', row => row.withdrawnAt),
  text('replyTo', 10, row => row.parent?.number ?? null),
  number('depth', row => row.depth),
  number('replies', row => row.replies),
  number('endorsements', row => row.endorsements),
  text('themes', 24, row => (row.themes.length ? row.themes.join('; ') : null)),
  code('disposition', 'dispositions', row => row.response?.disposition ?? null),
  text('responseReason', 50, row => row.response?.reason ?? null),
  text('duplicateOf', 10, row => row.response?.duplicateOf ?? null),
  number('responseVersion', row => row.response?.version ?? null),
  text('responseParagraph', 11, row => row.response?.paragraph ?? null),
  time('decidedAt', row => row.response?.decidedAt ?? null),
  code('moderationReason', 'reasons', row => row.moderation?.reason ?? null),
  text('moderationExplanation', 40, row => row.moderation?.explanation || null),
  text('campaign', 12, row => row.campaign?.id ?? null),
  number('campaignSize', row => row.campaign?.size ?? null),
  text('alsoParagraphs', 16, row => row.alsoParagraphs.map(({ number }) => number).join('; ') || null),
  code('anchorState', 'anchors', row => row.anchor?.state ?? null),
  number('anchorConfidence', row => row.anchor?.confidence ?? null),
  code('publishName', 'answers', row => (row.author.publishName ? 'yes' : 'no')),
  text('report', 20, row => row.report.slug),
  text('reportTitle', 30, row => row.report.title),
  number('version', row => row.version.number),
  text('versionLabel', 18, row => row.version.label || null),
  text('workingGroup', 24, row => row.workingGroup),
  text('url', 40, row => row.url),
  text('id', 12, row => row.id),
  text('parentId', 12, row => row.parent?.id ?? null),
  text('paragraphId', 12, row => row.paragraph?.id ?? null),
  text('paragraphUrl', 40, row => row.paragraph?.url ?? null),
  text('quotePrefix', 20, row => row.quote?.prefix || null),
  text('quoteSuffix', 20, row => row.quote?.suffix || null),
  text('groupCode', 16, row => row.author.group?.code ?? null),
]
