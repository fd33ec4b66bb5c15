import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely'

/** The tables as Kysely knows them. What each is for stands in migrations/. */
export interface Schema {
  working_groups: WorkingGroups
  people: People
  roles: Roles
  sessions: Sessions
  sign_in_codes: SignInCodes
  api_tokens: ApiTokens
  kept_forms: KeptForms
  mails: Mails
  reports: Reports
  versions: Versions
  paragraphs: Paragraphs
  version_terms: VersionTerms
  taken_back: TakenBack
  images: Images
  comments: Comments
  comment_paragraphs: CommentParagraphs
  comment_wordings: CommentWordings
  endorsements: Endorsements
  comment_counts: CommentCounts
  moderation_decisions: ModerationDecisions
  flags: Flags
  flagged_comments: FlaggedComments
  appeals: Appeals
  claims: Claims
  redactions: Redactions
  lineage_links: LineageLinks
  anchors: Anchors
  audit_log: AuditLog
  audit_chain: AuditChain
  account_blocks: AccountBlocks
  log_heads: LogHeads
  comment_work: CommentWork
  themes: Themes
  theme_history: ThemeHistory
  comment_themes: CommentThemes
  clusters: Clusters
  cluster_members: ClusterMembers
  comment_signatures: CommentSignatures
  comment_words: CommentWords
  cluster_exceptions: ClusterExceptions
  responses: Responses
  response_wordings: ResponseWordings
  canned_reasons: CannedReasons
  satisfactions: Satisfactions
  suggested_changes: SuggestedChanges
}

/** A bigint column: a string of digits, opaque to everybody but the database. */
export type Id = string
type IdColumn = ColumnType<Id, never, never>
type Time = Date
type DefaultTime = ColumnType<Date, Date | undefined, Date>
type Json<T> = ColumnType<T, string | undefined, string>

export type Kind = 'general' | 'technical' | 'editorial' | 'question'
export type Stance = 'support' | 'support-with-changes' | 'oppose' | 'neutral'
export type Status = 'pending' | 'published' | 'withheld' | 'withdrawn' | 'spam'
export type Role = 'chair' | 'coordinator'
export type DecisionAction = 'publish' | 'withhold' | 'restore' | 'spam' | 'keep' | 'redact' | 'lift' | 'erase'
export type LineageChange = 'unchanged' | 'edited' | 'moved' | 'moved-and-edited' | 'split' | 'merged' | 'offered'
export type AnchorState =
  | 'same'
  | 'edited'
  | 'moved'
  | 'split'
  | 'merged'
  | 'quote-changed'
  | 'removed'
  | 'needs-a-person'
export type Policy = 'post' | 'pre' | 'first'
export type Disposition = 'accepted' | 'partly-accepted' | 'not-accepted' | 'noted' | 'out-of-scope' | 'duplicate'
export type ResponseState = 'draft' | 'agreed' | 'published'
/** A rule against spam by which a comment waits, whatever the policy: links of a new account, the same words again. */
export type HeldFor = 'links' | 'repeated'

interface WorkingGroups {
  id: GeneratedAlways<number>
  slug: string
  name: string
  description: Generated<string>
  position: Generated<number>
}

interface People {
  id: IdColumn
  email: string | null
  name: string | null
  publish_name: Generated<boolean>
  stakeholder_group: string | null
  country: string | null
  organisation: string | null
  gender: string | null
  locale: Generated<string>
  reply_mails: Generated<boolean>
  completed_at: Time | null
  blocked_at: Time | null
  created_at: DefaultTime
}

interface Roles {
  person_id: Id
  role: Role
  working_group_id: number | null
  granted_at: DefaultTime
}

interface Sessions {
  id: Generated<string>
  person_id: Id
  device: Generated<string>
  created_at: DefaultTime
  expires_at: Time
}

interface SignInCodes {
  id: Generated<string>
  email: string
  link_hash: Buffer
  code_hash: Buffer
  wrong_codes: Generated<number>
  continue_to: Generated<string>
  created_at: DefaultTime
  expires_at: Time
  used_at: Time | null
}

interface ApiTokens {
  id: IdColumn
  person_id: Id
  name: string
  token_hash: Buffer
  created_at: DefaultTime
  expires_at: Time
}

interface KeptForms {
  secret_hash: Buffer
  action: string
  content: Json<Record<string, unknown>>
  created_at: DefaultTime
  expires_at: Time
}

interface Mails {
  id: IdColumn
  person_id: Id | null
  address: string | null
  message: string
  content: Json<Record<string, unknown>>
  path: string
  locale: string | null
  once: string | null
  created_at: DefaultTime
  sent_at: Time | null
  refused_at: Time | null
}

interface Reports {
  id: GeneratedAlways<number>
  slug: string
  working_group_id: number
  title: string
  summary: Generated<string>
  language: Generated<string>
  sample: Generated<boolean>
  created_at: DefaultTime
  second_person: Generated<boolean>
  /** `YYYY-MM-DD`, UTC. */
  answers_by: string | null
}

interface Versions {
  id: GeneratedAlways<number>
  report_id: number
  number: number
  label: Generated<string>
  state: Generated<'draft' | 'published'>
  guidance: Generated<string>
  questions: Generated<string[]>
  opens_at: Time | null
  closes_at: Time | null
  period_note: Generated<string>
  moderation: Generated<Policy>
  source_name: string
  source: Buffer
  warnings: Json<{ code: string; place: string | null; detail: string }[]>
  words: Generated<number>
  created_at: DefaultTime
  published_at: Time | null
  final: Generated<boolean>
  unanswered_note: Generated<string>
}

interface Paragraphs {
  id: IdColumn
  version_id: number
  position: number
  parent_position: number | null
  kind: string
  level: Generated<number>
  number: string
  slug: string
  marker: string | null
  text: string
  html: string
  lineage: Id
}

interface VersionTerms {
  id: GeneratedAlways<number>
  version_id: number
  set_at: Time
  opens_at: Time
  closes_at: Time
  moderation: Policy
  note: Generated<string>
}

interface TakenBack {
  id: GeneratedAlways<number>
  report_id: number
  number: number
  note: string
  published_at: Time
  taken_back_at: Time
}

interface Images {
  hash: string
  type: string
  bytes: Buffer
}

interface Comments {
  id: IdColumn
  report_id: number
  version_id: number
  paragraph_id: Id | null
  parent_id: Id | null
  person_id: Id
  kind: Kind
  stance: Stance | null
  body: string
  proposed_text: string | null
  quote_exact: string | null
  quote_prefix: string | null
  quote_suffix: string | null
  quote_start: number | null
  quote_end: number | null
  on_behalf_of: string | null
  status: Status
  language: string | null
  held_for: HeldFor | null
  endorsements: Generated<number>
  idempotency_key: string | null
  sent_hash: Buffer | null
  created_at: DefaultTime
  edited_at: Time | null
  withdrawn_at: Time | null
  shown_body: string | null
  shown_proposed_text: string | null
  erased_at: Time | null
}

interface CommentParagraphs {
  comment_id: Id
  paragraph_id: Id
}

interface CommentWordings {
  id: IdColumn
  comment_id: Id
  kind: Kind
  stance: Stance | null
  body: string
  proposed_text: string | null
  written_at: Time
}

interface Endorsements {
  comment_id: Id
  person_id: Id
  created_at: DefaultTime
}

interface CommentCounts {
  version_id: number
  paragraph_id: Id
  slot: number
  published: number
}

interface ModerationDecisions {
  id: IdColumn
  comment_id: Id
  moderator_id: Id | null
  moderator_role: Role | null
  action: DecisionAction
  reason: string | null
  explanation: Generated<string>
  created_at: DefaultTime
  appeal_until: Time | null
}

interface Flags {
  id: IdColumn
  comment_id: Id
  person_id: Id | null
  address_hash: Buffer | null
  reason: string
  explanation: Generated<string>
  created_at: DefaultTime
  decision_id: Id | null
}

interface FlaggedComments {
  comment_id: Id
  report_id: number
  flags: number
}

interface Appeals {
  id: IdColumn
  comment_id: Id
  decision_id: Id
  person_id: Id
  text: string
  created_at: DefaultTime
  decided_at: Time | null
  decided_by: Id | null
  outcome: 'upheld' | 'overturned' | null
  reason: Generated<string>
}

interface Claims {
  comment_id: Id
  person_id: Id
  until: Time
}

interface Redactions {
  id: IdColumn
  comment_id: Id
  decision_id: Id
  words: string | null
  lifted_by: Id | null
}

interface LineageLinks {
  version_id: number
  old_paragraph_id: Id
  new_paragraph_id: Id
  change: LineageChange
  confidence: number
}

interface Anchors {
  comment_id: Id
  version_id: number
  paragraph_id: Id | null
  state: AnchorState
  quote_start: number | null
  quote_end: number | null
  confidence: number
  beside_id: Id | null
  candidates: Json<AnchorCandidate[]>
  settled_by: Id | null
  settled_at: Time | null
}

/** A place that a person may choose for a comment; `start` and `end`: where the quote stands in it. */
export interface AnchorCandidate {
  paragraph: Id
  start: number | null
  end: number | null
  confidence: number
}

interface AuditLog {
  id: IdColumn
  at: DefaultTime
  actor_id: Id | null
  action: string
  subject: string
  subject_id: string
  details: Json<Record<string, unknown>>
}

interface AuditChain {
  place: Id
  entry_id: Id
  hash: Buffer
}

interface AccountBlocks {
  id: IdColumn
  person_id: Id
  moderator_id: Id
  reason: string
  explanation: string
  created_at: DefaultTime
  appeal_until: Time | null
  ended_at: Time | null
  ended_by: Id | null
  end_explanation: Generated<string>
  appeal: string | null
  appealed_at: Time | null
  outcome: 'upheld' | 'overturned' | null
  outcome_reason: Generated<string>
  decided_at: Time | null
  decided_by: Id | null
}

interface LogHeads {
  /** `YYYY-MM-DD`, UTC. */
  day: string
  place: string
  hash: Buffer
  published_at: DefaultTime
}

interface CommentWork {
  comment_id: Id
  report_id: number
  owner_id: Id | null
  gist: Generated<string>
  acknowledged_at: DefaultTime
}

interface Themes {
  id: GeneratedAlways<number>
  report_id: number
  name: string
  description: Generated<string>
  mark: number
  summary: Generated<string>
  created_at: DefaultTime
  merged_into: number | null
  merged_at: Time | null
}

export interface ThemeHistory {
  id: IdColumn
  theme_id: number
  person_id: Id
  change: 'created' | 'renamed' | 'described' | 'summarised' | 'marked' | 'merged' | 'split'
  before: Generated<string>
  other_id: number | null
  at: DefaultTime
}

interface CommentThemes {
  comment_id: Id
  theme_id: number
  set_by: Id | null
  set_at: DefaultTime
}

interface Clusters {
  id: IdColumn
  report_id: number
  representative_id: Id
  size: number
}

interface ClusterMembers {
  comment_id: Id
  cluster_id: Id
}

interface CommentSignatures {
  comment_id: Id
  report_id: number
  words_hash: Buffer
  keys: number[]
}

/** Read and written in SQL alone: PostgreSQL's own type. */
interface CommentWords {
  comment_id: Id
  words: string
}

interface ClusterExceptions {
  comment_id: Id
  person_id: Id
  at: DefaultTime
}

interface Responses {
  comment_id: Id
  report_id: number
  state: ResponseState
  revision: Generated<number>
  disposition: Disposition
  reason: Generated<string>
  duplicate_of: Id | null
  version_id: number | null
  paragraph_id: Id | null
  minutes: Generated<string>
  written_by: Id
  written_at: DefaultTime
  agreed_by: Id | null
  agreed_at: Time | null
  published_revision: number | null
  published_at: Time | null
  corrected_at: Time | null
  told_revision: Generated<number>
}

interface ResponseWordings {
  comment_id: Id
  revision: number
  disposition: Disposition
  reason: string
  duplicate_of: Id | null
  version_id: number | null
  paragraph_id: Id | null
  minutes: string
  written_by: Id
  written_at: DefaultTime
}

interface CannedReasons {
  id: GeneratedAlways<number>
  report_id: number
  name: string
  disposition: Disposition
  reason: string
}

interface Satisfactions {
  comment_id: Id
  satisfied: boolean
  why: Generated<string>
  said_at: DefaultTime
}

interface SuggestedChanges {
  comment_id: Id
  report_id: number
  version_id: number
  paragraph_id: Id
  start_at: number
  end_at: number
  wording: string
  accepted_by: Id
  accepted_at: DefaultTime
}

export type WorkingGroup = Selectable<WorkingGroups>
export type Person = Selectable<People>
/** A report without what its group has agreed on about responses (server/responses). */
export type Report = Omit<Selectable<Reports>, 'second_person' | 'answers_by'>
/** A version without the file it came from and what was lost of it, which are long. */
export type Version = Omit<Selectable<Versions>, 'source' | 'warnings' | 'final' | 'unanswered_note'>
export type Paragraph = Selectable<Paragraphs>
export type Comment = Selectable<Comments>
