import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { statusOf, toFault, wordField } from './errors.js'
import type { Fault } from './faults.js'
import type { FormFields } from './forms.js'

/** A form as a template shows it: what stands in it, and what is wrong, beside the fields and as a whole. */
export interface FormView<Name extends string> {
  values: Record<Name, string>
  errors: Record<Name, string | undefined>
  /** Every message with the field to which its link leads. */
  summary: { field: string; message: string }[]
  /** What is wrong as a whole. */
  fault: { title: string; detail: string } | null
}

/** `values` are what stands in the form before anything is typed; `typed` wins, even where it is empty. */
export function formView<Name extends string>(
  request: FastifyRequest,
  values: Record<Name, string>,
  { typed, fault }: { typed?: FormFields; fault?: Fault | undefined } = {},
): FormView<Name> {
  const names = Object.keys(values) as Name[]
  const messages = (fault?.fields ?? []).map(one => wordField(request.t, one))
  return {
    values: typed
      ? (Object.fromEntries(names.map(name => [name, [typed[name] ?? ''].flat().join(' ')])) as Record<Name, string>)
      : values,
    errors: Object.fromEntries(
      names.map(name => [name, messages.find(message => message.field === name)?.message]),
    ) as Record<Name, string | undefined>,
    summary: messages.map(({ field, message }) => ({
      field: names.find(name => name === field) ?? names[0]!,
      message,
    })),
    fault:
      fault && !messages.length
        ? {
            title: request.t(`faults.${fault.key}.title`, fault.values),
            detail: request.t(`faults.${fault.key}.detail`, fault.values),
          }
        : null,
  }
}

/**
 * The error handler of a form's route: whatever the person can put right is answered with the form as she typed it,
 * also where its token had grown old; anything else goes its usual way.
 */
export function showAgain(show: (request: FastifyRequest, reply: FastifyReply, fault: Fault) => Promise<unknown>) {
  return async (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const fault = toFault(error)
    if (!fault || fault.kind === 'not-signed-in' || fault.kind === 'not-found') throw error
    request.typed ??= (request.body ?? {}) as FormFields
    return show(request, reply.code(statusOf(fault)), fault)
  }
}
