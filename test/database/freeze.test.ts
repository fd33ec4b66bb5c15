import { sql } from 'kysely'
import t from 'tap'
import { testDatabase } from '../database.js'

t.test('the text of a published version cannot be changed, not even past the application', async t => {
  const { db, close } = await testDatabase()
  t.teardown(close)
  await sql`insert into working_groups (slug, name) values ('wg1', 'One')`.execute(db)
  await sql`insert into reports (slug, working_group_id, title) values ('r', 1, 'R')`.execute(db)
  await sql`insert into versions (report_id, number, source_name, source) values (1, 1, 'a.md', '')`.execute(db)
  const paragraph = sql`insert into paragraphs (version_id, position, kind, number, slug, text, html, lineage)
    values (1, 0, 'paragraph', '¶1', '1', 'Words', 'Words', 1)`
  await paragraph.execute(db)
  await sql`update paragraphs set text = 'Other words'`.execute(db)
  await sql`update versions set state = 'published', published_at = now(), opens_at = now(), closes_at = now() + interval '1 day'`.execute(
    db,
  )

  await t.rejects(sql`update paragraphs set text = 'Forged'`.execute(db), /frozen/)
  await t.rejects(sql`delete from paragraphs`.execute(db), /frozen/)
  await t.rejects(
    sql`insert into paragraphs (version_id, position, kind, number, slug, text, html, lineage)
    values (1, 1, 'paragraph', '¶2', '2', 'More', 'More', 1)`.execute(db),
    /frozen/,
  )
  await t.rejects(sql`update versions set source = 'x'`.execute(db), /frozen/)
  await t.rejects(sql`delete from versions`.execute(db), /frozen/)
  await sql`update versions set closes_at = closes_at + interval '1 day', period_note = 'Extended.'`.execute(db)
  t.equal((await sql<{ text: string }>`select text from paragraphs`.execute(db)).rows[0]?.text, 'Other words')
})
