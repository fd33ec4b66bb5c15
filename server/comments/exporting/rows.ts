import type { ExportHeader, ExportRow } from '../../exports/index.js'
import { paragraphPath, versionPath } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'
import { commentUrl } from '../api/shape.js'
import { wordGaps } from '../gaps/gaps.js'
import { countryName } from '../reading/views.js'
import type { Answer, VisibleComment } from '../reading/visible.js'
import type { HeadingRow, ParagraphRow, Placed } from './snapshot.js'

/** What stays the same for all rows of an export. */
export interface Export {
  /** Where people reach the site, without a slash at the end. */
  site: string
  report: { slug: string; title: string }
  workingGroup: string
  versions: ReadonlyMap<number, { label: string }>
  section: (versionId: number, position: number) => Section | null
  t: Translate
  locale: string
}

export interface Section {
  number: string
  title: string
}

/** Finds the clause in which a place of a version stands: the nearest heading before it, or it itself. */
export function sectionFinder(
  headings: readonly HeadingRow[],
): (versionId: number, position: number) => Section | null {
  const byVersion = new Map<number, HeadingRow[]>()
  for (const heading of headings)
    byVersion.set(heading.version_id, [...(byVersion.get(heading.version_id) ?? []), heading])
  return (versionId, position) => {
    const heading = byVersion.get(versionId)?.findLast(one => one.position <= position)
    // The name of the whole document is no clause of it.
    if (!heading || heading.slug === 'title') return null
    return { number: heading.number, title: withoutNumber(heading) }
  }
}

/** “3.2. Duties of suppliers” → “Duties of suppliers”. */
function withoutNumber({ number, text }: HeadingRow): string {
  if (!text.startsWith(number)) return text
  const rest = text.slice(number.length).replace(/^[.):\s\u2013\u2014-]+/, '')
  return rest === '' || /^[\p{L}\p{N}]/u.test(text.slice(number.length)) ? text : rest
}

/** What is asked of the database for several rows at a time. */
export interface Batch {
  paragraphs: ReadonlyMap<string, ParagraphRow>
  themes: ReadonlyMap<string, readonly string[]>
  campaigns: ReadonlyMap<string, { id: string; size: number }>
}

/** A comment in its place → a row of an export. `parent` is the comment that it answers, which came before it. */
export function toRow(
  { comment, reference, duplicateReference }: Placed,
  parent: Placed | null,
  { paragraphs, themes, campaigns }: Batch,
  about: Export,
): ExportRow {
  const { site, report } = about
  const number = comment.version_number
  const paragraph = comment.paragraph_id === null ? undefined : paragraphs.get(comment.paragraph_id)
  return {
    id: comment.id,
    number: referenceWords(reference),
    url: commentUrl(site, comment.id),
    parent: parent && {
      id: parent.comment.id,
      number: referenceWords(parent.reference),
      url: commentUrl(site, parent.comment.id),
    },
    depth: parent ? 1 : 0,
    report: { slug: report.slug, title: report.title },
    version: {
      number,
      label: about.versions.get(number)?.label ?? '',
      url: `${site}${versionPath(report.slug, number)}`,
    },
    workingGroup: about.workingGroup,
    paragraph: paragraph
      ? {
          ...place(paragraph, number, about),
          kind: paragraph.kind as NonNullable<ExportRow['paragraph']>['kind'],
          text: paragraph.text,
          section: about.section(paragraph.version_id, paragraph.position),
        }
      : null,
    alsoParagraphs: comment.also.map(other => place(other, number, about)),
    quote:
      comment.quote_exact === null
        ? null
        : { exact: comment.quote_exact, prefix: comment.quote_prefix ?? '', suffix: comment.quote_suffix ?? '' },
    anchor: null,
    kind: comment.kind,
    stance: comment.stance,
    body: comment.body && wordGaps(comment.body, about.t('comments.gap')),
    proposedText: comment.proposed_text && wordGaps(comment.proposed_text, about.t('comments.gap')),
    author: authorOf(comment, about),
    language: comment.language,
    receivedAt: comment.created_at.toISOString(),
    updatedAt: comment.edited_at?.toISOString() ?? null,
    withdrawnAt: comment.withdrawn_at?.toISOString() ?? null,
    endorsements: comment.endorsements,
    replies: comment.replies,
    status: comment.status,
    moderation: moderationOf(comment),
    themes: comment.status === 'published' ? [...(themes.get(comment.id) ?? [])] : [],
    response: responseOf(comment.answer, duplicateReference),
    campaign: comment.status === 'published' ? (campaigns.get(comment.id) ?? null) : null,
  }
}

type Reason = NonNullable<ExportRow['moderation']>['reason']

/** “C-0042”. */
const referenceWords = (reference: number) => `C-${String(reference).padStart(4, '0')}`

function place(
  { number, slug, lineage }: { number: string; slug: string; lineage: string },
  version: number,
  { site, report }: Export,
) {
  return {
    id: lineage,
    number,
    fragment: `p-${slug}`,
    url: `${site}${paragraphPath(report.slug, version, slug)}`,
  }
}

function authorOf(comment: VisibleComment, { t, locale }: Export): ExportRow['author'] {
  const { author_group: group, author_country: country } = comment
  return {
    name: comment.author_name,
    publishName: comment.author_named,
    organisation: comment.author_organisation,
    onBehalfOf: comment.on_behalf_of,
    group: group === null ? null : { code: group, name: t(`accounts.groups.${group}`) },
    country: country === null ? null : { code: country, name: countryName(country, locale) },
  }
}

function responseOf(answer: Answer | null, duplicateReference: number | null): ExportRow['response'] {
  return (
    answer && {
      disposition: answer.disposition,
      reason: answer.reason,
      duplicateOf: duplicateReference === null ? null : referenceWords(duplicateReference),
      version: answer.version,
      paragraph: answer.paragraph,
      decidedAt: answer.corrected_at ?? answer.published_at,
    }
  )
}

function moderationOf({ status, reason, explanation, parts }: VisibleComment): ExportRow['moderation'] {
  const [part] = parts
  if (status === 'published' && part) return { reason: part.reason as Reason, explanation: '' }
  if (status !== 'withheld' && status !== 'spam') return null
  // Spam is marked without naming a reason; advertising is what the list calls it.
  const named = reason ?? (status === 'spam' ? 'advertising' : 'other')
  return {
    reason: named as Reason,
    explanation: explanation ?? '',
  }
}

/** Which clauses have comments, and how many, in the order of the document. */
export function sectionsOf(
  counts: readonly { versionId: number; version: number; position: number | null; n: number }[],
  section: Export['section'],
): ExportHeader['sections'] {
  const sections: ExportHeader['sections'] = []
  const inOrder = [...counts].sort((a, b) => a.version - b.version || (a.position ?? -1) - (b.position ?? -1))
  for (const { versionId, version, position, n } of inOrder) {
    const found = position === null ? null : section(versionId, position)
    const here = { version, number: found?.number ?? null, title: found?.title ?? '' }
    const last = sections.at(-1)
    if (last && last.version === version && last.number === here.number && last.title === here.title) last.comments += n
    else sections.push({ ...here, comments: n })
  }
  return sections
}
