import { type Reason, reasons } from '../decisions/reasons.js'

/**
 * A reason that a working group has worded for itself, on one of the grounds that there are: what stands in its text is
 * put before a moderator's own explanation, so that it is kept with the decision as it was when it was taken.
 */
export interface GroupReason {
  /** As the file calls it. */
  code: string
  /** The ground on which it rests, for tombstones, counts and programs. */
  reason: Reason
  /** As a form offers it. */
  label: string
  text: string
}

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/
const LONGEST = { code: 40, label: 80, text: 1_000 }
/** More, and nobody finds the right one in the list. */
const MOST = 30

/**
 * A group's file → its reasons, or what is wrong with it, a sentence each. Pure. The file is JSON:
 * `{"sales-pitch": {"reason": "advertising", "label": "A vendor's pitch", "text": "The comment …"}}`.
 */
export function readGroupReasons(content: string): { reasons: GroupReason[]; faults: string[] } {
  const faults: string[] = []
  let file: unknown
  try {
    file = JSON.parse(content)
  } catch (error) {
    return { reasons: [], faults: [`it is no JSON (${(error as Error).message})`] }
  }
  if (!isRecord(file)) return { reasons: [], faults: ['it must be a JSON object with a member for each reason'] }
  const entries = Object.entries(file)
  if (entries.length > MOST) faults.push(`it has ${entries.length} reasons; ${MOST} are the most`)
  const read = entries.flatMap(([code, value]): GroupReason[] => {
    const before = faults.length
    const fault = (what: string) => faults.push(`“${code}” ${what}`)
    if (!CODE.test(code) || code.length > LONGEST.code)
      fault(`must be of small letters, digits and hyphens, at most ${LONGEST.code}`)
    if ((reasons as readonly string[]).includes(code)) fault('is the name of a reason that there is already')
    if (!isRecord(value)) {
      fault('must be an object with reason, label and text')
      return []
    }
    for (const name of Object.keys(value))
      if (!['reason', 'label', 'text'].includes(name)) fault(`has “${name}”, which means nothing here`)
    const { reason } = value
    if (!(reasons as readonly unknown[]).includes(reason)) fault(`needs a reason out of ${reasons.join(', ')}`)
    const [label, text] = (['label', 'text'] as const).map(name => {
      const words = typeof value[name] === 'string' ? value[name].trim() : ''
      if (words === '' || words.length > LONGEST[name])
        fault(`needs a ${name} of 1 to ${LONGEST[name].toLocaleString('en')} characters`)
      return words
    })
    return faults.length > before ? [] : [{ code, reason: reason as Reason, label: label!, text: text! }]
  })
  return { reasons: read, faults }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
