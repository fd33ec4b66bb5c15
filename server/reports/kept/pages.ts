import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { EarlyAnswer } from '../../web/early.js'
import { languageIn } from '../../web/language-prefix.js'
import { chooseLanguage } from '../../web/locale.js'
import { noticeWaits } from '../../web/notice.js'
import { securityHeaders } from '../../web/security.js'
import { type Compressed, chooseEncoding, compressed, type Encoding, hasAlready } from './compressed.js'
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
  page: Compressed
  counts: PageContent['counts']
  /** The whole answer with the page, for each encoding in which it has been asked for. */
  answers: Map<Encoding, EarlyAnswer>
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

  const protective = securityHeaders(app.config)
  app.answerEarly(({ headers, originalUrl }) => {
    const { known, languages } = app.messages
    const locale = languageIn(originalUrl, known) ?? chooseLanguage(headers['accept-language'], languages)
    const answer = pages.peek(`${locale} ${originalUrl}`)?.answers.get(chooseEncoding(headers['accept-encoding']))
    return answer && unlessKnown(answer, headers['if-none-match'])
  })

  return {
    async send(request, reply, { path, restMs, find }) {
      if (request.person || noticeWaits(request)) {
        const { template, data } = await find()
        return reply.page(template, data)
      }
      const { page, answers } = await pages.get(`${request.locale} ${request.prefix}${path}`, restMs, async () => {
        const { template, data, counts, until } = await find()
        const page = compressed(await request.sharedPage(template, { ...data, path, pathname: path }))
        return { value: { page, counts, answers: new Map() }, bytes: page.size, until }
      })
      const encoding = chooseEncoding(request.headers['accept-encoding'])
      const body = await page.bytes(encoding)
      if (!answers.has(encoding)) {
        const vary = request.prefix ? 'accept-encoding' : 'accept-encoding, accept-language'
        answers.set(encoding, answerWith(body, encoding, { ...protective, vary, etag: page.etag(encoding) }))
      }
      const { status, headers, body: sent } = unlessKnown(answers.get(encoding)!, request.headers['if-none-match'])
      return reply.code(status).headers(headers).send(sent)
    },
  }
}

function answerWith(body: Buffer, encoding: Encoding, given: Readonly<Record<string, string>>): EarlyAnswer {
  const headers = {
    ...given,
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(body.length),
    'cache-control': 'no-cache',
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  }
  return { status: 200, headers, body }
}

/** The answer, or only that the browser has it already. */
function unlessKnown(answer: EarlyAnswer, ifNoneMatch: string | undefined): EarlyAnswer {
  if (!ifNoneMatch || !hasAlready(ifNoneMatch, answer.headers.etag!)) return answer
  // What describes a body goes with the body.
  const { 'content-type': _type, 'content-length': _length, 'content-encoding': _encoding, ...headers } = answer.headers
  return { status: 304, headers, body: undefined }
}
