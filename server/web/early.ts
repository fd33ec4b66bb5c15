import type { FastifyInstance, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'

/** An answer that lies ready: the same for everybody whom the site does not know. */
export interface EarlyAnswer {
  status: 200 | 304
  /** All of them, those that protect and the length as well: nothing else adds any. */
  headers: Readonly<Record<string, string>>
  body: Buffer | undefined
}

/** What lies ready for this GET, if anything does and is still true. It is asked before the visitor is known. */
export type EarlyAnswers = (request: FastifyRequest) => EarlyAnswer | undefined

/**
 * Answers from memory before anything else is asked: who it is, how often she came, in what state the server is. Sending
 * such an answer costs less than asking. Whoever has a cookie named in `personal` goes the long way.
 */
export const early = fastifyPlugin<{ personal: readonly string[] }>(async (app: FastifyInstance, { personal }) => {
  const sources: EarlyAnswers[] = []
  app.decorate('answerEarly', source => void sources.push(source))
  app.addHook('onRequest', (request, reply, done) => {
    const { cookie } = request.headers
    const isPersonal = cookie !== undefined && personal.some(name => cookie.includes(`${name}=`))
    if (isPersonal || request.method !== 'GET') return done()
    for (const find of sources) {
      const answer = find(request)
      if (!answer) continue
      // Straight to the socket: there is nothing left for hooks to add. It is measured and logged as any other.
      reply.hijack()
      reply.raw.writeHead(answer.status, answer.headers).end(answer.body)
      return
    }
    done()
  })
})
