import type { Database } from '../../../database/pool.js'

export async function warningsOf(db: Database, versionId: number) {
  const row = await db.selectFrom('versions').select('warnings').where('id', '=', versionId).executeTakeFirst()
  return row?.warnings ?? []
}

/** The file as it was uploaded. */
export function sourceOf(db: Database, versionId: number) {
  return db
    .selectFrom('versions')
    .select(['source', 'source_name'])
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow()
}
