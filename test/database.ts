import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { migrate } from '../server/database/migrate.js'
import { openPool, type Pool } from '../server/database/pool.js'

/**
 * A database of the test file's own, migrated and empty; `close` drops it. The server is the one that `npm test`
 * started (TEST_DATABASE_URL). The first file to come makes the template from which the others are copied.
 */
export async function testDatabase(): Promise<Pool & { url: string }> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run the tests with `npm test -- FILE`')
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = `template_${process.env.TEST_RUN ?? 'consult'}`
  const admin = new Client({ connectionString: server })
  await admin.connect()
  try {
    // One file at a time: CREATE DATABASE … TEMPLATE refuses while somebody is connected to the template.
    await admin.query('select pg_advisory_lock(7253)')
    const made = await admin.query('select 1 from pg_database where datname = $1', [template])
    if (!made.rowCount) {
      await admin.query(`create database ${template}_new`)
      const pool = openPool(address(server, `${template}_new`), throwIt, 2)
      await migrate(pool)
      await pool.close()
      await admin.query(`alter database ${template}_new rename to ${template}`)
    }
    await admin.query(`create database ${name} template ${template}`)
  } finally {
    await admin.end()
  }
  const url = address(server, name)
  const pool = openPool(url, throwIt, 8)
  return {
    ...pool,
    url,
    async close() {
      await pool.close()
      const admin = new Client({ connectionString: server })
      await admin.connect()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}

function address(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

function throwIt(error: Error): never {
  throw error
}
