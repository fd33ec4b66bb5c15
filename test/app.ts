import { randomUUID } from 'node:crypto'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Visitor } from '../server/accounts/index.js'
import { cookieName } from '../server/accounts/secrets/cookies.js'
import { type App, buildApp } from '../server/app.js'
import { readConfig } from '../server/config.js'
import { runJobsNow } from '../server/jobs/jobs.js'
import { taskList } from '../server/jobs/tasks.js'
import { testDatabase } from './database.js'

export interface TestApp {
  app: App
  db: App['db']
  /** Runs the jobs that wait: mails, above all. */
  runJobs(): Promise<void>
  close(): Promise<void>
}

/** The whole application on a database of its own, without samples, limits or socket; `prepare` adds to it. */
export async function testApp(env: Record<string, string> = {}, prepare?: (app: App) => void): Promise<TestApp> {
  const database = await testDatabase()
  const config = readConfig({
    LIMITS: 'off',
    LOG_LEVEL: 'error',
    SAMPLE_DATA: 'off',
    PUBLIC_URL: 'http://consult.test',
    ...env,
  })
  const app = await buildApp(config, database)
  prepare?.(app)
  await app.ready()
  return {
    app,
    db: app.db,
    runJobs: () =>
      runJobsNow(database.pg, taskList(app), error => {
        throw error
      }),
    async close() {
      await app.close()
      await database.close()
    },
  }
}

/** A browser without scripts: keeps cookies, follows what a form asks for, sends the form token that the page held. */
export class Browser {
  readonly cookies = new Map<string, string>()
  page = ''
  constructor(private readonly app: FastifyInstance) {}

  async get(url: string): Promise<LightMyRequestResponse> {
    return this.send({ method: 'GET', url })
  }

  /** Submits a form with the token of the page last seen. A field with several values is sent several times. */
  async post(url: string, fields: Record<string, string | string[]> = {}): Promise<LightMyRequestResponse> {
    const token = /name="_csrf" value="([^"]+)"/.exec(this.page)?.[1] ?? ''
    const body = new URLSearchParams({ _csrf: token })
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
    return this.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: body.toString(),
    })
  }

  private async send(options: InjectOptions): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.app.inject({ ...options, headers: { ...options.headers, ...(cookie && { cookie }) } })
    for (const { name, value } of response.cookies) {
      if (value) this.cookies.set(name, value)
      else this.cookies.delete(name)
    }
    if (String(response.headers['content-type']).startsWith('text/html')) this.page = response.body
    return response
  }
}

/** A browser in which this person has signed in, without the mail and its link. */
export async function signedIn(app: App, person: Pick<Visitor, 'id'>): Promise<Browser> {
  const expiresMs = 3_600_000
  const { id } = await app.db
    .insertInto('sessions')
    .values({ person_id: person.id, expires_at: new Date(Date.now() + expiresMs) })
    .returning('id')
    .executeTakeFirstOrThrow()
  const browser = new Browser(app)
  const token = app.jwt.sign({ sid: id, jti: randomUUID() }, { expiresIn: expiresMs / 1000 })
  browser.cookies.set(cookieName(app.config, 'session'), token)
  return browser
}
