import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { carryComments } from '../comments/index.js'
import type { Database } from '../database/pool.js'
import { importVersion, readerHere } from '../reports/index.js'
import { projectFolder } from '../web/project.js'
import { samplePeople } from './people.js'
import { sampleReports } from './reports.js'
import { addComment, describeSample, hasReports, publishOnItsDay } from './store.js'

/** A comment came so long after the one before it. */
const BETWEEN_MS = 5 * 3_600_000

/**
 * Fills a new database with sample reports, people and comments, so that a first start shows something. A database that
 * holds any report is left alone. One process does it; a second that starts at the same time waits and finds it done.
 */
export async function loadSamples(db: Database): Promise<void> {
  if (await hasReports(db)) return
  await db.connection().execute(async held => {
    await sql`select pg_advisory_lock(hashtext('samples'))`.execute(held)
    try {
      if (!(await hasReports(held))) await load(db)
    } finally {
      await sql`select pg_advisory_unlock(hashtext('samples'))`.execute(held)
    }
  })
}

async function load(db: Database): Promise<void> {
  const now = new Date()
  const people = await db.transaction().execute(samplePeople)
  for (const report of sampleReports) {
    for (const [k, version] of report.versions.entries()) {
      const bytes = await readFile(projectFolder(`server/samples/drafts/${version.file}`))
      const file = { name: version.file, bytes: new Uint8Array(bytes) }
      await importVersion(
        { db, reader: readerHere },
        { file, report: report.slug, workingGroup: report.workingGroup, actor: null },
      )
      const id = await db.transaction().execute(async tx => {
        const place = await publishOnItsDay(tx, report.slug, k + 1, version, now)
        for (const [n, comment] of version.comments.entries())
          await addComment(tx, place, comment, people, new Date(place.opens.getTime() + (n + 2) * BETWEEN_MS))
        return place.id
      })
      if (k > 0) await carryComments({ db, reader: readerHere }, id)
    }
    await db.transaction().execute(tx => describeSample(tx, report.slug, report.summary))
  }
}
