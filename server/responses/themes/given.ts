import type { FastifyRequest } from 'fastify'
import { Fault } from '../../web/faults.js'
import { fieldFaults } from '../../web/forms.js'

/** @throws invalid, where a form's fields do not hold; not found, where its address does not */
export function givenRight({ validationError }: Pick<FastifyRequest, 'validationError'>): void {
  if (!validationError) return
  if (validationError.validationContext === 'params') throw new Fault('not-found', 'no-such-theme')
  throw new Fault('invalid', 'invalid', {}, fieldFaults(validationError))
}
