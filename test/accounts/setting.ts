import { sql } from 'kysely'
import type { Test } from 'tap'
import { Browser, type TestApp, testApp } from '../app.js'

let shared: Promise<TestApp> | undefined

/**
 * One application for all tests of a file, because building one and its database takes longer than most tests; every
 * test finds it empty. `root` is the file's own `t`.
 */
export async function emptyApp(root: Test) {
  shared ??= testApp().then(test => {
    root.teardown(test.close)
    return test
  })
  const test = await shared
  await test.db.transaction().execute(async tx => {
    // The log refuses to be emptied, as it should; a replica's role does not ask its triggers.
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`truncate people, working_groups, sign_in_codes, mails, kept_forms, audit_log, audit_chain,
      graphile_worker._private_jobs restart identity cascade`.execute(tx)
  })
  const personOf = (email: string) =>
    test.db.selectFrom('people').selectAll().where('email', '=', email).executeTakeFirstOrThrow()
  return { ...test, personOf, browser: new Browser(test.app) }
}
