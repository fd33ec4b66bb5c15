import { type Insertable, sql } from 'kysely'
import { record } from '../audit/index.js'
import { hashOfWords } from '../comments/index.js'
import type { Database } from '../database/pool.js'
import type { Id, Schema } from '../database/schema.js'
import type { SamplePerson } from './people.js'
import type { SampleComment, SampleVersion } from './reports.js'

export async function hasReports(db: Database): Promise<boolean> {
  return (await db.selectFrom('reports').select('id').limit(1).executeTakeFirst()) !== undefined
}

const DAY_MS = 24 * 3600 * 1000

/** Publishes a draft as if it had happened on its day: the rules for real periods refuse what lies in the past. */
export async function publishOnItsDay(
  tx: Database,
  slug: string,
  number: number,
  version: SampleVersion,
  now: Date,
): Promise<{ id: number; reportId: number; opens: Date }> {
  const opens = new Date(startOfDay(now) + version.opensOnDay * DAY_MS)
  const closes = new Date(startOfDay(now) + version.closesOnDay * DAY_MS - 60_000)
  const published = opens < now ? opens : now
  const { id, report_id } = await tx
    .updateTable('versions')
    .from('reports')
    .whereRef('reports.id', '=', 'versions.report_id')
    .where('reports.slug', '=', slug)
    .where('versions.number', '=', number)
    .set({
      state: 'published',
      label: version.label,
      guidance: version.guidance,
      questions: [...version.questions],
      opens_at: opens,
      closes_at: closes,
      moderation: version.moderation,
      published_at: published,
    })
    .returning(['versions.id', 'versions.report_id'])
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('version_terms')
    .values({
      version_id: id,
      set_at: published,
      opens_at: opens,
      closes_at: closes,
      moderation: version.moderation,
      note: '',
    })
    .execute()
  await record(tx, {
    actor: null,
    action: 'version.published',
    subject: 'version',
    subjectId: id,
    details: { report: slug, number, opens: opens.toISOString(), closes: closes.toISOString(), sample: 'yes' },
  })
  return { id, reportId: report_id, opens }
}

const startOfDay = (time: Date) => Math.floor(time.getTime() / DAY_MS) * DAY_MS

export async function describeSample(tx: Database, slug: string, summary: string): Promise<void> {
  await tx.updateTable('reports').set({ summary, sample: true }).where('slug', '=', slug).execute()
}

interface Place {
  id: number
  reportId: number
}

/** A comment with its replies and endorsements; answers its id. */
export async function addComment(
  tx: Database,
  place: Place,
  comment: SampleComment,
  people: Record<SamplePerson, Id>,
  at: Date,
): Promise<Id> {
  const paragraph = comment.on === null ? null : await paragraphThatBegins(tx, place.id, comment.on)
  const start = comment.quote === undefined || !paragraph ? -1 : paragraph.text.indexOf(comment.quote)
  if (comment.quote !== undefined && start < 0) throw new Error(`the sample paragraph does not say “${comment.quote}”`)
  const end = start + (comment.quote?.length ?? 0)
  const whole = (words: string) =>
    start < 0 || !paragraph ? words : paragraph.text.slice(0, start) + words + paragraph.text.slice(end)
  const id = await insert(tx, {
    report_id: place.reportId,
    version_id: place.id,
    paragraph_id: paragraph?.id ?? null,
    person_id: people[comment.by],
    kind: comment.kind,
    stance: comment.stance ?? null,
    body: comment.body,
    proposed_text: comment.proposed === undefined ? null : whole(comment.proposed),
    ...(start >= 0 &&
      paragraph && {
        quote_exact: paragraph.text.slice(start, end),
        quote_prefix: paragraph.text.slice(Math.max(0, start - 32), start),
        quote_suffix: paragraph.text.slice(end, end + 32),
        quote_start: start,
        quote_end: end,
      }),
    status: 'published',
    endorsements: comment.endorsedBy?.length ?? 0,
    created_at: at,
  })
  for (const person of comment.endorsedBy ?? [])
    await tx.insertInto('endorsements').values({ comment_id: id, person_id: people[person], created_at: at }).execute()
  for (const [k, reply] of (comment.replies ?? []).entries())
    await insert(tx, {
      report_id: place.reportId,
      version_id: place.id,
      paragraph_id: paragraph?.id ?? null,
      parent_id: id,
      person_id: people[reply.by],
      kind: 'general',
      body: reply.body,
      status: 'published',
      created_at: new Date(at.getTime() + (k + 1) * 3_600_000),
    })
  if (comment.withheld) await withhold(tx, id, comment.withheld, people.chair, new Date(at.getTime() + 7_200_000))
  return id
}

async function withhold(
  tx: Database,
  id: Id,
  { reason, explanation }: NonNullable<SampleComment['withheld']>,
  chair: Id,
  at: Date,
): Promise<void> {
  await tx.updateTable('comments').set({ status: 'withheld' }).where('id', '=', id).execute()
  const decision = await tx
    .insertInto('moderation_decisions')
    .values({
      comment_id: id,
      moderator_id: chair,
      moderator_role: 'chair',
      action: 'withhold',
      reason,
      explanation,
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, {
    actor: chair,
    action: 'comment.withheld',
    subject: 'comment',
    subjectId: id,
    details: { decision: decision.id, from: 'published', to: 'withheld', reason, role: 'chair' },
  })
}

async function insert(tx: Database, values: Insertable<Schema['comments']>): Promise<Id> {
  const { id } = await tx.insertInto('comments').values(values).returning('id').executeTakeFirstOrThrow()
  await record(tx, {
    actor: values.person_id,
    action: 'comment.written',
    subject: 'comment',
    subjectId: id,
    details: {
      version: values.version_id,
      status: values.status,
      sha256: hashOfWords({ body: values.body, proposedText: values.proposed_text ?? null }),
    },
  })
  return id
}

async function paragraphThatBegins(tx: Database, versionId: number, words: string) {
  const { rows } = await sql<{ id: Id; text: string }>`
    select id, text from paragraphs where version_id = ${versionId} and starts_with(text, ${words}) limit 1`.execute(tx)
  if (!rows[0]) throw new Error(`no sample paragraph begins with “${words}”`)
  return rows[0]
}
