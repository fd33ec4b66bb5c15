import type { FastifyError, FastifyRequest } from 'fastify'
import type { FieldFault } from './faults.js'

/** What a schema found wrong → faults by field, one for each field. Also for a form's `request.validationError`. */
export function fieldFaults(error: Pick<FastifyError, 'validation'>): FieldFault[] {
  const faults = new Map<string, FieldFault>()
  for (const { instancePath, keyword, params } of error.validation ?? []) {
    const at = instancePath.slice(1).replaceAll('/', '.')
    const missing = keyword === 'required' ? String(params.missingProperty) : ''
    const field = [at, missing].filter(Boolean).join('.')
    if (faults.has(field)) continue
    faults.set(field, { field, ...wording(keyword, params) })
  }
  return [...faults.values()]
}

function wording(keyword: string, params: Record<string, unknown>): Omit<FieldFault, 'field'> {
  switch (keyword) {
    case 'required':
      return { key: 'required' }
    case 'minLength':
      return Number(params.limit) <= 1 ? { key: 'required' } : { key: 'too-short', values: { limit: params.limit } }
    case 'maxLength':
      return { key: 'too-long', values: { limit: params.limit } }
    case 'maxItems':
      return { key: 'too-many', values: { limit: params.limit } }
    case 'enum':
      return {
        key: 'choice',
        values: { choices: (params.allowedValues as unknown[]).filter(v => v !== null).join(', ') },
      }
    case 'additionalProperties':
      return { key: 'unknown', values: { name: params.additionalProperty } }
    default:
      return { key: 'format' }
  }
}

/** A form as a browser sends it: every field a string, or several. */
export type FormFields = Record<string, string | string[] | undefined>

/** One string of a form's field, trimmed; undefined where it is empty or not there. */
export function field(fields: FormFields, name: string): string | undefined {
  const value = fields[name]
  const text = (Array.isArray(value) ? value[0] : value)?.trim()
  return text === '' ? undefined : text
}

/**
 * Turns a form into the body of the API call that does the same, before the schema looks at it, so that one schema
 * validates both. The fields as they were typed stay in `request.typed`, for the form to come back filled.
 */
export function readForm(toBody: (fields: FormFields) => Record<string, unknown>) {
  return async (request: FastifyRequest): Promise<void> => {
    const fields = (request.body ?? {}) as FormFields
    request.typed = fields
    request.body = toBody(fields)
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The form as it was typed. */
    typed: FormFields
  }
}
