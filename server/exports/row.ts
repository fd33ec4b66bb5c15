import { type Static, Type } from 'typebox'

/**
 * What goes into an export: one header, then one row a comment. The schemas are the types, and the JSON export is
 * validated against them (data/json.ts).
 *
 * Rows arrive in the order of the document: by version, then comments on the whole report, then paragraph by
 * paragraph; on one place the oldest first, each comment followed by its replies (depth first). The writers keep that
 * order and the rows' own numbers, so that `C-0042` is the same comment in every file.
 */

const text = (description: string) => Type.String({ description })
const optionalText = (description: string) => Type.Union([Type.String(), Type.Null()], { description })
const count = (description: string) => Type.Integer({ minimum: 0, description })
const time = (description: string) => Type.String({ format: 'date-time', description })
const optionalTime = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description })
const optional = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })
const only = { additionalProperties: false }

export const Kind = Type.Enum(['general', 'technical', 'editorial', 'question'])
export const Stance = Type.Enum(['support', 'support-with-changes', 'oppose', 'neutral'])
export const Status = Type.Enum(['pending', 'published', 'withheld', 'withdrawn', 'spam'])
export const AnchorState = Type.Enum([
  'same',
  'edited',
  'moved',
  'split',
  'merged',
  'quote-changed',
  'removed',
  'needs-a-person',
])
export const Disposition = Type.Enum([
  'accepted',
  'partly-accepted',
  'not-accepted',
  'noted',
  'out-of-scope',
  'duplicate',
])
export const Reason = Type.Enum([
  'off-topic',
  'personal-attack',
  'discrimination',
  'illegal',
  'personal-data',
  'advertising',
  'duplicate',
  'impersonation',
  'other',
])
/** What the block is in the draft: the kinds of drafts/block.ts. */
export const BlockKind = Type.Enum([
  'heading',
  'paragraph',
  'list-item',
  'table',
  'table-row',
  'figure',
  'quote',
  'code',
  'footnote',
])

const Report = Type.Object({ slug: text('Name in addresses'), title: text('Title of the report') }, only)

const Named = Type.Object({ code: text('Stable code'), name: text("Name in the export's language") }, only)

const OtherParagraph = Type.Object(
  {
    id: text('Stable id of the paragraph, the same through all versions'),
    number: text('Printed number, such as “3.2 ¶4”'),
    fragment: text("Id of the element on the version's page"),
    url: text("Address of the paragraph's own page"),
  },
  only,
)

const Paragraph = Type.Object(
  {
    ...OtherParagraph.properties,
    kind: BlockKind,
    text: text('Its words'),
    section: optional(
      Type.Object(
        { number: text('Clause, such as “3.2”'), title: text("The heading's words without the number") },
        only,
      ),
      'The clause it stands in: the nearest heading, itself if it is one; null before the first heading',
    ),
  },
  only,
)

const Quote = Type.Object(
  {
    exact: text('The words quoted'),
    prefix: text('Some words before'),
    suffix: text('Some words after'),
  },
  { ...only, description: 'W3C TextQuoteSelector' },
)

const Author = Type.Object(
  {
    name: optionalText('Name as its bearer agreed to have it shown; null: anonymous'),
    publishName: Type.Boolean({ description: 'The author consents to her name being published' }),
    organisation: optionalText("The author's own organisation"),
    onBehalfOf: optionalText('Whom the comment speaks for, where not only for its author'),
    group: optional(Named, 'Stakeholder group'),
    country: optional(Named, 'Country, ISO 3166-1 alpha-2'),
  },
  only,
)

const Response = Type.Object(
  {
    disposition: Disposition,
    reason: text('Why, in words'),
    duplicateOf: optionalText('Running reference of the comment that this one repeats'),
    version: optional(Type.Integer({ minimum: 1 }), 'Number of the version in which the outcome shows'),
    paragraph: optionalText('Printed number of the paragraph in which it shows'),
    decidedAt: time('When it was decided'),
  },
  only,
)

/** One comment, complete in itself. Where its text may not be shown, `body` is null and the writers show a tombstone. */
export const ExportRow = Type.Object(
  {
    id: text('Opaque id'),
    number: text('Running reference, such as “C-0001”'),
    url: text('Permanent address of the comment'),
    parent: optional(
      Type.Object({ id: Type.String(), number: Type.String(), url: Type.String() }, only),
      'The comment that this one replies to',
    ),
    depth: count('0: a comment, 1: a reply to it, 2: a reply to the reply'),
    report: Report,
    version: Type.Object(
      {
        number: Type.Integer({ minimum: 1 }),
        label: text('What the version is called'),
        url: text("Address of the version's page"),
      },
      only,
    ),
    workingGroup: optionalText('Name of the working group'),
    paragraph: optional(Paragraph, 'Where it stands; null: on the report as a whole'),
    alsoParagraphs: Type.Array(OtherParagraph, { description: 'Further paragraphs that it names' }),
    quote: optional(Quote, 'The words that it is about; null: the whole paragraph'),
    anchor: optional(
      Type.Object(
        {
          state: AnchorState,
          confidence: optional(Type.Number({ minimum: 0, maximum: 1 }), 'Share of such answers that are right'),
        },
        only,
      ),
      'How it came to this version; null: it was written on it',
    ),
    kind: Kind,
    stance: optional(Stance, 'For or against, where the author said so'),
    body: optionalText('The comment: plain text, paragraphs parted by blank lines; null: may not be shown'),
    proposedText: optionalText('The wording proposed for the paragraph, or for the quote alone'),
    author: Author,
    language: optionalText('BCP 47 tag of the language it is written in'),
    receivedAt: time('When it was received'),
    updatedAt: optionalTime('When its author last changed it'),
    withdrawnAt: optionalTime('When its author withdrew it'),
    endorsements: count('How many people endorse it'),
    replies: count('How many replies stand directly under it'),
    status: Status,
    moderation: optional(
      Type.Object({ reason: Reason, explanation: text('In words; may be empty') }, only),
      'Why it was withheld or marked as spam, for those who may know; of a public comment: why a part of it is withheld',
    ),
    themes: Type.Array(Type.String(), { description: "The chair's labels" }),
    response: optional(Response, 'What became of it'),
    campaign: optional(
      Type.Object({ id: Type.String(), size: Type.Integer({ minimum: 1 }) }, only),
      'The group of near-identical comments that it belongs to',
    ),
  },
  only,
)
export type ExportRow = Static<typeof ExportRow>

/** What the file as a whole says of itself. */
export const ExportHeader = Type.Object(
  {
    report: Type.Object({ ...Report.properties, url: text('Address of the report') }, only),
    workingGroup: optionalText('Name of the working group'),
    url: text("Address of the report's comments, which is also the name of the collection"),
    versions: Type.Array(
      Type.Object(
        {
          number: Type.Integer({ minimum: 1 }),
          label: Type.String(),
          url: Type.String(),
          opensAt: optionalTime('Start of the comment period'),
          closesAt: optionalTime('End of the comment period'),
        },
        only,
      ),
      { description: 'The versions covered' },
    ),
    sections: Type.Array(
      Type.Object(
        {
          version: Type.Integer({ minimum: 1 }),
          number: optionalText('Clause; null: on the report as a whole, or before the first heading'),
          title: text("The heading's words without the number; empty where there is none"),
          comments: count('Rows that stand in it'),
        },
        only,
      ),
      { description: 'The clauses that have comments, in the order of the document: the contents' },
    ),
    generatedAt: time('When the file was made'),
    audience: Type.Enum(['public', 'chair'], { description: 'Who may read it' }),
    filter: optionalText('In words, what the comments were chosen by; null: all'),
    counts: Type.Object(
      { pending: count(''), published: count(''), withheld: count(''), withdrawn: count(''), spam: count('') },
      { ...only, description: 'Rows by status' },
    ),
    logHead: optionalText('Hash of the newest entry of the audit log, 64 hex digits'),
    language: text("BCP 47 tag of the language of the file's own words"),
  },
  only,
)
export type ExportHeader = Static<typeof ExportHeader>

export type ExportParagraph = NonNullable<ExportRow['paragraph']>
export type ExportSection = ExportHeader['sections'][number]
export type ExportStatus = Static<typeof Status>

/** The statuses in the order in which they are counted. */
export const STATUSES = [
  'published',
  'pending',
  'withheld',
  'withdrawn',
  'spam',
] as const satisfies readonly ExportStatus[]

/** How many rows the header announces. */
export function totalOf(counts: ExportHeader['counts']): number {
  return STATUSES.reduce((sum, status) => sum + counts[status], 0)
}
