import t from 'tap'
import { ConfigError, readConfig } from '../server/config.js'

const service = {
  NODE_ENV: 'production',
  SECRET: '5f0c2d9be1a74386f2d15c0b9e8a6d7430c1b2f4',
  DATABASE_URL: 'postgres://consult:secret@db.example.org/consult',
  SMTP_URL: 'smtps://consult:secret@mail.example.org',
  PUBLIC_URL: 'https://consult.example.org/',
}

function reasons(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.reasons
    throw error
  }
}

t.test('a new machine needs no configuration', async t => {
  t.match(readConfig({}), {
    production: false,
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://127.0.0.1:3000',
    databaseUrl: null,
    smtpUrl: null,
    sampleData: true,
    moderationDefault: 'post',
    limits: true,
  })
  t.strictSame(readConfig({ PORT: ' ', DATABASE_URL: '' }), readConfig({}), 'empty is as unset')
  t.equal(readConfig({ HOST: '::1', PORT: '8080' }).publicUrl, 'http://[::1]:8080')
})

t.test('appeals are open for six months, and can be for longer', async t => {
  t.equal(readConfig({}).appealMonths, 6)
  t.equal(readConfig({ APPEAL_MONTHS: '12' }).appealMonths, 12)
  for (const wrong of ['5', '6.5', '121', 'long'])
    t.match(reasons({ APPEAL_MONTHS: wrong }), [/APPEAL_MONTHS is “.+”; it must be a number from 6 to 120/], wrong)
})

t.test('in production everything that is missing is named at once', async t => {
  const named = reasons({ NODE_ENV: 'production', LIMITS: 'off' }).map(reason => reason.split(/[ =]/)[0])
  t.strictSame(named.sort(), ['DATABASE_URL', 'LIMITS', 'PUBLIC_URL', 'SECRET', 'SMTP_URL'])
  t.strictSame(reasons(service), [])
  const config = readConfig(service)
  t.match(config, { production: true, sampleData: false, logLevel: 'info', publicUrl: 'https://consult.example.org' })
})

t.test('a secret that others know, or could guess, is refused in production', async t => {
  for (const SECRET of [
    'sample-secret-for-development-only-0000',
    'change-me-change-me-change-me-change-me',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'short',
  ]) {
    const [reason, ...others] = reasons({ ...service, SECRET })
    t.match(reason, /^SECRET is .*32 random characters/, SECRET)
    t.ok(others.every(other => other.startsWith('SECRET')))
  }
})

t.test('a value that is none is named with what it may be', async t => {
  const wrong = reasons({
    PORT: '70000',
    MODERATION_DEFAULT: 'never',
    LOG_LEVEL: 'loud',
    SAMPLE_DATA: 'yes',
    DATABASE_URL: 'mysql://db',
    PUBLIC_URL: 'consult.example.org',
  })
  t.equal(wrong.length, 6)
  t.ok(wrong.some(reason => /MODERATION_DEFAULT.*post, pre, first/.test(reason)))
  t.ok(wrong.some(reason => /PORT is “70000”/.test(reason)))
  t.match(new ConfigError(wrong).message, /^The configuration cannot be used:\n {2}- /)
})

t.test('proxies that are trusted are a number of hops, addresses, or none', async t => {
  t.equal(readConfig({}).trustProxy, false)
  t.equal(readConfig({ TRUST_PROXY: '2' }).trustProxy, 2)
  t.equal(readConfig({ TRUST_PROXY: '10.0.0.0/8' }).trustProxy, '10.0.0.0/8')
  t.equal(readConfig({ TRUST_PROXY: 'off' }).trustProxy, false)
})
