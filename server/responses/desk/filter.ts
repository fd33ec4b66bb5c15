import { type Static, Type } from 'typebox'
import type { StakeholderGroup } from '../../accounts/index.js'
import { stakeholderGroups } from '../../accounts/index.js'
import { dispositions, IdText, kinds, OneOf, stances } from '../../comments/index.js'
import type { Disposition, ResponseState } from '../../database/schema.js'
import { reportPath } from '../../reports/index.js'

export const answerStates = ['draft', 'agreed', 'published'] as const satisfies readonly ResponseState[]
/** What a comment's answer may be asked for by: none yet, how far it is, or what it says. */
export const answers = ['unanswered', ...answerStates, ...dispositions] as const
export const columns = [
  'paragraph',
  'gist',
  'quote',
  'kind',
  'stance',
  'group',
  'endorsements',
  'theme',
  'answer',
  'owner',
] as const
export type Column = (typeof columns)[number]
/** The first of a column's order, or with a minus the last. */
type Sort = Column | `-${Column}`
const sorts: readonly Sort[] = columns.flatMap((column): Sort[] => [column, `-${column}`])
export const groupings = ['paragraph', 'theme', 'author', 'organisation', 'kind'] as const
export type Grouping = (typeof groupings)[number]

const LARGEST = 2_147_483_647
const PATTERN = '^[^\\u0000]*$'

/** The desk's address: whoever has it sees the same rows. */
export const Filter = Type.Object({
  text: Type.Optional(Type.String({ maxLength: 200, pattern: PATTERN })),
  /** As it is printed, “3.2 ¶4”, or as it stands in addresses, “3.2-4”. */
  paragraph: Type.Optional(Type.String({ maxLength: 100, pattern: PATTERN })),
  version: Type.Optional(Type.Integer({ minimum: 1, maximum: LARGEST })),
  theme: Type.Optional(Type.Union([Type.Literal('none'), Type.String({ pattern: '^[0-9]{1,9}$' })])),
  owner: Type.Optional(Type.Union([Type.Literal('none'), IdText])),
  answer: Type.Optional(OneOf<Disposition | ResponseState | 'unanswered'>(answers)),
  kind: Type.Optional(OneOf(kinds)),
  stance: Type.Optional(OneOf(stances)),
  group: Type.Optional(OneOf<StakeholderGroup>(stakeholderGroups)),
  organisation: Type.Optional(Type.String({ maxLength: 200, pattern: PATTERN })),
  /** Only comments that propose a wording. */
  proposed: Type.Optional(OneOf(['yes'])),
  sort: Type.Optional(OneOf<Sort>(sorts)),
  by: Type.Optional(OneOf(groupings)),
  /** One row for each group of the same words. */
  same: Type.Optional(OneOf(['one'])),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  /** The row whose gist is being written. */
  gist: Type.Optional(IdText),
})
export type Filter = Static<typeof Filter>

export function deskPath(slug: string): string {
  return `/manage${reportPath(slug)}/desk`
}

export function deskAddress(slug: string, filter: Filter): string {
  const query = queryOf(filter)
  return query === '' ? deskPath(slug) : `${deskPath(slug)}?${query}`
}

export function queryOf(filter: Filter): string {
  const given = Object.entries(filter)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]): [string, string] => [name, String(value)])
  return new URLSearchParams(given).toString()
}

/** The column by which rows are ordered, and which way. */
export function orderOf(filter: Filter): { column: Column; down: boolean } {
  const { sort = 'paragraph' } = filter
  return sort.startsWith('-')
    ? { column: sort.slice(1) as Column, down: true }
    : { column: sort as Column, down: false }
}
