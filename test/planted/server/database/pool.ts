import { people } from '../accounts/store.js'

/** The database knows a feature. */
export const pool = people
