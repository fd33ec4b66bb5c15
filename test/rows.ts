import { sql } from 'kysely'
import type { Visitor } from '../server/accounts/index.js'
import type { Database } from '../server/database/pool.js'
import type { Id, Policy, Status } from '../server/database/schema.js'

/** Rows put into the database directly, for tests of what comes after: a group, a report with a version, people, comments. */
export interface Rows {
  groupId: number
  reportId: number
  versionId: number
  /** Ids of the version's paragraphs, in their order. */
  paragraphs: Id[]
}

const DAY_MS = 24 * 3600 * 1000

/** A working group with one report, published in one version with these paragraphs, open for comments. */
export async function makeReport(
  db: Database,
  {
    slug = 'report',
    group = 'wg1',
    moderation = 'post' as Policy,
    texts = ['First paragraph.', 'Second paragraph.'],
  } = {},
): Promise<Rows> {
  await sql`insert into working_groups (slug, name) values (${group}, ${`Working group ${group}`}) on conflict do nothing`.execute(
    db,
  )
  const { id: groupId } = await db
    .selectFrom('working_groups')
    .select('id')
    .where('slug', '=', group)
    .executeTakeFirstOrThrow()
  const { id: reportId } = await db
    .insertInto('reports')
    .values({ slug, working_group_id: groupId, title: `Report ${slug}` })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: versionId, paragraphs } = await makeNextVersion(db, { reportId }, 1, texts, {
    moderation,
    openFor: DAY_MS,
  })
  return { groupId, reportId, versionId, paragraphs }
}

/** A version of the report with these paragraphs, published, and open since so many ms. */
export async function makeNextVersion(
  db: Database,
  { reportId }: Pick<Rows, 'reportId'>,
  number: number,
  texts: readonly string[],
  { moderation = 'post' as Policy, openFor = 1_000 } = {},
): Promise<{ id: number; paragraphs: Id[] }> {
  const { id } = await db
    .insertInto('versions')
    .values({ report_id: reportId, number, source_name: 'a.md', source: Buffer.from(''), moderation })
    .returning('id')
    .executeTakeFirstOrThrow()
  const paragraphs = await db
    .insertInto('paragraphs')
    .values(
      texts.map((text, position) => ({
        version_id: id,
        position,
        kind: 'paragraph',
        number: `¶${position + 1}`,
        slug: String(position + 1),
        text,
        html: text,
        lineage: String(id * 1_000 + position),
      })),
    )
    .returning('id')
    .execute()
  await db
    .updateTable('versions')
    .set({
      state: 'published',
      published_at: new Date(),
      opens_at: new Date(Date.now() - openFor),
      closes_at: new Date(Date.now() + DAY_MS),
    })
    .where('id', '=', id)
    .execute()
  return { id, paragraphs: paragraphs.map(row => row.id) }
}

/** A person with a complete profile, as the server knows her once she has signed in. */
export async function makePerson(db: Database, name: string, roles: Visitor['roles'] = []): Promise<Visitor> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`
  const { id } = await db
    .insertInto('people')
    .values({ email, name, stakeholder_group: 'civil-society', country: 'NL', completed_at: new Date() })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const { role, workingGroupId } of roles)
    await db.insertInto('roles').values({ person_id: id, role, working_group_id: workingGroupId }).execute()
  return { id, name, email, locale: 'en', complete: true, blocked: false, roles, sessionId: null }
}

/** A comment on the report's first paragraph. */
export async function makeComment(
  db: Database,
  rows: Rows,
  author: Pick<Visitor, 'id'>,
  { status = 'published' as Status, body = 'A comment.' } = {},
): Promise<Id> {
  const { id } = await db
    .insertInto('comments')
    .values({
      report_id: rows.reportId,
      version_id: rows.versionId,
      paragraph_id: rows.paragraphs[0]!,
      person_id: author.id,
      kind: 'general',
      body,
      status,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
