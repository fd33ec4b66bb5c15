import { readFileSync } from 'node:fs'
import { people } from '../accounts/store.js'

/** A pure folder that reads a file, and knows a feature, and reaches past its index. */
export const read = () => [readFileSync('draft.md'), people]
