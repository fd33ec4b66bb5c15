import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { noticeWaits } from '../../web/notice.js'
import { type Compressed, chooseEncoding, compressed, hasAlready } from './compressed.js'
import { createKept } from './kept.js'

/** Everything that a page shows. */
export interface PageContent {
  template: string
  data: { title: string } & Record<string, unknown>
  /** Whose comments it counts: those of one version, by its id, or of many. */
  counts: number | 'many'
  /** When it is no longer true of itself: a comment period that it speaks of opens or closes. */
  until: Date | null
}

export interface KeptPages {
  /**
   * Answers with the page at this path: the kept one, compressed and without a cookie, to everybody who is not signed
   * in; one of her own to a visitor who is, or whom a message awaits. `find` is asked only where a page has to be made,
   * and has to find the same for everybody. A new comment is counted after at most `restMs`, all else shows at once.
   */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    page: { path: string; restMs: number; find: () => Promise<PageContent> },
  ): Promise<FastifyReply>
}

interface KeptPage {
  body: Compressed
  counts: PageContent['counts']
}

const MAX_BYTES = 96 * 1024 * 1024
/** “3 hours left” stays true for about so long, and a signal that was lost does harm no longer. */
const MAX_AGE_MS = 60_000

/** Pages kept in memory until what they show changes, wherever in the cluster. */
export function createKeptPages(app: FastifyInstance): KeptPages {
  const pages = createKept<KeptPage>({ maxBytes: MAX_BYTES, maxAgeMs: MAX_AGE_MS })
  // These are seldom, and a page shows more than one of them.
  app.signals.on('report', () => pages.changed(() => true, 'at once'))
  app.signals.on('version', () => pages.changed(() => true, 'at once'))
  app.signals.on('comments', key =>
    pages.changed(({ counts }) => key === '*' || counts === 'many' || String(counts) === key, 'rested'),
  )

  return {
    async send(request, reply, { path, restMs, find }) {
      if (request.person || noticeWaits(request)) {
        const { template, data } = await find()
        return reply.page(template, data)
      }
      const { body } = await pages.get(`${request.locale} ${path}`, restMs, async () => {
        const { template, data, counts, until } = await find()
        const body = compressed(await request.sharedPage(template, { ...data, path, pathname: path }))
        return { value: { body, counts }, bytes: body.size, until }
      })
      const encoding = chooseEncoding(request.headers['accept-encoding'])
      const etag = body.etag(encoding)
      reply.headers({ etag, vary: 'accept-encoding, accept-language', 'cache-control': 'no-cache' })
      if (hasAlready(request.headers['if-none-match'], etag)) return reply.code(304).send()
      if (encoding !== 'identity') reply.header('content-encoding', encoding)
      return reply.type('text/html; charset=utf-8').send(await body.bytes(encoding))
    },
  }
}
