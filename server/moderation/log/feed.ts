import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Handlebars from 'handlebars'
import { publishedHeads } from '../../audit/index.js'
import type { Translate } from '../../web/messages.js'

/** Days in the feed. */
const DAYS = 400
const escapeXml = Handlebars.escapeExpression

export const HEADS_FEED = '/feeds/log-head'

/**
 * The hash of the audit log's newest entry, day by day, as an Atom feed (RFC 4287): whoever follows it can show later
 * whether the log before that day has been changed.
 */
export const feedRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(HEADS_FEED, { config: { may: 'anyone' } }, async (request, reply) => {
    const heads = await publishedHeads(app.db, DAYS)
    const site = app.config.publicUrl
    const { t, locale } = request
    const entries = heads.map(head => entry(`${site}${HEADS_FEED}`, head, t))
    const updated = heads[0]?.at ?? new Date(0)
    return reply
      .type('application/atom+xml; charset=utf-8')
      .header('cache-control', 'public, max-age=600')
      .send(
        `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${locale}">
  <title>${escapeXml(t('moderation.heads.title'))}</title>
  <subtitle>${escapeXml(t('moderation.heads.lead'))}</subtitle>
  <id>${escapeXml(`${site}${HEADS_FEED}`)}</id>
  <link rel="self" type="application/atom+xml" href="${escapeXml(`${site}${HEADS_FEED}`)}"/>
  <link rel="alternate" type="text/html" href="${escapeXml(`${site}/moderation/log`)}"/>
  <author><name>IS3C Consult</name></author>
  <updated>${updated.toISOString()}</updated>
${entries.join('')}</feed>
`,
      )
  })
}

function entry(
  feed: string,
  { day, place, hash, at }: Awaited<ReturnType<typeof publishedHeads>>[number],
  t: Translate,
) {
  return `  <entry>
    <title>${escapeXml(t('moderation.heads.entry', { day }))}</title>
    <id>${escapeXml(`${feed}#${day}`)}</id>
    <link rel="alternate" type="text/html" href="${escapeXml(`${feed.replace(HEADS_FEED, '/moderation/log')}`)}"/>
    <published>${at.toISOString()}</published>
    <updated>${at.toISOString()}</updated>
    <content type="text">${escapeXml(t('moderation.heads.content', { hash, place }))}</content>
  </entry>
`
}
