import { AjvCompiler } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type Compilers = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>
type Validate = ((data: unknown) => unknown) & { errors?: unknown }
type Serialize = (data: unknown) => string
type Factory<F> = (...given: never[]) => (route: never) => F

/**
 * Fastify's own compilers, asked for a schema when the first request needs it and not at the start, which had to wait for
 * those of all routes. One that cannot be compiled is found by test/permissions.test.ts, which sends every route a request.
 */
export const compilers = {
  buildValidator: onFirstUse(AjvCompiler() as Factory<Validate>, compiled => {
    const validate: Validate = data => {
      const answer = compiled()(data)
      // Fastify looks for them beside the function that it called.
      validate.errors = compiled().errors
      return answer
    }
    return validate
  }),
  buildSerializer: onFirstUse(SerializerSelector() as Factory<Serialize>, compiled => data => compiled()(data)),
} as Compilers

function onFirstUse<F>(factory: Factory<F>, use: (compiled: () => F) => F): Factory<F> {
  return (...given) => {
    const compile = factory(...given)
    return route => {
      let compiled: F | undefined
      return use(() => (compiled ??= compile(route)))
    }
  }
}
