import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { isDatabaseError } from '../database/pool.js'
import { Fault, type FaultKind, type FieldFault } from './faults.js'
import { fieldFaults } from './forms.js'

const STATUS: Record<FaultKind, number> = {
  malformed: 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'not-found': 404,
  conflict: 409,
  closed: 409,
  'too-large': 413,
  invalid: 422,
  'too-many': 429,
}

/** The status (RFC 9110) with which a fault is answered. */
export const statusOf = (fault: Fault): number => STATUS[fault.kind]

/** The one place in which an error becomes an answer: a page for people, problem+json (RFC 9457) for programs. */
export const errors = fastifyPlugin(async (app: FastifyInstance) => {
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const fault = toFault(error)
    if (!fault) {
      request.log.error({ err: error }, 'request failed')
      return answer(
        request,
        reply,
        error.statusCode === 503 ? 503 : 500,
        error.statusCode === 503 ? 'busy' : 'unexpected',
        {},
        [],
      )
    }
    if (fault.kind === 'not-signed-in' && request.method === 'GET' && !wantsProblem(request))
      return reply.redirect(`/sign-in?continue=${encodeURIComponent(request.url)}`, 303)
    if (fault.key === 'profile-incomplete' && !wantsProblem(request))
      return reply.redirect(
        `/account/welcome?continue=${encodeURIComponent(request.method === 'GET' ? request.url : '/')}`,
        303,
      )
    return answer(request, reply, statusOf(fault), fault.key, fault.values, fault.fields)
  })
  // The 404 asks the rate limit too, so that guessing addresses is no cheaper than using the site.
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, async (request, reply) =>
    answer(request, reply, 404, 'not-found', {}, []),
  )
})

/** An error → the fault that it stands for, or null where it is our own failure. */
export function toFault(error: FastifyError): Fault | null {
  if (error instanceof Fault) return error
  // A NUL byte or a number beyond the database's, in an address that no schema has looked at.
  if (isDatabaseError(error, '22021') || isDatabaseError(error, '22003')) return new Fault('malformed', 'malformed')
  if (error.validation) return new Fault('invalid', 'invalid', {}, fieldFaults(error))
  switch (error.statusCode) {
    case 403:
      return new Fault('not-allowed', error.code?.startsWith('FST_CSRF') ? 'form-expired' : 'not-allowed')
    case 404:
      return new Fault('not-found', 'not-found')
    case 413:
      return new Fault('too-large', 'too-large')
    case 429:
      return new Fault('too-many', 'too-many')
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? new Fault('malformed', 'malformed')
        : null
  }
}

function wantsProblem(request: FastifyRequest): boolean {
  return request.url.startsWith('/api/')
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  key: string,
  values: Record<string, unknown>,
  fields: readonly FieldFault[],
) {
  const { t } = request
  const title = t(`faults.${key}.title`, values)
  const detail = t(`faults.${key}.detail`, values)
  reply.code(status).header('cache-control', 'no-store')
  if (!wantsProblem(request))
    return reply.page('error', { title, detail, fields: fields.map(field => wordField(t, field)) })
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  return reply.type('application/problem+json').send({
    type: `${request.server.config.publicUrl}/api/v1/problems#${key}`,
    title,
    status,
    detail,
    instance: request.url.split('?')[0],
    ...(fields.length && {
      errors: fields.map(field => ({ field: field.field, detail: wordField(t, field).message })),
    }),
  })
}

/** A field's fault in words. */
export function wordField(
  t: FastifyRequest['t'],
  { field, key, values }: FieldFault,
): { field: string; message: string } {
  return { field, message: t(`faults.fields.${key}`, values) }
}
