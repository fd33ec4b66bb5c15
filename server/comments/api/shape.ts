import { Type } from 'typebox'
import type { AnchorState } from '../../database/schema.js'
import { paragraphPath } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'
import { wordGaps } from '../gaps/gaps.js'
import { WHOLE_REPORT } from '../reading/paragraph-view.js'
import { quoteThere, type StandingComment } from '../reading/standing.js'
import type { Answer, VisibleComment } from '../reading/visible.js'
import { dispositions, kinds, OneOf, stances, statuses } from '../vocabulary.js'

const Text = Type.Union([Type.String(), Type.Null()])
const Quote = Type.Union([
  Type.Object({ exact: Type.String(), prefix: Type.String(), suffix: Type.String() }),
  Type.Null(),
])
const ANCHOR_STATES: readonly AnchorState[] = [
  'same',
  'edited',
  'moved',
  'split',
  'merged',
  'quote-changed',
  'removed',
  'needs-a-person',
]

const ApiAnswer = Type.Object({
  disposition: OneOf(dispositions),
  reason: Type.String(),
  duplicateOf: Type.Union([Type.String(), Type.Null()], { description: 'Id of the comment that it repeats' }),
  version: Type.Union([Type.Integer(), Type.Null()], { description: 'Number of the version in which it shows' }),
  paragraph: Type.Union([Type.String(), Type.Null()], { description: 'Id of the paragraph in which it shows' }),
  number: Text,
  minutes: Type.Union([Type.String(), Type.Null()], { description: 'Address of the minutes' }),
  answeredAt: Type.String({ format: 'date-time' }),
  correctedAt: Text,
})

/** A comment as programs see it; words and author are null where only a tombstone may be seen. */
export const ApiComment = Type.Object({
  id: Type.String(),
  url: Type.String(),
  status: OneOf(statuses),
  kind: OneOf(kinds),
  stance: Type.Union([OneOf(stances), Type.Null()]),
  body: Text,
  proposedText: Text,
  parent: Text,
  author: Type.Object(
    { name: Text, organisation: Text, group: Text, country: Text },
    { description: 'As the author agreed to be shown' },
  ),
  onBehalfOf: Text,
  anchor: Type.Object(
    {
      version: Type.Integer(),
      paragraph: Type.Union([Type.String(), Type.Null()], {
        description: 'Null: on the report as a whole; or, as `state` says, removed or not yet placed',
      }),
      number: Text,
      url: Type.String(),
      state: OneOf(ANCHOR_STATES),
      quote: Quote,
    },
    { description: 'Where it stands in the version asked for; without one, where it was written' },
  ),
  writtenOn: Type.Object(
    { version: Type.Integer(), paragraph: Text, number: Text, url: Type.String(), quote: Quote },
    { description: 'What it was written about; never changes' },
  ),
  alsoParagraphs: Type.Array(Type.String()),
  endorsements: Type.Integer(),
  replies: Type.Integer(),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it is withheld' }),
  withheldParts: Type.Array(Type.Object({ reason: Type.String(), words: Text }), {
    description:
      'Parts that the public does not see; `words` for who may read them. Elsewhere a note stands in brackets',
  }),
  response: Type.Union([ApiAnswer, Type.Null()], { description: 'What became of it, once that is published' }),
  createdAt: Type.String({ format: 'date-time' }),
  editedAt: Text,
  withdrawnAt: Text,
})

export const ApiComments = Type.Object({
  items: Type.Array(ApiComment),
  next: Type.Union([Type.String(), Type.Null()], {
    description: 'Give it as `after` for the next page; null: the last',
  }),
})

export const commentUrl = (site: string, id: string) => `${site}/comments/${id}`

/** `asked`: the number of the version asked for, where it stands; null: as it was written. */
export function apiComment(
  site: string,
  slug: string,
  comment: VisibleComment | StandingComment,
  asked: number | null,
  t: Translate,
) {
  const gap = t('comments.gap')
  const { quote_exact, quote_prefix, quote_suffix, version_number } = comment
  const urlOf = (version: number, paragraph: string | null) =>
    `${site}${paragraphPath(slug, version, paragraph ?? WHOLE_REPORT)}`
  const writtenOn = {
    version: version_number,
    paragraph: comment.paragraph_id,
    number: comment.paragraph_number,
    url: urlOf(version_number, comment.paragraph_slug),
    quote: quote_exact === null ? null : { exact: quote_exact, prefix: quote_prefix ?? '', suffix: quote_suffix ?? '' },
  }
  const carried = asked !== null && 'anchor_state' in comment && comment.anchor_state !== null ? comment : null
  return {
    id: comment.id,
    url: commentUrl(site, comment.id),
    status: comment.status,
    kind: comment.kind,
    stance: comment.stance,
    body: comment.body && wordGaps(comment.body, gap),
    proposedText: comment.proposed_text && wordGaps(comment.proposed_text, gap),
    parent: comment.parent_id,
    author: {
      name: comment.author_name,
      organisation: comment.author_organisation,
      group: comment.author_group,
      country: comment.author_country,
    },
    onBehalfOf: comment.on_behalf_of,
    anchor:
      carried && asked !== null
        ? {
            version: asked,
            paragraph: carried.anchor_paragraph_id,
            number: carried.anchor_number,
            url: urlOf(asked, carried.anchor_slug),
            state: carried.anchor_state ?? 'same',
            quote: quoteThere(carried),
          }
        : { ...writtenOn, state: 'same' as const },
    writtenOn,
    alsoParagraphs: comment.also.map(other => other.id),
    endorsements: comment.endorsements,
    replies: comment.replies,
    reason: comment.reason,
    withheldParts: [...comment.parts],
    response: comment.answer && apiAnswer(comment.answer),
    createdAt: comment.created_at.toISOString(),
    editedAt: comment.edited_at?.toISOString() ?? null,
    withdrawnAt: comment.withdrawn_at?.toISOString() ?? null,
  }
}

function apiAnswer(answer: Answer) {
  return {
    disposition: answer.disposition,
    reason: answer.reason,
    duplicateOf: answer.duplicate_of,
    version: answer.version,
    paragraph: answer.paragraph_id,
    number: answer.paragraph,
    minutes: answer.minutes || null,
    answeredAt: answer.published_at,
    correctedAt: answer.corrected_at,
  }
}
