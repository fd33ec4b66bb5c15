import Fastify from 'fastify'
import pg from 'pg'

/** What the baseline answers: bytes as they are, and one row a request. */
export interface Bare {
  page: { type: string; encoding: string; body: string }
  databaseUrl: string
}

/**
 * The baseline: Fastify with nothing on it. GET / gives the bytes of the page; POST / keeps one row with the words of the
 * comment, in one INSERT with its COMMIT, and answers as shortly as the API does.
 */
export async function serveBare({ page, databaseUrl }: Bare): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 })
  await pool.query(
    'create table if not exists bare (id bigint generated always as identity primary key, paragraph text, body text)',
  )
  const app = Fastify()
  const bytes = Buffer.from(page.body, 'base64')
  app.get('/', (_request, reply) => {
    reply.type(page.type).header('content-encoding', page.encoding).send(bytes)
  })
  app.post<{ Body: { paragraph: string; body: string } }>('/', async (request, reply) => {
    const { paragraph, body } = request.body
    const { rows } = await pool.query('insert into bare (paragraph, body) values ($1, $2) returning id', [
      paragraph,
      body,
    ])
    return reply.code(201).send({ id: rows[0].id, status: 'published' })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}
