/**
 * Loaded before the server (`node --import`): the statement that keeps comments leaves the audit log out, and nothing else.
 * Only for measuring what the log costs; there is no switch for it in the server.
 */
import pg from 'pg'

const LOGGED = /,\s*logged as \((?:(?!further as)[\s\S])*?\),\s*further as/
const { query } = pg.Client.prototype
const rewritten = new Map()

pg.Client.prototype.query = function (config, ...rest) {
  if (config?.name !== 'write-comments') return query.call(this, config, ...rest)
  return query.call(this, { ...config, text: withoutLog(config.text) }, ...rest)
}

function withoutLog(text) {
  const known = rewritten.get(text)
  if (known) return known
  const shorter = text.replace(LOGGED, ', further as')
  if (shorter === text || shorter.includes('audit_log'))
    throw new Error('The statement has changed: mend without-log.mjs.')
  rewritten.set(text, shorter)
  return shorter
}
