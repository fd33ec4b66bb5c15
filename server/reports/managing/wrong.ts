import type { Fault } from '../../web/faults.js'

/** Which of the forms of a page could not be taken, and why. */
export interface Wrong {
  form: 'upload' | 'details' | 'discard' | 'period' | 'moderation' | 'invitation' | 'taking'
  fault: Fault
}
