import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Fault } from '../../web/faults.js'
import { type FormFields, field } from '../../web/forms.js'
import { keyFor } from '../../web/keys.js'

type Site = Pick<FastifyInstance, 'config'>

/** A form that comes back sooner has not been filled in by hand. Nobody reads a form and writes a sentence in less. */
const FASTEST_MS = 3_000

/**
 * When a form was shown, signed, so that a program cannot say that it has waited. A form that comes back to the person
 * keeps its mark: she has been at it all the time.
 */
export function timeMark(app: Site, typed: FormFields, now: Date): string {
  const before = field(typed, 'shown')
  if (before !== undefined && shownAt(app, before) !== null) return before
  const time = now.getTime().toString(36)
  return `${time}.${signature(app, time)}`
}

/** What a form asks of a person whom it has taken for a program: a box to tick, in place of the trap. */
export function confirmation(typed: FormFields, fault: Fault | undefined): { asked: boolean; given: boolean } {
  const given = field(typed, 'byHand') === 'yes'
  return { asked: given || fault?.key === 'looks-automatic', given }
}

/**
 * Lets through what a person sends: it took time, and the field that only programs see is empty; or she says so, for a
 * browser may fill in fields by itself, and prepared words are pasted fast.
 * @throws Fault looks-automatic
 */
export function mustBeByHand(app: Site, typed: FormFields, now: Date): void {
  if (!app.config.limits || field(typed, 'byHand') === 'yes') return
  const shown = shownAt(app, field(typed, 'shown') ?? '')
  const tooFast = shown === null || now.getTime() - shown < FASTEST_MS
  if (tooFast || field(typed, 'subject') !== undefined) throw new Fault('invalid', 'looks-automatic')
}

function shownAt(app: Site, mark: string): number | null {
  const [time = '', given = ''] = mark.split('.')
  const [a, b] = [Buffer.from(given), Buffer.from(signature(app, time))]
  return a.length === b.length && timingSafeEqual(a, b) ? Number.parseInt(time, 36) : null
}

const keys = new WeakMap<object, Buffer>()

function signature({ config }: Site, time: string): string {
  const key = keys.get(config) ?? keyFor(config, 'form-time')
  keys.set(config, key)
  return createHmac('sha256', key).update(time).digest('base64url').slice(0, 22)
}
