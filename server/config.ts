import { isIP } from 'node:net'
import { join, resolve } from 'node:path'

export type ModerationPolicy = 'post' | 'pre' | 'first'

/** Everything the environment decides, checked once at the start. */
export interface Config {
  production: boolean
  host: string
  port: number
  /** Where people reach the site, without a slash at the end; made from host and port outside production. */
  publicUrl: string
  /** null: start the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null
  dataDir: string
  /** Signs sessions and form tokens. */
  secret: string
  /** null: mail stays in the outbox, which /outbox shows. */
  smtpUrl: string | null
  mailFrom: string
  trustProxy: boolean | string | number
  logLevel: string
  sampleData: boolean
  /** Moderation of a version whose coordinator chose nothing else. */
  moderationDefault: ModerationPolicy
  /** For so many months a decision can be appealed against. */
  appealMonths: number
  /** Folder of the reasons that working groups have worded for themselves, `{slug}.json`; there need be none. */
  reasonsDir: string
  /** false only for load tests: no rate limits, no spam rules. */
  limits: boolean
}

/** The environment cannot be used; `reasons` names every fault at once, one sentence each. */
export class ConfigError extends Error {
  constructor(readonly reasons: readonly string[]) {
    super(`The configuration cannot be used:\n${reasons.map(reason => `  - ${reason}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

/** What article 20 of the EU's Digital Services Act asks for at least. */
const LEAST_APPEAL_MONTHS = 6

/** Signs the cookies of a developer's own machine and is public, so production refuses it. */
const SAMPLE_SECRET = 'sample-secret-for-development-only-0000'
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/**
 * Environment → configuration. Unset and empty are the same.
 * @throws ConfigError naming everything that is wrong.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const reasons: string[] = []
  const value = (name: string) => env[name]?.trim() || undefined
  const production = value('NODE_ENV') === 'production'

  const oneOf = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T => {
    const given = value(name) ?? otherwise
    if ((allowed as readonly string[]).includes(given)) return given as T
    reasons.push(`${name} is “${given}”; it must be one of: ${allowed.join(', ')}.`)
    return otherwise
  }
  const onOff = (name: string, otherwise: 'on' | 'off') => oneOf(name, ['on', 'off'], otherwise) === 'on'

  const port = Number(value('PORT') ?? 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    reasons.push(`PORT is “${value('PORT')}”; it must be a number from 0 to 65535.`)

  const appealMonths = Number(value('APPEAL_MONTHS') ?? LEAST_APPEAL_MONTHS)
  if (!Number.isInteger(appealMonths) || appealMonths < LEAST_APPEAL_MONTHS || appealMonths > 120)
    reasons.push(
      `APPEAL_MONTHS is “${value('APPEAL_MONTHS')}”; it must be a number from ${LEAST_APPEAL_MONTHS} to 120.`,
    )

  const url = (name: string, protocols: readonly string[]) => {
    const given = value(name)
    if (given === undefined) return null
    try {
      if (protocols.includes(new URL(given).protocol)) return given
    } catch {}
    reasons.push(`${name} must be an address that starts with ${protocols.map(p => `${p}//`).join(' or ')}.`)
    return null
  }
  const databaseUrl = url('DATABASE_URL', ['postgres:', 'postgresql:'])
  const smtpUrl = url('SMTP_URL', ['smtp:', 'smtps:'])
  const publicUrl = url('PUBLIC_URL', ['http:', 'https:'])
  const secret = value('SECRET')
  const limits = onOff('LIMITS', 'on')
  const sampleData = onOff('SAMPLE_DATA', production ? 'off' : 'on')

  if (secret !== undefined && secret.length < 32)
    reasons.push('SECRET is too short; give at least 32 random characters.')
  if (production) {
    if (!secret)
      reasons.push('SECRET is not set; give at least 32 random characters, for example from `openssl rand -hex 32`.')
    else if (/sample|change-?me|example/i.test(secret) || new Set(secret).size < 8)
      reasons.push('SECRET is a sample; give at least 32 random characters, for example from `openssl rand -hex 32`.')
    if (!value('DATABASE_URL')) reasons.push('DATABASE_URL is not set; give the address of your PostgreSQL database.')
    if (!value('SMTP_URL'))
      reasons.push(
        'SMTP_URL is not set; give the address of your mail server, for example smtps://user:password@mail.example.org.',
      )
    if (!value('PUBLIC_URL')) reasons.push('PUBLIC_URL is not set; give the address at which people reach the site.')
    if (!limits) reasons.push('LIMITS=off is for load tests only; take it away.')
  }

  const host = value('HOST') ?? '127.0.0.1'
  const trustProxy = value('TRUST_PROXY')
  const config: Config = {
    production,
    host,
    port,
    publicUrl: (publicUrl ?? `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`).replace(/\/+$/, ''),
    databaseUrl,
    dataDir: resolve(value('DATA_DIR') ?? './data'),
    secret: secret ?? SAMPLE_SECRET,
    smtpUrl,
    mailFrom: value('MAIL_FROM') ?? 'IS3C Consult <consult@localhost>',
    trustProxy:
      trustProxy === undefined
        ? false
        : /^\d+$/.test(trustProxy)
          ? Number(trustProxy)
          : trustProxy === 'true' || trustProxy === 'on'
            ? true
            : trustProxy === 'false' || trustProxy === 'off'
              ? false
              : trustProxy,
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, production ? 'info' : 'warn'),
    sampleData,
    moderationDefault: oneOf('MODERATION_DEFAULT', ['post', 'pre', 'first'], 'post'),
    appealMonths,
    reasonsDir: resolve(value('REASONS_DIR') ?? join(value('DATA_DIR') ?? './data', 'reasons')),
    limits,
  }
  if (reasons.length) throw new ConfigError(reasons)
  return config
}
